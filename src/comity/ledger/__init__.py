"""Proves that nothing was removed or reordered: leaves, tiles, checkpoints, proofs."""
