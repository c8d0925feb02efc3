"""Taking an object of one's own authority out of a collection: asked for on its page, agreed to on a page of its own."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Form, Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.naming import officer_name
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Row as Removal
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.giving.removing import (
    WORDS,
    RemovalState,
    agree_to_removal,
    ask_removal,
    find_removal,
    refuse_removal,
    removal_of,
    take_back_removal,
    tombstones,
)
from comity.intel.reading.objects import Found
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.policy import may_agree, may_keep
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_CAP = 500


def removal_asks(eye: Onlooker, found: Found) -> Iterator[Ask]:
    """Yield the question that begins it, on the page of an object that their own authority gave into a collection that they may write."""
    if found.owner != str(eye.authority) or not found.holding.can_write or not may_keep(eye.actor):
        return
    form = Form(reverse("threat-removal-new", args=[found.holding.uuid, found.stix_id]), fresh_token())
    reason = FieldWrite("reason", "name", gettext("Why"), cap=_CAP)
    effect = gettext("A second officer decides. All its versions go; nobody is shown them any more, and whoever has them keeps them.")
    yield Ask(gettext("Take it out of this collection"), form, gettext("Ask a second officer to take it out"), (reason,), effect)


def removal_notice(eye: Onlooker, found: Found) -> Iterator[Link]:
    """Yield the way to the request that waits for this object."""
    waits = removal_of(found.stix_id, found.holding, eye)
    if waits is not None:
        yield Link(gettext("It is to be taken out: waits for a second officer"), reverse("threat-removal", args=[waits.pk]))


@saying_no
@require_POST
def new_removal(request: HttpRequest, name: str, stix_id: str) -> HttpResponse:
    """Ask that an object be taken out."""
    at_work = work(request)
    reason, token = request.POST.get("reason", ""), verb_token(request, "take-out")
    made = ask_removal(name, stix_id[:300], reason=reason, eye=words.eye_of(at_work), by=at_work.officer, token=token)
    return onward(reverse("threat-removal", args=[made.pk]))


@saying_no
@require_http_methods(["GET", "POST"])
def one_removal(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is to be taken out, or was; a post does what its form names."""
    at_work, fault = work(request), ""
    eye = words.eye_of(at_work)
    if request.method == "POST":
        try:
            _step(request, number, eye, at_work)
            return onward(reverse("threat-removal", args=[number]))
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
    page = _page(find_removal(number, eye), eye, at_work, fault=fault)
    return render_page(request, page, status=422 if fault else 200)


def _step(request: HttpRequest, number: int, eye: Onlooker, at_work: Work) -> None:
    step, officer = request.POST.get("step", ""), at_work.officer
    if step == "agree":
        agree_to_removal(number, eye=eye, by=officer)
    elif step == "refuse":
        refuse_removal(number, reason=request.POST.get("reason", ""), eye=eye, by=officer)
    elif step == "take-back":
        take_back_removal(number, eye=eye, by=officer)


def _page(found: Removal, eye: Onlooker, at_work: Work, *, fault: str) -> ThreatPage:
    state = RemovalState(found.state)
    heading = gettext("Take out: %(title)s") if state is not RemovalState.REMOVED else gettext("Taken out: %(title)s")
    return ThreatPage(
        heading=heading % {"title": found.title or found.stix_id},
        deck=f"{kinds.kind(found.stix_id.partition('--')[0])} · {found.stix_id}",
        crumbs=words.crumbs(gettext("Take out"), Link(gettext("Put in by officers"), reverse("threat-lots"))),
        tabs=words.tabs("threat-lots"),
        facts=tuple(_facts(found, at_work)),
        links=tuple(_links(found, eye, state)),
        sections=(_said(found), *((_stones(found, at_work), *_shown(found, at_work)) if state is RemovalState.REMOVED else ())),
        asks=tuple(_asks(found, eye, state)),
        notice=gettext("It waits for a second officer. Nothing is taken out yet.") if state is RemovalState.WAITING else "",
        fault=fault,
    )


def _facts(found: Removal, at_work: Work) -> Iterator[tuple[str, Fact]]:
    standing = gettext(WORDS[RemovalState(found.state)])
    decided = f"{officer_name(found.decided_by)}, {at_work.when(found.decided_at)}" if found.decided_at else ""
    yield pgettext("of a removal", "How it stands"), Fact(standing, decided)
    yield gettext("Asked by"), Fact(officer_name(found.asked_by), at_work.when(found.asked_at), language=words.NAMED)
    yield gettext("Out of the collection"), Fact(found.collection.title, language=words.NAMED)
    many = len(found.places)
    yield gettext("In it"), Fact(ngettext("%(count)s version", "%(count)s versions", many) % {"count": many})


def _links(found: Removal, eye: Onlooker, state: RemovalState) -> Iterator[Link]:
    holding = eye.holdings.get(found.collection.uuid)
    if state is not RemovalState.REMOVED and holding is not None:
        yield Link(gettext("The object, and who sees it"), words.object_href(holding, found.stix_id))


def _said(found: Removal) -> Section:
    rows = [(gettext("Why it is to go"), found.reason), (gettext("Why it stays"), found.said)]
    told = tuple(Row((Cell((Bit(name),)), Cell((Bit(said, language=words.NAMED),)))) for name, said in rows if said)
    return Section("why", gettext("Reasons"), table=Table((gettext("What for"), gettext("In their own words")), told))


def _stones(found: Removal, at_work: Work) -> Section:
    heads = (gettext("Version"), gettext("Came"), pgettext("of an object", "Taken out"))
    rows = tuple(
        Row(
            (
                Cell((Bit(one.object.version or words.NOTHING, language="en"),)),
                Cell((Bit(at_work.when(Instant(one.added))),)),
                Cell((Bit(at_work.when(Instant(one.removed))),)),
            )
        )
        for one in tombstones(found)
    )
    note = gettext("The bytes stay in the node as evidence. Whoever follows the collection learns of it in order.")
    return Section("stones", gettext("What went"), note, table=Table(heads, rows))


def _shown(found: Removal, at_work: Work) -> Iterator[Section]:
    """Yield who had it shown: who could see it when it was taken out, and where it is known to have gone."""
    told = found.shown
    seers = tuple(Row((Cell((Bit(words.authority_name(one, at_work.language), language=words.NAMED),)),)) for one in told["authorities"])
    note = gettext("Of the directory, by its markings and the rights in the collection at that moment. That they looked is not known.")
    empty = gettext("Nobody but your authority could see it.")
    yield Section("shown", gettext("Who could see it"), note, table=Table((gettext("Authority"),), seers, empty))
    gone = [(gettext("Sent by the feed"), one) for one in told["feeds"]] + [(gettext("Given in a bundle"), one) for one in told["bundles"]]
    rows = tuple(Row((Cell((Bit(way),)), Cell((Bit(one, language=words.NAMED),)))) for way, one in gone)
    empty = gettext("It went out with no feed and in no bundle.")
    note = gettext("Tell them: what they have they keep. The next bundle tells of it by itself.") if rows else ""
    yield Section("gone", gettext("Where it is known to have gone"), note, table=Table((gettext("How"), gettext("To whom")), rows, empty))


def _asks(found: Removal, eye: Onlooker, state: RemovalState) -> Iterator[Ask]:
    if state is not RemovalState.WAITING:
        return
    mine = str(eye.actor.officer) == found.asked_by
    if may_agree(eye.actor) and not mine:
        effect = gettext("All its versions go at once. Who could see it is kept with this.")
        yield _ask(found, "agree", gettext("Agree, and take it out"), gettext("Agree, and take it out"), effect)
        reason = FieldWrite("reason", "name", gettext("Why"), cap=_CAP)
        yield _ask(found, "refuse", gettext("Do not agree; it stays"), gettext("Leave it where it is"), "", reason)
    if may_keep(eye.actor):
        yield _ask(found, "take-back", gettext("Take the request back"), gettext("Take it back"), gettext("Nothing is taken out."))


def _ask(found: Removal, step: str, heading: str, label: str, effect: str, *fields: FieldWrite) -> Ask:
    form = Form(reverse("threat-removal", args=[found.pk]), fresh_token(), hidden=(("step", step),))
    return Ask(heading, form, label, fields, effect, open=step == "agree")


def removal_section(key: str, heading: str, rows: tuple[Removal, ...], at_work: Work) -> Section:
    """Return removals as a table."""
    heads = (gettext("Object"), gettext("Out of"), pgettext("of a removal", "How it stands"), gettext("Asked by"))
    return Section(key, heading, table=Table(heads, tuple(_listed(one, at_work) for one in rows)))


def _listed(one: Removal, at_work: Work) -> Row:
    return Row(
        (
            Cell((Bit(one.title or one.stix_id, reverse("threat-removal", args=[one.pk]), language=words.NAMED),)),
            Cell((Bit(one.collection.title, language=words.NAMED),)),
            Cell((Bit(gettext(WORDS[RemovalState(one.state)])),)),
            Cell((Bit(officer_name(one.asked_by), language=words.NAMED), Bit(at_work.when(one.asked_at), soft=True))),
        )
    )
