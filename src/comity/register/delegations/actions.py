"""Writes delegations down, answers invitations, keeps members and checklist, closes with the report on return. One transaction each.

The journal has numbers, codes and days: no name, no word of an invitation or of a report.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Delegation, DelegationChore, DelegationMember, Meeting, Officer
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, said
from comity.register.days import typed_day
from comity.register.delegations.refusals import ListClosed, NobodyTravels, NotBackYet, ReportClosesIt
from comity.register.delegations.states import CHORE_MOVES, STAGES, WORKED_ON, Chore, Stage
from comity.register.meetings.actions import find_row
from comity.register.numbers import DELEGATION, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.register.steps import WITH_REASON, require_step
from comity.register.typed import day_of, document_of, titles_of
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.vocabulary import vocabulary

REPORT: Final = "report"  # the code of `delegation-task` that only the report on return ticks
_BOTH: Final = "both"


@transaction.atomic
def write_delegation(*, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> Delegation:
    """Write a delegation down with its invitation; its checklist is that of the template for its way.

    `typed`: way (`delegation-way`), titles (by language), country, place, meeting (number), said, invited_by, invitation (their number),
    invited_on, document, reply_due. Raises `NotOfItsList`, `DateUnclear`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def write() -> str:
        way, day = code_of("delegation-way", typed.get("way")), typed_day(typed.get("said"))
        made = Delegation.objects.create(
            number=next_number(DELEGATION),
            way=way,
            titles=titles_of(typed.get("titles")),
            country=code_of("country", typed.get("country")),
            place=said(typed.get("place"), cap=200, what="place", empty=""),
            meeting=_meeting(typed.get("meeting")),
            said=day.said,
            first=day.first,
            last=day.last,
            invited_by=said(typed.get("invited_by"), cap=300, what="invited by"),
            invitation=said(typed.get("invitation"), cap=200, what="invitation", empty=""),
            invited_on=day_of(typed.get("invited_on")),
            document=document_of(typed.get("document")),
            reply_due=day_of(typed.get("reply_due")),
            state=Stage.INVITED,
            made_by=by,
            made_at=at,
        )
        wanted = [item.code for item in vocabulary("delegation-task").offered if item.group in (way, _BOTH)]
        DelegationChore.objects.bulk_create(DelegationChore(delegation=made, code=code, state=Chore.OPEN) for code in wanted)
        more: dict[str, JsonValue] = {"way": way, "country": made.country, "checklist": vocabulary("delegation-task").version}
        return _noted("delegation.written", made, by=by, at=at, more=more)

    return _found(once(token, write, officer=by, verb="delegation.write", at=at))


@transaction.atomic
def answer_invitation(
    number: str, *, to: str, replied_on: str = "", reference: str = "", reason: str = "", by: Officer, at: Instant, token: str
) -> Delegation:
    """Say how the invitation was answered: `to` accepted or declined, on which day, by which letter. Declined says why.

    Raises `NotItsStep`, `WhyMissing`, `DateUnclear`, `NotOfItsList`.
    """
    require_keep(actor(by, at=at))
    stage = Stage(code_of("delegation-state", to))

    def answer() -> str:
        found = _locked(number)
        if stage not in (Stage.ACCEPTED, Stage.DECLINED):
            raise NotOfItsList(what="reply", said=to[:20])
        _go(found, stage, reason=reason)
        found.replied_on = day_of(replied_on) or at.datetime().date().isoformat()
        found.reply_reference = said(reference, cap=200, what="reference", empty="")
        found.save(update_fields=["replied_on", "reply_reference"])
        return _noted("delegation.answered", found, by=by, at=at)

    return _found(once(token, answer, officer=by, verb="delegation.answer", at=at))


@transaction.atomic
def move_delegation(number: str, *, to: str, reason: str = "", by: Officer, at: Instant, token: str) -> Delegation:
    """Say that a delegation travels, or does not any more and why. Raises `NotItsStep`, `NobodyTravels`, `WhyMissing`, `NotOfItsList`."""
    require_keep(actor(by, at=at))
    stage = Stage(code_of("delegation-state", to))

    def move() -> str:
        found = _locked(number)
        if stage not in (Stage.UNDER_WAY, Stage.CANCELLED):
            raise NotOfItsList(what="state", said=to[:20])
        require_step(found.number, STAGES, Stage(found.state), stage)
        if stage is Stage.UNDER_WAY and not _members(found).exists():
            raise NobodyTravels(number=found.number)
        _go(found, stage, reason=reason)
        return _noted("delegation.moved", found, by=by, at=at)

    return _found(once(token, move, officer=by, verb="delegation.move", at=at))


@transaction.atomic
def report_return(number: str, *, words: str, language: str, by: Officer, at: Instant, token: str) -> Delegation:
    """Give the report on return; it closes the delegation. Raises `NotItsStep`, `NotBackYet`, `NotOfItsList`, and what text refuses."""
    require_keep(actor(by, at=at))

    def report() -> str:
        found = _locked(number)
        require_step(found.number, STAGES, Stage(found.state), Stage.REPORTED)
        if found.last and found.last > at.datetime().date().isoformat():
            raise NotBackYet(number=found.number, day=found.last)
        found.report = said(words, cap=REPORT_CAP, what="report")
        found.report_language = code_of("language", language)
        found.save(update_fields=["report", "report_language"])
        DelegationChore.objects.filter(delegation=found, code=REPORT).update(state=Chore.DONE, by=by, at=at)
        _go(found, Stage.REPORTED, reason="")
        return _noted("delegation.reported", found, by=by, at=at)

    return _found(once(token, report, officer=by, verb="delegation.report", at=at))


@transaction.atomic
def add_member(number: str, *, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> DelegationMember:
    """Add somebody: `id` of an actor, or words; authority, role (`delegation-role`). Raises `ListClosed`, `NoSuchRow`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def add() -> str:
        found = _worked_on(number)
        who = find_row(int(typed["id"])) if typed.get("id") else None
        made = DelegationMember.objects.create(
            delegation=found,
            actor=who,
            words=said(typed.get("words"), cap=300, what="name", empty=who.name if who else None),
            authority=said(typed.get("authority"), cap=200, what="authority", empty=""),
            role=code_of("delegation-role", typed.get("role")),
            made_by=by,
            made_at=at,
        )
        _noted("delegation.member-added", found, by=by, at=at, more={"member": made.pk, "role": made.role})
        return str(made.pk)

    return DelegationMember.objects.get(pk=once(token, add, officer=by, verb="delegation.member", at=at))


@transaction.atomic
def take_off_member(key: int, *, by: Officer, at: Instant, token: str) -> DelegationMember:
    """Say that somebody does not go after all; their row stays. Raises `ListClosed`, `NoSuchRow`."""
    require_keep(actor(by, at=at))

    def end() -> str:
        member = DelegationMember.objects.select_related("delegation").filter(pk=key, ended_at__isnull=True).first()
        if member is None:
            raise NoSuchRow(number=f"#{key}")
        found = _worked_on(member.delegation.number)
        member.ended_at = at
        member.save(update_fields=["ended_at"])
        _noted("delegation.member-ended", found, by=by, at=at, more={"member": member.pk})
        return str(member.pk)

    return DelegationMember.objects.get(pk=once(token, end, officer=by, verb="delegation.member-off", at=at))


@transaction.atomic
def add_chore(number: str, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> DelegationChore:
    """Add a thing that is not in the template: words, language, owner, due. Raises `ListClosed`, `DateUnclear`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def add() -> str:
        found = _worked_on(number)
        made = DelegationChore.objects.create(
            delegation=found,
            words=said(typed.get("words"), cap=300, what="words"),
            language=code_of("language", typed.get("language")),
            owner=said(typed.get("owner"), cap=200, what="owner", empty=""),
            due=day_of(typed.get("due")),
            state=Chore.OPEN,
            by=by,
            at=at,
        )
        _noted("delegation.chore-added", found, by=by, at=at, more={"chore": made.pk, "due": made.due})
        return str(made.pk)

    return DelegationChore.objects.get(pk=once(token, add, officer=by, verb="delegation.chore", at=at))


@transaction.atomic
def tend_chore(key: int, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> DelegationChore:
    """See to one thing of a checklist: state (open, done, not-needed with a reason), owner, due, reason. What `typed` leaves out stays.

    Raises `ListClosed`, `ReportClosesIt`, `NotItsStep`, `WhyMissing`, `DateUnclear`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def tend() -> str:
        chore = DelegationChore.objects.select_for_update(of=("self",)).select_related("delegation").filter(pk=key).first()
        if chore is None:
            raise NoSuchRow(number=f"#{key}")
        found, state = _worked_on(chore.delegation.number), _chore_state(typed.get("state") or chore.state)
        if state is not Chore(chore.state):
            if chore.code == REPORT:
                raise ReportClosesIt(number=found.number)
            require_step(f"{found.number} #{chore.pk}", CHORE_MOVES, Chore(chore.state), state)
            if state is Chore.NOT_NEEDED:
                require_why(typed.get("reason") or "")
        chore.state, chore.by, chore.at = state.value, by, at
        chore.owner = said(typed["owner"], cap=200, what="owner", empty="") if "owner" in typed else chore.owner
        chore.due = day_of(typed["due"]) if "due" in typed else chore.due
        chore.reason = said(typed.get("reason"), cap=WORDS_CAP, what="reason", empty="")
        chore.save(update_fields=["state", "by", "at", "owner", "due", "reason"])
        more: dict[str, JsonValue] = {"chore": chore.pk, "to": chore.state, "due": chore.due}
        _noted("delegation.chore-tended", found, by=by, at=at, more=more)
        return str(chore.pk)

    return DelegationChore.objects.get(pk=once(token, tend, officer=by, verb="delegation.tend", at=at))


def _chore_state(value: str) -> Chore:
    if value not in [one.value for one in Chore]:
        raise NotOfItsList(what="state", said=value[:20])
    return Chore(value)


def _go(found: Delegation, to: Stage, *, reason: str) -> None:
    require_step(found.number, STAGES, Stage(found.state), to)
    if to.value in WITH_REASON:
        require_why(reason)
        found.reason = said(reason, cap=WORDS_CAP, what="reason")
    found.state = to.value
    found.save(update_fields=["state", "reason"])
    if to not in WORKED_ON:
        DelegationChore.objects.filter(delegation=found).update(counts=False)


def _meeting(number: object) -> Meeting | None:
    text = str(number or "").strip().upper()
    if not text:
        return None
    found = Meeting.objects.filter(number=text, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=text[:20])
    return found


def _members(found: Delegation) -> Any:  # noqa: ANN401 - a query set, whose type has no short name
    return DelegationMember.objects.filter(delegation=found, ended_at__isnull=True)


def _worked_on(number: str) -> Delegation:
    found = _locked(number)
    if Stage(found.state) not in WORKED_ON:
        raise ListClosed(number=found.number)
    return found


def _locked(number: str) -> Delegation:
    found = Delegation.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _found(number: str) -> Delegation:
    return Delegation.objects.get(number=number)


def _noted(name: str, delegation: Delegation, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    note(name, by=by, at=at, facts={"delegation": delegation.number, "state": delegation.state, **(more or {})})
    return str(delegation.number)
