"""The way in for programs of others: TAXII 2.1, and what a MISP instance asks for. Decides nothing; each answer comes from a room."""
