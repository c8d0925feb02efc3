"""Commitments that another node knows too: two statuses side by side, each said by its own side."""
