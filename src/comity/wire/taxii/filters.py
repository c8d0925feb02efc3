"""The question in an address: filters, limit and the token of a page (TAXII 2.1, sections 3.4 and 3.5).

Values parted by commas are alternatives; several filters must all hold; a name twice is refused, because one of the two would be
silently lost. A `match` that this server does not know is refused too: it would answer with more than was asked for. Every other
unknown name is ignored, as the standard lets servers do.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from comity.terms.refusals import Malformed
from comity.wire.taxii.moments import Moment, parse_moment
from comity.wire.taxii.refusals import BadQuery

LAST: Final = "last"
FIRST: Final = "first"
ALL: Final = "all"
MOST_VALUES: Final = 500
MOST_PARAMETERS: Final = 50
LONGEST_VALUE: Final = 300
# What each address takes beside `limit` and `next` (tables of sections 5.3 to 5.8).
OBJECTS: Final = frozenset({"added_after", "match[id]", "match[type]", "match[version]", "match[spec_version]"})
OBJECT: Final = frozenset({"added_after", "match[version]", "match[spec_version]"})
VERSIONS: Final = frozenset({"added_after", "match[spec_version]"})
DELETE: Final = frozenset({"match[version]", "match[spec_version]"})

_KNOWN: Final = OBJECTS | {"limit", "next"}
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_SPEC: Final = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. Empty tuples ask for nothing in particular.

    `added_after` is in microseconds since the epoch, strictly before what is shown. `keywords` holds `first`, `last` or `all`,
    `exact` versions by their moment; both empty is the newest version. `spec_versions` empty is the newest of each object.
    """

    added_after: int | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    exact: tuple[Moment, ...] = ()
    spec_versions: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """Sixteen bytes that are the same for the same filters only, whatever the order in which values were written."""
        parts = (
            "" if self.added_after is None else str(self.added_after),
            *(",".join(sorted(set(values))) for values in (self.ids, self.types, self.keywords, self.spec_versions)),
            ",".join(f"{one.micros}.{one.finer}" for one in sorted(set(self.exact))),
        )
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Question:
    """`limit` as asked, None where the client leaves it to the server; `next` as it came, empty for the first page."""

    filters: Filters
    limit: int | None = None
    next: str = ""


NOTHING: Final = Question(Filters())


def parse_question(query: str, *, takes: Collection[str]) -> Question:
    """Read the part of an address behind its question mark; `takes` names the filters of this address. Raises `BadQuery`."""
    if not query:
        return NOTHING
    asked = _parameters(query, takes)
    keywords, exact = _versions(_values(asked, "match[version]"))
    return Question(
        Filters(
            added_after=_moment("added_after", asked["added_after"]).micros if "added_after" in asked else None,
            ids=_values(asked, "match[id]"),
            types=_values(asked, "match[type]"),
            keywords=keywords,
            exact=exact,
            spec_versions=_spec_versions(_values(asked, "match[spec_version]")),
        ),
        limit=_limit(asked["limit"]) if "limit" in asked else None,
        next=asked.get("next", ""),
    )


def _parameters(query: str, takes: Collection[str]) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
    except ValueError as fault:
        raise BadQuery(name="?", why="it cannot be read") from fault
    asked: dict[str, str] = {}
    for name, value in pairs:
        if name not in _KNOWN and not name.startswith("match["):
            continue
        shown = ascii(name[:40]).strip("'")
        if name in asked:
            raise BadQuery(name=shown, why="it is there twice; several values are parted by commas")
        if name not in takes and name not in ("limit", "next"):
            raise BadQuery(name=shown, why="this address does not take it")
        if not value:
            raise BadQuery(name=shown, why="it has no value")
        asked[name] = value
    return asked


def _values(asked: dict[str, str], name: str) -> tuple[str, ...]:
    if name not in asked:
        return ()
    values = tuple(dict.fromkeys(one.strip() for one in asked[name].split(",")))
    if not all(values):
        raise BadQuery(name=name, why="a value between two commas is empty")
    if len(values) > MOST_VALUES or max(map(len, values)) > LONGEST_VALUE:
        raise BadQuery(name=name, why=f"at most {MOST_VALUES} values of {LONGEST_VALUE} letters each")
    if not all(map(str.isprintable, values)):
        raise BadQuery(name=name, why="a letter that no identifier has")
    return values


def _versions(values: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Moment, ...]]:
    keywords = tuple(one for one in values if one in (FIRST, LAST, ALL))
    exact = tuple(_moment("match[version]", one) for one in values if one not in keywords)
    return keywords, exact


def _spec_versions(values: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [one for one in values if not _SPEC.fullmatch(one)]:
        raise BadQuery(name="match[spec_version]", why=f"{wrong[0][:20]!a} is no version of STIX like 2.1")
    return values


def _moment(name: str, text: str) -> Moment:
    try:
        return parse_moment(text)
    except Malformed as fault:
        raise BadQuery(name=name, why=f"{text[:40]!a} is no timestamp in UTC like 2026-11-23T03:07:00.000000Z") from fault


def _limit(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not int(text):
        raise BadQuery(name="limit", why="it is a whole number from 1 on")
    return int(text)
