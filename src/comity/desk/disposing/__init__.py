"""Destroying or returning what another State gave: who did it, how and when; by two officers where a condition wants a record."""
