"""Two rows that are one actor."""
