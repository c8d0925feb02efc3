"""Sends warnings: one approval of one text that leaves to everybody who gets it; and says to its sender what was done with one."""
