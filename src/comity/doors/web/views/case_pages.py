"""One request as a page: what, from whom, by when, what to do; its acts, rules, clocks, proof, and all that happened."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from comity.desk.clockwork.notices import waiting_of
from comity.desk.holding.queries import offer_on, snooze_on
from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import Act, clocks_of, drafts_of, findings_on, open_question, present_with
from comity.desk.reading.timeline import timeline
from comity.desk.remarks.queries import remarks_on
from comity.desk.rules import rulebook
from comity.desk.safeguarding.queries import flags_on, is_review_owed
from comity.desk.telling.showing import known_of
from comity.directory.ways import is_outside
from comity.doors.web.pages.parts import Clock, Crumbs, Fact, Finding, Link
from comity.doors.web.pages.request import RequestPage
from comity.doors.web.pages.shifts import Checklist
from comity.doors.web.views import written
from comity.doors.web.views.bar import bar
from comity.doors.web.views.checking import checklist_panel
from comity.doors.web.views.clocking import clocks
from comity.doors.web.views.documents import Chosen, act_links, documents
from comity.doors.web.views.inside import inside_links, onward_notices
from comity.doors.web.views.naming import authority_of, country_of, one_of, short
from comity.doors.web.views.proofs import proof_panel
from comity.doors.web.views.shift_words import reason_words
from comity.doors.web.views.stations import merged
from comity.doors.web.views.strips import holder_words, key_hrefs, title_of
from comity.doors.web.views.told_words import known_words
from comity.doors.web.views.words import act_words, attention_words, state_words
from comity.doors.web.views.working import Row, Work
from comity.terms.refusals import Refused

_NEWEST: Final = 40


def request_page(request: Row, acts: Sequence[Act], chosen: Chosen, at_work: Work) -> RequestPage:
    """Return the page; `acts` are all acts of the case, oldest first."""
    rows = clocks_of(request)
    waiting = waiting_of(request, at_work.officer, by=at_work.actor)
    shown = clocks(rows, request=request, waiting=waiting, at_work=at_work)
    looked_at = acts[chosen.places[0] - 1]
    can = bar(request, acts=acts, drafts=drafts_of(request, by=at_work.actor), at_work=at_work)
    notes = remarks_on(request)
    told = merged(
        timeline(request) if may(at_work.actor, Verb.READ_LOG) else (),
        acts=acts,
        clocks=rows,
        request=request,
        at_work=at_work,
        notes={note.number: note for note in notes},
        count=_NEWEST,
    )
    return RequestPage(
        heading=title_of(request, at_work.language),
        deck=_deck(request, at_work),
        crumbs=Crumbs((Link(gettext("Watch queue"), reverse("watch")),), request.reference),
        what=_what(request, acts, at_work),
        from_whom=_whom(request, acts, at_work),
        by_when=_when(rows, shown, at_work),
        you_do=can.you_do,
        documents=documents(acts, chosen, request=request, at_work=at_work),
        findings=_findings(looked_at, request, at_work),
        clocks=shown,
        clocks_at=f"{at_work.here(at_work.at):%H:%M}",
        proof=proof_panel(looked_at, request=request, at_work=at_work),
        present=_present(request, at_work),
        days=told.days,
        events=told.total,
        bar_note=can.note,
        outgoing=request.direction == "out",
        act=can.act,
        second_acts=can.second,
        timeline_links=(_whole_timeline(request, told.total),) if may(at_work.actor, Verb.READ_LOG) else (),
        notice=capfirst(attention_words(request.attention)) if request.attention else "",
        notices=tuple(_notices(request, at_work)),
        told=known_words(known_of(request, by=at_work.actor), at_work),
        checklist=_checklist(request, at_work),
        notes=len(notes),
        notes_href=reverse("notes", args=[request.reference]),
        flags=len(flags_on(request)),
        safeguards_href=reverse("safeguards", args=[request.reference]),
        inside=tuple(inside_links(request, at_work)),
        keys=key_hrefs(request, at_work),
        casefile_href=reverse("casefile", args=[request.reference]) if may(at_work.actor, Verb.EXPORT_CASEFILE) else "",
        looked_at=_looked_at(looked_at, chosen.places[0]),
        acts=act_links(acts, chosen, request=request, at_work=at_work),
    )


def _checklist(request: Row, at_work: Work) -> Checklist | None:
    """Return the list as it stands; None where the rulebook has none, not even a general one."""
    try:
        return checklist_panel(request, at_work)
    except Refused:
        return None


def _notices(request: Row, at_work: Work) -> Iterator[str]:
    """Say what a colleague must know before they touch it: what is owed, that it is offered to somebody, or put off."""
    yield from onward_notices(request, at_work)
    if is_review_owed(request):
        yield gettext("A flag on it waits for a review by an officer who did not set it; until then nothing is decided or handed over.")
    offer, snooze = offer_on(request), snooze_on(request, at=at_work.at)
    if offer is not None:
        facts = {"giver": offer.giver.name, "receiver": offer.receiver.name, "words": offer.words}
        yield gettext("%(giver)s offered it to %(receiver)s, who has not accepted yet: %(words)s") % facts
    if snooze is not None:
        facts = {"time": at_work.fully(snooze.until), "officer": snooze.officer.name, "words": snooze.words}
        facts["reason"] = reason_words(snooze.code, at_work.language)
        yield gettext("Put off until %(time)s by %(officer)s. %(reason)s: %(words)s") % facts


def _looked_at(act: Act, place: int) -> str:
    """Say on which act the rules were asked; where its sender checked it by another rulebook, by which there and here."""
    said = gettext("on %(number)s. %(act)s") % {"number": place, "act": act_words(act.body.act, act.body.kind)}
    there, here = act.body.rulebook, rulebook()
    if there.digest == here.digest:
        return said
    facts = {
        "said": said,
        "there": there.version,
        "here": here.version,
        "digest": short(str(there.digest)),
        "ours": short(str(here.digest)),
    }
    return gettext("%(said)s. Checked there with rulebook %(there)s (%(digest)s), here with %(here)s (%(ours)s)") % facts


def _whole_timeline(request: Row, events: int) -> Link:
    label = gettext("The newest %(count)s; all of it") % {"count": _NEWEST} if events > _NEWEST else gettext("As a page of its own")
    return Link(label, reverse("request-history", args=[request.reference]))


def _deck(request: Row, at_work: Work) -> str:
    instrument = rulebook().instruments.get(request.instrument)
    facts = {
        "country": country_of(request.peer, at_work.language),
        "article": request.article,
        "instrument": instrument.short[at_work.language] if instrument else request.instrument,
        "reference": request.reference,
    }
    if request.direction == "out":
        return gettext("%(reference)s: we ask %(country)s under Article %(article)s of the %(instrument)s") % facts
    return gettext("%(reference)s: %(country)s asks us under Article %(article)s of the %(instrument)s") % facts


def _what(request: Row, acts: Sequence[Act], at_work: Work) -> Fact:
    """Say it in one breath: for a preservation, of how many identifiers the data are to be kept."""
    question = open_question(acts)
    identifiers = question.body.fields.get("identifiers") if question else None
    state = state_words(request.state)
    if isinstance(identifiers, list) and identifiers:
        said = ngettext("Keep the data of %(count)s identifier", "Keep the data of %(count)s identifiers", len(identifiers))
        return Fact(said % {"count": len(identifiers)}, state)
    return Fact(act_words(question.body.act, question.body.kind) if question else title_of(request, at_work.language), state)


def _whom(request: Row, acts: Sequence[Act], at_work: Work) -> Fact:
    name = authority_of(request.peer, at_work.language)
    if is_outside(request.peer):
        return Fact(name, gettext("outside the wire: on paper or by word of mouth"))
    if request.direction == "in":
        return Fact(name, gettext("signed by its node and an officer"))
    opened = any("opened" in act.receipts for act in acts if act.direction == "out")
    received = any("received" in act.receipts for act in acts if act.direction == "out")
    if opened:
        return Fact(name, gettext("an officer there has opened it"))
    return Fact(name, gettext("their node has it") if received else gettext("not delivered yet"))


def _when(rows: Sequence[Row], shown: Sequence[Clock], at_work: Work) -> Fact:
    """Return the nearest clock that runs; `shown` is in the order of `rows`, running ones first."""
    if not rows or rows[0].stopped_at is not None:
        return Fact(gettext("No clock runs"))
    if rows[0].paused_at is not None:
        return Fact(gettext("No clock runs"), gettext("%(clock)s is paused") % {"clock": shown[0].name}, "paused")
    note = gettext("%(clock)s: %(left)s") % {"clock": shown[0].name, "left": shown[0].remaining}
    return Fact(at_work.when(rows[0].due_at), note, shown[0].state)


def _findings(act: Act, request: Row, at_work: Work) -> tuple[Finding, ...]:
    """Return what the rules say of an act today; nothing where the rulebook has no rule for its kind, and the page says so."""
    try:
        found = findings_on(act, request=request, at=at_work.at)
    except Refused:
        return ()
    return written.findings(found, at_work.language)


def _present(request: Row, at_work: Work) -> str:
    here = present_with(request, but=at_work.officer, at=at_work.at)
    holder = gettext("%(holder)s.") % {"holder": holder_words(request, at_work)}
    if request.holder is not None and request.holder_id != at_work.officer.pk:
        holder = gettext("%(officer)s holds this.") % {"officer": request.holder.name}
    if not here:
        return holder
    return gettext("%(holder)s Reading now: %(names)s.") % {"holder": holder, "names": one_of(here)}
