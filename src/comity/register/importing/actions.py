"""Imports documents, and replaces press reports by official ones. One transaction each; the journal has numbers and digests."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Document, Officer, Verdict
from comity.register.days import typed_day
from comity.register.finding import keep_words
from comity.register.importing.heads import Head, head_of
from comity.register.importing.queries import find_document
from comity.register.importing.refusals import DocumentTooLarge, NothingInFile, NotOfficial, ReplacedAlready
from comity.register.importing.suggestions import count_suggestions
from comity.register.numbers import DOCUMENT, next_number
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.register.sources import weigh
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.text import FreeText

CAP: Final = 4 * 2**20  # bytes of an official document: a scan of some pages
_WIDTHS: Final = {"title": 300, "publisher": 200, "address": 500, "author": 200}
_OPERATOR: Final = "operator"

Weight = Literal["press", "official", "own"]


@transaction.atomic
def import_report(
    data: bytes, *, standing: Weight = "press", told: Head | None = None, file: str = "", by: Officer | None, at: Instant, token: str = ""
) -> Document:
    """Keep a document and what it suggests; the same bytes lead to the document that is there. Nothing else enters the register by it.

    `told` says what the officer knows of it; what is empty there is taken from the text. `by` None is the operator at the machine.
    A press report must be readable text; an official document that is none is kept without suggestions. Raises a subclass of
    `Unreadable`, `DocumentTooLarge`, `NothingInFile`, `DateUnclear`, and what text refuses.
    """
    if by is not None:
        require_keep(actor(by, at=at))

    def keep() -> str:
        there = Document.objects.filter(digest=str(Digest.of(data))).only("number").first()
        return there.number if there else _keep(data, standing=standing, told=told or Head(), file=file, by=by, at=at).number

    number = once(token, keep, officer=by, verb="register.import", at=at) if by is not None and token else keep()
    return Document.objects.defer("original", "reading").get(number=number)


def keep_document(data: bytes, *, standing: Weight, reading: dict[str, Any], told: Head, by: Officer, at: Instant) -> Document:
    """Keep a document whose suggestions are known already, in the caller's transaction; the same bytes lead to the one that is there."""
    there = Document.objects.defer("original", "reading").filter(digest=str(Digest.of(data))).first()
    return there or _keep_as_read(data, reading, standing=standing, told=told, file="", by=by, at=at)


def _keep(data: bytes, *, standing: Weight, told: Head, file: str, by: Officer | None, at: Instant) -> Document:
    if not data and standing == "official":
        raise NothingInFile(file=file[:80])
    if len(data) > CAP:
        raise DocumentTooLarge(size=len(data), cap=CAP)
    return _keep_as_read(data, _read(data, standing=standing), standing=standing, told=told, file=file, by=by, at=at)


def _keep_as_read(
    data: bytes, reading: dict[str, Any] | None, *, standing: Weight, told: Head, file: str, by: Officer | None, at: Instant
) -> Document:
    known, count = (head_of(reading), count_suggestions(reading)) if reading else (Head(), 0)
    given = {name: getattr(told, name) for name in Head.__dataclass_fields__ if getattr(told, name) and name != "basis"}
    head = replace(known, **given, **({"basis": "officer"} if told.published else {}))
    published = typed_day(head.published, basis=head.basis)
    said = {name: _said(getattr(head, name), cap=cap, what=name) for name, cap in _WIDTHS.items()}
    kept = Document.objects.create(
        number=next_number(DOCUMENT),
        original=data,
        digest=str(Digest.of(data)),
        reading=print_json(reading).decode() if reading else "",
        rules=dict(reading["gazetteers"]) if reading else {},
        language=reading["language"] if reading else "und",
        **(said | {"title": said["title"] or file[:300]}),
        published=published.said,
        published_precision=published.precision,
        published_basis=published.basis,
        standing=standing,
        open_count=count,
        in_review=count > 0,
        imported_by=by,
        imported_at=at,
    )
    keep_words("document", kept.pk, [kept.title, kept.publisher, kept.author, reading["text"] if reading else ""])
    facts: dict[str, JsonValue] = {"document": kept.number, "digest": kept.digest, "standing": standing, "suggestions": kept.open_count}
    note("register.imported", by=by or _OPERATOR, at=at, facts=facts)
    return kept


@transaction.atomic
def replace_document(number: str, *, official: str, covers: Sequence[tuple[str, int]], by: Officer, at: Instant, token: str) -> Document:
    """Say that the official document `official` replaces the press report `number`.

    `covers` are the suggestions (kind, number) of the report whose rows stand in the official text too: those rows are official from now
    on, the others stay *press*. What was confirmed from the official document's own suggestions is official by itself.
    Raises `NotOfficial`, `ReplacedAlready`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def put() -> str:
        found, better = (find_document(one, by=actor(by, at=at)) for one in (number, official))
        if better.standing != "official":
            raise NotOfficial(number=better.number)
        if found.standing != "press" or found.replaced_by_id:
            raise ReplacedAlready(number=found.number, by=found.replaced_by.number if found.replaced_by else found.number)
        Document.objects.filter(pk=found.pk).update(replaced_by=better)
        for kind, suggestion in covers:
            verdict = Verdict.objects.filter(document=found, kind=kind, number=suggestion, ended_at__isnull=True, row__gt=0).first()
            if verdict is None:
                raise NoSuchRow(number=f"{kind[:20]} {suggestion}")
            verdict.official = better
            verdict.save(update_fields=["official"])
            weigh(verdict.row_kind, verdict.row)
        facts: dict[str, JsonValue] = {"document": found.number, "by": better.number, "covers": len(covers)}
        note("register.replaced", by=by, at=at, facts=facts)
        return found.number

    return find_document(once(token, put, officer=by, verb="register.replace", at=at), by=actor(by, at=at))


def _read(data: bytes, *, standing: Weight) -> dict[str, Any] | None:
    # A node that reads no report does without the lists: 5 MB in each of its processes.
    from comity.reading.printing import print_reading  # noqa: PLC0415 see above
    from comity.reading.reading import read_report  # noqa: PLC0415 see above
    from comity.reading.refusals import Unreadable  # noqa: PLC0415 see above

    try:
        return print_reading(read_report(data))
    except Unreadable:
        if standing == "official":
            return None
        raise


def _said(text: str, *, cap: int, what: str) -> str:
    return str(FreeText.parse(text, cap=cap, what=what)) if text.strip() else ""
