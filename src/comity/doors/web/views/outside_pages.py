"""The pages of what comes and goes outside the wire, and what is typed on them."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.outside.papers import MIB, TYPES, Upload
from comity.desk.outside.queries import Outside
from comity.desk.outside.recording import METHODS, WIRE, Passing
from comity.desk.outside.refusals import NO_MOMENT, PassageIncomplete
from comity.desk.outside.states import ORAL, Step
from comity.directory.home import home
from comity.directory.partners import outside_nodes
from comity.doors.web.filling import moment_parts, posted_moment
from comity.doors.web.pages.compose import ComposePage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.outside import PaperPage
from comity.doors.web.pages.parts import Fault, Form, Saved
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.compose_pages import kind_choice, kinds, node_choice
from comity.doors.web.views.naming import country_of, kind_name
from comity.doors.web.views.passages import step_words
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import marked
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

WHO_CAP: Final = 200
THEIRS_CAP: Final = 80
NOTE_CAP: Final = 1000
# The field at which each thing that a step lacks is given.
_FIELDS: Final = {
    NO_MOMENT: "on",
    "it cannot have passed at a moment to come": "on",
    "say from whom or through whom": "who",
    "add the document itself": "document",
}


def start_page(at_work: Work, *, peer: str, kind: str, faults: tuple[Fault, ...]) -> ComposePage:
    """Return the page that asks who wrote, and what for."""
    wrong = {fault.key: fault.sentence for fault in faults}
    whom = tuple(node_choice(node, at_work, chosen=str(node.id) == peer) for node in outside_nodes())
    asked = tuple(kind_choice(code, at_work, chosen=code == kind) for code in kinds())
    return ComposePage(
        heading=gettext("Record a request that came outside the wire"),
        deck=gettext("By letter, e-mail, INTERPOL or telephone. It is worked like any other, with the clocks from the hour it came."),
        crumbs=crumbs(gettext("Record")),
        form=Form(reverse("record-start"), fresh_token()),
        steps=(),
        step=0,
        fields=(
            FieldWrite("from", "code", gettext("Who asks?"), fault=wrong.get("from", ""), choices=whom, hint=_no_partner(whom)),
            FieldWrite("kind", "code", gettext("What is asked for?"), fault=wrong.get("kind", ""), choices=asked),
        ),
        saved=Saved(0),
        faults=faults,
        back_href=reverse("partners"),
    )


def _no_partner(choices: Sequence[Choice]) -> str:
    if choices:
        return gettext("Not in the list: enter the partner first, under “Partners without a node”.")
    return gettext("No partner without a node is entered yet: enter it first, under “Partners without a node”.")


def start_faults(known: bool, asked: bool) -> Iterator[Fault]:  # noqa: FBT001 -- two answers, each its own sentence
    """Yield what was not chosen."""
    if not known:
        yield Fault("from", gettext("Choose who asks."))
    if not asked:
        yield Fault("kind", gettext("Choose what is asked for."))


def came_page(about: Row, may: Sequence[tuple[str, str]], at_work: Work, *, faults: tuple[Fault, ...]) -> ComposePage:
    """Return the page that asks what came in a case."""
    choices = tuple(
        Choice(f"{act}:{kind}", act_words(act, kind), kind_name(kind, at_work.language)) for act, kind in sorted(may, key=_as_listed)
    )
    facts = {"reference": about.reference, "country": country_of(about.peer, at_work.language)}
    fault = next((one.sentence for one in faults), "")
    return ComposePage(
        heading=gettext("Record what came outside the wire"),
        deck=gettext("On request %(reference)s, from %(country)s") % facts,
        crumbs=crumbs(gettext("Record"), reference=about.reference),
        form=Form(reverse("outside-came", args=[about.reference]), fresh_token()),
        steps=(),
        step=0,
        fields=(FieldWrite("what", "code", gettext("What came?"), fault=fault, choices=choices, coded=False),),
        saved=Saved(0),
        faults=faults,
        back_href=reverse("request", args=[about.reference]),
    )


def _as_listed(one: tuple[str, str]) -> int:
    order = ("answer", "result", "question", "information", "consultation", "views", "notice", "withdrawal", "report", "closure")
    return order.index(one[0]) if one[0] in order else len(order)


def paper_page(request: HttpRequest, draft: Row, at_work: Work, *, faults: tuple[Fault, ...]) -> PaperPage:
    """Return the page of the document that came, and how."""
    facts = {"kind": kind_name(draft.kind, at_work.language), "country": country_of(draft.peer, at_work.language)}
    fields = _fields(request, at_work, who=gettext("From whom, or who brought it"), document=gettext("The document"))
    return PaperPage(
        heading=gettext("How did it come?"),
        deck=gettext("%(kind)s, from %(country)s, written down from a paper") % facts,
        crumbs=crumbs(gettext("Record"), reference=draft.reference),
        form=Form(reverse("paper", args=[draft.pk]), fresh_token()),
        fields=tuple(marked(fields, faults)),
        sentence=gettext("Recording it starts the clocks at the moment it came. It stays marked “outside the wire”; nothing is sent."),
        act_label=gettext("Record it"),
        back_href=reverse("draft-check", args=[draft.pk]),
        faults=faults,
    )


def step_page(request: HttpRequest, about: Row, act: Outside, step: Step, at_work: Work, *, faults: tuple[Fault, ...]) -> PaperPage:
    """Return the page of one later step of an act."""
    facts = {"reference": about.reference, "country": country_of(about.peer, at_work.language)}
    fields = _fields(request, at_work, who=gettext("Through whom, or from whom"), document=gettext("A document of it"))
    return PaperPage(
        heading=step_words(step, act.direction),
        deck=gettext("Request %(reference)s, %(country)s, outside the wire") % facts,
        crumbs=crumbs(gettext("Record"), reference=about.reference),
        form=Form(request.path, fresh_token()),
        fields=tuple(marked(fields, faults)),
        sentence=gettext("Each step is recorded once, with your name, and stands in the timeline."),
        act_label=gettext("Record it"),
        back_href=reverse("request", args=[about.reference]),
        faults=faults,
    )


def field_of(refusal: Refused) -> str:
    """Return the key of the field that a refused step is about: how it passed, where nothing else is said."""
    return _FIELDS.get(refusal.facts.get("where", ""), "method")


def _fields(request: HttpRequest, at_work: Work, *, who: str, document: str) -> tuple[FieldWrite, ...]:
    post = request.POST
    on = posted_moment(post, "on", zone=at_work.zone) if post else str(at_work.at)
    types = ", ".join(TYPES)
    size = gettext("At most %(size)s MiB; %(types)s. The node keeps it and never opens it.") % {"size": home().papers_mib, "types": types}
    oral = gettext("What was only said needs no document, and has to be confirmed in writing.")
    return (
        FieldWrite("method", "code", gettext("How?"), choices=_methods(post.get("method", ""), at_work), hint=oral),
        FieldWrite("on", "instant", gettext("When?"), date=moment_parts(on, zone=at_work.zone), zone=at_work.zone_words),
        FieldWrite("who", "name", who, value=post.get("who", ""), cap=WHO_CAP),
        FieldWrite("theirs", "name", gettext("Number of the other side"), value=post.get("theirs", ""), cap=THEIRS_CAP, optional=True),
        FieldWrite("note", "name", gettext("Note"), value=post.get("note", ""), cap=NOTE_CAP, optional=True),
        FieldWrite("document", "file", document, hint=size),
    )


def _methods(chosen: str, at_work: Work) -> tuple[Choice, ...]:
    items = [item for item in vocabulary(METHODS).items if item.code != WIRE]
    items.sort(key=lambda item: item.code == ORAL)
    return tuple(
        Choice(item.code, item.labels[at_work.language], item.definition.get(at_work.language, ""), chosen=item.code == chosen)
        for item in items
    )


def posted_passing(request: HttpRequest, at_work: Work) -> Passing:
    """Return what was typed, and the document; raises `PassageIncomplete` for a moment that is none."""
    post, given = request.POST, request.FILES.get("document")
    typed = posted_moment(post, "on", zone=at_work.zone)
    try:
        on = Instant.parse(typed)
    except Refused:
        raise PassageIncomplete(where=NO_MOMENT) from None
    upload = None if given is None else Upload(given.name or "", given.read(home().papers_mib * MIB + 1))
    return Passing(
        method=post.get("method", ""),
        on=on,
        who=post.get("who", "")[:WHO_CAP],
        theirs=post.get("theirs", "")[:THEIRS_CAP],
        note=post.get("note", "")[:NOTE_CAP],
        upload=upload,
    )
