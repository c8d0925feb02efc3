"""Which acts hand something over, what a use of a material needs, and whether an originator's answer covers it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.terms.json import JsonValue
from comity.wire.listed import ListedFile

ONWARD: Final = "ADM-ONWARD"
USE_CHANGE: Final = "ADM-USE-CHANGE"
CONSENTS: Final = (ONWARD, USE_CHANGE)
C_ONWARD: Final = "C-ONWARD"
STATE: Final = "OR-STATE"

_PERSONAL: Final = "personal"
_MESSAGE: Final = "message"
_BOUND, _FREE = "CND-BOUND", "CND-NONE"
_YES: Final = frozenset({"D-GRANT", "D-COND"})


def hands_over(act: str, sets: Iterable[str]) -> bool:
    """Say whether an act gives something away: a result, or information that nobody asked for."""
    return act == "result" or (act == "request" and _MESSAGE in sets)


def is_asked(act: str, sets: Iterable[str]) -> bool:
    """Say whether who sends this must say what of it came from another State: it hands over personal data."""
    kept = frozenset(sets)
    return hands_over(act, kept) and _PERSONAL in kept


def onward_rule(sets: Iterable[str], *, conditions: Iterable[str], files: int) -> str:
    """Return `authorization` for personal data, for files, and where a condition says so; else `free`."""
    return "authorization" if _PERSONAL in frozenset(sets) or C_ONWARD in frozenset(conditions) or files else "free"


def consent_needed(*, originator: str, recipient: str, purpose: str) -> str:
    """Return the kind by which `originator` is asked before the country `recipient` gets its material; empty where nobody need be."""
    if originator != recipient:
        return ONWARD
    return USE_CHANGE if purpose == "another" else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that asked an originator: its kind, to which country it went, its fields, and how it was answered, in writing or not."""

    kind: str
    to: str
    fields: Mapping[str, JsonValue]
    decision: str
    conditions: tuple[str, ...]
    written: bool
    withdrawn: bool


def covers(asked: Asked, *, kind: str, originator: str, source: str, recipient: str) -> bool:
    """Say whether the originator's written yes covers this: for the case `source`, and for an onward transfer to that country."""
    about = asked.kind == kind and asked.to == originator and asked.fields.get("original") == source
    yes = asked.decision in _YES and asked.written and not asked.withdrawn
    to = kind != ONWARD or (asked.fields.get("recipient_type") == STATE and asked.fields.get("recipient_country") == recipient)
    return about and yes and to


@dataclass(frozen=True, slots=True)
class Carried:
    """What is looked at of an act that is to leave, and of a draft before it is one: the names are those of `ActBody`."""

    act: str
    kind: str
    instrument: str
    fields: Mapping[str, JsonValue]
    files: tuple[ListedFile, ...] = ()


def codes_of(value: JsonValue) -> tuple[str, ...]:
    """Return the codes that a field holds; what is no list of codes holds none."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def with_conditions(fields: Mapping[str, JsonValue], conditions: Iterable[str], *, keys: Iterable[str]) -> dict[str, JsonValue]:
    """Return the fields with `conditions` among those that go along; a form of free information then says that they bind."""
    known = frozenset(keys)
    joined = list(dict.fromkeys((*codes_of(fields.get("conditions")), *conditions)))
    done: dict[str, JsonValue] = {**fields, "conditions": list(joined)}
    if "binding" in known and fields.get("binding", _FREE) == _FREE:
        done["binding"] = _BOUND
    return done
