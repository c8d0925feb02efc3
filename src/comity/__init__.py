"""Comity: one authority's cooperation node. Rooms and floors are drawn in docs/architecture.md."""

__version__ = "0.1.0"
