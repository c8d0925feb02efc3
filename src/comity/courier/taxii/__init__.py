"""TAXII 2.1 as a client: what is asked of a foreign server and what it answers, pulled, pushed, and checked against the standard."""
