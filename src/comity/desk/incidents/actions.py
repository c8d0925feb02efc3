"""Declares, tells and ends incidents. One transaction each. The journal gets numbers and digests, never what happened in words."""

from datetime import timedelta

from django.db import transaction

from comity.desk.drafting.actions import open_draft
from comity.desk.incidents.policy import BREACH, LIMITS, MISDELIVERY, NOTICES, guards_among, require_ending
from comity.desk.incidents.queries import ends_of, find_incident, standing_of
from comity.desk.incidents.refusals import ClosedAlready, EndNotCoded, FoundAhead, NoSuchPeer, NotTheNotice
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.rules import rulebook
from comity.desk.visibility import require_visible, visible_to
from comity.desk.walls.actions import close_to
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.people import officers_here
from comity.records.models import Draft, Incident, Message, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.levels import Level
from comity.terms.text import FreeText
from comity.wire.act import parse_act


@transaction.atomic
def declare_misdelivery(request: Request, *, words: str, by: Officer, at: Instant, token: str) -> Incident:
    """Say that what came in this case was not meant for this desk: the whole case is closed at once to all but two officers.

    Whoever may know of the case may say so; they read on no more than anybody else. Raises `NobodyToGuard`, `ClosedAlready`,
    `ReasonMissing`, and what reading the case refuses. The officer still has to tell the sender: `begin_notice`.
    """
    who = actor(by, at=at)
    require(who, Verb.TEND_INCIDENT)
    require_reason(words)

    def close() -> str:
        require_visible(request, by=who)
        if Incident.objects.filter(sort=MISDELIVERY, reference=request.reference, second_at__isnull=True).exists():
            raise ClosedAlready(reference=request.reference)
        guards = guards_among((actor(officer, at=at) for officer in officers_here()), level=Level(request.level))
        kept = _keep(
            MISDELIVERY, reference=request.reference, peer=request.peer, words=words, guards=list(guards), found_at=at, by=by, at=at
        )
        close_to(request, guards=guards, by=by, at=at)
        return str(kept.pk)

    return Incident.objects.get(pk=once(token, close, officer=by, verb="incident.misdelivery", at=at))


@transaction.atomic
def declare_breach(*, peer: str, reference: str, words: str, found_at: Instant | None, by: Officer, at: Instant, token: str) -> Incident:
    """Say that data of another State were breached here; its clock runs from the moment at which that was found.

    `reference` is the case under which they were given, where it is known. Raises `NoSuchPeer`, `FoundAhead`, `ReasonMissing`, and
    `NoSuchRequest` for a case that `by` may not know of.
    """
    who = actor(by, at=at)
    require(who, Verb.TEND_INCIDENT)

    def keep() -> str:
        if peer not in {str(node.id) for node in book().peers(home().node)}:
            raise NoSuchPeer
        if found_at is None or found_at > at:
            raise FoundAhead
        require_reason(words)
        if reference:
            require_visible(Request.objects.filter(reference=reference).first() or Request(reference=reference), by=who)
        return str(_keep(BREACH, reference=reference, peer=peer, words=words, guards=[], found_at=found_at, by=by, at=at).pk)

    return Incident.objects.get(pk=once(token, keep, officer=by, verb="incident.breach", at=at))


def begin_notice(incident: Incident, *, authority: dict[str, object], by: Officer, at: Instant, token: str) -> Draft:
    """Begin the notice as a draft of its own case, filled with what is known; two officers send it like any act.

    `authority` holds the fields by which this authority names itself to the other. Raises what `open_draft` does.
    """
    known: dict[str, object] = {"original": incident.reference} if incident.reference else {}
    if incident.sort == MISDELIVERY:
        known |= {"found_at": str(incident.found_at), "sealed_at": str(incident.declared_at)}
        known |= _came(incident)
    else:
        known |= {"found_at": str(incident.found_at)}
    kind = NOTICES[incident.sort]
    return open_draft(act="request", kind=kind, peer=NodeId(incident.peer), by=by, at=at, fields={**authority, **known}, token=token)


@transaction.atomic
def note_told(incident_id: int, *, reference: str, by: Officer, at: Instant, token: str) -> Incident:
    """Note in which case the other side was told; raises `NotTheNotice` unless it is a notice of this incident that we sent there."""

    def tell() -> str:
        found = _locked(incident_id, by=by, at=at)
        notice = visible_to(actor(by, at=at)).filter(reference=reference, direction="out", peer=found.peer).first()
        if notice is None or notice.kind != NOTICES[found.sort] or not _names(notice, found):
            raise NotTheNotice(reference=reference[:20])
        found.told_as, found.told_at = notice.reference, notice.opened_at
        found.save(update_fields=["told_as", "told_at"])
        note("incident.told", by=by, about="", at=at, facts={"incident": found.pk, "as": notice.reference})
        return str(found.pk)

    return Incident.objects.get(pk=once(token, tell, officer=by, verb="incident.told", at=at))


@transaction.atomic
def say_ended(incident_id: int, *, ended: str, by: Officer, at: Instant, token: str) -> Incident:
    """Say what became of it, as the first of two; what was misdelivered only by one who looks after it.

    Raises `NotToldYet`, `NotItsGuard`, `EndNotCoded`, `EndedAlready`, `SameOfficer`.
    """

    def say() -> str:
        found = _locked(incident_id, by=by, at=at)
        require_ending(actor(by, at=at), standing=standing_of(found), guards=found.guards)
        if ended not in [option.code for option in ends_of(found.sort)]:
            raise EndNotCoded
        found.ended, found.first, found.first_at = ended, by, at
        found.save(update_fields=["ended", "first", "first_at"])
        note("incident.said", by=by, about="", at=at, facts={"incident": found.pk, "ended": ended})
        return str(found.pk)

    return Incident.objects.get(pk=once(token, say, officer=by, verb="incident.said", at=at))


@transaction.atomic
def confirm_ended(incident_id: int, *, by: Officer, at: Instant, token: str) -> Incident:
    """Confirm as the second officer what the first said became of it; raises as `say_ended`."""

    def confirm() -> str:
        found = _locked(incident_id, by=by, at=at)
        require_ending(actor(by, at=at), standing=standing_of(found), guards=found.guards)
        if not found.ended:
            raise EndNotCoded
        found.second, found.second_at = by, at
        found.save(update_fields=["second", "second_at"])
        note("incident.ended", by=by, about="", at=at, facts={"incident": found.pk, "ended": found.ended, "as": found.told_as})
        return str(found.pk)

    return Incident.objects.get(pk=once(token, confirm, officer=by, verb="incident.ended", at=at))


def _keep(sort: str, *, by: Officer, at: Instant, words: str, found_at: Instant, **row: object) -> Incident:
    limit = rulebook().limit(LIMITS[sort], on=at.datetime().date())
    due = found_at + timedelta(minutes=limit.value)
    text = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
    kept = Incident.objects.create(sort=sort, words=text, found_at=found_at, due_at=due, declared_by=by, declared_at=at, **row)
    facts: dict[str, JsonValue] = {"incident": kept.pk, "sort": sort, "digest": str(Digest.of(text.encode()))}
    note("incident.declared", by=by, about="", at=at, facts=facts)
    return kept


def _locked(incident_id: int, *, by: Officer, at: Instant) -> Incident:
    find_incident(incident_id, by=actor(by, at=at))
    return Incident.objects.select_for_update().get(pk=incident_id)


def _came(incident: Incident) -> dict[str, object]:
    """Return when the newest act of the other side came; that much is known without reading it."""
    newest = Message.objects.filter(request__reference=incident.reference, direction="in").order_by("-id").values_list("at", flat=True)
    return {"came_at": str(newest[0])} if newest else {}


def _names(notice: Request, incident: Incident) -> bool:
    """Say whether a notice names the case of an incident; a breach without a case has none to name."""
    first = Message.objects.filter(request=notice, act="request").order_by("id").first()
    return first is not None and bool(first.body) and parse_act(bytes(first.body)).fields.get("original", "") == incident.reference
