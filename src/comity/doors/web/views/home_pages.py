"""The page of what is asked at home, and what is typed on it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.homing.actions import OPINIONS
from comity.desk.homing.policy import NoSuchDay
from comity.desk.homing.queries import asked_at_home, authorities_at_home
from comity.desk.permissions import Verb, may
from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.home import HomePage, Question
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.pages.posts import told_apart
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.vocabulary import vocabulary

CAP: Final = 2000
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
TRANSFER: Final = "ASK-TRANSFER"
_ASKED: Final = {
    "opinion": gettext_lazy("%(asking)s asks %(asked)s for its opinion"),
    "transfer": gettext_lazy("%(asking)s hands over to %(asked)s"),
}
_TRANSFERS: Final = {"accepted": gettext_lazy("taken over"), "declined": gettext_lazy("not taken over")}


def home_page(request: HttpRequest, about: Row, at_work: Work, *, answered: int = 0, faults: tuple[Fault, ...] = ()) -> HomePage:
    """Return the page of one request. `answered` is the question whose answer was posted and refused: what was typed of it is kept."""
    names = {code: in_words(told, at_work.language) for code, told in authorities_at_home().items()}
    wrong = {fault.key: fault.sentence for fault in faults}
    given: dict[str, Any] = {"post": request.POST, "wrong": wrong}
    drafts = may(at_work.actor, Verb.ASK_AT_HOME)
    return HomePage(
        heading=gettext("At home"),
        deck=gettext("What authorities of this State ask of each other about %(reference)s") % {"reference": about.reference},
        crumbs=crumbs(gettext("At home"), reference=about.reference),
        back_href=reverse("request", args=[about.reference]),
        questions=told_apart(
            [_question(row, about, names, at_work, **(given if row.pk == answered else {})) for row in asked_at_home(about)]
        ),
        form=Form(reverse("home-questions", args=[about.reference]), fresh_token()) if drafts else None,
        fields=_fields(request, names, at_work, wrong=wrong) if drafts else (),
        faults=faults,
    )


def _question(
    row: Row,
    about: Row,
    names: Mapping[str, str],
    at_work: Work,
    *,
    post: Mapping[str, str] = _NOTHING,
    wrong: Mapping[str, str] = _NOTHING,
) -> Question:
    facts = {"asking": names.get(row.from_authority, row.from_authority), "asked": names.get(row.to_authority, row.to_authority)}
    ours = row.answered_at is None and row.to_authority == at_work.officer.authority
    opinion = row.want == "opinion"
    ours = ours and may(at_work.actor, Verb.ANSWER_AT_HOME if opinion else Verb.TAKE)
    return Question(
        heading=str(_ASKED[row.want]) % facts,
        words=row.words,
        state=_state(row, at_work),
        answer=row.answer,
        form=Form(reverse("home-answer", args=[about.reference, row.pk]), fresh_token()) if ours else None,
        fields=_answer_fields(at_work, opinion=opinion, post=post, wrong=wrong if post else {}) if ours else (),
        acts=_acts(opinion=opinion) if ours else (),
    )


def _state(row: Row, at_work: Work) -> str:
    if row.answered_at is None:
        return gettext("by %(due)s; no answer yet") % {"due": at_work.fully(row.due_at)}
    label = vocabulary(OPINIONS).label(row.code, at_work.language) if row.want == "opinion" else str(_TRANSFERS[row.code])
    facts = {"answer": label, "officer": row.answered_by.name, "time": at_work.when(row.answered_at)}
    return gettext("%(answer)s; %(officer)s, %(time)s") % facts


def _answer_fields(at_work: Work, *, opinion: bool, post: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[FieldWrite, ...]:
    items = vocabulary(OPINIONS).items if opinion else ()
    codes = tuple(
        Choice(item.code, item.labels[at_work.language], item.definition.get(at_work.language, ""), chosen=item.code == post.get("code"))
        for item in items
    )
    words = FieldWrite("answer", "name", gettext("In words"), value=post.get("answer", "")[:CAP], cap=CAP, fault=wrong.get("answer", ""))
    return (FieldWrite("code", "code", gettext("Opinion"), choices=codes, fault=wrong.get("code", "")), words) if opinion else (words,)


def _acts(*, opinion: bool) -> tuple[tuple[str, str], ...]:
    if opinion:
        return (("give", gettext("Give the opinion")),)
    return (("accept", gettext("Take it over")), ("decline", gettext("Do not take it over")))


def _fields(request: HttpRequest, names: Mapping[str, str], at_work: Work, *, wrong: Mapping[str, str]) -> tuple[FieldWrite, ...]:
    post = request.POST if request.POST.get("act") == "ask" else {}
    wants = (
        Choice("ASK-OPINION", gettext("For its opinion"), chosen=post.get("want") == "ASK-OPINION"),
        Choice(TRANSFER, gettext("To take the request over"), chosen=post.get("want") == TRANSFER),
    )
    others = tuple(Choice(code, name, chosen=post.get("of") == code) for code, name in names.items() if code != at_work.officer.authority)
    none = "" if others else gettext("No other authority of this State is known here; the operator names it and enrols its officers.")
    day = DateParts(*(post.get(f"by-{part}", "") for part in ("day", "month", "year")))
    return (
        FieldWrite("want", "code", gettext("What for?"), choices=wants, coded=False, fault=wrong.get("want", "")),
        FieldWrite("of", "code", gettext("Which authority?"), choices=others, coded=False, hint=none, fault=wrong.get("of", "")),
        FieldWrite("by", "date", gettext("By the end of which day?"), date=day, fault=wrong.get("by", "")),
        FieldWrite("words", "name", gettext("What has it to look at?"), value=post.get("words", ""), cap=CAP, fault=wrong.get("words", "")),
    )


def posted_day(request: HttpRequest) -> date:
    """Return the day that was typed; raises `NoSuchDay` for one that is none."""
    try:
        return date(*(int(request.POST.get(f"by-{part}", "")) for part in ("year", "month", "day")))
    except ValueError as fault:
        raise NoSuchDay from fault
