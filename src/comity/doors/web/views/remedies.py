"""Views of what persons ask: the register and one question. Legal advisers and supervisors alone; no page of a case leads here."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.permitting.policy import ReviewNotAhead
from comity.desk.policy import ReasonMissing
from comity.desk.remedies.actions import (
    agree_to_remedy,
    answer_remedy,
    decide_remedy,
    hand_on_remedy,
    register_remedy,
    reopen_remedy,
    return_remedy,
)
from comity.desk.remedies.answering import print_answer
from comity.desk.remedies.policy import MOVES, Stage, Step
from comity.desk.remedies.queries import find_remedy, remedies, stage_of
from comity.desk.remedies.refusals import NotHandedOn, ReceivedAhead, SecrecyHolds
from comity.doors.web.filling import moment_parts, read_date
from comity.doors.web.framing import render_page
from comity.doors.web.moments import print_date
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Fault, Form, Link
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.doors.web.views.written import marked_page
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_CAP: Final = 1000
_NUMBER_CAP: Final = 20
_STAGES: Final = {
    Stage.REGISTERED: gettext_lazy("to be decided"),
    Stage.DECIDED: gettext_lazy("waits for the second officer"),
    Stage.AGREED: gettext_lazy("agreed; the answer is to go"),
    Stage.ANSWERED: gettext_lazy("answered"),
}
# The field that a refusal is about, by its class, or by what it names.
_FIELDS: Final[dict[type[Refused], str]] = {
    ReceivedAhead: "received_on",
    ReasonMissing: "reasons",
    ReviewNotAhead: "until",
    SecrecyHolds: "decision",
    NotHandedOn: "reference",
}
_NAMED: Final = {
    "remedy-way": "way",
    "remedy-asker": "asker",
    "remedy-asked": "asked",
    "remedy-decision": "decision",
    "reason": "reasons",
}
_PLAIN: Final[dict[str, Callable[..., Row]]] = {
    Step.AGREE: agree_to_remedy,
    Step.RETURN: return_remedy,
    Step.ANSWER: answer_remedy,
    Step.REOPEN: reopen_remedy,
}


@saying_no
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the register; a post adds a question."""
    at_work, wrong = work(request), None
    if request.method == "POST":
        try:
            return onward(reverse("remedy", args=[_register(request, at_work).number]))
        except Refused as refusal:
            wrong = refusal
    return render_page(request, _with_fault(_list(request, at_work), wrong), status=422 if wrong else 200)


def _with_fault(page: TablesPage, wrong: Refused | None) -> TablesPage:
    """Return the page with what was refused: at its field where it is about one that stands there, else above everything."""
    if wrong is None:
        return page
    what = wrong.facts.get("what", "")
    key = _FIELDS.get(type(wrong), "") or _NAMED.get(what, what)
    return marked_page(page, (Fault(key, f"{sentence_of(wrong)} {next_step_of(wrong)}"),))


def _register(request: HttpRequest, at_work: Work) -> Row:
    post = request.POST
    typed = {key: post.get(key, "")[: 2 * _CAP] for key in ("way", "asker", "person", "reach")}
    typed |= {"words": post.get("words.text", "")[: 2 * _CAP], "received_on": read_date(post, "received_on")}
    return register_remedy(
        typed=typed,
        asked=post.getlist("asked"),
        references=post.get("references", "")[:_CAP].replace(",", " ").split(),
        by=at_work.officer,
        at=at_work.at,
        token=verb_token(request, "remedy"),
    )


def _list(request: HttpRequest, at_work: Work) -> TablesPage:
    columns = (gettext("Number"), gettext("Asked"), gettext("Received"), gettext("Answer by"), gettext("Where it stands"))
    rows = tuple(_row(one, at_work) for one in remedies(by=at_work.actor))
    return TablesPage(
        heading=gettext("Questions of persons concerned"),
        deck=gettext("What persons and their lawyers ask about data on them. Legal advisers and supervisors read this, nobody else."),
        crumbs=Crumbs((Link(gettext("Watch queue"), reverse("watch")),), gettext("Questions of persons concerned")),
        tables=(Table(gettext("Register"), columns, rows, gettext("Nobody has asked yet.")),),
        asks=(_ask(request, at_work),),
    )


def _row(one: Row, at_work: Work) -> tuple[Cell, ...]:
    stage = stage_of(one)
    late = stage is not Stage.ANSWERED and one.due_at < at_work.at
    due = gettext("%(time)s, late") if late else "%(time)s"
    return (
        Cell(one.number, reverse("remedy", args=[one.number])),
        Cell(_labels("remedy-asked", one.asked, at_work)),
        Cell(print_date(date.fromisoformat(one.received_on))),
        Cell(due % {"time": at_work.fully(one.due_at)}),
        Cell(str(_STAGES[stage])),
    )


def _labels(name: str, codes: list[str], at_work: Work) -> str:
    known = vocabulary(name).by_code
    return "; ".join(known[code].label(at_work.language) if code in known else code for code in codes)


def _choices(name: str, at_work: Work, *chosen: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(item.code, item.label(at_work.language), item.definition.get(at_work.language, ""), chosen=item.code in chosen)
        for item in vocabulary(name).offered
    )


def _ask(request: HttpRequest, at_work: Work) -> Ask:
    post = request.POST
    day = moment_parts(read_date(post, "received_on"), zone=at_work.zone)
    return Ask(
        gettext("Register a question"),
        Form(reverse("remedies"), fresh_token()),
        gettext("Keep it"),
        (
            FieldWrite("way", "code", gettext("How did it come?"), choices=_choices("remedy-way", at_work, post.get("way", ""))),
            FieldWrite("received_on", "date", gettext("When did it come?"), date=day),
            FieldWrite(
                "asker",
                "code",
                pgettext("question of a person", "Who asks?"),
                choices=_choices("remedy-asker", at_work, post.get("asker", "")),
            ),
            FieldWrite("person", "name", gettext("Name of who is answered"), value=post.get("person", "")[:200], cap=200),
            FieldWrite("reach", "name", gettext("Where does the answer go?"), value=post.get("reach", "")[:240], cap=240),
            FieldWrite("asked", "codes", gettext("What is asked?"), choices=_choices("remedy-asked", at_work, *post.getlist("asked"))),
            FieldWrite(
                "references",
                "name",
                gettext("Numbers of the cases concerned"),
                hint=gettext("As far as they are known; parted by spaces."),
                value=post.get("references", "")[:_CAP],
                cap=_CAP,
                optional=True,
            ),
            FieldWrite("words", "text", gettext("The question in short"), value=post.get("words.text", "")[:_CAP], cap=_CAP),
        ),
        effect=gettext("The time for the answer is a target of this desk. As little about the person as it takes to answer."),
    )


@saying_no
@require_http_methods(["GET", "POST"])
def one_remedy(request: HttpRequest, number: str) -> HttpResponse:
    """Show one question; a post does the step that it names."""
    at_work, wrong = work(request), None
    if request.method == "POST":
        try:
            _step(request, number, at_work)
            return onward(request.path)
        except Refused as refusal:
            wrong = refusal
    page = _with_fault(_page(request, find_remedy(number, by=at_work.actor), at_work), wrong)
    return render_page(request, page, status=422 if wrong else 200)


def _step(request: HttpRequest, number: str, at_work: Work) -> None:
    post, by, at, step = request.POST, at_work.officer, at_work.at, request.POST.get("step", "")
    token = verb_token(request, f"rm-{step[:8]}")
    if step in _PLAIN:
        _PLAIN[step](number, by=by, at=at, token=token)
    elif step == Step.HAND_ON:
        hand_on_remedy(number, reference=post.get("reference", "").strip().upper()[:_NUMBER_CAP], by=by, at=at, token=token)
    else:
        words, until = post.get("reasons.text", "")[: 2 * _CAP], read_date(post, "until")
        decide_remedy(number, decision=post.get("decision", ""), reasons=words, until=until, by=by, at=at, token=token)


@saying_no
@require_POST
def answer_letter(request: HttpRequest, number: str, shape: str) -> HttpResponse:
    """Make the letter; that it was made stands in the journal."""
    at_work = work(request)
    made = print_answer(number, shape="pdf" if shape == "pdf" else "docx", by=at_work.officer, at=at_work.at)
    disposition = f'attachment; filename="{made.name}"'
    return HttpResponse(made.data, content_type=made.type, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})


def _page(request: HttpRequest, one: Row, at_work: Work) -> TablesPage:
    return TablesPage(
        heading=gettext("Question %(number)s") % {"number": one.number},
        deck=gettext("Decided with reasons by two officers who did not work a case concerned; then answered by letter."),
        crumbs=Crumbs((Link(gettext("Questions of persons concerned"), reverse("remedies")),), one.number),
        tables=(Table(gettext("As it stands"), (gettext("What"), gettext("As it stands")), tuple(_facts(one, at_work)), paired=True),),
        asks=tuple(_asks(request, one, at_work)),
    )


def _facts(one: Row, at_work: Work) -> Iterator[tuple[Cell, ...]]:
    def done(who: Row, moment: Row) -> str:
        return f"{who.name}, {at_work.when(moment)}" if who else ""

    said = (
        (gettext("Where it stands"), str(_STAGES[stage_of(one)])),
        (gettext("Asked"), _labels("remedy-asked", one.asked, at_work)),
        (gettext("In words"), one.words),
        (gettext("Who asks"), f"{one.person} ({_labels('remedy-asker', [one.asker], at_work)})"),
        (gettext("The answer goes to"), one.reach),
        (gettext("How it came"), f"{_labels('remedy-way', [one.way], at_work)}, {print_date(date.fromisoformat(one.received_on))}"),
        (gettext("Answer by"), at_work.fully(one.due_at)),
        (gettext("Cases concerned"), ", ".join(one.references) or gettext("none known")),
        (gettext("Decision"), _labels("remedy-decision", [one.decision], at_work) if one.decision else ""),
        (gettext("Reasons"), one.reasons),
        (gettext("Silent until"), print_date(date.fromisoformat(one.until)) if one.until else ""),
        (gettext("Decided by"), done(one.decided_by, one.decided_at)),
        (gettext("Agreed by"), done(one.second, one.second_at)),
        (gettext("Handed on as"), one.handed_on),
        (gettext("Answered by"), done(one.answered_by, one.answered_at)),
    )
    for label, value in said:
        if value:
            yield Cell(label), Cell(value)


def _asks(request: HttpRequest, one: Row, at_work: Work) -> Iterator[Ask]:
    stage, here = stage_of(one), reverse("remedy", args=[one.number])

    def form(step: Step) -> Form:
        return Form(here, fresh_token(), hidden=(("step", step.value),))

    if (stage, Step.DECIDE) in MOVES:
        yield _decision(request, form(Step.DECIDE), at_work)
    if (stage, Step.AGREE) in MOVES:
        yield Ask(gettext("Agree as the second officer"), form(Step.AGREE), gettext("Agree"), effect=gettext("Then the answer can go."))
        yield Ask(gettext("Do not agree"), form(Step.RETURN), gettext("Give it back"), effect=gettext("It is decided anew."))
    if (stage, Step.PRINT) in MOVES:
        for shape in ("pdf", "docx"):
            href = reverse("remedy-letter", args=[one.number, shape])
            yield Ask(gettext("The letter, %(shape)s") % {"shape": shape.upper()}, Form(href, fresh_token()), gettext("Make the letter"))
    if (stage, Step.ANSWER) in MOVES:
        yield Ask(gettext("The letter has gone"), form(Step.ANSWER), gettext("Note that it was answered"))
    if (stage, Step.REOPEN) in MOVES:
        yield Ask(gettext("Look at it again"), form(Step.REOPEN), gettext("Take it up again"))
    effect = gettext(
        "A drafter writes it as a question of a person concerned, with the person's consent. "
        "The number stands here alone, on no page of a case."
    )
    typed = request.POST.get("reference", "")[:_NUMBER_CAP]
    field = FieldWrite("reference", "reference", gettext("Number of the case in which it was handed on"), value=typed, cap=14)
    yield Ask(gettext("Handed on to another State"), form(Step.HAND_ON), gettext("Note the number"), (field,), effect=effect)


def _decision(request: HttpRequest, form: Form, at_work: Work) -> Ask:
    post = request.POST
    day = moment_parts(read_date(post, "until"), zone=at_work.zone)
    return Ask(
        gettext("Decide"),
        form,
        gettext("Propose the decision"),
        (
            FieldWrite("decision", "code", gettext("Decision"), choices=_choices("remedy-decision", at_work, post.get("decision", ""))),
            FieldWrite("until", "date", gettext("If neither confirmed nor denied: until which day?"), date=day, optional=True),
            FieldWrite("reasons", "text", gettext("Reasons"), value=post.get("reasons.text", "")[:_CAP], cap=_CAP),
        ),
        effect=gettext("The reasons stand in the letter, except where it neither confirms nor denies."),
    )
