"""Papers that were presented at meetings."""
