"""Asks another authority at home for its opinion, or hands a request over to it; that authority's officer answers. Never sent abroad."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from django.db import transaction

from comity.desk.happenings import sound
from comity.desk.homing.policy import AskedAlready, DayNotAhead, NotAsked, require_asked, require_other_at_home
from comity.desk.homing.queries import authorities_at_home
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.unread import mark_unread
from comity.desk.visibility import require_visible
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import HomeQuestion, Officer, Request
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary

Want: TypeAlias = Literal["opinion", "transfer"]

OPINIONS: Final = "opinion"
ACCEPTED: Final = "accepted"
DECLINED: Final = "declined"
_ASKED: Final = {"opinion": "opinion.asked", "transfer": "transfer.asked"}
_ANSWERED: Final = {
    "opinion.given": "opinion.given",
    "transfer.accepted": "transfer.accepted",
    "transfer.declined": "transfer.declined",
}
# Whoever takes a request over holds it from then on.
_MUST: Final = {"opinion.given": Verb.ANSWER_AT_HOME, "transfer.accepted": Verb.TAKE, "transfer.declined": Verb.TAKE}
_VERBS: Final = {"opinion": "opinion.ask", "transfer": "transfer.ask"}


@transaction.atomic
def ask_at_home(request: Request, *, want: Want, of: str, words: str, by_day: date, by: Officer, at: Instant, token: str) -> HomeQuestion:
    """Ask the authority `of` for its opinion on a request, or to take it over, by the end of `by_day` where this node works.

    Its clock runs until the answer. Raises `NotAtHome`, `DayNotAhead`, `AskedAlready`.
    """
    who = actor(by, at=at)
    require(who, Verb.ASK_AT_HOME)
    require_visible(request, by=who)
    require_reason(words)
    require_other_at_home(of, own=by.authority, known=frozenset(authorities_at_home()))
    due = _end_of(by_day)
    if due <= at:
        raise DayNotAhead

    def ask() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        if HomeQuestion.objects.filter(request=locked, want=want, to_authority=of, answered_at__isnull=True).exists():
            raise AskedAlready(authority=of)
        made = HomeQuestion.objects.create(
            request=locked,
            want=want,
            from_authority=by.authority,
            to_authority=of,
            words=words.strip(),
            due_at=due,
            asked_by=by,
            asked_at=at,
        )
        note(_ASKED[want], by=by, about=locked.reference, at=at, facts=_facts(made))
        sound(locked, _ASKED[want], kind=locked.kind, fields={"end": str(due)}, by=_ASKED[want], at=at)
        mark_unread(locked, but=by)
        return str(made.pk)

    return HomeQuestion.objects.get(pk=once(token, ask, officer=by, verb=_VERBS[want], at=at))


@transaction.atomic
def give_opinion(question_id: int, *, code: str, words: str, by: Officer, at: Instant, token: str) -> HomeQuestion:
    """Answer a question for an opinion, as an officer of the authority that was asked: a code, and always words. The clock stops."""
    require_reason(words)
    vocabulary(OPINIONS).item(code)
    return _answer(question_id, want="opinion", code=code, words=words, event="opinion.given", by=by, at=at, token=token)


@transaction.atomic
def take_over(question_id: int, *, words: str, by: Officer, at: Instant, token: str) -> HomeQuestion:
    """Accept what was handed over, as an officer of the receiving authority, who then holds it; the number stays the same."""
    done = _answer(question_id, want="transfer", code=ACCEPTED, words=words, event="transfer.accepted", by=by, at=at, token=token)
    Request.objects.filter(pk=done.request_id).update(holder=by)
    return done


@transaction.atomic
def decline_over(question_id: int, *, words: str, by: Officer, at: Instant, token: str) -> HomeQuestion:
    """Do not take over, with the reason; the authority that handed over still has the request."""
    require_reason(words)
    return _answer(question_id, want="transfer", code=DECLINED, words=words, event="transfer.declined", by=by, at=at, token=token)


def _answer(question_id: int, *, want: Want, code: str, words: str, event: str, by: Officer, at: Instant, token: str) -> HomeQuestion:
    who = actor(by, at=at)
    require(who, _MUST[event])

    def answer() -> str:
        found = HomeQuestion.objects.select_for_update().select_related("request").filter(pk=question_id, want=want).first()
        if found is None:
            raise NotAsked(name=by.name, authority="-")
        require_visible(found.request, by=who)
        require_asked(by.name, officers=by.authority, asked=found.to_authority, answered=found.answered_at is not None)
        found.code, found.answer, found.answered_by, found.answered_at = code, words.strip(), by, at
        found.save(update_fields=["code", "answer", "answered_by", "answered_at"])
        note(_ANSWERED[event], by=by, about=found.request.reference, at=at, facts=_facts(found))
        others = HomeQuestion.objects.filter(request=found.request, want=want, answered_at__isnull=True)
        if not others.exists():  # one clock for all who were asked: it stops with the last answer
            sound(found.request, event, kind=found.request.kind, fields={}, by=event, at=at)
        if event == "transfer.accepted":  # from now on it is where it belongs, whoever else was asked
            sound(found.request, "transfer.made", kind=found.request.kind, fields={}, by=event, at=at)
        mark_unread(found.request, but=by)
        return str(found.pk)

    return HomeQuestion.objects.get(pk=once(token, answer, officer=by, verb=event, at=at))


def _end_of(day: date) -> Instant:
    """Return the end of a day where this node works."""
    return Instant.of(datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(home().zone)))


def _facts(question: HomeQuestion) -> dict[str, JsonValue]:
    facts: dict[str, JsonValue] = {
        "question": question.pk,
        "asking": question.from_authority,
        "asked": question.to_authority,
        "words": question.words,
        "due": str(question.due_at),
    }
    if question.answered_at is not None:
        facts |= {"code": question.code, "answer": question.answer}
    return facts
