"""An indicator from what an officer types, with all that has to travel with it: who says so, and whom it is for."""

from dataclasses import dataclass
from typing import Final

from comity.directory.book import book
from comity.directory.home import home
from comity.intel.policy import Label, marking_of
from comity.intel.policy.labels import OPEN
from comity.intel.reading.objects import find
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import by_ids
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.markings import Tlp
from comity.terms.outside import Outside
from comity.wire.stix import BadStix, parse_timestamp, read_head
from comity.wire.stix.making import computed_id, identity_id, make_identity, make_indicator

# What is computed from what it says has no moment of its own: the same is written with the same bytes whenever it is written.
_BEGINNING: Final = Instant(1_767_225_600_000_000)
_MADE: Final = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What an officer says of a value. `to` are authorities that are given it by name, where the marking names any."""

    what: Outside
    level: Tlp
    valid_from: Instant
    valid_until: Instant | None = None
    name: str = ""
    words: str = ""
    meanings: tuple[str, ...] = ()
    confidence: int | None = None
    fields: frozenset[str] = frozenset()
    to: frozenset[AuthorityId] = frozenset()


def compose(said: Composed, *, eye: Onlooker) -> bytes:
    """Return an envelope with the indicator, the identity behind it where none is here, and a marking where it needs one.

    Who says more of the same value makes a new version of the same object. Raises `Malformed` for texts that no JSON can carry.
    """
    marking = _marking(said, eye)
    fresh = _indicator(said, marking, eye, first=None)
    name = read_head(fresh).id
    first = first_said(eye, name)
    objects = [*([marking] if marking else []), *authority_beside(eye)]
    objects.append(_indicator(said, marking, eye, first=first) if first else fresh)
    return b'{"objects":[\n' + b",\n".join(objects) + b"\n]}"


def authority_beside(eye: Onlooker) -> list[bytes]:
    """Return the identity of the officer's authority, where none is here that they may see."""
    if by_ids(eye, [identity_id(eye.authority)]):
        return []
    names = book(home()).authority(eye.authority).names
    return [make_identity(eye.authority, name=names.get("en") or str(eye.authority), at=_BEGINNING, level=Tlp.GREEN)]


def _indicator(said: Composed, marking: bytes, eye: Onlooker, *, first: Instant | None) -> bytes:
    return make_indicator(
        said.what,
        authority=eye.authority,
        level=said.level,
        at=eye.at,
        first=first,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        name=said.name,
        description=said.words,
        types=said.meanings,
        confidence=said.confidence,
        marks=(read_head(marking).id,) if marking else (),
    )


def _marking(said: Composed, eye: Onlooker) -> bytes:
    """Return the definition of the marking that says whom it is for beyond its level; nothing where the level says it all."""
    if not said.fields and (not said.to or said.level in OPEN):
        return b""
    # This authority is among those who were given it by name, so that all of it goes on seeing what one officer wrote.
    recipients = frozenset() if said.level in OPEN else said.to | {eye.authority}
    label = Label(tlp=said.level, owner=None, recipients=frozenset(recipients), fields=said.fields or None)
    told = marking_of(label, id_="", created=_MADE)
    extensions: JsonValue = told["extensions"]
    identifier = computed_id("marking-definition", {"authority": str(eye.authority), "extensions": extensions})
    return print_json(told | {"id": identifier})


def first_said(eye: Onlooker, name: str) -> Instant | None:
    """Return when this authority first said it, as the version of it that is here has it."""
    for card in by_ids(eye, [name]).values():
        try:
            return Instant(parse_timestamp(str(find(eye, card.holding, name).told.get("created", ""))))
        except BadStix:
            return None
    return None
