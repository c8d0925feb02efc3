"""Gives threat sets: one officer proposes what is fixed and shown, another approves these bytes; and recalls what was given."""
