"""Registers, decides, hands on and answers what persons ask. The journal gets numbers and digests, no person and no case."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.remedies.policy import KIND, NEITHER, SILENT, Step, require_fresh_eyes, require_step
from comity.desk.remedies.queries import find_remedy, kept_secret, stage_of, workers_of
from comity.desk.remedies.refusals import NotHandedOn, QuestionIncomplete, ReceivedAhead, SecrecyHolds
from comity.desk.rules import rulebook
from comity.desk.safeguarding.policy import require_day
from comity.desk.visibility import visible_to
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Officer, Remedy
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.identifiers import Reference
from comity.terms.instants import Instant
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

_SECRECY_RULE = "comity.4.secrecy"
_LIMIT = "REMEDY-ANSWER"
_MOST = 20  # cases and codes that one question names


@transaction.atomic
def register_remedy(
    *, typed: Mapping[str, str], asked: Sequence[str], references: Sequence[str], by: Officer, at: Instant, token: str
) -> Remedy:
    """Keep what a person asked. `typed`: way, asker, person, reach, words, received_on (ISO).

    `references` may be empty, and need not be known here. Raises `QuestionIncomplete`, `ReceivedAhead`, and what text refuses.
    """
    require(actor(by, at=at), Verb.TEND_REMEDY)

    def keep() -> str:
        _require_codes({"remedy-way": [typed.get("way", "")], "remedy-asker": [typed.get("asker", "")], "remedy-asked": asked})
        numbers = _numbers(references)
        day = _day(typed.get("received_on", ""), today=at.datetime().date())
        limit = timedelta(minutes=rulebook().limit(_LIMIT, on=at.datetime().date()).value)
        year = at.datetime().year
        count = Remedy.objects.filter(number__startswith=f"RM-{year}-").count() + 1
        kept = Remedy.objects.create(
            number=f"RM-{year}-{count:06d}",
            way=typed["way"],
            asker=typed["asker"],
            person=_said(typed, "person", cap=200),
            reach=_said(typed, "reach", cap=240),
            words=_said(typed, "words", cap=WORDS_CAP),
            references=numbers,
            asked=sorted(set(asked)),
            received_on=day.isoformat(),
            due_at=Instant.of(datetime(day.year, day.month, day.day, tzinfo=UTC)) + limit,
            registered_by=by,
            registered_at=at,
        )
        _note("remedy.registered", kept, by=by, at=at)
        return kept.number

    return Remedy.objects.get(number=once(token, keep, officer=by, verb="remedy.register", at=at))


@transaction.atomic
def decide_remedy(number: str, *, decision: str, reasons: str, until: str, by: Officer, at: Instant, token: str) -> Remedy:
    """Decide, with reasons; it counts once a second officer agrees. Neither of them worked a case that is concerned.

    Raises `WorkedTheCase`, `SecrecyHolds`, `QuestionIncomplete`, `ReasonMissing`, `ReviewNotAhead`, `NotItsTurn`.
    """

    def decide() -> str:
        found = _locked(number, step=Step.DECIDE, by=by, at=at)
        require_fresh_eyes(actor(by, at=at), workers=workers_of(found.references))
        _require_codes({"remedy-decision": [decision]})
        require_reason(reasons)
        _require_untold(found, decision, at=at)
        found.decision, found.reasons = decision, str(FreeText.parse(reasons, cap=WORDS_CAP, what="reason"))
        found.until = _end_of_silence(decision, until, at=at)
        found.decided_by, found.decided_at = by, at
        found.save(update_fields=["decision", "reasons", "until", "decided_by", "decided_at"])
        _note("remedy.decided", found, by=by, at=at)
        return found.number

    return Remedy.objects.get(number=once(token, decide, officer=by, verb="remedy.decide", at=at))


@transaction.atomic
def agree_to_remedy(number: str, *, by: Officer, at: Instant, token: str) -> Remedy:
    """Agree to a decision as the second officer; raises `OwnDecision`, `WorkedTheCase`, `SecrecyHolds`, `NotItsTurn`."""

    def agree() -> str:
        found = _locked(number, step=Step.AGREE, by=by, at=at)
        decided_by = found.decided_by.officer_id if found.decided_by else ""
        require_fresh_eyes(actor(by, at=at), workers=workers_of(found.references), decided_by=decided_by)
        _require_untold(found, found.decision, at=at)
        found.second, found.second_at = by, at
        found.save(update_fields=["second", "second_at"])
        _note("remedy.agreed", found, by=by, at=at)
        return found.number

    return Remedy.objects.get(number=once(token, agree, officer=by, verb="remedy.agree", at=at))


@transaction.atomic
def return_remedy(number: str, *, by: Officer, at: Instant, token: str) -> Remedy:
    """Do not agree: the question is to be decided anew. The decision that was not agreed to stays in the journal by its digest."""

    def give_back() -> str:
        found = _locked(number, step=Step.RETURN, by=by, at=at)
        _note("remedy.returned", found, by=by, at=at)
        _open(found)
        return found.number

    return Remedy.objects.get(number=once(token, give_back, officer=by, verb="remedy.return", at=at))


@transaction.atomic
def hand_on_remedy(number: str, *, reference: str, by: Officer, at: Instant, token: str) -> Remedy:
    """Note in which case the question was handed on; raises `NotHandedOn` unless it is one of ours of that kind."""

    def hand() -> str:
        found = _locked(number, step=Step.HAND_ON, by=by, at=at)
        case = visible_to(actor(by, at=at)).filter(reference=reference, direction="out", kind=KIND).first()
        if case is None:
            raise NotHandedOn(reference=reference[:20])
        found.handed_on = case.reference
        found.save(update_fields=["handed_on"])
        _note("remedy.handed-on", found, by=by, at=at)
        return found.number

    return Remedy.objects.get(number=once(token, hand, officer=by, verb="remedy.hand-on", at=at))


@transaction.atomic
def answer_remedy(number: str, *, by: Officer, at: Instant, token: str) -> Remedy:
    """Note that the letter went to the person; raises `NotItsTurn` before two agreed, `SecrecyHolds` where it became secret since."""

    def answer() -> str:
        found = _locked(number, step=Step.ANSWER, by=by, at=at)
        _require_untold(found, found.decision, at=at)
        found.answered_by, found.answered_at = by, at
        found.save(update_fields=["answered_by", "answered_at"])
        _note("remedy.answered", found, by=by, at=at)
        return found.number

    return Remedy.objects.get(number=once(token, answer, officer=by, verb="remedy.answer", at=at))


@transaction.atomic
def reopen_remedy(number: str, *, by: Officer, at: Instant, token: str) -> Remedy:
    """Take up again what was answered, as when silence has come to its end; the time for the answer runs anew from today."""

    def reopen() -> str:
        found = _locked(number, step=Step.REOPEN, by=by, at=at)
        _note("remedy.reopened", found, by=by, at=at)
        found.due_at = at + timedelta(minutes=rulebook().limit(_LIMIT, on=at.datetime().date()).value)
        _open(found)
        return found.number

    return Remedy.objects.get(number=once(token, reopen, officer=by, verb="remedy.reopen", at=at))


def _open(found: Remedy) -> None:
    found.decision = found.reasons = found.until = ""
    found.decided_by = found.second = found.answered_by = None
    found.decided_at = found.second_at = found.answered_at = None
    found.save()


def _locked(number: str, *, step: Step, by: Officer, at: Instant) -> Remedy:
    require_step(stage_of(find_remedy(number, by=actor(by, at=at))), step)
    found = Remedy.objects.select_for_update().get(number=number)
    require_step(stage_of(found), step)
    return found


def _require_untold(found: Remedy, decision: str, *, at: Instant) -> None:
    """Raise where the answer would tell of a case that is to be kept secret; handing on tells as much as any other answer."""
    secret = kept_secret(found.references, at=at)
    if secret and decision not in SILENT:
        raise SecrecyHolds(reference=secret)


def _end_of_silence(decision: str, until: str, *, at: Instant) -> str:
    if decision != NEITHER:
        return ""
    today = at.datetime().date()
    return require_day(until, today=today, most_days=rulebook().value(_SECRECY_RULE, "most_days", on=today).value).isoformat()


def _require_codes(chosen: Mapping[str, Sequence[str]]) -> None:
    for name, codes in chosen.items():
        known = vocabulary(name)
        if not codes or len(codes) > _MOST or not {item.code for item in known.offered}.issuperset(codes):
            raise QuestionIncomplete(what=name)


def _numbers(references: Sequence[str]) -> list[str]:
    found = sorted({one.strip().upper() for one in references if one.strip()})
    if len(found) > _MOST or not all(Reference.pattern.fullmatch(one) for one in found):
        raise QuestionIncomplete(what="references")
    return found


def _day(text: str, *, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise ReceivedAhead from fault
    if day > today:
        raise ReceivedAhead
    return day


def _said(typed: Mapping[str, str], key: str, *, cap: int) -> str:
    if not typed.get(key, "").strip():
        raise QuestionIncomplete(what=key)
    return str(FreeText.parse(typed[key], cap=cap, what=key))


def _note(name: str, found: Remedy, *, by: Officer, at: Instant) -> None:
    """Note the step; what was asked and decided stands in the digest alone, and no number of a case beside it."""
    text = "\x00".join((*found.asked, found.words, found.decision, found.reasons, found.until, found.handed_on))
    note(name, by=by, about="", at=at, facts={"remedy": found.number, "digest": str(Digest.of(text.encode()))})
