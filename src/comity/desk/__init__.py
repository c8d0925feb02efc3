"""Cooperation requests from draft to closure, split by phase: drafting, sending, receiving; reading serves the pages."""
