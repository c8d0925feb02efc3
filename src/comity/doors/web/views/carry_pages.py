"""The pages of going on on the wire, and of a partner that got a node."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.carried.states import CarryState
from comity.desk.carrying.actions import ACCEPT, REFUSE
from comity.desk.carrying.gathering import fields_of
from comity.desk.carrying.queries import compare, held_documents, history_carried, on_its_way, own_cases, withdrawable
from comity.desk.joining.queries import candidates
from comity.desk.reading.requests import acts_of
from comity.desk.rules import rulebook
from comity.directory.sections import Node
from comity.doors.web.pages.carrying import CarryPage, DigestGroup, PaperLine
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.outside import PaperPage
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import authority_of, country_of, kind_name
from comity.doors.web.views.passages import method_words
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import marked
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.treaty.papers import ASKED

CAP = 1000
KIND = "ADM-CARRY"


def join_page(request: HttpRequest, known: Row, at_work: Work, *, faults: tuple[Fault, ...]) -> PaperPage:
    """Return the form that says which node of the directory a partner is."""
    nodes = candidates(AuthorityId(known.authority), roles=known.roles)
    return PaperPage(
        heading=gettext("A partner has a node now"),
        deck=known.authority,
        crumbs=crumbs(gettext("Partners")),
        form=Form(request.path, fresh_token()),
        fields=marked(
            (
                FieldWrite(
                    "node",
                    "code",
                    gettext("Which node is it?"),
                    choices=tuple(_node(node, request, at_work) for node in nodes),
                    hint=_none(nodes),
                ),
                FieldWrite("reason", "name", gettext("How is that known?"), value=request.POST.get("reason", ""), cap=CAP),
            ),
            faults,
        ),
        sentence=gettext("A second officer approves it. Then open cases with this partner can go on on the wire, one by one."),
        act_label=gettext("Submit for approval"),
        back_href=reverse("partners"),
        faults=faults,
    )


def _node(node: Node, request: HttpRequest, at_work: Work) -> Choice:
    return Choice(str(node.id), authority_of(str(node.id), at_work.language), str(node.id), chosen=request.POST.get("node") == str(node.id))


def _none(nodes: tuple[Node, ...]) -> str:
    return "" if nodes else gettext("The signed directory has no node of that country with one of its roles.")


def carry_page(
    request: HttpRequest, about: Row, waiting: Row | None, ours: Row | None, at_work: Work, *, faults: tuple[Fault, ...]
) -> CarryPage:
    """Return the page on which our proposal waits, theirs is answered, or else ours is made."""
    if ours is not None:
        page = waiting_page(request, about, ours, at_work, faults=faults)
    elif waiting is None:
        page = propose_page(request, about, at_work, faults=faults)
    else:
        page = answer_page(request, about, waiting, at_work, faults=faults)
    keys = {field.key for field in page.fields}
    return replace(page, faults=tuple(fault if fault.key in keys else Fault("", fault.sentence) for fault in page.faults))


def propose_page(request: HttpRequest, about: Row, at_work: Work, *, faults: tuple[Fault, ...]) -> CarryPage:
    """Return what would be proposed of a case that is on paper; raises `CannotCarry` as the proposal itself would."""
    facts = {"reference": about.reference, "country": country_of(about.peer, at_work.language)}
    return CarryPage(
        heading=gettext("Continue on the wire"),
        deck=gettext("Request %(reference)s, %(country)s, outside the wire") % facts,
        crumbs=crumbs(gettext("Continue on the wire"), reference=about.reference),
        form=Form(request.path, fresh_token()),
        sentences=(
            gettext(
                "The other side compares this list with what it holds, and accepts or refuses. Until then nothing else is begun in it."
            ),
            gettext("What is listed stays outside the wire: the proof file will say that it was listed, and not that it came."),
        ),
        papers=_shown(fields_of(about)["papers"], at_work),
        groups=(),
        fields=(),
        act_label=gettext("Submit for approval"),
        back_href=reverse("request", args=[about.reference]),
        faults=faults,
    )


def waiting_page(request: HttpRequest, about: Row, carry: Row, at_work: Work, *, faults: tuple[Fault, ...]) -> CarryPage:
    """Return our proposal that waits: whether it arrived, what is listed, and the way to take it back, or to withdraw it."""
    facts = {"reference": about.reference, "country": country_of(carry.peer, at_work.language), "time": at_work.when(carry.at)}
    on_way = on_its_way(carry)
    body = next(act.body for act in acts_of(about) if str(act.env_id) == carry.env_id)
    return CarryPage(
        heading=gettext("Continue on the wire"),
        deck=gettext("Request %(reference)s, proposed to %(country)s") % facts,
        crumbs=crumbs(gettext("Continue on the wire"), reference=about.reference),
        form=_ending(request, about, on_way=on_way),
        sentences=tuple(one % facts for one in (_on_its_way() if on_way else _arrived(carry))),
        papers=_shown(body.fields["papers"], at_work),
        groups=(),
        fields=() if on_way or withdrawable(about) is None else marked((_why(request, at_work),), faults),
        act_label=gettext("Take it back") if on_way else gettext("Withdraw it"),
        back_href=reverse("request", args=[about.reference]),
        bar=gettext("One officer may take it back: it has not arrived.") if on_way else "",
        faults=faults,
    )


def _ending(request: HttpRequest, about: Row, *, on_way: bool) -> Form | None:
    """Return the form that ends a proposal of ours: by one officer what has not arrived, by two what has."""
    if on_way:
        return Form(reverse("carry-back", args=[about.reference]), fresh_token())
    return Form(request.path, fresh_token()) if withdrawable(about) is not None else None


def _on_its_way() -> tuple[str, ...]:
    return (
        gettext("Sent at %(time)s; the node of %(country)s has not confirmed that it has it. This node goes on trying."),
        gettext("Nothing else is begun in it until they answer. Refusing leaves the case on paper, and it can be proposed anew."),
        gettext("Taken back, it goes on on paper at once. If it has arrived all the same, their answer counts."),
    )


def _arrived(carry: Row) -> tuple[str, ...]:
    stands = gettext("Withdrawn, it goes on on paper at once and can be proposed anew. If they accept before they have that, it stands.")
    if carry.state == CarryState.WITHDRAWN:
        return (gettext("Its withdrawal did not reach the node of %(country)s, which still has it and could accept it."), stands)
    return (
        gettext("Sent at %(time)s; %(country)s has it and has not answered. Call its contact point so that it does."),
        gettext("Nothing else is begun in it until they answer. Refusing leaves the case on paper, and it can be proposed anew."),
        stands,
    )


def _why(request: HttpRequest, at_work: Work) -> FieldWrite:
    field = rulebook().form(KIND, "withdrawal").by_key["reason"]
    chosen = request.POST.get("reason", "")
    choices = tuple(Choice(one.code, one.labels[at_work.language], chosen=one.code == chosen) for one in field.options)
    return FieldWrite("reason", "code", gettext("Why is it withdrawn?"), choices=choices)


def _shown(rows: object, at_work: Work) -> tuple[PaperLine, ...]:
    return tuple(_line(row, at_work) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _line(row: Mapping[str, object], at_work: Work) -> PaperLine:
    """Return a paper in words; its history was read before, so that every member is there."""
    told = {name: str(value) for name, value in row.items()}
    side = gettext("of the requested State") if told["by"] == ASKED else gettext("of the requesting State")
    number = gettext("number %(number)s") % {"number": told["number"]} if "number" in told else ""
    facts = (at_work.fully(Instant.parse(told["on"])), side, method_words(told["method"], at_work.language), number)
    title = f"{act_words(told['act'], told['kind'])}: {kind_name(told['kind'], at_work.language)}"
    digest = told.get("document", "")
    return PaperLine(title, " · ".join(filter(None, facts)), f"SHA-256 {digest}" if digest else "")


def answer_page(request: HttpRequest, about: Row, carry: Row, at_work: Work, *, faults: tuple[Fault, ...]) -> CarryPage:
    """Return the proposal of the other side beside what is held here, and the form of the answer."""
    history, cases = history_carried(carry), own_cases(carry, by=at_work.actor)
    named = request.POST.get("own_case", "") if request.POST else _likely(history.documents, cases)
    own = next((row for row in cases if row.reference == named), None)
    seen = compare(history, held_documents(own) if own else ())
    facts = {"reference": about.reference, "country": country_of(about.peer, at_work.language)}
    groups = (
        (gettext("Held by both"), seen.same, "pass"),
        (gettext("Listed by them, not held here"), seen.theirs, "warn"),
        (gettext("Held here, not listed by them"), seen.ours, "warn"),
    )
    body = next(act.body for act in acts_of(about) if str(act.env_id) == carry.env_id)
    return CarryPage(
        heading=gettext("Does it continue on the wire?"),
        deck=gettext("Request %(reference)s, proposed by %(country)s") % facts,
        crumbs=crumbs(gettext("Continue on the wire"), reference=about.reference),
        form=Form(request.path, fresh_token()),
        sentences=(
            gettext("Once accepted, its clocks run from the day on which each paper came, and every later act goes on the wire."),
            gettext("Compare the list with your files. Refusing leaves the case on paper."),
        ),
        papers=_shown(body.fields["papers"], at_work),
        groups=tuple(DigestGroup(heading, tuple(sorted(map(str, digests))), state) for heading, digests, state in groups),
        fields=marked(_answer_fields(request, cases, named, at_work), faults),
        act_label=gettext("Submit for approval"),
        back_href=reverse("request", args=[about.reference]),
        faults=faults,
    )


def _likely(documents: frozenset[object], cases: tuple[Row, ...]) -> str:
    return cases[0].reference if cases and held_documents(cases[0]) & documents else ""


def _answer_fields(request: HttpRequest, cases: tuple[Row, ...], named: str, at_work: Work) -> tuple[FieldWrite, ...]:
    form, language, post = rulebook().form(KIND, "information"), at_work.language, request.POST
    chosen, reasons = post.get("carry", ""), post.getlist("carry_reasons")
    answers = [Choice(one.code, one.labels[language], chosen=one.code == chosen) for one in form.by_key["carry"].options]
    why = [Choice(one.code, one.labels[language], chosen=one.code in reasons) for one in form.by_key["carry_reasons"].options]
    held = [Choice("", gettext("None: it is not held here on paper"), chosen=not named)]
    held += [Choice(row.reference, row.reference, authority_of(row.peer, language), chosen=row.reference == named) for row in cases]
    return (
        FieldWrite("own_case", "code", gettext("Which case on paper is it here?"), choices=tuple(held), coded=False),
        FieldWrite("carry", "code", gettext("Answer"), choices=tuple(answers)),
        FieldWrite("carry_reasons", "codes", gettext("If refused, why?"), choices=tuple(why)),
    )


ANSWERS = (ACCEPT, REFUSE)
