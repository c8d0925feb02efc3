"""Pages of threat information: its collections and objects, and what officers put in."""
