"""What a MISP instance asks for: the filters of `restSearch` and of the index. One that is not known is refused, not ignored."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.terms.json import JsonValue
from comity.wire.misp.event import Attribute, Event, Tag
from comity.wire.misp.naming import seconds_of
from comity.wire.misp.refusals import BadQuestion

MOST_VALUES: Final = 10_000
PAGE: Final = 1000
_SPAN: Final = re.compile(r"([0-9]{1,9})([smhd])")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

# Say how an answer looks, or ask for what is always given or never here; none of them lets anything more through.
HARMLESS: Final = frozenset(
    (
        *(
            "returnFormat",
            "withAttachments",
            "includeEventUuid",
            "includeEventTags",
            "includeProposals",
            "includeContext",
            "includeSightings",
        ),
        *(
            "includeCorrelations",
            "includeFullModel",
            "includeGranularCorrelations",
            "headerless",
        ),
        *(
            "excludeLocalTags",
            "excludeGalaxy",
            "includeEventCorrelations",
            "includeFeedCorrelations",
            "sgReferenceOnly",
        ),
        *(
            "requested_attributes",
            "includeAllTags",
            "includeServerCorrelations",
            "deleted",
            "extended",
            "noSightings",
            "allow_proposal_blocking",
        ),
        *(
            "order",
            "sort",
            "direction",
            "searchDatesOnly",
            "minimal",
            "includeAnalystData",
            "includeAttachments",
            "attribute_timestamp_only",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Words:
    """Any of `any_of` and none of `none_of`, without regard to capitals; a percent sign stands for any text."""

    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def fit(self, texts: Iterable[str]) -> bool:
        """Say whether these texts are asked for."""
        folded = [text.casefold() for text in texts]
        if any(_like(one, text) for one in self.none_of for text in folded):
            return False
        return not self.any_of or any(_like(one, text) for one in self.any_of for text in folded)


def _like(pattern: str, text: str) -> bool:
    if "%" not in pattern:
        return pattern == text
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), text, re.DOTALL) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for. Spans are in seconds, both ends included; `page` counts from 1; `limit` 0 is all."""

    events: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    values: Words = Words()
    types: Words = Words()
    categories: Words = Words()
    relations: Words = Words()
    tags: Words = Words()
    orgs: Words = Words()
    info: Words = Words()
    to_ids: bool | None = None
    published: bool | None = None
    since: int = 0
    until: int = 2**53
    event_since: int = 0
    event_until: int = 2**53
    first_day: str = ""
    last_day: str = "9999"
    metadata: bool = False
    deleted: bool = False
    standing: bool = False  # decayed attributes are left out
    scores: bool = False  # how each stands is told
    models: tuple[str, ...] = ()  # by which it is reckoned: numbers, codes or names
    unlisted: bool = False  # attributes whose value stands on a warning list are left out
    hits: bool = False  # which lists each stands on is told
    limit: int = 0
    page: int = 1

    def takes_event(self, event: Event) -> bool:
        """Say whether an event is asked for, by what it says of itself."""
        orgc = [event.orgc.name, event.orgc.uuid] if event.orgc else []
        return (
            (self.published is None or self.published == event.published)
            and self.event_since <= event.timestamp <= self.event_until
            and self.first_day <= event.date <= self.last_day
            and self.info.fit([event.info])
            and self.orgs.fit(orgc)
        )

    def takes(self, attribute: Attribute, event: Event) -> bool:
        """Say whether an attribute is asked for."""
        parts = attribute.value.split("|") if "|" in attribute.type else []
        return (
            (self.deleted or not attribute.deleted)
            and (not self.uuids or attribute.uuid in self.uuids)
            and self.values.fit([attribute.value, *parts])
            and self.types.fit([attribute.type])
            and self.categories.fit([attribute.category])
            and self.relations.fit([attribute.object_relation])
            and self.tags.fit(_names((*event.tags, *attribute.tags)))
            and (self.to_ids is None or self.to_ids == attribute.to_ids)
            and self.since <= attribute.timestamp <= self.until
        )

    @property
    def is_of_attributes(self) -> bool:
        """Whether anything is asked that only an attribute can answer."""
        asked = (self.values, self.types, self.categories, self.relations)
        return any(one != Words() for one in asked) or self.to_ids is not None or self.since > 0


def _names(tags: Iterable[Tag]) -> list[str]:
    return [tag.name for tag in tags]


def read_question(told: JsonValue, *, named: Mapping[str, str], now: int) -> Question:
    """Return the question of a body and of what stands in the address (`limit:10`); `now` in seconds. Raises `BadQuestion`."""
    if isinstance(told, dict) and isinstance(told.get("request"), dict):
        told = told["request"]
    if told in (None, []):
        told = {}
    if not isinstance(told, dict):
        raise BadQuestion(name="body", why="an object with filters is expected")
    fields: dict[str, Any] = {}
    for name, value in {**named, **told}.items():
        if value in (None, "", []) or name in HARMLESS:
            if name == "deleted":
                fields["deleted"] = str(value) not in {"0", "False", "None", ""}
            continue
        reader = _FILTERS.get(name)
        if reader is None:
            raise BadQuestion(name=ascii(name[:40])[1:-1], why="it is not known here")
        fields |= reader(name, value, now)
    return Question(**fields)


def _texts(name: str, value: JsonValue) -> list[str]:
    listed = value if isinstance(value, list) else str(value).split("&&") if isinstance(value, str) else [value]
    if len(listed) > MOST_VALUES or not all(isinstance(one, str | int) for one in listed):
        raise BadQuestion(name=name, why=f"a text or a list of at most {MOST_VALUES} is expected")
    return [str(one) for one in listed]


def _words(field: str) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    def read(name: str, value: JsonValue, _: int) -> dict[str, Any]:
        if isinstance(value, dict):
            if set(value) - {"OR", "NOT"}:
                raise BadQuestion(name=name, why="OR and NOT are known")
            wanted, barred = _texts(name, value.get("OR", [])), _texts(name, value.get("NOT", []))
        else:
            texts = _texts(name, value)
            wanted, barred = [one for one in texts if not one.startswith("!")], [one[1:] for one in texts if one.startswith("!")]
        return {field: Words(tuple(one.casefold() for one in wanted), tuple(one.casefold() for one in barred))}

    return read


def _names_of(field: str) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    return lambda name, value, _: {field: tuple(one.lower() for one in _texts(name, value))}


def _truth(field: str) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    def read(name: str, value: JsonValue, _: int) -> dict[str, Any]:
        if str(value).lower() not in {"0", "1", "true", "false"}:
            raise BadQuestion(name=name, why="0 or 1 is expected")
        return {field: str(value).lower() in {"1", "true"}}

    return read


def _count(field: str, least: int) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    def read(name: str, value: JsonValue, _: int) -> dict[str, Any]:
        if not re.fullmatch("[0-9]{1,9}", str(value)) or int(value) < least:
            raise BadQuestion(name=name, why=f"a whole number from {least} is expected")
        return {field: int(value)}

    return read


def _span(first: str, last: str) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    def read(name: str, value: JsonValue, now: int) -> dict[str, Any]:
        ends = value if isinstance(value, list) else [value]
        if len(ends) not in {1, 2}:
            raise BadQuestion(name=name, why="one moment, or two, is expected")
        moments = [_moment(name, one, now) for one in ends]
        return {first: min(moments), last: max(moments)} if len(moments) == 2 else {first: moments[0]}

    return read


def _moment(name: str, value: JsonValue, now: int) -> int:
    text = str(value)
    if re.fullmatch("[0-9]{1,12}", text):
        return int(text)
    span = _SPAN.fullmatch(text)
    if span:
        return max(0, now - int(span[1]) * _UNITS[span[2]])
    found = seconds_of(text)
    if found is None:
        raise BadQuestion(name=name, why="seconds since 1970, a span like 5d, or a day is expected")
    return found


def _day(field: str) -> Callable[[str, JsonValue, int], dict[str, Any]]:
    def read(name: str, value: JsonValue, _: int) -> dict[str, Any]:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
            raise BadQuestion(name=name, why="a day as 2026-11-29 is expected")
        return {field: str(value)}

    return read


_FILTERS: Final[Mapping[str, Callable[[str, JsonValue, int], dict[str, Any]]]] = {
    "eventid": _names_of("events"),
    "eventids": _names_of("events"),
    "event_uuid": _names_of("events"),
    "uuid": _names_of("uuids"),
    "value": _words("values"),
    "type": _words("types"),
    "type_attribute": _words("types"),
    "category": _words("categories"),
    "object_relation": _words("relations"),
    "tag": _words("tags"),
    "tags": _words("tags"),
    "event_tags": _words("tags"),
    "org": _words("orgs"),
    "orgs": _words("orgs"),
    "eventinfo": _words("info"),
    "info": _words("info"),
    "to_ids": _truth("to_ids"),
    "published": _truth("published"),
    "metadata": _truth("metadata"),
    "timestamp": _span("event_since", "event_until"),
    "event_timestamp": _span("event_since", "event_until"),
    "publish_timestamp": _span("event_since", "event_until"),
    "attribute_timestamp": _span("since", "until"),
    "last": _span("event_since", "event_until"),
    "from": _day("first_day"),
    "date_from": _day("first_day"),
    "datefrom": _day("first_day"),
    "to": _day("last_day"),
    "date_to": _day("last_day"),
    "dateuntil": _day("last_day"),
    "excludeDecayed": _truth("standing"),
    "includeDecayScore": _truth("scores"),
    "decayingModel": _names_of("models"),
    "enforceWarninglist": _truth("unlisted"),
    "includeWarninglistHits": _truth("hits"),
    "limit": _count("limit", 0),
    "page": _count("page", 1),
}
