"""Two rows that are one actor, one meeting or one commitment."""
