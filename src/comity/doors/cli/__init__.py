"""The door of operators: the command `comity`. It decides nothing and touches no table; each command asks the room that does."""

from comity.doors.cli.top import cli

__all__ = ["cli"]
