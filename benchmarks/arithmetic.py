"""The arithmetic of figures: percentiles, medians, ratios. Pure."""

import statistics
from collections.abc import Sequence
from fractions import Fraction
from math import ceil


def percentile(values: Sequence[float], share: Fraction | float) -> float:
    """Return the smallest of `values` that is at least as large as `share` of them (nearest rank); `share` is from 0 to 1.

    Raises `ValueError` for no values, or a share out of range.
    """
    if not values or not 0 <= share <= 1:
        message = f"the {share} percentile of {len(values)} values"
        raise ValueError(message)
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def p50(values: Sequence[float]) -> float:
    """Return the value that half of `values` do not exceed."""
    return percentile(values, Fraction(1, 2))


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 in 100 of `values` do not exceed."""
    return percentile(values, Fraction(95, 100))


def p99(values: Sequence[float]) -> float:
    """Return the value that 99 in 100 of `values` do not exceed."""
    return percentile(values, Fraction(99, 100))


def median_ratio(ours: Sequence[float], peers: Sequence[float]) -> float:
    """Return the median of the ratios of interleaved rounds: each round of ours by the peer's of the same minute."""
    return statistics.median(one / other for one, other in zip(ours, peers, strict=True))
