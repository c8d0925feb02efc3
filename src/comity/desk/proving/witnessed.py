"""What others put to the checkpoints of a proof's log, and how many make it shown. docs/specs/proof.md, sections 4.7 and 6. Pure."""

from dataclasses import dataclass
from typing import Final

from comity.terms.identifiers import Country, NodeId
from comity.terms.instants import Instant

ROUTINE: Final = 2
EVIDENCE: Final = 3
"""Witnesses that are needed where files are handed over."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that cosigned a checkpoint, and when by its clock; `vouched`: the reader trusts the key of its country."""

    node: NodeId
    country: Country
    at: Instant
    vouched: bool


@dataclass(frozen=True, slots=True)
class Countersigned:
    """What others put to the checkpoint of `size` leaves; `stamp` is the moment of a time stamp whose signer is not checked."""

    size: int
    cosigned: tuple[Cosigned, ...]
    stamp: Instant | None = None


def stamp_command(size: int) -> str:
    """Return the line by which OpenSSL checks the time stamp over the checkpoint of that size."""
    return f"openssl ts -verify -in data/log/{size}.tsr -data data/log/{size}.checkpoint -CAfile AUTHORITY.pem"
