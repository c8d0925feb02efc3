"""A shared commitment in the fields of its acts: as it is shown, as it is recognised or not, and how it stands at one side.

    {"beneficiary_country":"VN","number":"C-000017","obligor_country":"US","source_standing":"press","state":"registered", ...}

The words are those of the document, in its language. What a code means is for its vocabulary; a code that this node does not know parses.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.json import JsonValue
from comity.terms.languages import Language
from comity.terms.refusals import Malformed
from comity.wire.shapes import Shape, SomeShape, take_shape, take_word

SPEC: Final = "docs/specs/commitment.md"

KIND: Final = "MSG-COMMITMENT"
SAME: Final = "KNOWN-SAME"
NEW: Final = "KNOWN-NEW"
KNOWN: Final = "D-ACCEPT"
UNKNOWN: Final = "D-DECLINE"

_WHAT: Final = "commitment"
_NUMBER: Final = re.compile(r"C-[0-9]{6,9}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CODE: Final = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_GROUND: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_POINT: Final = r"(?:[0-9]{4}|-)-[0-9]{2}-[0-9]{2}"
_DAY: Final = re.compile(rf"(?:[0-9]{{4}}|--[0-9]{{2}}|[0-9]{{4}}-[0-9]{{2}}|{_POINT}(?:/{_POINT})?)")
_CAPS: Final[Mapping[str, int]] = {"words": 2400, "obligor": 300, "beneficiary": 300, "source_title": 300, "why": 1000, "shown_by": 500}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A commitment as its sender's register has it. `due` is an ISO date as finely as it is known; empty is what nobody said."""

    number: str
    words: str
    words_language: str
    strength: str
    obligor_country: str
    beneficiary_country: str
    source_standing: str
    state: str
    due: str = ""
    obligor: str = ""
    beneficiary: str = ""
    source_title: str = ""
    source_digest: str = ""

    def __post_init__(self) -> None:
        """Refuse words out of their form, texts over their caps, and a commitment of a State to itself."""
        _require(self, countries=("obligor_country", "beneficiary_country"), codes=("strength", "source_standing", "state"))
        Language(self.words_language)
        if self.due:
            take_word(self.due, pattern=_DAY, what="due")
        if self.source_digest:
            Digest.parse(self.source_digest)
        if not self.words:
            raise Malformed(_WHAT, "no words")
        if self.obligor_country == self.beneficiary_country:
            raise Malformed(_WHAT, "one State is both parties")

    @property
    def parties(self) -> frozenset[str]:
        """The two States."""
        return frozenset((self.obligor_country, self.beneficiary_country))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the other side says of a shared commitment: that it is there (`number`) or new, or on which grounds it is not known."""

    decision: str
    known_as: str = ""
    number: str = ""
    grounds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an answer that says both, or neither."""
        known = self.decision == KNOWN
        if self.decision not in (KNOWN, UNKNOWN) or known is bool(self.grounds):
            raise Malformed(_WHAT, "neither known nor unknown")
        if self.known_as not in ((SAME, NEW) if known else ("",)) or bool(self.number) is not (self.known_as == SAME):
            raise Malformed(_WHAT, "not said as what it is known")
        if self.number:
            take_word(self.number, pattern=_NUMBER, what="number")
        for ground in self.grounds:
            take_word(ground, pattern=_GROUND, what="ground")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a shared commitment stands in the register of who says it, under `number` there."""

    number: str
    state: str
    why: str = ""
    shown_by: str = ""
    shown_digest: str = ""

    def __post_init__(self) -> None:
        """Refuse words out of their form and texts over their caps."""
        _require(self, codes=("state",))
        if self.shown_digest:
            Digest.parse(self.shown_digest)


def print_shared(value: Shared) -> dict[str, JsonValue]:
    """Return the fields of the act that shows a commitment."""
    return _printed(value)


def print_recognised(value: Recognised) -> dict[str, JsonValue]:
    """Return the fields of the answer."""
    return _printed(value)


def print_standing(value: Standing) -> dict[str, JsonValue]:
    """Return the fields of the act that says how it stands."""
    return _printed(value)


def parse_shared(found: Mapping[str, Any]) -> Shared:
    """Read what `print_shared` writes, with or without a note; otherwise raises `Malformed`.

    The CALLER knows which State sent it and asks whether that is a party, and whether the number was shared before.
    """
    return _parsed(found, shape=_Shared, make=Shared)


def parse_recognised(found: Mapping[str, Any]) -> Recognised:
    """Read what `print_recognised` writes, with or without a note; otherwise raises `Malformed`."""
    return _parsed(found, shape=_Recognised, make=_recognised)


def parse_standing(found: Mapping[str, Any]) -> Standing:
    """Read what `print_standing` writes, with or without a note; otherwise raises `Malformed`.

    The CALLER asks whether that number is the sender's, and whether the state is that side's to say.
    """
    return _parsed(found, shape=_Standing, make=Standing)


class _Noted(Shape, kw_only=True):
    note: dict[str, JsonValue] | UnsetType = UNSET  # further words of the form, which the body of every act may have


class _Shared(_Noted, kw_only=True):
    number: str
    words: str
    words_language: str
    strength: str
    obligor_country: str
    beneficiary_country: str
    source_standing: str
    state: str
    due: str | UnsetType = UNSET
    obligor: str | UnsetType = UNSET
    beneficiary: str | UnsetType = UNSET
    source_title: str | UnsetType = UNSET
    source_digest: str | UnsetType = UNSET


class _Recognised(_Noted, kw_only=True):
    decision: str
    known_as: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    grounds: list[str] | UnsetType = UNSET


class _Standing(_Noted, kw_only=True):
    number: str
    state: str
    why: str | UnsetType = UNSET
    shown_by: str | UnsetType = UNSET
    shown_digest: str | UnsetType = UNSET


Made = TypeVar("Made", Shared, Recognised, Standing)


def _parsed(found: Mapping[str, Any], *, shape: type[SomeShape], make: Callable[..., Made]) -> Made:
    # (1) members and types                              - docs/specs/commitment.md, sections 2 to 4
    read = take_shape(dict(found), shape=shape, what=_WHAT)
    said = {name: value for name in shape.__struct_fields__ if name != "note" and (value := getattr(read, name)) is not UNSET}
    # (2) words in their form
    value = make(**said)
    # (3) as the printer would write it: what is empty is absent
    if _printed(value) != {name: one for name, one in found.items() if name != "note"}:
        raise Malformed(_WHAT, "what is empty is left out")
    return value


def _recognised(*, grounds: list[str] | None = None, **said: str) -> Recognised:
    return Recognised(**said, grounds=tuple(grounds or ()))


def _printed(value: Shared | Recognised | Standing) -> dict[str, JsonValue]:
    found = {one.name: getattr(value, one.name) for one in fields(value)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items() if one}


def _require(value: Shared | Standing, *, codes: tuple[str, ...], countries: tuple[str, ...] = ()) -> None:
    take_word(value.number, pattern=_NUMBER, what="number")
    for name in countries:
        take_word(getattr(value, name), pattern=_COUNTRY, what="country")
    for name in codes:
        take_word(getattr(value, name), pattern=_CODE, what=name)
    for name, cap in _CAPS.items():
        text = getattr(value, name, "")
        if len(text) > cap or "\n" in text or text != text.strip():
            raise Malformed(_WHAT, f"{name}: not one line of at most {cap} characters")
