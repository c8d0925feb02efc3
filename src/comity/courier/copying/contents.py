"""Of what a backup consists, by its paths in the node's folder. Read without Django: a restore has no node yet."""

from typing import Final

TABLES: Final = {"sqlite": "node.sqlite3", "postgresql": "tables.dump"}
# The log's files are left out: they are made from the rows, and old ones beside new rows would be read as tampering.
FOLDERS: Final = ("directory", "proofs", "papers", "files", "fonts", "rules", "map", "forks", "repository")
SINGLE: Final = ("node.toml", "trust.json")
KEYS: Final = "keys"
