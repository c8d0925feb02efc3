"""Evidence of a case: who may see and do what, and which limits the acts of the case put on it; the chains are `evidence`'s."""
