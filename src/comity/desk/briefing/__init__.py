"""Papers about a State for who goes into a room with it: the brief of one page."""
