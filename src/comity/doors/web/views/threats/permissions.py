"""Passing on: what originators permitted to us, what we permitted, what was asked; and the way to ask from an object."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from comity.desk.permissions import Verb, may
from comity.desk.resharing.viewing import Shown, shown
from comity.desk.reusing.resharing import begin_asking, node_of
from comity.directory.book import book
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.composing import own_authority_fields
from comity.doors.web.views.naming import authority_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.policy import marking_refs
from comity.intel.policy.stix import PAP_IDS, TLP_IDS
from comity.intel.reading.objects import Found, find
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.sending import may_ask, sendings
from comity.intel.store.groups import titles
from comity.terms.identifiers import AuthorityId
from comity.terms.vocabulary import vocabulary


@saying_no
@require_safe
def all_permissions(request: HttpRequest) -> HttpResponse:
    """Show both sides: what we asked, and what we were asked."""
    at_work = work(request)
    words.eye_of(at_work)
    page = ThreatPage(
        heading=gettext("Passing on"),
        deck=gettext("What another authority gave is passed on with its permission alone: named objects, one recipient, until a day."),
        crumbs=words.crumbs(gettext("Passing on")),
        tabs=words.tabs("threat-permissions"),
        sections=(
            _section("held", gettext("What we asked of others"), shown(at_work.actor, direction="out"), at_work),
            _section("given", gettext("What others asked of us"), shown(at_work.actor, direction="in"), at_work),
        ),
    )
    return render_page(request, page)


@saying_no
@require_POST
def ask_onward(request: HttpRequest, name: str, stix_id: str) -> HttpResponse:
    """Begin a request to whoever gave an object, with the object and the recipient in it; go on with the draft."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    found = find(eye, eye.holding(name), stix_id[:300])
    owner = AuthorityId(found.owner)
    draft = begin_asking(
        (found.stix_id, *_own_marks(found)),
        of=owner,
        recipient=request.POST.get("recipient", "")[:64],
        known=own_authority_fields(node_of(owner), at_work),
        by=at_work.officer,
        at=at_work.at,
        token=verb_token(request, "ask-onward"),
    )
    return onward(address_of(draft))


def asks_of(eye: Onlooker, found: Found, at_work: Work) -> Iterator[Ask]:
    """Yield the form that begins such a request, where there is somebody to be asked and they may draft."""
    if not may_ask(eye, found) or not may(at_work.actor, Verb.DRAFT):
        return
    others = {one.id for section in book().sections.values() for one in section.authorities} - {eye.authority, found.label.owner}
    choices = tuple(Choice(str(one), words.authority_name(str(one), at_work.language)) for one in sorted(others))
    form = Form(reverse("threat-onward", args=[found.holding.uuid, found.stix_id]), fresh_token())
    effect = gettext("%(owner)s gave it. A request to it begins; you say why, and a second officer approves.")
    whose = words.authority_name(found.owner, at_work.language)
    field = FieldWrite("recipient", "list", gettext("Who is to have it"), choices=choices, coded=False)
    yield Ask(gettext("Ask to pass it on"), form, gettext("Begin the request"), (field,), effect % {"owner": whose})


def sending_section(eye: Onlooker, found: Found, at_work: Work) -> Section:
    """Return to which authorities the object would be sent, to which not, and why."""
    rows, known = [], titles()
    for one in sendings(eye, found):
        closed = () if one.opened else (Bit(gettext("The collection is not open to it.")),)
        said = () if one.decision.allowed and not one.opened else tuple(map(Bit, words.why(one.decision, at_work, known)))
        answer = Bit(pgettext("may it be sent", "yes") if one.goes else pgettext("may it be sent", "no"))
        rows.append(Row((words.authority_cell(one.authority, at_work.language), Cell((answer, *closed, *said)))))
    note = gettext("To send a copy, by hand or to another server, is an act of this node: the owner has to agree.")
    table = Table((gettext("Authority"), gettext("May it be sent there?")), tuple(rows), gettext("Nobody."))
    return Section("onward", gettext("May it be passed on?"), note, table=table)


def _own_marks(found: Found) -> tuple[str, ...]:
    """Return the marks of an object that say more than a level: who may not read a rule is not given what stands under it."""
    return tuple(one for one in marking_refs(found.told) if one and one not in TLP_IDS and one not in PAP_IDS)


def _section(key: str, heading: str, rows: tuple[Shown, ...], at_work: Work) -> Section:
    heads = (gettext("Case"), gettext("Objects"), gettext("Recipient"), pgettext("of a permission", "How it stands"))
    table = Table(heads, tuple(_row(one, at_work) for one in rows), gettext("Nothing was asked."))
    return Section(key, heading, table=table)


def _row(one: Shown, at_work: Work) -> Row:
    reference = one.case.reference
    ids, recipient = one.ids, one.recipient
    count = ngettext("%(count)s object", "%(count)s objects", len(ids)) % {"count": len(ids)}
    first = (Bit(ids[0], code=True),) if ids else ()
    return Row(
        (
            Cell((Bit(reference, reverse("request", args=[reference])), Bit(authority_of(one.case.peer, at_work.language), soft=True))),
            Cell((Bit(count), *first)),
            Cell((Bit(words.authority_name(recipient, at_work.language) if recipient else words.NOTHING),)),
            Cell(tuple(map(Bit, _standing(one, at_work)))),
        )
    )


def _standing(one: Shown, at_work: Work) -> Iterator[str]:
    given = one.permission
    if given is None:
        yield gettext("no permission")
        return
    if given.ended_at is not None:
        yield gettext("ended: %(moment)s") % {"moment": at_work.when(given.ended_at)}
        if given.reason in vocabulary("recall-reason"):
            yield words.label("recall-reason", given.reason, at_work.language)
        return
    over = given.until <= at_work.at
    yield (gettext("is over: %(moment)s") if over else gettext("counts until: %(moment)s")) % {"moment": at_work.fully(given.until)}
    if given.tlp != "TLP:RED":
        yield gettext("at most %(marking)s") % {"marking": given.tlp}
    if given.pap != "PAP:RED":
        yield gettext("at most %(marking)s") % {"marking": given.pap}
