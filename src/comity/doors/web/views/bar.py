"""What this officer can do with a request now: one primary act, the lesser ones, and who can what they cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.carried.returning import NOT_WITHDRAWN
from comity.desk.carried.taking import WAITS
from comity.desk.carrying.queries import asked_by_us, carries, withdrawable
from comity.desk.meaning import GIVING, WARNING
from comity.desk.outside.queries import may_come
from comity.desk.permissions import Verb, holders, may, verb_of
from comity.desk.reading.openings import Wish, verb_for, wishes
from comity.desk.reading.requests import Act as Sent
from comity.desk.states import DraftState, State
from comity.directory.officers import officers_with
from comity.directory.ways import is_outside
from comity.doors.web.pages.parts import Act, Fact
from comity.doors.web.views.addresses import address_of
from comity.doors.web.views.inside import beside_acts
from comity.doors.web.views.naming import country_of, one_of
from comity.doors.web.views.strips import take_act
from comity.doors.web.views.words import wish_words
from comity.doors.web.views.working import Row, Work, fresh_token

_ASKED_THEM: Final = (State.CONSULTING, State.RISK_NOTIFIED, State.OFFERED, State.QUESTIONED)
_NAMED: Final = frozenset({Wish.DECIDE, Wish.VIEWS, Wish.EXTEND, Wish.WITHDRAW})
# What an officer most likely does next, by whose request it is and where it stands; the rest stands beside it.
_ELSE: Final = (Wish.DECIDE, Wish.VIEWS)
_FIRST: Final[Mapping[tuple[str, State], tuple[Wish, ...]]] = {
    ("in", State.ACCEPTED): (Wish.RESULT,),
    ("out", State.QUESTIONED): (Wish.INFORM,),
    ("out", State.OFFERED): (Wish.VIEWS,),
    ("out", State.ANSWERED): (Wish.EXTEND, Wish.CLOSE),
    ("out", State.FULFILLED): (Wish.CLOSE,),
    ("out", State.REFUSED): (Wish.CLOSE,),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """The acts of the page, what the officer is told to do, and what has or has not been sent."""

    act: Act | None
    second: tuple[Act, ...]
    you_do: Fact
    note: str


def bar(request: Row, *, acts: Sequence[Sent], drafts: Sequence[Row], at_work: Work) -> Bar:
    """Return what can be done now by who is at work."""
    act, fact = _live(drafts, request, at_work) or _next(request, acts, at_work)
    return Bar(act, tuple(_second(request, acts, act, at_work)), fact, _note(request, acts, at_work))


def _locked(request: Row, at_work: Work) -> bool:
    """Say whether a colleague has in hand what is to be decided here: then its buttons are theirs."""
    return request.direction == "in" and request.holder_id not in (None, at_work.officer.pk)


def _theirs(request: Row) -> tuple[None, Fact]:
    note = gettext("take it over with a reason, or leave it to them")
    return None, Fact(gettext("%(officer)s holds this") % {"officer": request.holder.name}, note)


def _live(drafts: Sequence[Row], request: Row, at_work: Work) -> tuple[Act | None, Fact] | None:
    """Return how to go on with what is being written or waits for approval, the one that waits first."""
    waiting = next((draft for draft in drafts if draft.state == DraftState.SUBMITTED), None)
    if waiting is not None:
        href = address_of(waiting)
        if waiting.drafter_id == at_work.officer.pk or not may(at_work.actor, Verb.APPROVE):
            label = gettext("See what was submitted")
            return Act(label, href), Fact(gettext("Wait for the second officer"), gettext("nobody approves what they drafted"))
        label = gettext("Read and approve")
        return Act(label, href), Fact(label, gettext("%(officer)s drafted it") % {"officer": waiting.drafter.name})
    drafts = [draft for draft in drafts if may(at_work.actor, verb_of(draft.act))]
    if not drafts:
        return None
    if _locked(request, at_work):
        return _theirs(request)
    label = gettext("Go on with the draft")
    facts = {"officer": drafts[0].drafter.name, "version": drafts[0].version}
    return Act(label, address_of(drafts[0])), Fact(label, gettext("version %(version)s, begun by %(officer)s") % facts)


def _next(request: Row, acts: Sequence[Sent], at_work: Work) -> tuple[Act | None, Fact]:
    if may(at_work.actor, Verb.DRAFT) and asked_by_us(request) is not None:
        label = gettext("Wait for their answer")
        return Act(gettext("See the proposal"), reverse("carry", args=[request.reference])), Fact(
            label, gettext("it was proposed that it goes on on the wire; it can be taken back or withdrawn")
        )
    if request.attention == NOT_WITHDRAWN and may(at_work.actor, Verb.DRAFT) and withdrawable(request) is not None:
        label = gettext("Withdraw the proposal anew")
        return Act(label, reverse("carry", args=[request.reference])), Fact(label, gettext("they still have it, and could accept it"))
    if request.direction == "in" and request.state in _ASKED_THEM:
        return None, Fact(gettext("Wait for their reply"), gettext("they were asked; a decision is still possible"))
    if request.attention == WAITS and may(at_work.actor, Verb.DRAFT):
        label = gettext("Compare and answer")
        return Act(label, reverse("carry", args=[request.reference])), Fact(label, gettext("they propose that it goes on on the wire"))
    possible = wishes(request, acts=acts)
    found = next((wish for wish in _FIRST.get((request.direction, State(request.state)), _ELSE) if wish in possible), None)
    if found is None:
        return None, Fact(gettext("Nothing now"), gettext("nothing is asked of this desk"))
    label = _label(found, request)
    if not may(at_work.actor, verb_for(found)):
        drafters = [officer.name for officer in officers_with(holders(verb_for(found)), at=at_work.at)]
        return None, Fact(gettext("You can read this"), gettext("%(names)s can: %(act)s") % {"names": one_of(drafters), "act": label})
    if found is Wish.DECIDE and _locked(request, at_work):
        return _theirs(request)
    return _act(found, request), Fact(label, gettext("another officer approves before it goes"))


def _act(wish: Wish, request: Row) -> Act:
    """Return the act that begins a wish; the oldest of them have addresses of their own, and a warning is answered from its page."""
    if wish is Wish.DECIDE and request.kind == WARNING:
        return Act(_label(wish, request), reverse("warning", args=[request.reference]))
    named = wish.value if wish in _NAMED else ""
    href = reverse(named, args=[request.reference]) if named else reverse("begin", args=[request.reference, wish.value])
    return Act(wish_words(wish), href)


def _label(wish: Wish, request: Row) -> str:
    return gettext("Acknowledge the warning") if wish is Wish.DECIDE and request.kind == WARNING else wish_words(wish)


def _second(request: Row, acts: Sequence[Sent], first: Act | None, at_work: Work) -> list[Act]:
    possible = [wish for wish in wishes(request, acts=acts) if may(at_work.actor, verb_for(wish))]
    free = [wish for wish in possible if wish is not Wish.DECIDE or not _locked(request, at_work)]
    found = [act for act in (_act(wish, request) for wish in free) if first is None or act.href != first.href]
    if may(at_work.actor, Verb.ASK_AT_HOME):
        found.append(Act(gettext("Ask at home"), reverse("home-questions", args=[request.reference])))
    if may(at_work.actor, Verb.DRAFT) and may_come(request):
        found.append(Act(gettext("Record what came outside the wire"), reverse("outside-came", args=[request.reference])))
    if may(at_work.actor, Verb.DRAFT) and carries(request):
        found.append(Act(gettext("Go on on the wire"), reverse("carry", args=[request.reference])))
    found += beside_acts(request, at_work)
    found += _warning_acts(request, at_work)
    found.append(Act(gettext("Persons and accounts"), reverse("persons", args=[request.reference])))
    if may(at_work.actor, Verb.KEEP_COST):
        found.append(Act(gettext("Costs"), reverse("costs", args=[request.reference])))
    if may(at_work.actor, Verb.TEND_INCIDENT):
        found.append(Act(gettext("Not meant for us"), f"{reverse('incidents')}?{urlencode({'reference': request.reference})}"))
    if not may(at_work.actor, Verb.TAKE):
        return found
    if request.holder is None:
        found.append(take_act(request))
    elif request.holder_id != at_work.officer.pk:
        label = gettext("Take it over from %(officer)s, with a reason") % {"officer": request.holder.name}
        found.append(Act(label, reverse("take", args=[request.reference])))
    else:
        found += _shift_acts(request, at_work)
    return found


def _warning_acts(request: Row, at_work: Work) -> list[Act]:
    """Return the way to the warning or the threat set that the case carries, or to one that is begun from the codes of the case."""
    found = []
    if request.kind == WARNING and may(at_work.actor, Verb.READ_WARNINGS):
        from comity.intel.warnings.queries import warning_in

        held = warning_in(request.reference)
        if held is not None:
            found.append(Act(gettext("The warning"), reverse("warning", args=[held.case or held.number])))
    if request.kind == GIVING and may(at_work.actor, Verb.READ_THREATS):
        from comity.desk.giving.reading import set_in

        given = set_in(request.reference, by=at_work.actor)
        if given is not None:
            found.append(Act(gettext("The threat set"), reverse("threat-set", args=[given.pk])))
    if may(at_work.actor, Verb.WARN):
        found.append(Act(gettext("Warn those who work in a field"), f"{reverse('warning-new')}?{urlencode({'from': request.reference})}"))
    return found


def _shift_acts(request: Row, at_work: Work) -> list[Act]:
    """Return what the holder can do besides: give it to a colleague, put it off, bring it back."""
    offer = Act(gettext("Hand over"), reverse("offer", args=[request.reference]))
    if request.asleep_until is not None and request.asleep_until > at_work.at:
        return [offer, Act(gettext("Bring it back now"), reverse("wake", args=[request.reference]), post=True, token=fresh_token())]
    return [offer, Act(gettext("Put off"), reverse("snooze", args=[request.reference]))]


def _note(request: Row, acts: Sequence[Sent], at_work: Work) -> str:
    """Say what has gone to the other side so far."""
    ours = [act for act in acts if act.direction == "out"]
    facts = {"country": country_of(request.peer, at_work.language)}
    if is_outside(request.peer):
        return gettext("%(country)s has no node: what goes is a letter, and its way is recorded with the act.") % facts
    if not ours:
        return gettext("Nothing has gone to %(country)s yet but receipts.") % facts
    facts["time"] = at_work.when(ours[-1].at)
    return gettext("Nothing but receipts has gone to %(country)s since %(time)s.") % facts
