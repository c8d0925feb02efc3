"""What Comity costs and carries, measured beside the peer: `python -m benchmarks`. docs/operators/figures.md explains each figure."""
