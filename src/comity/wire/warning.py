"""A warning or a note on methods in the fields of its acts: as it is published, followed up, and acknowledged or not.

    {"actions":["WACT-LOOK"],"field":"FLD-FINANCING","good_until":"2027-01-31","number":"W-000017","sort":"WARN-METHOD", ...}

What a code means is for its vocabulary; a code that this node does not know parses. Nothing in it is a person's: neither the signs to
look for, of which four types alone travel, nor, as far as a program can see it, the words (safeguard 7).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from msgspec import UNSET, UnsetType

from comity.terms.json import JsonValue
from comity.terms.languages import Language
from comity.terms.markings import Pap, Tlp
from comity.terms.outside import Outside, outside_json, parse_outside_json
from comity.terms.refusals import Malformed
from comity.terms.text import FreeText, require_clean
from comity.wire.shapes import Shape, take_shape, take_word

SPEC: Final = "docs/specs/warning.md"

KIND: Final = "MSG-WARNING"
UPDATE: Final = "FOLLOW-UPDATE"
RECALL: Final = "FOLLOW-RECALL"
KEPT: Final = "D-ACCEPT"
NOT_KEPT: Final = "D-DECLINE"
WORDS_CAP: Final = 4000
MOST_INDICATORS: Final = 20
MOST_CODES: Final = 40
MOST_VERSIONS: Final = 99
INDICATOR_TYPES: Final = ("ip", "domain", "url", "file-hash")

_WHAT: Final = "warning"
_NUMBER: Final = re.compile(r"W-[0-9]{6,9}")
_CODE: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[-:+.][A-Za-z0-9]+)*")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONE: Final = ("sort", "field", "urgency", "onward", "threat_level")
_THREAT: Final = ("techniques", "ict_uses", "support_types", "offences")
_MANY: Final = ("actions", *_THREAT, "technologies", "sectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a warning says. `good_until` is the last day on which it holds; empty is what nobody said.

    Codes stand in the order in which they were given; `indicators` are signs to look for.
    """

    sort: str
    field: str
    urgency: str
    actions: tuple[str, ...]
    good_until: str
    tlp: str
    onward: str
    pap: str = ""
    threat_level: str = ""
    techniques: tuple[str, ...] = ()
    ict_uses: tuple[str, ...] = ()
    support_types: tuple[str, ...] = ()
    offences: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    words: str = ""
    words_language: str = ""
    indicators: tuple[Outside, ...] = ()

    def __post_init__(self) -> None:
        """Refuse words out of their form, texts over their caps, and what says nothing of a threat."""
        for name in _ONE:
            if name != "threat_level" or self.threat_level:
                take_word(getattr(self, name), pattern=_CODE, what=name)
        for name in _MANY:
            _require_codes(getattr(self, name), what=name)
        if not self.actions:
            raise Malformed(_WHAT, "it does not say what is asked")
        if not any(getattr(self, name) for name in _THREAT):
            raise Malformed(_WHAT, "no code says what threatens")
        Tlp.parse(self.tlp)
        if self.pap:
            Pap.parse(self.pap)
        _require_day(self.good_until)
        _require_words(self.words, self.words_language)
        _require_indicators(self.indicators)

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return date.fromisoformat(self.good_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A warning as it is published first, under its number at the sender."""

    number: str
    told: Told

    def __post_init__(self) -> None:
        """Refuse what is no number of a warning."""
        take_word(self.number, pattern=_NUMBER, what="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What follows: a new text in the place of the one before, or the recall, with its reason. `version` counts from 2."""

    number: str
    version: int
    told: Told | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse what is neither an update nor a recall, or both."""
        take_word(self.number, pattern=_NUMBER, what="number")
        _require_version(self.version, least=2)
        if (self.told is None) is not bool(self.reason):
            raise Malformed(_WHAT, "neither an update nor a recall")
        if self.reason:
            take_word(self.reason, pattern=_CODE, what="reason")

    @property
    def recalls(self) -> bool:
        """Whether nothing of it is to be relied on any more."""
        return self.told is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """That a warning was read in its `version`, and what was done; or on which `grounds` it cannot be kept as it is marked."""

    decision: str
    version: int
    done: str = ""
    grounds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an answer that says both, or neither."""
        _require_version(self.version, least=1)
        kept = self.decision == KEPT
        if self.decision not in (KEPT, NOT_KEPT) or kept is not bool(self.done) or kept is bool(self.grounds):
            raise Malformed(_WHAT, "neither kept nor declined")
        if self.done:
            take_word(self.done, pattern=_CODE, what="done")
        _require_codes(self.grounds, what="grounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSince:
    """What was done with a warning after it was acknowledged."""

    version: int
    done: str

    def __post_init__(self) -> None:
        """Refuse what is no code."""
        _require_version(self.version, least=1)
        take_word(self.done, pattern=_CODE, what="done")


def print_told(told: Told) -> dict[str, JsonValue]:
    """Return what a warning says, without a number: what its versions have in common. What is empty is absent."""
    found: dict[str, JsonValue] = {}
    for one in fields(told):
        value = getattr(told, one.name)
        if not value or one.name in ("words", "words_language"):
            continue
        found[one.name] = [outside_json(each) for each in value] if one.name == "indicators" else _plain(value)
    if told.words:
        found["words"] = {"text": told.words, "language": told.words_language}
    return found


def print_published(value: Published) -> dict[str, JsonValue]:
    """Return the fields of the act that publishes a warning."""
    return {"number": value.number, **print_told(value.told)}


def print_followed(value: Followed) -> dict[str, JsonValue]:
    """Return the fields of the act that follows one up."""
    head: dict[str, JsonValue] = {"number": value.number, "version": value.version}
    if value.told is None:
        return {**head, "follow": RECALL, "reason": value.reason}
    return {**head, "follow": UPDATE, **print_told(value.told)}


def print_acknowledged(value: Acknowledged) -> dict[str, JsonValue]:
    """Return the fields of the answer."""
    found: dict[str, JsonValue] = {"decision": value.decision, "version": value.version}
    if value.done:
        found["done"] = value.done
    if value.grounds:
        found["grounds"] = list(value.grounds)
    return found


def print_done_since(value: DoneSince) -> dict[str, JsonValue]:
    """Return the fields of the notice."""
    return {"version": value.version, "done": value.done}


def parse_told(found: Mapping[str, Any]) -> Told:
    """Read what `print_told` writes; otherwise raises `Malformed`."""
    told = _told(take_shape(dict(found), shape=_Told, what=_WHAT))
    _require_printed(found, print_told(told))
    return told


def parse_published(found: Mapping[str, Any]) -> Published:
    """Read what `print_published` writes; otherwise raises `Malformed`.

    The CALLER asks whether that number of its sender is known already, and whether the marking of the act says the same.
    """
    read = take_shape(dict(found), shape=_Published, what=_WHAT)
    value = Published(number=read.number, told=_told(read))
    _require_printed(found, print_published(value))
    return value


def parse_followed(found: Mapping[str, Any]) -> Followed:
    """Read what `print_followed` writes; otherwise raises `Malformed`.

    The CALLER asks whether number and version follow what the sender said before.
    """
    if found.get("follow") == RECALL:
        called = take_shape(dict(found), shape=_Recalled, what=_WHAT)
        value = Followed(number=called.number, version=called.version, reason=called.reason)
    else:
        read = take_shape(dict(found), shape=_Updated, what=_WHAT)
        value = Followed(number=read.number, version=read.version, told=_told(read))
    _require_printed(found, print_followed(value))
    return value


def parse_acknowledged(found: Mapping[str, Any]) -> Acknowledged:
    """Read what `print_acknowledged` writes, with or without a note; otherwise raises `Malformed`."""
    read = take_shape(dict(found), shape=_Acknowledged, what=_WHAT)
    value = Acknowledged(decision=read.decision, version=read.version, done=_one(read.done), grounds=_many(read.grounds))
    _require_printed(found, print_acknowledged(value))
    return value


def parse_done_since(found: Mapping[str, Any]) -> DoneSince:
    """Read what `print_done_since` writes, with or without a note; otherwise raises `Malformed`."""
    read = take_shape(dict(found), shape=_Done, what=_WHAT)
    value = DoneSince(version=read.version, done=read.done)
    _require_printed(found, print_done_since(value))
    return value


class _Words(Shape):
    text: str
    language: str


class _Told(Shape, kw_only=True):
    sort: str
    field: str
    urgency: str
    actions: list[str]
    good_until: str
    tlp: str
    onward: str
    pap: str | UnsetType = UNSET
    threat_level: str | UnsetType = UNSET
    techniques: list[str] | UnsetType = UNSET
    ict_uses: list[str] | UnsetType = UNSET
    support_types: list[str] | UnsetType = UNSET
    offences: list[str] | UnsetType = UNSET
    technologies: list[str] | UnsetType = UNSET
    sectors: list[str] | UnsetType = UNSET
    words: _Words | UnsetType = UNSET
    indicators: list[dict[str, str]] | UnsetType = UNSET


class _Published(_Told, kw_only=True):
    number: str


class _Updated(_Told, kw_only=True):
    number: str
    version: int
    follow: str


class _Recalled(Shape, kw_only=True):
    number: str
    version: int
    follow: str
    reason: str


class _Noted(Shape, kw_only=True):
    note: dict[str, JsonValue] | UnsetType = UNSET  # further words of the form


class _Acknowledged(_Noted, kw_only=True):
    decision: str
    version: int
    done: str | UnsetType = UNSET
    grounds: list[str] | UnsetType = UNSET


class _Done(_Noted, kw_only=True):
    version: int
    done: str


def _told(read: _Told) -> Told:
    # (1) members and types were asked before            - docs/specs/warning.md, section 2
    words = None if isinstance(read.words, UnsetType) else read.words
    given = [] if isinstance(read.indicators, UnsetType) else read.indicators
    # (2) words in their form; (3), as the printer would write it, is for who called
    return Told(
        sort=read.sort,
        field=read.field,
        urgency=read.urgency,
        actions=tuple(read.actions),
        good_until=read.good_until,
        tlp=read.tlp,
        onward=read.onward,
        pap=_one(read.pap),
        threat_level=_one(read.threat_level),
        techniques=_many(read.techniques),
        ict_uses=_many(read.ict_uses),
        support_types=_many(read.support_types),
        offences=_many(read.offences),
        technologies=_many(read.technologies),
        sectors=_many(read.sectors),
        words=words.text if words else "",
        words_language=words.language if words else "",
        indicators=tuple(parse_outside_json(dict(one)) for one in given),
    )


def _one(value: str | UnsetType) -> str:
    return "" if isinstance(value, UnsetType) else value


def _many(value: list[str] | UnsetType) -> tuple[str, ...]:
    return () if isinstance(value, UnsetType) else tuple(value)


def _plain(value: str | tuple[str, ...]) -> JsonValue:
    return list(value) if isinstance(value, tuple) else value


def _require_printed(found: Mapping[str, Any], printed: Mapping[str, JsonValue]) -> None:
    if printed != {name: one for name, one in found.items() if name != "note"}:
        raise Malformed(_WHAT, "not as it is written: what is empty is left out")


def _require_codes(codes: tuple[str, ...], *, what: str) -> None:
    for code in codes:
        take_word(code, pattern=_CODE, what=what)
    if len(codes) > MOST_CODES or len(set(codes)) != len(codes):
        raise Malformed(_WHAT, f"{what}: a code twice, or more than {MOST_CODES}")


def _require_day(text: str) -> None:
    take_word(text, pattern=_DATE, what="good_until")
    try:
        date.fromisoformat(text)
    except ValueError as fault:
        raise Malformed("good_until", ascii(text)) from fault


def _require_words(text: str, language: str) -> None:
    if bool(text) is not bool(language):
        raise Malformed(_WHAT, "words without their language, or the reverse")
    if text:
        require_clean(text, cap=WORDS_CAP, what="words")
        Language(language)
        if FreeText.parse(text).text != text:
            raise Malformed("words", "space around them")


def _require_indicators(given: tuple[Outside, ...]) -> None:
    if len(given) > MOST_INDICATORS or len(set(given)) != len(given):
        raise Malformed(_WHAT, f"indicators: one twice, or more than {MOST_INDICATORS}")
    for one in given:
        if one.type_ not in INDICATOR_TYPES:
            raise Malformed("indicators", f"{one.type_} may be a person's")


def _require_version(number: int, *, least: int) -> None:
    if type(number) is not int or not least <= number <= MOST_VERSIONS:
        raise Malformed(_WHAT, f"no version from {least} to {MOST_VERSIONS}")
