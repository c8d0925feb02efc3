"""Carries what is due, accepts what arrives, runs what is scheduled; retries honestly. Only here are connections opened."""
