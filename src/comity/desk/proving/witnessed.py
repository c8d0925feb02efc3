"""What others put to the checkpoints of a proof's log, and how many make it shown. docs/specs/proof.md, sections 4.7 and 6. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.desk.proving.refusals import NotProven
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
    """What others put to the checkpoint of `size` leaves; `stamps` are the moments of time stamps whose signers are not checked."""

    size: int
    cosigned: tuple[Cosigned, ...]
    stamps: tuple[Instant, ...] = ()


def stamp_part(number: int) -> str:
    """Return the end of the name of the time stamp of that number, from 1."""
    return "tsr" if number == 1 else f"{number}.tsr"


def stamps_of(size: int, found: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Return the time stamps among what stands beside a checkpoint, by their numbers, none left out; raises `NotProven`."""
    named = sum(part.endswith("tsr") for part in found)
    parts = [stamp_part(number) for number in range(1, named + 1)]
    for part in parts:
        if part not in found:
            raise NotProven(file=f"log/{size}.{part}", why="it is missing")
    return tuple(found[part] for part in parts)


def stamp_command(size: int, number: int) -> str:
    """Return the line by which OpenSSL checks the time stamp of that number, from 1, over the checkpoint of that size."""
    return f"openssl ts -verify -in data/log/{size}.{stamp_part(number)} -data data/log/{size}.checkpoint -CAfile AUTHORITY.pem"


def counted(signed: Countersigned, *, home: Country | None) -> tuple[Cosigned, ...]:
    """Return the witnesses that count, the earliest first: one of each other country than `home` whose key the reader trusts."""
    found: dict[Country, Cosigned] = {}
    for one in sorted(signed.cosigned, key=lambda one: one.at):
        if one.vouched and one.country != home:
            found.setdefault(one.country, one)
    return tuple(found.values())


def seen_by(countersigned: Sequence[Countersigned], index: int, *, home: Country | None) -> int:
    """Return how many witnesses that count have cosigned one checkpoint with leaf `index` in it."""
    return max((len(counted(signed, home=home)) for signed in countersigned if signed.size > index), default=0)


def latest(countersigned: Sequence[Countersigned], index: int, *, needed: int, home: Country | None) -> Instant | None:
    """Return when leaf `index` stood in the log at the latest: when `needed` witnesses had cosigned it; None where fewer have."""
    found = (counted(signed, home=home) for signed in countersigned if signed.size > index)
    return min((enough[needed - 1].at for enough in found if len(enough) >= needed), default=None)
