"""The store of threat information: each object once as the bytes that came, in collections, and one way to read, which asks who looks."""
