"""Bundles: threat information for another authority in a signed file that is carried by hand, and what comes back that way."""
