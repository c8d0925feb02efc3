"""Feeds: which foreign servers this node reads and sends to, when last, what went wrong; and one look at what a feed has now."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.naming import officer_name
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import words
from comity.doors.web.views.threats.saying import clean
from comity.doors.web.views.threats.shelf import number
from comity.doors.web.views.working import Row as Stored
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.feeds.queries import Standing, standings
from comity.intel.giving.fetching import LIVE, ask_fetch, last_fetches
from comity.intel.giving.states import WORDS, LotState
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import may_keep
from comity.terms.refusals import Refused

_STATES: Final[Mapping[str, object]] = {
    "proposed": gettext_lazy("proposed: waits for a second officer"),
    "active": gettext_lazy("goes on by itself"),
    "paused": gettext_lazy("paused by the operator: goes on only when an officer fetches"),
}
# The codes of docs/operators/taxii.md: what went wrong, and who can do something about it.
_WHYS: Final[Mapping[str, object]] = {
    "no-connection": gettext_lazy("Nobody answers at its address. The operator looks at address and network."),
    "broke-off": gettext_lazy("The answer broke off. The operator looks at address and network."),
    "certificate": gettext_lazy("The server's certificate is not trusted. The operator names the authority that issued it."),
    "busy": gettext_lazy("The server is busy and asks to be left alone for a while. Nothing is to be done."),
    "server-fault": gettext_lazy("The server has a fault of its own. Its operator is to be told."),
    "garbled": gettext_lazy("What it answers is no TAXII 2.1: often a page that asks to sign in, or an answer that is cut off."),
    "too-large": gettext_lazy("Even ten objects are more at once than this node reads."),
    "sign-in": gettext_lazy("The server does not let this node in: name, password or token are refused. The operator looks at them."),
    "no-secret": gettext_lazy("The password or token of this node is missing, or others can read its file. The operator looks at it."),
    "not-allowed": gettext_lazy("The server does not allow it. Its operator gives the right."),
    "not-there": gettext_lazy("There is no such collection at the server. Its operator says which there is."),
    "media": gettext_lazy("The server does not speak TAXII 2.1."),
    "redirect": gettext_lazy("The server leads to another address. If that is right, the operator adds the feed with it."),
    "elsewhere": gettext_lazy("The server leads to another address. If that is right, the operator adds the feed with it."),
    "no-api-root": gettext_lazy("The server does not say where its collections are. The operator names the place."),
    "one-stamp": gettext_lazy("More objects share one date than the server gives at once: nothing can be read without loss."),
    "falling": gettext_lazy("The server gives the newest first and says no way on: nothing can be read without loss."),
    "no-way-on": gettext_lazy("There is more, and the server says no way on: nothing is skipped, so nothing is read."),
    "refused": gettext_lazy("The server refuses, with words of its own."),
    "no-room": gettext_lazy("The disk of this node is nearly full. The operator makes room."),
    "here": gettext_lazy("This node refuses; the words say what."),
}


@saying_no
@require_http_methods(["GET", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """Show the feeds of the collections that this officer may read; a post asks for one look at what a line has now."""
    at_work, fault = work(request), ""
    eye = words.eye_of(at_work)
    if request.method == "POST":
        try:
            line = number(request.POST.get("line", ""))
            ask_fetch(line, eye=eye, by=at_work.officer, token=verb_token(request, "fetch"))
            return onward(reverse("threat-feeds") + "#fetched")
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    return render_page(request, _page(eye, at_work, fault=fault), status=422 if fault else 200)


def _page(eye: Onlooker, at_work: Work, *, fault: str) -> ThreatPage:
    readable = {one.uuid for one in eye.readable}
    found = [one for one in standings() if any(line.local in readable for line in one.lines)]
    sections = (*(_feed(one, eye, at_work) for one in found), *_fetched(eye, at_work))
    return ThreatPage(
        heading=gettext("Feeds"),
        deck=gettext("Servers of others that this node reads, and to which it sends. The operator adds them; no address is typed here."),
        crumbs=words.crumbs(gettext("Feeds")),
        tabs=words.tabs("threat-feeds"),
        sections=sections or (_none(),),
        asks=tuple(_asks(found, eye)),
        fault=fault,
    )


def _none() -> Section:
    empty = gettext("No feed leads into a collection that you may read, or out of one. The operator adds feeds: comity intel feed add")
    return Section("none", gettext("Feeds"), empty=empty)


def _feed(one: Standing, eye: Onlooker, at_work: Work) -> Section:
    """Return one feed: how it stands, then its collections there and here."""
    pull = one.feed.direction == "pull"
    heads = (gettext("Collection there"), gettext("Collection here"), gettext("Came until now") if pull else gettext("Sent until now"))
    rows = tuple(_line(line, eye, pull=pull) for line in one.lines if _title(line, eye))
    note = gettext("read from %(host)s") if pull else gettext("sent to %(host)s")
    return Section(
        f"feed-{one.feed.pk}",
        one.feed.name,
        note % {"host": urlsplit(one.feed.url).netloc},
        language=words.NAMED,
        caption=gettext("Collections of this feed"),
        text=tuple(_said(one.feed, at_work)),
        table=Table(heads, rows),
    )


def _said(feed: Stored, at_work: Work) -> Iterator[str]:
    yield gettext("How it stands: %(state)s.") % {"state": _STATES.get(feed.state, feed.state)}
    if feed.direction == "pull":
        yield gettext("Given by: %(name)s.") % {"name": words.authority_name(feed.owner, at_work.language)}
    done = at_work.when(feed.done_at) if feed.done_at else gettext("never")
    due = at_work.when(feed.next_at) if feed.next_at else gettext("not by itself")
    yield gettext("Last well done: %(done)s. Next: %(due)s.") % {"done": done, "due": due}
    if feed.fails:
        many = ngettext("It went wrong %(count)s time in a row.", "It went wrong %(count)s times in a row.", feed.fails)
        yield f"{many % {'count': feed.fails}} {_why(feed.why, feed.words)}"


def _why(code: str, told: str) -> str:
    sentence = str(_WHYS.get(code, code))
    return f"{sentence} ({clean(told)})" if told else sentence


def _line(line: Stored, eye: Onlooker, *, pull: bool) -> Row:
    facts = {"came": line.came, "fresh": line.fresh, "refused": line.refused}
    told = gettext("%(came)s came, %(fresh)s of them new, %(refused)s refused") if pull else gettext("%(fresh)s taken, %(refused)s refused")
    link = words.shelf_link(eye.holdings[line.local])
    return Row(
        (
            Cell((Bit(clean(line.remote), code=True),)),
            Cell((Bit(link.label, link.href, language=words.NAMED),)),
            Cell((Bit(told % facts),)),
        )
    )


def _title(line: Stored, eye: Onlooker) -> str:
    holding = eye.holdings.get(line.local)
    return holding.title if holding is not None and holding.can_read else ""


def _fetched(eye: Onlooker, at_work: Work) -> tuple[Section, ...]:
    rows = last_fetches(eye)
    if not rows:
        return ()
    heads = (gettext("Feed"), gettext("What came of it"), gettext("Asked by"))
    note = gettext("This node looks within seconds; open this page again.") if any(one.state == "asked" for one in rows) else ""
    return (Section("fetched", gettext("Fetched by hand"), note, table=Table(heads, tuple(_fetch(one, at_work) for one in rows))),)


def _fetch(one: Stored, at_work: Work) -> Row:
    return Row(
        (
            Cell((Bit(one.line.feed.name, language=words.NAMED), Bit(clean(one.line.remote), code=True))),
            Cell(tuple(_outcome(one))),
            Cell((Bit(officer_name(one.asked_by), language=words.NAMED), Bit(at_work.when(one.asked_at), soft=True))),
        )
    )


def _outcome(one: Stored) -> Iterator[Bit]:
    if one.state == "asked":
        yield Bit(gettext("waits for its turn"))
    elif one.state == "failed":
        yield Bit(_why(one.why, one.words))
    elif one.lot is None:
        yield Bit(gettext("Nothing new is there."))
    else:
        came = ngettext("%(count)s object", "%(count)s objects", one.came) % {"count": one.came}
        yield Bit(gettext("Lot %(number)s") % {"number": one.lot_id}, reverse("threat-lot", args=[one.lot_id]))
        yield Bit(f"{came}; {gettext(WORDS[LotState(one.lot.state)])}", soft=True)
        if one.more:
            yield Bit(gettext("There is more: fetch again once this lot is decided."), soft=True)


def _asks(found: list[Standing], eye: Onlooker) -> Iterator[Ask]:
    """Yield a button for each line that may be fetched from, by whoever may put something in."""
    if not may_keep(eye.actor):
        return
    for one in found:
        for line in one.lines:
            holding = eye.holdings.get(line.local)
            if one.feed.direction != "pull" or one.feed.state not in LIVE or holding is None or not holding.can_write:
                continue
            facts = {"name": one.feed.name, "remote": clean(line.remote)[:60], "title": holding.title}
            heading = gettext("Fetch now from %(name)s into %(title)s") % facts
            effect = gettext(
                "What %(remote)s has there and this node has not comes as a lot. Nothing is stored before the lot is, by two officers where"
                " others read."
            )
            form = Form(reverse("threat-feeds"), fresh_token(), hidden=(("line", str(line.pk)),))
            yield Ask(heading, form, pgettext("from a feed", "Fetch now"), (), effect % facts)
