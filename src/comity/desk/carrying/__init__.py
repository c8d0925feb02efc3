"""Carrying over: a case that began outside the wire goes on between two nodes, from a first act that lists its papers."""
