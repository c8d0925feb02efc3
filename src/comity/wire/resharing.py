"""May threat information be passed on? What the acts about it say in their fields: asked, answered, taken back.

    {"objects":"indicator--… malware--…","purposes":["PUR-WARN"],"recipient":"th-cert","until":"2027-01-31","why":{…}, …}

Objects are named by their identifiers, in one text with a space between them, each once; what an officer typed may have them in any order.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.markings import Pap, Tlp
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/resharing.md"
KIND: Final = "ADM-RESHARE"
GRANT: Final = "D-GRANT"
CONDITIONS: Final = "D-COND"
MOST_OBJECTS: Final = 60

_WHAT: Final = "permission to pass on"
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which objects may go to whom: what is asked."""

    objects: frozenset[str]
    recipient: AuthorityId


@dataclass(frozen=True, slots=True)
class Permitted:
    """A yes: which of the objects (None: all that were asked about), of which marking at most, until which moment, which it excludes."""

    objects: frozenset[str] | None
    tlp: Tlp
    pap: Pap
    until: Instant


def parse_asked(fields: Mapping[str, JsonValue]) -> Asked:
    """Read the fields of a request; raises `Malformed`."""
    return Asked(parse_objects(_text(fields, "objects")), AuthorityId(_text(fields, "recipient")))


def parse_answered(fields: Mapping[str, JsonValue]) -> Permitted | None:
    """Read the fields of an answer: None for a no. Raises `Malformed`."""
    decision = fields.get("decision")
    if decision not in (GRANT, CONDITIONS):
        return None
    limited = decision == CONDITIONS
    return Permitted(
        objects=parse_objects(_text(fields, "permitted")) if limited and "permitted" in fields else None,
        tlp=Tlp.parse(_text(fields, "tlp")) if limited and "tlp" in fields else Tlp.RED,
        pap=Pap.parse(_text(fields, "pap")) if limited and "pap" in fields else Pap.RED,
        until=_end_of(_text(fields, "until")),
    )


def parse_objects(text: str) -> frozenset[str]:
    """Return the identifiers in a text as it travels; raises `Malformed`."""
    found = text.split(" ")
    if len(set(found)) < len(found):
        raise Malformed(_WHAT, "an object is named twice, or there is more than one space between two")
    print_objects(found)
    return frozenset(found)


def print_objects(ids: Iterable[str]) -> str:
    """Return the text for a set of identifiers; raises `Malformed` for none, for too many, and for what is no identifier."""
    from comity.wire.stix.identifiers import is_id  # noqa: PLC0415 every node knows this kind, and few are asked

    found = sorted(set(ids))
    if not 1 <= len(found) <= MOST_OBJECTS:
        raise Malformed(_WHAT, f"from 1 to {MOST_OBJECTS} objects are expected, {len(found)} are named")
    for one in found:
        if not is_id(one):
            raise Malformed(_WHAT, f"{one[:80]!a} is no STIX identifier")
    return " ".join(found)


def _text(fields: Mapping[str, JsonValue], name: str) -> str:
    found = fields.get(name)
    if not isinstance(found, str):
        raise Malformed(_WHAT, f"{name}: text expected")
    return found


def _end_of(day: str) -> Instant:
    """Return the moment after a day, in UTC."""
    try:
        last = date.fromisoformat(day) if _DATE.fullmatch(day) else None
    except ValueError:
        last = None
    if last is None or last.year >= date.max.year:
        raise Malformed(_WHAT, f"until: {day[:20]!a} is no day")
    return Instant.parse(f"{(last + _DAY).isoformat()}T00:00:00.000000Z")
