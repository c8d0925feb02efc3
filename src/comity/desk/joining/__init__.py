"""Partners that got a node: two officers say which node of the signed directory a partner is."""
