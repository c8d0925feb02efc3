"""Gathers what a handover brief says, from the rows as they stand: open by clock, changed, waiting, put off, offered, links."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q, QuerySet

from comity.desk.holding.queries import offers_on
from comity.desk.reading.timeline import Entry, entries_of
from comity.desk.reading.watch import OURS, PRESERVED, THEIRS, States, any_of, in_none_but, links
from comity.desk.shifts.attending import attendance_of
from comity.desk.shifts.brief import BriefContent, Change, Line, Row
from comity.desk.visibility import visible_to
from comity.directory.home import home
from comity.directory.officers import actor
from comity.records.models import JournalAct, Offer, Officer, Request, Snooze
from comity.terms.instants import Instant

ROWS: Final = 100  # a page that is read at a change of shift; what is further away is counted
CHANGES: Final = 60
_FACT: Final = 200  # characters of a fact that are repeated in the brief


def gather(officer: Officer, *, receiver: Officer | None, at: Instant) -> BriefContent:
    """Return the brief that `officer` would hand over at `at`, with no notes yet; what they hold is ticked."""
    came = attendance_of(officer)
    # Walled and classified cases are handed over one by one, to a colleague who is inside.
    seen = visible_to(actor(officer, at=at)).filter(wall="", level="open").select_related("holder")
    dated = seen.filter(in_none_but(OURS, THEIRS, PRESERVED), due_at__isnull=False)
    undated = seen.filter(any_of(OURS) | any_of(THEIRS), due_at__isnull=True)
    requests = list(dated.order_by("due_at", "id")[:ROWS])
    requests += list(undated.order_by("id")[: ROWS - len(requests)]) if len(requests) < ROWS else []
    snoozes = {
        row.request_id: row for row in Snooze.objects.filter(request__in=requests, woken_at__isnull=True, until__gt=at).order_by("id")
    }
    offers = offers_on(requests)
    rows = tuple(_row(one, officer=officer, snooze=snoozes.get(one.pk), offer=offers.get(one.pk), at=at) for one in requests)
    acts = _acts(came.came_size if came else None)
    return BriefContent(
        node=str(home().node),
        giver=officer.officer_id,
        giver_name=officer.name,
        receiver=receiver.officer_id if receiver else "",
        receiver_name=receiver.name if receiver else "",
        since=str(came.came_at) if came else "",
        made_at=str(at),
        words="",
        rows=rows,
        more=max(dated.count() + undated.count() - len(rows), 0) if len(rows) == ROWS else 0,
        changes=tuple(_change(entry) for entry in entries_of(acts.order_by("-index")[:CHANGES])),
        changed=acts.count(),
        lines=tuple(Line(line.peer, str(line.down_since or ""), line.fault, line.waiting) for line in links()),
    )


def _acts(since: int | None) -> QuerySet[JournalAct]:
    """Return the acts about requests since the journal had the size `since`; none for an officer who never came."""
    acts = JournalAct.objects.exclude(about="")
    return acts.none() if since is None else acts.filter(index__gte=since)


def _row(request: Request, *, officer: Officer, snooze: Snooze | None, offer: Offer | None, at: Instant) -> Row:
    asleep = snooze is not None and request.asleep_until is not None and request.asleep_until > at
    return Row(
        list="asleep" if asleep else _list(request),
        reference=request.reference,
        kind=request.kind,
        peer=request.peer,
        direction=request.direction,
        state=request.state,
        urgency=request.urgency,
        clock=request.due_clock,
        due_at=str(request.due_at or ""),
        holder=request.holder.officer_id if request.holder else "",
        holder_name=request.holder.name if request.holder else "",
        asleep_until=str(request.asleep_until) if asleep else "",
        asleep_code=snooze.code if asleep and snooze else "",
        offered_to=offer.receiver.name if offer else "",
        give=request.holder_id == officer.pk,
    )


def _list(request: Request) -> str:
    def stands(states: States) -> bool:
        return any(request.direction == direction and request.state in wanted for direction, wanted in states)

    return "ours" if stands(OURS) else "theirs" if stands(THEIRS) else "preserved"


def _change(entry: Entry) -> Change:
    facts: Mapping[str, object] = entry.facts
    told = {name: str(value)[:_FACT] for name, value in facts.items() if isinstance(value, str | int)}
    return Change(entry.index, entry.name, entry.actor, entry.shown, entry.about, str(entry.at), told)


def giveable(officer: Officer) -> Q:
    """Return which requests `officer` may hand over: their own, and what nobody holds."""
    return Q(holder=officer) | Q(holder__isnull=True)
