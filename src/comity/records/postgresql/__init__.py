"""PostgreSQL as this node uses it: Django's own backend, with one writer at a time."""
