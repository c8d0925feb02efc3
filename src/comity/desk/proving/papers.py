"""Prints what stands beside a proof for people and for tools of forensics, from what the proof shows; no verdict rests on it."""

from collections.abc import Mapping

from comity.desk.proving.verdict import Verdict


def papers_of(verdict: Verdict) -> Mapping[str, bytes]:
    """Return them."""
    return {}
