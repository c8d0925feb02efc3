"""Rows of the watch queue and of the list of requests: every fact always in its own cell."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.drafting.composing import article_of
from comity.desk.meaning import EXTENSION
from comity.desk.permissions import Verb, may, verb_of
from comity.desk.reading.watch import DraftRow, RequestRow
from comity.desk.rules import rulebook
from comity.desk.states import DECIDABLE, DraftState, State
from comity.directory.ways import is_outside
from comity.doors.web.moments import print_span
from comity.doors.web.pages.parts import Act, Clock
from comity.doors.web.pages.watch import KeyHrefs, Strip
from comity.doors.web.views.addresses import address_of
from comity.doors.web.views.clocking import nearest
from comity.doors.web.views.naming import country_of, kind_name
from comity.doors.web.views.words import act_words, attention_words, state_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import clock
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.clocks import clock_named

# While the other side is asked for its views, or for more, nothing waits for us.
_ASKED = DECIDABLE - {State.CONSULTING, State.RISK_NOTIFIED, State.OFFERED, State.QUESTIONED}
_ASKING_US = (State.CONSULTING, State.RISK_NOTIFIED, State.OFFERED)


def request_strip(row: RequestRow, at_work: Work) -> Strip:
    """Return the row of a request."""
    request = row.request
    shown = nearest(row.clock, urgency=request.urgency, at_work=at_work)
    return Strip(
        title=title_of(request, at_work.language),
        href=reverse("request", args=[request.reference]),
        direction=request.direction,
        other_side=_other_side(request.peer, at_work),
        reference=request.reference,
        article=request.article,
        facts=tuple(_facts(row, at_work)),
        clock=shown,
        holder=holder_words(request, at_work),
        presence=" ".join(filter(None, (_offered(row.offer), _looking(row.present)))),
        act=_act(request, shown, at_work),
        mine=request.holder_id == at_work.officer.pk,
        unread=row.unread > 0,
        keys=key_hrefs(request, at_work),
    )


def key_hrefs(request: Row, at_work: Work) -> KeyHrefs:
    """Return where the single keys lead for a request and this officer; a decision is opened, never sent, by a key."""
    here = [request.reference]
    note = reverse("notes", args=here)
    if not may(at_work.actor, Verb.TAKE):
        return KeyHrefs(request.reference, note=note)
    mine, free = request.holder_id == at_work.officer.pk, request.holder_id is None
    decides = request.direction == "in" and request.state in DECIDABLE and (mine or free)
    return KeyHrefs(
        reference=request.reference,
        take="" if mine else reverse("take", args=here),
        ask=not free,
        hand=reverse("offer", args=here) if mine else "",
        note=note,
        decide=reverse("decide", args=here) if decides else "",
    )


def _other_side(peer: str, at_work: Work) -> str:
    if peer not in at_work.names:
        at_work.names[peer] = country_of(peer, at_work.language)
    return at_work.names[peer]


def title_of(request: Row, language: str) -> str:
    """Return what a request is about; while an extension is open, that."""
    return kind_name(EXTENSION if request.state == State.EXTENSION_ASKED else request.kind, language)


def holder_words(request: Row, at_work: Work) -> str:
    """Say who has the request in hand."""
    if request.holder is None:
        return gettext("Nobody holds it")
    return gettext("You hold it") if request.holder_id == at_work.officer.pk else str(request.holder.name)


def take_act(request: Row) -> Act:
    """Return the act of taking a request that nobody holds."""
    return Act(gettext("Take it"), reverse("take", args=[request.reference]), post=True, token=fresh_token())


def _facts(row: RequestRow, at_work: Work) -> Iterator[str]:
    request, language = row.request, at_work.language
    if is_outside(request.peer):
        yield gettext("outside the wire")
    if request.attention:
        yield attention_words(request.attention)
    if request.urgency != "routine":
        yield urgency_of(request.urgency, language)
    yield state_words(request.state)
    if row.acts > 1:
        yield ngettext("%(count)s act", "%(count)s acts", row.acts) % {"count": row.acts}
    if row.notes:
        yield ngettext("%(count)s internal note", "%(count)s internal notes", row.notes) % {"count": row.notes}
    if request.asleep_until is not None and request.asleep_until > at_work.at:
        yield gettext("put off until %(time)s") % {"time": at_work.fully(request.asleep_until)}
    if row.waiting:
        yield ngettext("%(count)s message waits to leave", "%(count)s messages wait to leave", row.waiting) % {"count": row.waiting}


def urgency_of(code: str, language: str) -> str:
    """Name a degree of urgency; its code where no vocabulary knows it."""
    try:
        return vocabulary("urgency").label(code, language)
    except Refused:
        return code


def _offered(offer: Row) -> str:
    return gettext("Offered to %(officer)s, not accepted yet.") % {"officer": offer.receiver.name} if offer else ""


def _looking(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return ngettext("%(names)s is looking", "%(names)s are looking", len(names)) % {"names": ", ".join(names)}


def _act(request: Row, shown: Clock | None, at_work: Work) -> Act:
    """Return the one act of a row: what this officer does next, or only to open it."""
    reference, drafts = [request.reference], may(at_work.actor, Verb.DECIDE)
    if drafts and request.direction == "in" and request.state in _ASKED:
        if request.holder_id is None:
            return take_act(request)
        if request.holder_id == at_work.officer.pk:
            return Act(gettext("Decide"), reverse("decide", args=reference))
    if drafts and request.direction == "out" and request.state in _ASKING_US:
        return Act(gettext("Give views"), reverse("views", args=reference))
    if drafts and request.direction == "out" and request.state == State.ANSWERED and shown and shown.state != "on-time":
        return Act(gettext("Ask to extend"), reverse("extend", args=reference))
    return Act(gettext("Open"), reverse("request", args=reference))


def draft_strip(row: DraftRow, at_work: Work) -> Strip:
    """Return the row of a draft, being written or waiting for its second officer."""
    draft, mine = row.draft, row.draft.drafter_id == at_work.officer.pk
    waits = draft.state == DraftState.SUBMITTED
    facts = [act_words(draft.act, draft.kind), gettext("version %(version)s") % {"version": draft.version}]
    if is_outside(draft.peer):
        facts.append(gettext("outside the wire"))
    if draft.returned_for:
        facts.append(gettext("returned with a reason"))
    return Strip(
        title=kind_name(draft.kind, at_work.language),
        href=address_of(draft),
        direction=draft.direction,
        other_side=_other_side(draft.peer, at_work),
        reference=draft.reference,
        article=article_of(draft.kind, instrument=draft.instrument),
        facts=tuple(facts),
        clock=_approval(row, at_work),
        holder=gettext("Waits for a second officer") if waits else gettext("You write it") if mine else draft.drafter.name,
        presence=_whose(draft, waits=waits, mine=mine),
        act=Act(_draft_act(at_work, draft.act, waits=waits, mine=mine), address_of(draft)),
        mine=mine and not waits,
    )


def _whose(draft: Row, *, waits: bool, mine: bool) -> str:
    if not waits:
        return ""
    if mine:
        return gettext("You drafted it; another approves")
    return gettext("%(officer)s drafted it") % {"officer": draft.drafter.name}


def _draft_act(at_work: Work, act: str, *, waits: bool, mine: bool) -> str:
    if not waits:
        return gettext("Go on writing") if may(at_work.actor, verb_of(act)) else gettext("Look at it")
    return gettext("Look at it") if mine or not may(at_work.actor, Verb.APPROVE) else gettext("Read and approve")


def _approval(row: DraftRow, at_work: Work) -> Clock | None:
    if row.started_at is None or row.due_at is None:
        return None
    on = row.started_at.datetime().date()
    named = clock_named("APPROVE", rulebook=rulebook(), on=on, urgency=row.urgency)
    span = print_span(row.due_at - row.started_at)
    rule = gettext("Desk target, %(span)s") % {"span": span}
    return clock(named.labels, starts=row.started_at, due=row.due_at, warns=named.warnings(row.due_at), rule=rule, at_work=at_work)
