"""A relay: a small process of its own that holds sealed things for nodes that cannot be reached. It is no node."""
