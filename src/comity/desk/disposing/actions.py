"""Records that material was destroyed or returned, and certifies it as the second officer. One transaction each; it deletes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from comity.desk.disposing.refusals import DisposalIncomplete, NoSuchDisposal, OwnDisposal
from comity.desk.happenings import sound_disposal
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Disposal, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

METHODS: Final = "disposal-method"
RETURNED: Final = "DSP-RETURNED"
_WHO_CAP: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was done: `what` in words, `who` did it, by which method, on which day (ISO)."""

    method: str
    what: str
    who: str
    on: str


@transaction.atomic
def record_disposal(request: Request, disposal_id: int, record: Record, *, by: Officer, at: Instant, token: str) -> Disposal:
    """Keep the record. Where no condition wants a second officer it is done, and the clock stops; else it waits for one.

    Raises `NoSuchDisposal`, `DisposalIncomplete`.
    """
    _require(request, Verb.DISPOSE, by=by, at=at)

    def keep() -> str:
        found = _waiting(request, disposal_id)
        found.method, found.what, found.who, found.on = _whole(record, at=at)
        found.officer, found.at = by, at
        found.done_at = None if found.certificate else at
        found.save(update_fields=["method", "what", "who", "on", "officer", "at", "done_at"])
        facts = {"disposal": found.pk, "method": found.method, "what": found.what, "who": found.who, "on": found.on}
        note("disposal.recorded", by=by, about=request.reference, at=at, facts=facts)
        _tell(request, by="disposal.recorded", at=at)
        return str(found.pk)

    return Disposal.objects.get(pk=once(token, keep, officer=by, verb="disposal.record", at=at))


@transaction.atomic
def certify_disposal(request: Request, disposal_id: int, *, by: Officer, at: Instant, token: str) -> Disposal:
    """Agree to a record as the second officer: from now on it is done. Raises `NoSuchDisposal`, `OwnDisposal`."""
    _require(request, Verb.CERTIFY_DISPOSAL, by=by, at=at)

    def certify() -> str:
        found = _waiting(request, disposal_id)
        if found.at is None or not found.certificate:
            raise NoSuchDisposal
        if OfficerId(by.officer_id) == OfficerId(found.officer.officer_id):
            raise OwnDisposal(name=by.name)
        found.second, found.second_at, found.done_at = by, at, at
        found.save(update_fields=["second", "second_at", "done_at"])
        facts = {"disposal": found.pk, "recorded_by": found.officer.officer_id}
        note("disposal.certified", by=by, about=request.reference, at=at, facts=facts)
        _tell(request, by="disposal.certified", at=at)
        return str(found.pk)

    return Disposal.objects.get(pk=once(token, certify, officer=by, verb="disposal.certify", at=at))


def _require(request: Request, verb: Verb, *, by: Officer, at: Instant) -> None:
    who = actor(by, at=at)
    require(who, verb)
    require_visible(request, by=who)


def _waiting(request: Request, disposal_id: int) -> Disposal:
    rows = Disposal.objects.select_for_update(of=("self",)).select_related("officer")
    found = rows.filter(pk=disposal_id, material__request=request, done_at__isnull=True).first()
    if found is None:
        raise NoSuchDisposal
    return found


def _whole(record: Record, *, at: Instant) -> tuple[str, str, str, str]:
    part = where = ""
    if record.method not in [item.code for item in vocabulary(METHODS).offered]:
        part, where = "method", gettext_noop("choose how it was done")
    elif not record.what.strip():
        part, where = "what", gettext_noop("say what was destroyed or returned")
    elif not record.who.strip():
        part, where = "who", gettext_noop("say who did it")
    elif not _is_day(record.on, at=at):
        part, where = "on", gettext_noop("name the day; it cannot lie ahead")
    if part:
        raise DisposalIncomplete(where, part=part)
    what = str(FreeText.parse(record.what, cap=WORDS_CAP, what="record"))
    return record.method, what, str(FreeText.parse(record.who, cap=_WHO_CAP, what="name")), record.on


def _is_day(text: str, *, at: Instant) -> bool:
    try:
        return date.fromisoformat(text) <= at.datetime().date()
    except ValueError:
        return False


def _tell(request: Request, *, by: str, at: Instant) -> None:
    locked = Request.objects.select_for_update().get(pk=request.pk)
    sound_disposal(locked, by=by, at=at)
