"""Pages of the risk picture."""
