"""Takes back what this node itself sent, from what its peers hold, after it came up from an older copy."""
