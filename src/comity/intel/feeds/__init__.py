"""Foreign TAXII servers that this node pulls from and pushes to: which they are, who allowed it, what became of each object."""
