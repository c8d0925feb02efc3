"""Unpacks threat sets that came: what they hold is kept piece by piece, and what became of each object is signed and owed."""
