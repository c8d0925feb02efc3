"""Threat sets between nodes: what goes to whom, the ledger of each object and authority, what comes, and what is recalled."""
