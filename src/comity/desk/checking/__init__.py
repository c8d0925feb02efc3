"""Checklists of a request: which list its kind has, and stamps on its items."""
