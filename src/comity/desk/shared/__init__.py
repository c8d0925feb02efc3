"""What every room must know of commitments shared with another node: which acts are taken, which may leave, what they do."""
