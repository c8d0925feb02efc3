"""Commitments shared with another node: acts of a case of their own, written from the register and kept in it."""
