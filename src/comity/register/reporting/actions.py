"""Keeps what a mission types of a meeting, and files it once: as a document of our own, whose suggestions the capital confirms."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import MissionNote, Officer
from comity.register.days import Day, typed_day
from comity.register.importing.actions import keep_document
from comity.register.importing.heads import Head
from comity.register.policy import require_report
from comity.register.refusals import DateUnclear
from comity.register.reporting.making import OURS, STATEMENTS, THEIRS, Note, Said, made_of
from comity.register.reporting.refusals import NoteFiled, NoteIncomplete
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary
from comity.terms.written_days import print_written

LINES: Final = 400  # characters of one statement
_CAPS: Final = {"words": 2000, "place": 120, "day": 24, "due": 24, "title": 200}
KEYS: Final = (
    "type",
    "day",
    "place",
    "country",
    *(f"{side}_{part}" for side in (THEIRS, OURS) for part in ("name", "post")),
    *(f"{part}_{at}" for at in range(1, STATEMENTS + 1) for part in ("side", "act", "said")),
    *("promise_side", "promise", "strength", "due", "words"),
)


@transaction.atomic
def begin_note(*, by: Officer, at: Instant) -> MissionNote:
    """Return the note that this officer has open, or a new one: a line that breaks before the first save loses nothing."""
    require_report(actor(by, at=at))
    open_ = MissionNote.objects.filter(by=by, filed_at__isnull=True).order_by("id").last()
    return open_ or MissionNote.objects.create(by=by, authority=by.authority, begun_at=at, saved_at=at)


@transaction.atomic
def save_note(number: int, *, typed: Mapping[str, str], by: Officer, at: Instant) -> MissionNote:
    """Keep what was typed, as it was typed; what is wrong in it is asked for when it is filed. Raises `NoteFiled`."""
    found = _own(number, by=by, at=at)
    found.typed = {key: str(typed[key])[: _CAPS.get(key, LINES)] for key in KEYS if typed.get(key)}
    found.saved_at = at
    found.save(update_fields=["typed", "saved_at"])
    return found


@transaction.atomic
def file_note(number: int, *, by: Officer, at: Instant, token: str) -> MissionNote:
    """Make the document of a note; raises `NoteIncomplete` naming what lacks, `NoteFiled`, and what text refuses."""
    require_report(actor(by, at=at))

    def file() -> str:
        found = _own(number, by=by, at=at)
        data, reading = made_of(_note(found.typed, by=by))
        head = Head(title=reading["text"].split("\n", 1)[0], author=by.name, published=at.datetime().date().isoformat(), basis="explicit")
        found.document = keep_document(data, standing="own", reading=reading, told=head, by=by, at=at)
        found.filed_at = at
        found.save(update_fields=["document", "filed_at"])
        note("meeting-note.filed", by=by, at=at, facts={"note": found.pk, "document": found.document.number})
        return str(found.pk)

    return MissionNote.objects.select_related("document").get(pk=once(token, file, officer=by, verb="note.file", at=at))


def _own(number: int, *, by: Officer, at: Instant) -> MissionNote:
    require_report(actor(by, at=at))
    found = MissionNote.objects.select_for_update().filter(pk=number, by=by, filed_at__isnull=True).first()
    if found is None:
        raise NoteFiled(name=by.name)
    return found


def _note(typed: Mapping[str, Any], *, by: Officer) -> Note:
    kind = _code("meeting-type", typed.get("type"), where=gettext_noop("choose what kind of meeting it was"))
    country = _code("country", typed.get("country"), where=gettext_noop("choose the country"))
    day = _day(typed.get("day"))
    if not day.said:
        raise NoteIncomplete(where=gettext_noop("say on which day, as 28/11/2026"))
    place = _line(typed, "place")
    language = by.language if by.language in ("vi", "en") else "en"
    title = ", ".join(filter(None, (vocabulary("meeting-type").label(kind, language), place, print_written(day.said))))
    said = tuple(_said(typed, at) for at in range(1, STATEMENTS + 1) if typed.get(f"said_{at}"))
    promise = _line(typed, "promise")
    if not said and not promise and not typed.get("words"):
        raise NoteIncomplete(where=gettext_noop("say what was said or promised, or write some words"))
    return Note(
        type=kind,
        title=title,
        day=day,
        place=place,
        country=country,
        own=home().country.text,
        language=language,
        author=by.name,
        names={side: _line(typed, f"{side}_name") for side in (THEIRS, OURS)},
        posts={side: _line(typed, f"{side}_post") for side in (THEIRS, OURS)},
        said=said,
        promise=Said(side=_side(typed.get("promise_side")), words=promise) if promise else None,
        strength=_strength(typed) if promise else "",
        due=_day(typed.get("due")),
        words=str(FreeText.parse(str(typed["words"]), cap=_CAPS["words"], what="words")) if typed.get("words") else "",
    )


def _strength(typed: Mapping[str, Any]) -> str:
    return _code("promise-strength", typed.get("strength"), where=gettext_noop("choose how strong the promise is"))


def _said(typed: Mapping[str, Any], at: int) -> Said:
    act = _code("speech-act", typed.get(f"act_{at}"), where=gettext_noop("choose of each statement what it is"))
    return Said(side=_side(typed.get(f"side_{at}")), words=_line(typed, f"said_{at}"), act=act)


def _side(value: object) -> str:
    return OURS if value == OURS else THEIRS


def _code(name: str, value: object, *, where: str) -> str:
    if value not in vocabulary(name).codes:
        raise NoteIncomplete(where=where)
    return str(value)


def _day(value: object) -> Day:
    try:
        return typed_day(value, basis="explicit")
    except DateUnclear as fault:
        raise NoteIncomplete(where=gettext_noop("write days as 28/11/2026, or as far as they are known")) from fault


def _line(typed: Mapping[str, Any], key: str) -> str:
    """Return what was typed as one line; raises `NoteIncomplete` for characters that no text here has."""
    try:
        return " ".join(str(FreeText.parse(str(typed.get(key) or "-"), cap=LINES, what=key)).split()) if typed.get(key) else ""
    except Refused as fault:
        raise NoteIncomplete(where=gettext_noop("a line has characters that cannot be kept")) from fault
