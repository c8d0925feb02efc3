"""Copies of a whole node in one file, and a node made from one; docs/specs/backup.md, docs/operators/recovery.md."""
