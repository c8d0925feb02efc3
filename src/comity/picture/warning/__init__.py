"""The early-warning board: indicators, the value at which each warns, and what officers read."""
