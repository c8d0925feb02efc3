"""Threat sets: what was given and what came, what waits; and one of them with its ledger, object by object."""

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.giving.actions import drop_set, propose_recall
from comity.desk.giving.reading import SHOWN, SetFile, Sets, see_set, seen_sets, seen_waiting
from comity.desk.permissions import Verb, may
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Fact, Form, Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.naming import officer_name, short
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import set_words, words
from comity.doors.web.views.threats.following import follow, following_asks, following_sections
from comity.doors.web.views.threats.shelf import number as place
from comity.doors.web.views.working import Row as Set
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import by_ids
from comity.terms.refusals import Refused

_RECALLABLE: Final = ("sent", "received")


@saying_no
@require_safe
def all_sets(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second officer, then all sets and recalls, the newest first."""
    at_work = work(request)
    before = place(request.GET.get("before", ""))
    waits = () if before else seen_waiting(by=at_work.actor)
    return render_page(request, _list(seen_sets(by=at_work.actor, before=before), waits, at_work))


def _list(found: Sets, waits: tuple[Set, ...], at_work: Work) -> ThreatPage:
    heading, waiting = gettext("Sent and received"), gettext("Waits for a second officer")
    empty = gettext("No threat set was sent to another authority or came from one.")
    return ThreatPage(
        heading=gettext("Threat sets"),
        deck=gettext("Objects that one authority gives to another, node to node: two officers decide, and each object is answered."),
        crumbs=words.crumbs(gettext("Threat sets")),
        tabs=words.tabs("threat-sets"),
        act=Act(gettext("Propose a threat set"), reverse("threat-set-propose")) if may(at_work.actor, Verb.KEEP_THREATS) else None,
        sections=(
            *((Section("waits", waiting, table=set_words.table(waits, at_work, empty="")),) if waits else ()),
            Section("sets", heading, table=set_words.table(found.rows, at_work, empty=empty)),
        ),
        older_href=f"?before={found.before}" if found.before else "",
    )


@saying_no
@require_http_methods(["GET", "POST"])
def one_set(request: HttpRequest, number: int) -> HttpResponse:
    """Show a set with its ledger; a post does what its form names and leads on."""
    at_work, fault = work(request), ""
    if request.method == "POST":
        try:
            return onward(_step(request, number, at_work))
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    stand = request.GET.get("stand", "")
    file = see_set(number, by=at_work.actor, stand=stand if stand in set_words.STANDS else "")
    return render_page(request, _page(file, words.eye_of(at_work), at_work, fault=fault, stand=stand), status=422 if fault else 200)


def _step(request: HttpRequest, number: int, at_work: Work) -> str:
    row = see_set(number, by=at_work.actor).row
    step, token = request.POST.get("step", ""), verb_token(request, "set")
    if step == "recall":
        keys = [int(one) for one in request.POST.getlist("which") if one.isascii() and one.isdigit() and len(one) < 19][:SHOWN]
        reason = request.POST.get("reason", "")[:24]
        made = propose_recall(row.number, keys=keys or None, reason=reason, by=at_work.officer, at=at_work.at, token=token)
        return reverse("threat-set", args=[made.pk])
    if step == "follow":
        return follow(request, row, at_work, token=token)
    drop_set(row.number, reason=request.POST.get("reason", ""), by=at_work.officer, at=at_work.at, token=token)
    return reverse("threat-sets")


def _page(file: SetFile, eye: Onlooker, at_work: Work, *, fault: str, stand: str) -> ThreatPage:
    row = file.row
    return ThreatPage(
        heading=set_words.title(row),
        deck=f"{set_words.side(row, at_work.language)} · {set_words.state(row)}",
        crumbs=words.crumbs(row.number, Link(gettext("Threat sets"), reverse("threat-sets"))),
        tabs=words.tabs("threat-sets"),
        facts=tuple(_facts(file, at_work)),
        links=tuple(_links(file)),
        sections=tuple(_sections(file, eye, at_work, stand=stand)),
        asks=tuple(_asks(file, eye, at_work)),
        notice=_notice(file),
        alert=_alert(file, at_work),
        fault=fault,
    )


def _notice(file: SetFile) -> str:
    if file.row.state == "proposed":
        return gettext("Nothing of it has left. What is in it is fixed: another officer approves exactly this.")
    if file.row.dropped_for:
        return gettext("It was not approved: %(reason)s") % {"reason": file.row.dropped_for}
    return gettext("The collection holds more for them that did not fit: propose another set.") if file.row.more else ""


def _alert(file: SetFile, at_work: Work) -> str:
    told = {code: count for _, code, count in file.counts if code in ("SET-GONE-OPENED", "SET-GONE-PASSED")}
    said = [f"{words.label('set-outcome', code, at_work.language)}: {count}" for code, count in sorted(told.items())]
    return "; ".join(said)


def _facts(file: SetFile, at_work: Work) -> Iterator[tuple[str, Fact]]:
    row = file.row
    yield gettext("In it"), Fact(set_words.how_many(row.objects_count), row.tlp)
    if row.reason:
        yield gettext("Why it is recalled"), Fact(words.label("recall-reason", row.reason, at_work.language))
    if row.collection is not None:
        yield gettext("Collection"), Fact(row.collection.title, row.collection.alias, language=words.NAMED)
    for heading, officer, when in (
        (gettext("Proposed by"), row.proposed_by, row.at),
        (gettext("Approved by"), row.approved_by, row.sent_at),
    ):
        if officer:
            yield heading, Fact(officer_name(officer), at_work.when(when), language=words.NAMED)
    for heading, when in ((gettext("When it arrived"), row.received_at), (gettext("Settled"), row.settled_at)):
        if when is not None:
            yield heading, Fact(at_work.when(when))
    if row.content:
        yield gettext("SHA-256 of its content"), Fact(short(row.content), language="en")


def _links(file: SetFile) -> Iterator[Link]:
    row = file.row
    if row.state == "proposed":
        yield Link(gettext("What the second officer sees"), reverse("threat-set-approve", args=[row.pk]))
    elif row.env_id:
        yield Link(gettext("The case on the desk, as it was signed"), reverse("request", args=[row.case]))
    if row.collection is not None and row.collection.closed_at is None:
        yield Link(gettext("The collection"), reverse("threat-collection", args=[row.collection.uuid]))


def _sections(file: SetFile, eye: Onlooker, at_work: Work, *, stand: str) -> Iterator[Section]:
    row = file.row
    note = gettext("What each object came to, by the word that the other node signed.") if row.side == "ours" else ""
    yield Section("ledger", gettext("Ledger"), note, table=set_words.counts_table(file, at_work))
    if file.recalls:
        yield Section("recalls", gettext("Recalls in this case"), table=set_words.table(file.recalls, at_work, empty=""))
    yield from following_sections(row, at_work)
    shown = gettext("The first %(count)s are shown.") % {"count": SHOWN} if file.of > SHOWN else ""
    every = (Link(gettext("All of them"), "?#objects"),) if stand else ()
    yield Section("objects", gettext("Objects"), shown, table=set_words.lines_table(file.lines, eye, at_work), links=every)
    if row.side == "ours" and row.sort == "SET-GIVE" and row.state != "dropped":
        note = gettext("Nothing that leaves this node speaks of it, so they do not learn that it exists.")
        yield Section("withheld", gettext("What they do not get"), note, table=set_words.withheld_table(file, eye, at_work))


def _asks(file: SetFile, eye: Onlooker, at_work: Work) -> Iterator[Ask]:
    row = file.row
    here = reverse("threat-set", args=[row.pk])
    keeps = may(at_work.actor, Verb.KEEP_THREATS)
    if row.state == "proposed" and keeps:
        form = Form(here, fresh_token(), hidden=(("step", "drop"),))
        yield Ask(gettext("Put it away"), form, gettext("Put it away"), effect=gettext("Nothing of it leaves. It stays on record."))
    yield from following_asks(row, at_work)
    if file.recallable and keeps:
        form = Form(here, fresh_token(), hidden=(("step", "recall"),))
        effect = gettext("Their node takes out what is recalled, and signs for it. A second officer approves it before it leaves.")
        reasons = FieldWrite("reason", "list", gettext("Why"), choices=set_words.reasons(at_work.language))
        label = gettext("Propose the recall")
        yield Ask(gettext("Recall it"), form, label, (reasons, _which(file, eye)), effect)


def _which(file: SetFile, eye: Onlooker) -> FieldWrite:
    """Return the choice of single objects, of those that are shown."""
    there = [one for one in file.lines if one.stand in _RECALLABLE]
    cards = by_ids(eye, [one.stix_id for one in there if one.stix_id], most=len(there) or 1)
    shown = tuple(Choice(str(one.key), words.title(cards[one.stix_id]), language=words.NAMED) for one in there if one.stix_id in cards)
    hint = gettext("Leave all empty to recall everything of the set that is there.")
    return FieldWrite("which", "codes", pgettext("objects", "Which"), hint=hint, choices=shown, coded=False, optional=True)
