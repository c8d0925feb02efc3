"""What MITRE ATT&CK adds to STIX: techniques with their tactics, and the order in which a matrix shows tactics.

Source: "ATT&CK Data Model" of mitre/cti, USAGE.md: `kill_chain_phases` of an attack-pattern name a tactic by its short name,
`x-mitre-tactic` says what that is called, `x-mitre-matrix` in which order tactics stand. Whoever writes an attack-pattern of their own may
name the same phases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from comity.wire.stix.summaries import one_line

# The kill chain of each domain, and by which identifier its matrix is known.
CHAINS: Final = {"mitre-attack": "enterprise-attack", "mitre-mobile-attack": "mobile-attack", "mitre-ics-attack": "ics-attack"}
SOURCES: Final = frozenset(CHAINS)  # of a reference: what they call external_id is the code that people say, T1566.001 or TA0001
TECHNIQUE: Final = "attack-pattern"
TACTIC: Final = "x-mitre-tactic"
MATRIX: Final = "x-mitre-matrix"
USES: Final = frozenset(("uses", "indicates"))  # how what was seen stands to a technique
UNDER: Final = "subtechnique-of"
_MOST: Final = 40  # phases of one technique, tactics of one matrix


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique: `code` is the one that people say, or empty; `phases` are pairs of a kill chain and a tactic's short name."""

    stix_id: str
    name: str
    code: str
    phases: tuple[tuple[str, str], ...]
    over: bool  # revoked, or no longer kept up


@dataclass(frozen=True, slots=True)
class Tactic:
    """A tactic, and the short name by which techniques name it."""

    stix_id: str
    name: str
    code: str
    short: str


@dataclass(frozen=True, slots=True)
class Order:
    """The order of tactics in a matrix of `domain` (a value of `CHAINS`)."""

    domain: str
    tactics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship: from what to what, by which word, and in somebody's own words, on one line."""

    source: str
    target: str
    word: str
    told: str = ""


class _Told(msgspec.Struct):
    """What is read of an object, of whatever type it is there: nobody has validated it."""

    type: Any = None
    id: Any = None
    name: Any = None
    revoked: Any = None
    x_mitre_deprecated: Any = None
    x_mitre_shortname: Any = None
    kill_chain_phases: Any = None
    external_references: Any = None
    tactic_refs: Any = None


class _Relation(msgspec.Struct):
    relationship_type: Any = None
    source_ref: Any = None
    target_ref: Any = None
    description: Any = None


_DECODE: Final = msgspec.json.Decoder(_Told).decode
_DECODE_RELATION: Final = msgspec.json.Decoder(_Relation).decode


def read_attack(body: bytes) -> Technique | Tactic | Order | None:
    """Return what an object says of a matrix; None for one that says nothing of any, or cannot be read."""
    try:
        told = _DECODE(body)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(told.id, str):
        return None
    if told.type == TECHNIQUE:
        phases = tuple(dict.fromkeys(_phases(told.kill_chain_phases)))
        over = told.revoked is True or told.x_mitre_deprecated is True
        return Technique(told.id, one_line(told.name) or told.id, _code(told), phases, over) if phases else None
    if told.type == TACTIC:
        short = told.x_mitre_shortname
        return Tactic(told.id, one_line(told.name) or told.id, _code(told), short) if isinstance(short, str) else None
    refs = told.tactic_refs if told.type == MATRIX and isinstance(told.tactic_refs, list) else []
    tactics = tuple(one for one in refs[:_MOST] if isinstance(one, str))
    return Order(_code(told), tactics) if tactics else None


def read_link(body: bytes, *, described: bool = False) -> Link | None:
    """Return what a relationship joins, `described` with what is said of it; None for what cannot be read."""
    try:
        told = _DECODE_RELATION(body)
    except (msgspec.DecodeError, RecursionError):
        return None
    source, target, word = told.source_ref, told.target_ref, told.relationship_type
    if not (isinstance(source, str) and isinstance(target, str) and isinstance(word, str)):
        return None
    return Link(source, target, word, one_line(told.description) if described else "")


def _phases(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- whatever JSON has there
    for one in value[:_MOST] if isinstance(value, list) else ():
        chain, phase = (one.get("kill_chain_name"), one.get("phase_name")) if isinstance(one, dict) else (None, None)
        if isinstance(phase, str) and isinstance(chain, str) and chain in CHAINS and one_line(phase):
            yield chain, one_line(phase)


def _code(told: _Told) -> str:
    """Return the code by which ATT&CK knows an object. Older releases name the domain as source, newer ones `mitre-attack` always."""
    for one in told.external_references[:_MOST] if isinstance(told.external_references, list) else ():
        source, code = (one.get("source_name"), one.get("external_id")) if isinstance(one, dict) else (None, None)
        if source in SOURCES and isinstance(code, str):
            return one_line(code)
    return ""
