"""Remembers: every table, migration and constraint, and the journal's append. Decides nothing."""
