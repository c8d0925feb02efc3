"""Walls: who may know of a case, set with a reason, opened by two; and the journal of who read what is restricted."""
