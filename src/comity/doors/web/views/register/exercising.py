"""Proposed exercises: the list, one with what it answers, and the form by which one is proposed."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Act, Fact, Form, Link, Quote
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.pages.sheets import Sheet
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.register import words
from comity.doors.web.views.register.beside import exercises_sheet
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import asked, nothing_found
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.rows import commitments_sheet, statements_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.exercises.actions import move_exercise, propose_exercise
from comity.register.exercises.queries import exercises, find_exercise
from comity.register.exercises.states import EXERCISE_MOVES, ExerciseState
from comity.register.meetings.queries import find_statement
from comity.register.policy import may_keep
from comity.terms.refusals import Refused

_CAP: Final = 1000
_PARTIES: Final = 3


@saying_no
@require_safe
def all_exercises(request: HttpRequest) -> HttpResponse:
    """Show proposed exercises, the newest first."""
    at_work = work(request)
    found = asked(request, label="")
    found.rows(lambda after: exercises(by=at_work.actor, after=after))
    page = RegisterPage(
        heading=gettext("Proposed exercises"),
        deck=gettext("What somebody proposed to practise together, before it is planned."),
        crumbs=words.crumbs(gettext("Exercises"), Link(gettext("Commitments"), reverse("register-commitments"))),
        tabs=words.tabs("register-commitments"),
        act=Act(gettext("Propose an exercise"), reverse("register-exercise-new")) if may_keep(at_work.actor) else None,
        sheets=(exercises_sheet(found.page, at_work, empty=nothing_found()),),
        older_href=found.older_href,
    )
    return render_page(request, page)


@saying_no
@require_http_methods(["GET", "POST"])
def new_exercise(request: HttpRequest) -> HttpResponse:
    """Ask what is to be practised with whom; write it down."""
    at_work, refused = work(request), None
    if request.method == "POST":
        try:
            return onward(reverse("register-exercise", args=[_propose(request, at_work).number]))
        except Refused as refusal:
            refused = refusal
    return render_page(request, _new_page(request, at_work, refused), status=422 if refused else 200)


def _propose(request: HttpRequest, at_work: Work) -> Any:  # noqa: ANN401 -- a row of a room below
    post = request.POST
    typed = {
        "topic": post.get("topic", ""),
        "parties": [post.get(f"party{at}", "") for at in range(1, _PARTIES + 1)],
        "aim": post.get("aim.text", "")[: 2 * _CAP],
        "days": post.get("days", "").strip()[:24],
    }
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "exercise")}
    return propose_exercise(typed=typed, statement=_statement(request), commitment=request.GET.get("commitment", "")[:12], **how)


def _statement(request: HttpRequest) -> int | None:
    key = request.GET.get("statement", "")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 18 else None


def _new_page(request: HttpRequest, at_work: Work, refused: Refused | None) -> FormPage:
    return FormPage(
        heading=gettext("Propose an exercise"),
        deck=gettext("A draft that names topic, parties, aim and days. It is planned once both sides agree."),
        crumbs=words.crumbs(gettext("Propose"), Link(gettext("Exercises"), reverse("register-exercises"))),
        form=Form(request.get_full_path(), fresh_token()),
        label=gettext("Write it down"),
        fields=tuple(_fields(request, at_work)),
        tabs=words.tabs("register-commitments"),
        quote=_answers(request, at_work),
        back_href=reverse("register-exercises"),
        fault=sentence_of(refused) if refused else "",
        fault_next=next_step_of(refused) if refused else "",
    )


def _answers(request: HttpRequest, at_work: Work) -> Quote | None:
    key = _statement(request)
    if key is None:
        return None
    one = find_statement(key, by=at_work.actor)
    return words.quote(one.words, one.language, at_work.language)


def _fields(request: HttpRequest, at_work: Work) -> Iterator[FieldWrite]:
    post = request.POST
    yield codes("topic", gettext("Topic"), "exercise-topic", post.get("topic", "incident-response"), at_work)
    for at in range(1, _PARTIES + 1):
        chosen = post.get(f"party{at}", request.GET.get("country", "") if at == 1 else "")
        label = gettext("With whom: country") if at == 1 else gettext("And with: country")
        yield codes(f"party{at}", label, "country", chosen, at_work, nothing=gettext("nobody else") if at > 1 else gettext("Choose"))
    yield FieldWrite("aim", "text", gettext("What is to be shown"), value=post.get("aim.text", "")[:_CAP], cap=_CAP)
    yield FieldWrite(
        "days", "name", gettext("Proposed days"), hint=day_hint(), value=post.get("days", "").strip()[:24], cap=24, optional=True
    )


@saying_no
@require_http_methods(["GET", "POST"])
def one_exercise(request: HttpRequest, number: str) -> HttpResponse:
    """Show one proposed exercise; a post says that it is agreed or dropped."""

    def move(at_work: Work) -> None:
        to, reason = request.POST.get("to", ""), request.POST.get("reason.text", "")[:_CAP]
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"ex-{to[:8]}")}
        move_exercise(number, to=to, reason=reason, **how)

    return tried(request, move, lambda at_work, fault: _page(find_exercise(number, by=at_work.actor), at_work, fault=fault))


def _page(one: Any, at_work: Work, *, fault: str) -> RegisterPage:  # noqa: ANN401 -- as above
    return RegisterPage(
        heading=gettext("Exercise %(number)s") % {"number": one.number},
        deck=words.label("exercise-state", one.state, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Exercises"), reverse("register-exercises"))),
        tabs=words.tabs("register-commitments"),
        facts=tuple(_facts(one, at_work)),
        sheets=tuple(_sheets(one, at_work)),
        asks=tuple(_asks(one)) if may_keep(at_work.actor) else (),
        notice=one.why,
        fault=fault,
    )


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- as above
    yield gettext("Topic"), Fact(words.label("exercise-topic", one.topic, at_work.language))
    yield gettext("Parties"), Fact(", ".join(words.country(code, at_work.language) for code in one.parties))
    yield gettext("Proposed days"), Fact(words.print_said(one.days))
    yield gettext("Aim"), Fact(one.aim, language="und")
    who = gettext("%(officer)s, %(time)s") % {"officer": one.made_by.name, "time": at_work.when(one.made_at)}
    yield gettext("Written down by"), Fact(who)


def _sheets(one: Any, at_work: Work) -> Iterator[Sheet]:  # noqa: ANN401 -- as above
    if one.commitment_id:
        yield commitments_sheet("commitment", gettext("The commitment that it answers"), [one.commitment], at_work)
    if one.statement_id:
        yield statements_sheet("statement", gettext("The statement that it answers"), [one.statement], at_work)


def _asks(one: Any) -> Iterator[Ask]:  # noqa: ANN401 -- as above
    here, moves = reverse("register-exercise", args=[one.number]), EXERCISE_MOVES[ExerciseState(one.state)]
    if ExerciseState.AGREED in moves:
        form = Form(here, fresh_token(), hidden=(("to", ExerciseState.AGREED.value),))
        yield Ask(gettext("Both sides want it"), form, gettext("It is agreed"))
    if ExerciseState.DROPPED in moves:
        form = Form(here, fresh_token(), hidden=(("to", ExerciseState.DROPPED.value),))
        yield Ask(gettext("It will not take place"), form, gettext("Drop it"), (FieldWrite("reason", "text", gettext("Why"), cap=_CAP),))
