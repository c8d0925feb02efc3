"""What every room must know of warnings between nodes: which acts are taken, which may leave, what they do."""
