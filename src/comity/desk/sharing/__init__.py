"""Begins the acts about shared commitments, from the register's page."""
