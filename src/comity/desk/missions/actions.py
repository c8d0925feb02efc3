"""Saves, files and takes up reports of missions. Each save keeps what came, so that a broken line loses one step at most."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.missions.policy import ReportIncomplete, ReportNotYours, ReportTaken, require_own, require_report
from comity.desk.outside.papers import Upload, keep_paper
from comity.desk.policy import require_drafting
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import MissionReport, Officer
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

CODES: Final = {"incident": "incident", "origin": "report-source", "tlp": "tlp"}
_LACKS: Final = {
    "incident": gettext_noop("choose what happened"),
    "origin": gettext_noop("choose who told it"),
    "tlp": gettext_noop("choose who may read it"),
}
_MOST_PERSONS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one step tells; None leaves what is there."""

    incident: str | None = None
    place: str | None = None
    happened_on: str | None = None
    persons: int | None = None
    origin: str | None = None
    tlp: str | None = None
    words: str | None = None
    upload: Upload | None = None


@transaction.atomic
def begin_report(*, by: Officer, at: Instant, token: str) -> MissionReport:
    """Begin an empty report; a repeated click begins one."""
    require_report(actor(by, at=at))

    def begin() -> str:
        return str(MissionReport.objects.create(authority=by.authority, by=by, begun_at=at, saved_at=at).pk)

    return MissionReport.objects.get(pk=once(token, begin, officer=by, verb="report.begin", at=at))


@transaction.atomic
def save_report(number: int, told: Told, *, by: Officer, at: Instant) -> MissionReport:
    """Keep what one step tells. Codes that are none, and counts that cannot be, are left out and asked for again at the end."""
    found = _own(number, by=by, at=at)
    for name in ("incident", "place", "happened_on", "persons", "origin", "tlp", "words"):
        value = getattr(told, name)
        if value is not None and _fits(name, value):
            setattr(found, name, value.strip() if isinstance(value, str) else value)
    if told.upload is not None:
        paper = keep_paper(told.upload)
        found.name, found.media, found.size, found.digest = paper.name, paper.media, paper.size, str(paper.digest)
    found.saved_at = at
    found.save()
    return found


@transaction.atomic
def file_report(number: int, *, by: Officer, at: Instant, token: str) -> MissionReport:
    """Send the report to the desk: from now on it stays as it is. Raises `ReportIncomplete` naming the first step that lacks."""

    def file() -> str:
        found = _own(number, by=by, at=at)
        for name, where in _LACKS.items():
            if not getattr(found, name):
                raise ReportIncomplete(where=where)
        if not found.place:
            raise ReportIncomplete(where=gettext_noop("say where"))
        if not found.words and not found.digest:
            raise ReportIncomplete(where=gettext_noop("say in words what happened, or add the letter"))
        found.filed_at = at
        found.save(update_fields=["filed_at"])
        facts = {"report": found.pk, "authority": found.authority, "incident": found.incident, "place": found.place}
        if found.digest:
            facts["document"] = found.digest
        note("report.filed", by=by, about="", at=at, facts=facts)
        return str(found.pk)

    return MissionReport.objects.get(pk=once(token, file, officer=by, verb="report.file", at=at))


@transaction.atomic
def take_report(number: int, *, by: Officer, at: Instant, token: str) -> MissionReport:
    """Take a filed report up at the desk; raises `ReportTaken`."""
    require_drafting(actor(by, at=at))

    def take() -> str:
        found = MissionReport.objects.select_for_update().filter(pk=number, filed_at__isnull=False, taken_at__isnull=True).first()
        if found is None:
            raise ReportTaken
        found.taken_by, found.taken_at = by, at
        found.save(update_fields=["taken_by", "taken_at"])
        note("report.taken", by=by, about="", at=at, facts={"report": found.pk})
        return str(found.pk)

    return MissionReport.objects.get(pk=once(token, take, officer=by, verb="report.take", at=at))


def _own(number: int, *, by: Officer, at: Instant) -> MissionReport:
    require_report(actor(by, at=at))
    found = MissionReport.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise ReportNotYours(name=by.name)
    require_own(by.name, mine=found.by_id == by.pk, filed=found.filed_at is not None)
    return found


def _fits(name: str, value: str | int) -> bool:
    if isinstance(value, int):
        return 0 <= value <= _MOST_PERSONS
    if name not in CODES:
        return True
    try:
        vocabulary(CODES[name]).item(value)
    except Refused:
        return False
    return True
