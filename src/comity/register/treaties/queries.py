"""The table of a treaty's status: for each State what the rulebook holds and what officers registered, told apart, by day.

A row of the rulebook answers questions of law, a registered one does not: it is shown beside it until the rulebook itself says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from comity.directory.policy import Actor
from comity.records.models import TreatyAct
from comity.register.codes import country_of
from comity.register.mechanisms.refusals import NoSuchInstrument
from comity.register.policy import require_read
from comity.terms.vocabulary import Verified
from comity.treaty.pack import OfState, StatusRow
from comity.treaty.rulebook import Rulebook

_MOST: Final = 2000  # acts of one text that a page shows
Kind = Literal["act", "reservation", "authority", "languages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One line: `on` as finely as it is known; `act` a code (of the rulebook's status rows, or of `treaty-act`); its article, its words.

    `words` by language. `registered` is the officer's row, None where the line is the rulebook's: then `source` and `verified` are its own.
    """

    country: str
    act: str
    on: str
    article: str = ""
    words: Mapping[str, str] | None = None
    more: str = ""
    source: str = ""
    verified: Verified = Verified.MEMORY
    registered: TreatyAct | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateStatus:
    """A State under one text: its dated lines, the earliest first, the rulebook's before an officer's of the same day."""

    country: str
    lines: Sequence[Dated]


def treaty_status(instrument: str, *, rulebook: Rulebook, by: Actor, countries: Sequence[str] = ()) -> Sequence[StateStatus]:
    """Return the table of a text, by country's code; with `countries` only theirs. Raises `NoSuchInstrument`, `NotOfItsList`."""
    require_read(by)
    if instrument not in rulebook.instruments:
        raise NoSuchInstrument(code=instrument[:40])
    wanted = {country_of(code) for code in countries}
    found: dict[str, list[Dated]] = {}
    for one in (*_of_rulebook(instrument, rulebook), *_registered(instrument, sorted(wanted))):
        if not wanted or one.country in wanted:
            found.setdefault(one.country, []).append(one)
    for code in wanted:
        found.setdefault(code, [])
    ordered = {code: sorted(lines, key=lambda one: (one.on, one.registered is not None)) for code, lines in sorted(found.items())}
    return [StateStatus(country=code, lines=lines) for code, lines in ordered.items()]


def acts_of(country: str, *, by: Actor) -> Sequence[TreatyAct]:
    """Return what officers registered of a State under every text, the newest first."""
    require_read(by)
    rows = TreatyAct.objects.filter(country=country_of(country), taken_out_at__isnull=True).select_related("document")
    return list(rows.defer("document__original", "document__reading").order_by("-id")[:_MOST])


def _of_rulebook(instrument: str, rulebook: Rulebook) -> Iterator[Dated]:
    for act in (row for row in rulebook.status if row.instrument == instrument):
        yield _line(act, act.act, act.on, words=_note(act))
    for held in (row for row in rulebook.reservations if row.instrument == instrument):
        yield _line(held, "reservation", held.since.isoformat(), words=held.said, article=held.article)
    for named in (row for row in rulebook.notified if row.instrument == instrument):
        yield _line(named, "authority", named.since.isoformat(), words=named.name, more=f"{named.role} {named.channel}")
    for spoken in (row for row in rulebook.languages if row.instrument == instrument):
        yield _line(spoken, "languages", spoken.since.isoformat(), more=" ".join(spoken.languages))


def _note(row: StatusRow) -> Mapping[str, str] | None:
    return dict(row.note) if row.note else None


def _line(row: OfState, act: str, on: str, *, words: Mapping[str, str] | None = None, article: str = "", more: str = "") -> Dated:
    return Dated(
        country=row.country,
        act=act,
        on=on,
        article=article,
        words=words,
        more=more,
        source=row.source,
        verified=row.verified or Verified.MEMORY,
    )


def _registered(instrument: str, countries: Sequence[str]) -> Iterator[Dated]:
    rows = TreatyAct.objects.filter(instrument=instrument, taken_out_at__isnull=True).select_related("document", "made_by")
    if countries:
        rows = rows.filter(country__in=countries)
    for one in rows.defer("document__original", "document__reading").order_by("country", "sorts", "id")[:_MOST]:
        words = {one.language: one.words} if one.words else None
        yield Dated(country=one.country, act=one.act, on=one.said, article=one.article, words=words, registered=one)
