"""The head of the queue: handovers and offers that wait, what colleagues did to one's requests, what happened since one left."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.holding.queries import offers_for, offers_of
from comity.desk.permissions import Verb, may
from comity.desk.reading.watch import Link as Line
from comity.desk.shifts.attending import attendance_of
from comity.desk.shifts.handover import open_briefs
from comity.desk.testcalls.queries import waiting_here
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.shifts import Call
from comity.doors.web.views.naming import authority_of, officer_name
from comity.doors.web.views.onward_calls import disposal_calls, retention_calls
from comity.doors.web.views.safeguard_calls import safeguard_calls
from comity.doors.web.views.shift_words import reason_words, told_words
from comity.doors.web.views.working import Row, Work, fresh_token

# What has its own line while it waits need not be told twice.
_SAID_ELSEWHERE: Final = ("offered", "brief-offered")


def calls(told: Sequence[Row], lines: Sequence[Line], at_work: Work) -> tuple[Call, ...]:
    """Return what waits for this officer, what must be answered first; `told` is what colleagues did, newest first."""
    return (
        *_test_calls(at_work),
        *_dead_lines(lines, at_work),
        *_briefs(at_work),
        *_offers(at_work),
        *safeguard_calls(at_work),
        *disposal_calls(at_work),
        *retention_calls(at_work),
        *_told(told, at_work),
        *_since(at_work),
    )


def _test_calls(at_work: Work) -> Iterator[Call]:
    """Test calls of partners that ask whether a person is awake here: one button, and that it is of no case."""
    if not may(at_work.actor, Verb.ANSWER_CLOCK):
        return
    for row in waiting_here(at=at_work.at):
        facts = {"partner": authority_of(row.peer, at_work.language), "time": at_work.fully(row.until)}
        said = gettext("Test call, of no case: %(partner)s asks whether a person is awake here, until %(time)s.") % facts
        confirm = Act(gettext("I am awake"), reverse("call-confirm", args=[row.pk]), post=True, token=fresh_token())
        yield Call(said, gettext("Half of its time is over.") if row.warned else "", (confirm,))


def _dead_lines(lines: Sequence[Line], at_work: Work) -> Iterator[Call]:
    """Partners that are not reached while urgent acts wait for them: somebody calls by telephone."""
    for line in lines:
        if line.down_since is None or not line.urgent:
            continue
        from comity.courier.protocol.lines import URGENT_PATIENCE

        if line.down_since > at_work.at + -URGENT_PATIENCE:
            continue
        facts = {"partner": authority_of(line.peer, at_work.language), "time": at_work.when(line.down_since), "count": line.urgent}
        said = ngettext(
            "%(partner)s is not reached since %(time)s; %(count)s urgent act waits for it, and goes exactly once when the line is back.",
            "%(partner)s is not reached since %(time)s; %(count)s urgent acts wait for it, each goes exactly once when the line is back.",
            line.urgent,
        )
        yield Call(said % facts, "", (Act(gettext("See the lines"), reverse("lines")),))


def read_form(told: Sequence[Row]) -> Form | None:
    """Return the form that forgets what was told, up to the newest that is shown; None where nothing is."""
    if not told:
        return None
    return Form(reverse("tidings-read"), fresh_token(), hidden=(("up_to", str(told[0].pk)),))


def _briefs(at_work: Work) -> Iterator[Call]:
    for brief in open_briefs():
        facts = {"officer": brief.giver.name, "time": at_work.when(brief.made_at), "to": brief.receiver.name if brief.receiver else ""}
        href = reverse("brief", args=[brief.pk])
        if brief.giver_id == at_work.officer.pk:
            yield Call(gettext("Your handover of %(time)s is not accepted yet.") % facts, acts=(Act(gettext("Look at it"), href),))
        elif brief.receiver_id not in (None, at_work.officer.pk):
            said = gettext("%(officer)s handed over to %(to)s at %(time)s: not accepted yet.")
            yield Call(said % facts, acts=(Act(gettext("Look at it"), href),))
        elif may(at_work.actor, Verb.TAKE):
            said = gettext("%(officer)s hands the desk over (%(time)s). Nothing is yours before you accept.")
            yield Call(said % facts, acts=(Act(gettext("Read and accept the handover"), href),))


def _offers(at_work: Work) -> Iterator[Call]:
    for offer in offers_for(at_work.officer):
        facts = {"officer": offer.giver.name, "reference": offer.request.reference, "time": at_work.when(offer.at)}
        accept = Act(gettext("Accept %(reference)s") % facts, reverse("offer-accept", args=[offer.pk]), post=True, token=fresh_token())
        look = Act(gettext("Look at the offer"), reverse("offer-page", args=[offer.pk]))
        yield Call(gettext("%(officer)s offers you %(reference)s (%(time)s).") % facts, offer.words, (accept, look))
    for offer in offers_of(at_work.officer):
        facts = {"officer": offer.receiver.name, "reference": offer.request.reference, "time": at_work.when(offer.at)}
        said = gettext("You offered %(reference)s to %(officer)s at %(time)s: not accepted yet, you still hold it.") % facts
        yield Call(said, acts=(Act(gettext("Look at the offer"), reverse("offer-page", args=[offer.pk])),))


def _told(told: Sequence[Row], at_work: Work) -> Iterator[Call]:
    for tiding in told:
        if tiding.name not in _SAID_ELSEWHERE:
            yield Call(_sentence(tiding, at_work), str(tiding.facts.get("words", "")), _acts(tiding))


def _sentence(tiding: Row, at_work: Work) -> str:
    facts = {
        "by": officer_name(str(tiding.facts.get("by", ""))),
        "reference": tiding.request.reference if tiding.request else "",
        "reason": reason_words(str(tiding.facts.get("code", "")), at_work.language),
    }
    return gettext("%(time)s. %(sentence)s") % {"time": at_work.when(tiding.at), "sentence": told_words(tiding.name, facts)}


def _acts(tiding: Row) -> tuple[Act, ...]:
    if tiding.name == "advised" and tiding.facts.get("draft"):
        return (Act(gettext("Read the opinion"), reverse("draft-counsel", args=[tiding.facts["draft"]])),)
    if tiding.request is None:
        return (Act(gettext("Look at it"), reverse("brief", args=[tiding.facts["brief"]])),)
    if tiding.name == "mentioned":
        return (Act(gettext("Read the notes"), reverse("notes", args=[tiding.request.reference])),)
    return (
        Act(gettext("Open %(reference)s") % {"reference": tiding.request.reference}, reverse("request", args=[tiding.request.reference])),
    )


def _since(at_work: Work) -> Iterator[Call]:
    row = attendance_of(at_work.officer)
    if row is None or row.left_at is None or row.seen_size == row.left_size:
        return
    count = row.seen_size - row.left_size
    said = ngettext(
        "%(count)s entry in the journal since you left at %(time)s.", "%(count)s entries in the journal since you left at %(time)s.", count
    )
    facts = {"count": count, "time": at_work.when(row.left_at)}
    yield Call(said % facts, acts=(Act(gettext("Read what happened"), reverse("since")),))
