"""The store of threat information: each object once as the bytes that came, collections of them, and one way to read, which asks who looks."""
