"""Searches that officers keep under a name: their own, and those of the desk."""
