"""What every room must know of threat sets between nodes: which acts are taken, which may leave, what they do."""
