"""SQLite for a node: its writers take turns (`base`)."""
