"""The page of persons and accounts of a case: the picture, the table, and a claim that is added at home."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.claims.actions import add_claim, states_of, take_back_claim, types
from comity.desk.claims.collecting import graph_of_case
from comity.desk.claims.graph import CASE, DENIES, PERSON, PROVIDER, Claim, Edge, Entity, Graph
from comity.desk.claims.layout import BOX, WIDTH, lay_out
from comity.desk.permissions import Verb, may
from comity.desk.policy import ReasonMissing
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.claims import Box, ClaimsPage, Line, Matter, Picture, Saying
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.addresses import crumbs, onward
from comity.doors.web.views.naming import country_name, kind_name
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_TYPED: Final = ("one_type", "one", "relation", "other_type", "other", "stand", "confidence", "state")
_CAP: Final = 1000
_FITS: Final = 27  # characters of a box


@saying_no
@require_http_methods(["GET", "POST"])
def persons(request: HttpRequest, reference: str) -> HttpResponse:
    """Show persons and accounts of a case; a post adds a claim at home."""
    at_work, fault = work(request), ""
    found = find_request(reference, by=at_work.actor)
    if request.method == "POST":
        typed = {key: request.POST.get(key, "")[:400] for key in _TYPED}
        typed |= {key: typed[key].lower() for key in ("one_type", "other_type")}
        typed["source"] = request.POST.get("source.text", "")[: 2 * _CAP]
        try:
            add_claim(found, typed=typed, by=at_work.officer, at=at_work.at, token=verb_token(request, "claim"))
            return onward(request.path)
        except Refused as refusal:
            fault = _said(refusal)
    return render_page(request, _page(request, found, at_work, fault=fault), status=422 if fault else 200)


def _said(refusal: Refused) -> str:
    if isinstance(refusal, ReasonMissing):
        return gettext("Nothing was added: say where it is from.")
    return f"{sentence_of(refusal)} {next_step_of(refusal)}"


@saying_no
@require_POST
def take_back(request: HttpRequest, reference: str, claim_id: int) -> HttpResponse:
    """Take back a claim that was added here."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    take_back_claim(found, claim_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "claim-back"))
    return onward(reverse("persons", args=[reference]))


def _page(request: HttpRequest, found: Row, at_work: Work, *, fault: str) -> ClaimsPage:
    graph = graph_of_case(found)
    said = {entity for edge in graph.edges for entity in (edge.one, edge.other)}
    return ClaimsPage(
        heading=gettext("Persons and accounts of %(reference)s") % {"reference": found.reference},
        deck=gettext("What each State says of them, with its source. Nothing is inferred, and nothing is joined with another case."),
        crumbs=crumbs(gettext("Persons and accounts"), reference=found.reference),
        picture=_picture(graph, at_work) if graph.entities else None,
        matters=tuple(_matter(number, edge, found, at_work) for number, edge in enumerate(graph.edges, start=1)),
        named=tuple(_named(entity, at_work) for entity in graph.entities if entity not in said),
        asks=(_ask(request, found, at_work),) if may(at_work.actor, Verb.CLAIM) else (),
        fault=fault,
    )


def _picture(graph: Graph, at_work: Work) -> Picture:
    sheet = lay_out(graph)
    boxes = tuple(
        Box(place.x, place.y, _sort(place.entity.type, at_work), _cut(place.entity.value), place.entity.value) for place in sheet.places
    )
    lines = tuple(Line(stroke.number, stroke.path, stroke.x, stroke.y, stroke.edge.disputed) for stroke in sheet.strokes)
    facts = {"boxes": len(boxes), "lines": len(lines), "disputed": sum(line.disputed for line in lines)}
    text = " ".join(
        (
            ngettext("%(boxes)s person, account or provider.", "%(boxes)s persons, accounts and providers.", facts["boxes"]) % facts,
            ngettext("%(lines)s claim joins them.", "%(lines)s claims join them.", facts["lines"]) % facts,
            ngettext("%(disputed)s of them is disputed.", "%(disputed)s of them are disputed.", facts["disputed"]) % facts,
        )
    )
    return Picture(WIDTH + 4, sheet.height, BOX, boxes, lines, text)


def _cut(value: str) -> str:
    return value if len(value) <= _FITS else f"{value[: _FITS - 1]}…"


def _sort(type_: str, at_work: Work) -> str:
    words = {PERSON: gettext("person"), PROVIDER: gettext("provider"), CASE: gettext("this case")}
    return words.get(type_) or _label("identifier-type", type_, at_work)


def _label(name: str, code: str, at_work: Work) -> str:
    item = vocabulary(name).by_code.get(code)
    return item.label(at_work.language) if item else code


def _named(entity: Entity, at_work: Work) -> str:
    return f"{_sort(entity.type, at_work)} {entity.value}"


def _matter(number: int, edge: Edge, found: Row, at_work: Work) -> Matter:
    names = ("claim-relation", "person-role", "relation")
    relation = next((_label(name, edge.relation, at_work) for name in names if edge.relation in vocabulary(name).by_code), edge.relation)
    text = f"{_named(edge.one, at_work)} — {relation} — {_named(edge.other, at_work)}"
    return Matter(number, text, edge.disputed, tuple(_saying(claim, found, at_work) for claim in edge.claims))


def _saying(claim: Claim, found: Row, at_work: Work) -> Saying:
    back = None
    if claim.home and may(at_work.actor, Verb.CLAIM):
        href = reverse("claim-take-back", args=[found.reference, claim.home])
        back = Act(gettext("Take back"), href, post=True, token=fresh_token())
    return Saying(
        state=country_name(claim.state, at_work.language),
        stand=_label("claim-stand", claim.stand, at_work),
        denies=claim.stand == DENIES,
        confidence=_label("claim-confidence", claim.confidence, at_work) if claim.confidence else gettext("not given"),
        at=at_work.when(Instant.parse(claim.said_at)),
        source=claim.source if claim.home else _act_words(claim.source, at_work),
        home=bool(claim.home),
        act=back,
    )


def _act_words(source: str, at_work: Work) -> str:
    place, act, kind = source.split(" ", 2)
    facts = {"number": place, "act": act_words(act, kind), "kind": kind_name(kind, at_work.language)}
    return gettext("act %(number)s: %(act)s, %(kind)s") % facts


def _ask(request: HttpRequest, found: Row, at_work: Work) -> Ask:
    return Ask(
        gettext("Add a claim at home"),
        Form(reverse("persons", args=[found.reference]), fresh_token()),
        gettext("Add it"),
        tuple(_fields(request, found, at_work)),
        effect=gettext("It stays here with its source, beside what the acts say. Another State's word is not changed by it."),
    )


def _fields(request: HttpRequest, found: Row, at_work: Work) -> Iterator[FieldWrite]:
    post = request.POST
    kinds = [(type_.upper(), _sort(type_, at_work)) for type_ in types()]  # as codes look on every page

    def coded(key: str, label: str, choices: list[tuple[str, str]]) -> FieldWrite:
        offered = tuple(Choice(code, words, chosen=post.get(key) == code) for code, words in choices)
        return FieldWrite(key, "code", label, choices=offered)

    def listed(name: str) -> list[tuple[str, str]]:
        return [(item.code, item.label(at_work.language)) for item in vocabulary(name).offered]

    yield coded("one_type", gettext("The first is a"), kinds)
    yield FieldWrite("one", "name", gettext("Its name or value"), value=post.get("one", "")[:300], cap=300)
    yield coded("relation", gettext("What is claimed"), listed("claim-relation"))
    yield coded("other_type", gettext("The second is a"), kinds)
    yield FieldWrite("other", "name", gettext("Name or value of the second"), value=post.get("other", "")[:300], cap=300)
    states = [(code, country_name(code, at_work.language)) for code in states_of(found)]
    yield replace(coded("state", gettext("Which State says so?"), states), coded=False)
    yield coded("stand", gettext("Yes or no?"), listed("claim-stand"))
    yield coded("confidence", gettext("How sure?"), listed("claim-confidence"))
    hint = gettext("A report, a file, a call: what a colleague could look up.")
    source = post.get("source.text", "")[:_CAP]
    fault = gettext("Say where it is from.") if post and not source.strip() else ""
    yield FieldWrite("source", "text", gettext("Where is it from?"), hint=hint, value=source, cap=_CAP, fault=fault)
