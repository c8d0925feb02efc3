"""Meetings that officers plan, amend and close; who took part."""
