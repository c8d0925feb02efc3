"""Mechanisms as officers see them: the list, one with its sides, rounds and rows, and what documents name that is in no file yet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.db.models import Q

from comity.directory.policy import Actor
from comity.records.models import Commitment, Document, Mechanism, MechanismParty, MechanismRow, Meeting, Statement
from comity.register.codes import code_of, country_of
from comity.register.finding import find_rows
from comity.register.importing.queries import reading_of
from comity.register.mechanisms.memberships import Side, groups_of, side_of
from comity.register.mechanisms.series import Rounds, rounds
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.terms.folding import words_of
from comity.terms.instants import Instant

_MOST: Final = 200  # rows of each sort that one file shows
_ALL: Final = 1000  # mechanisms that words are looked for in
_NAMES: Final = 3  # ways to write a mechanism that documents are searched by
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismFile:
    """One mechanism: its sides (and for groups who belonged to them on the day asked), its meetings by day, its rounds, its other rows.

    `offered` are meetings that name it and belong to none: for an officer to say.
    """

    mechanism: Mechanism
    parties: Sequence[MechanismParty]
    sides: Sequence[Side]
    meetings: Sequence[Meeting]
    rounds: Rounds
    commitments: Sequence[Commitment]
    statements: Sequence[Statement]
    offered: Sequence[Meeting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A mechanism of the gazetteer that documents name and that has no file yet; `document` is the newest that does."""

    code: str
    titles: Mapping[str, str]
    written: str
    document: Document


@cache
def mechanism_codes() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return every name of each mechanism that the reader of reports knows, by its code and by language."""
    from comity.reading.lexicon import items  # noqa: PLC0415 the lists are read where somebody asks for them, not where a node starts

    return {item["code"]: {language: item[language] for language in ("vi", "en")} for item in items("mechanisms")}


def mechanisms(*, by: Actor, at: Instant, q: str = "", sort: str = "", country: str = "", after: str = "") -> Page[Mechanism]:
    """Return mechanisms, the newest first: those of a sort, and those that a State belongs to by itself or by a group, on this day."""
    require_read(by)
    rows = Mechanism.objects.prefetch_related("parties").order_by("-id")
    if sort:
        rows = rows.filter(sort=code_of("mechanism-sort", sort))
    if country:
        rows = rows.filter(pk__in=_of_country(country_of(country), on=at.datetime().date()))
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    if q:
        asked = words_of(q)
        names = ((one, words_of(" ".join((one.number, one.title, *one.titles.values())))) for one in rows[:_ALL])
        found = [one for one, known in names if all(any(name.startswith(word) for name in known) for word in asked)]
    else:
        found = list(rows[: PAGE + 1])
    return page_of(found, cursor=lambda row: str(row.pk))


def _of_country(country: str, *, on: date) -> "Any":  # noqa: ANN401 - a question of Django's
    sides = Q(country=country) | Q(group__in=groups_of(country, on=on))
    return MechanismParty.objects.filter(sides, taken_out_at__isnull=True).values("mechanism")


def find_mechanism(number: str, *, by: Actor, at: Instant) -> MechanismFile:
    """Return the file of a mechanism; raises `NoSuchRow`."""
    require_read(by)
    found = Mechanism.objects.select_related("made_by", "document").defer("document__original", "document__reading")
    one = found.filter(number=number).first()
    if one is None:
        raise NoSuchRow(number=number[:20])
    parties = list(MechanismParty.objects.filter(mechanism=one, taken_out_at__isnull=True).order_by("id")[:_MOST])
    on = at.datetime().date()
    rows = list(_rows(one))
    met = sorted((row.meeting for row in rows if row.meeting_id), key=lambda row: (row.sorts, row.pk), reverse=True)
    return MechanismFile(
        mechanism=one,
        parties=parties,
        sides=[side_of(party.group, on=on) for party in parties if party.group],
        meetings=met,
        rounds=rounds((row.ordinal for row in met if row.ordinal), expected=one.rounds),
        commitments=[row.commitment for row in rows if row.commitment_id],
        statements=[row.statement for row in rows if row.statement_id],
        offered=_offered(one) if one.ended_at is None else [],
    )


def _rows(one: Mechanism) -> Iterator[MechanismRow]:
    """Yield the rows of a mechanism that still count; the rows that they stand for may have been taken out since."""
    joined = ("meeting", "meeting__parent", "commitment", "commitment__obligor", "commitment__beneficiary")
    more = ("statement", "statement__speaker", "statement__speaker_post", "statement__addressee")
    rows = MechanismRow.objects.filter(mechanism=one, taken_out_at__isnull=True).select_related(*joined, *more)
    held: Iterable[MechanismRow] = rows.order_by("-id")[:_MOST]
    for row in held:
        if (row.meeting or row.commitment or row.statement).taken_out_at is None:
            yield row


def mechanism_of(*, meeting: int = 0, commitment: int = 0) -> Mechanism | None:
    """Return the mechanism that a meeting or a commitment (by its key) belongs to."""
    asked = {"meeting": meeting} if meeting else {"commitment": commitment}
    row = MechanismRow.objects.filter(**asked, taken_out_at__isnull=True).select_related("mechanism").first()
    return row.mechanism if row else None


def titles_of(numbers: Collection[str], *, language: str, by: Actor) -> Mapping[str, str]:
    """Return the title of each mechanism by its number: in the reader's language where an officer wrote one, else as it was written."""
    require_read(by)
    return {one.number: one.titles.get(language) or one.title for one in Mechanism.objects.filter(number__in=numbers)}


def _offered(one: Mechanism) -> list[Meeting]:
    """Return the newest meetings that name a mechanism of the gazetteer, or have its title, and belong to none."""
    names = [name for held in mechanism_codes().get(one.gazetteer, {}).values() for name in held] or [one.title]
    free = Meeting.objects.filter(taken_out_at__isnull=True).exclude(
        pk__in=MechanismRow.objects.filter(meeting__isnull=False, taken_out_at__isnull=True).values("meeting")
    )
    found: dict[int, Meeting] = {}
    for name in sorted(names, key=len, reverse=True)[: 2 * _NAMES]:
        if words_of(name):
            named: Sequence[Meeting] = find_rows("meeting", free, q=name[:200]).rows
            found |= {row.pk: row for row in named}
    return sorted(found.values(), key=lambda row: (row.sorts, row.pk), reverse=True)[:_SHOWN]


def named_in_documents(*, by: Actor) -> Sequence[Named]:
    """Return the mechanisms of the gazetteer that documents name exactly and that have no file yet, each with its newest document."""
    require_read(by)
    there = set(Mechanism.objects.exclude(gazetteer="").values_list("gazetteer", flat=True))
    found = []
    for code, names in mechanism_codes().items():
        if code not in there and (hit := _named_in(code, names)) is not None:
            found.append(hit)
    return found


def _named_in(code: str, names: Mapping[str, Collection[str]]) -> Named | None:
    """Look for a mechanism by its longest names; the index has words alone, so the text itself says whether it is named there."""
    rows = Document.objects.defer("original").filter(standing__in=("press", "official"))
    titles = {language: next(iter(held), "") for language, held in names.items()}
    for language, known in names.items():
        for name in sorted(known, key=len, reverse=True)[:_NAMES]:
            found: Sequence[Document] = find_rows("document", rows, q=name[:200]).rows[:_SHOWN]
            for document in found:
                if written := _written(document, code, language):
                    return Named(code=code, titles=titles, written=written, document=document)
    return None


def _written(document: Document, code: str, language: str) -> str:
    from comity.reading.lexicon import lexicon  # noqa: PLC0415 as above
    from comity.reading.tokens import Words  # noqa: PLC0415 as above

    reading = reading_of(document)
    if not reading:
        return ""
    hits = lexicon(language, "mechanisms").scan(Words.of(reading["text"]))
    return next((hit.written for hit in hits if hit.code == code), "")
