"""A relay: a small process of its own that holds sealed things for nodes that cannot be reached. It is no node."""

from typing import Final

SETTINGS: Final = "relay.toml"
"""The file by which a folder is a relay's."""
