"""Submits a warning, and sends it: one approval of one text by a second officer, and an act of its own to everybody who gets it.

A follow-up goes the same way. What leaves is sealed for each recipient alone, in a case of its own: nobody learns who else got it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from comity.desk.drafting.actions import next_reference
from comity.desk.drafting.composing import findings_of
from comity.desk.drafting.resolving import Resolved
from comity.desk.journalling import mandate_facts, note
from comity.desk.marking import require_channel
from comity.desk.permissions import Verb, require
from comity.desk.safeguarding.gate import Leaving, require_safe
from comity.desk.sending.actions import ChangedSinceShown, KeyOfAnother, TooBusy
from comity.desk.sending.leaving import OvertakenError, Place, let_leave, place_of, seal_act
from comity.desk.warning.planning import Planned, digest_of, draft_for, plan_of, print_plan, read_told, whys_of
from comity.directory.officers import actor
from comity.directory.once import once, result_of
from comity.directory.policy import Actor, Role
from comity.intel.warnings.actions import writers
from comity.intel.warnings.keeping import Sent, Withheld, keep_issued
from comity.intel.warnings.policy import require_approval, require_issue_move
from comity.intel.warnings.queries import live_issue, own_warning
from comity.intel.warnings.reasons import NEVER_SENT, Why
from comity.intel.warnings.refusals import (
    ExpiredWarning,
    FreerThanSource,
    NobodyGetsIt,
    NobodyHasIt,
    NoSuchWarning,
    OriginatorHolds,
    TooLongAhead,
    WarningChanged,
    WarningMoved,
)
from comity.intel.warnings.states import THEIRS, IssueState
from comity.records.bell import ring_on_commit
from comity.records.models import Draft, DraftVersion, Officer, ThreatWarning, WarningCopy, WarningIssue
from comity.seal.envelope import Closed
from comity.seal.keys import SigningKey
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.wire.act import ActBody, read_own_act
from comity.wire.warning import RECALL, Told, parse_told, print_told

MOST_DAYS: Final = 366
ASK_FIRST: Final = "ONWARD-ASK"
_TRIES: Final = 5
_SUBMIT: Final = "warning.submit"
_APPROVE: Final = "warning.approve"


@dataclass(frozen=True, slots=True)
class _Leaving:
    """One act, sealed for its place."""

    authority: str
    draft: Draft
    body: ActBody
    place: Place
    closed: Closed


def outlook(issue: WarningIssue, told: Told | None, *, at: Instant) -> tuple[Planned, ...]:
    """Return who would get a version if it were submitted and approved now, and who would not, with the reasons; nothing is written."""
    return plan_of(issue, told, at=at)


@transaction.atomic
def submit_warning(number: str, *, saved: int, by: Officer, at: Instant, token: str) -> WarningIssue:
    """Make the exact act for everybody who gets it, as saved `saved` times, and ask for a second officer.

    Raises `FieldFaults` for what is missing or wrong, `ExpiredWarning`, `TooLongAhead`, `OriginatorHolds`, `FreerThanSource`, `Stopped`,
    `NobodyGetsIt`, `WarningChanged`.
    """
    require(actor(by, at=at), Verb.WARN)

    def submit() -> str:
        issue = live_issue(own_warning(number))
        require_issue_move(IssueState(issue.state), IssueState.SUBMITTED)
        if issue.saved != saved:
            raise WarningChanged(name=_last_writer(issue))
        # Who submits it drafted it, also when others typed every word.
        issue.drafter = by
        issue.savers = [*(one for one in issue.savers if one != by.officer_id), by.officer_id]
        told = None if issue.follow == RECALL else read_told(issue)
        if told is not None:
            require_in_time(told, at=at)
            require_free(issue.warning, told)
        planned = [one for one in plan_of(issue, told, at=at, number=next_reference) if one.gets]
        if not planned:
            raise _nobody(issue, told)
        for one in planned:
            _require_may_leave(one.draft, one.body, issue=issue)
        copies = [_copy(issue, one) for one in planned]
        WarningCopy.objects.bulk_create(copies)
        issue.plan = print_plan(issue, told, {one.authority: bytes(one.body) for one in copies})
        issue.digest, issue.told = str(Digest.of(issue.plan)), print_told(told) if told else {}
        issue.state, issue.submitted_at, issue.returned_for = IssueState.SUBMITTED, at, ""
        issue.save()
        facts = {"warning": number, "version": issue.version, "follow": issue.follow, "digest": issue.digest, "copies": len(copies)}
        note("warning.submitted", by=by, about="", at=at, facts={**facts, **mandate_facts(actor(by, at=at), Role.DRAFTER)})
        return str(issue.pk)

    return WarningIssue.objects.select_related("warning").get(pk=once(token, submit, officer=by, verb=_SUBMIT, at=at))


def approve_warning(number: str, *, digest_seen: Digest, by: Officer, key: SigningKey, at: Instant, token: str) -> ThreatWarning:
    """Send what `digest_seen` names to everybody who still may get it, as the second officer; `key` is the officer's own, just unlocked.

    Who may not get it any more, since it was submitted, gets nothing, and the ledger says by which rule. Raises `OwnWarning`,
    `ChangedSinceShown`, `NobodyGetsIt`, and what policy and directory refuse. A used `token` gives the same warning and sends nothing.
    """
    for _ in range(_TRIES):
        who = actor(by, at=at)
        require(who, Verb.APPROVE)
        # (1) a repeated click is answered from what it did the first time
        kept = result_of(token, officer=by, verb=_APPROVE)
        if kept is not None:
            return ThreatWarning.objects.get(number=kept, peer="")
        # (2) who may, is it what was shown, who gets it today: before any costly work
        issue = _submitted(number)
        told = parse_told(issue.told) if issue.told else None
        _require_approvable(issue, told, digest_seen=digest_seen, who=who, by=by, key=key, at=at)
        going, withheld = _divided(issue, told, at=at)
        if not going:
            raise _nobody(issue, told)
        # (3) sign and seal outside the write lock, each for the place that is next now
        leaving = [_sealed(copy, issue=issue, told=told, key=key, at=at) for copy in going]
        try:
            # (4) everything to everybody, or nothing to anybody
            return _commit(issue, told, leaving=leaving, withheld=withheld, by=by, who=who, at=at, token=token)
        except OvertakenError:
            continue
    raise TooBusy


@transaction.atomic
def _commit(
    issue: WarningIssue,
    told: Told | None,
    *,
    leaving: Sequence[_Leaving],
    withheld: Sequence[Withheld],
    by: Officer,
    who: Actor,
    at: Instant,
    token: str,
) -> ThreatWarning:
    def send() -> str:
        waits = WarningIssue.objects.select_for_update(of=("self",)).filter(pk=issue.pk, state=IssueState.SUBMITTED, digest=issue.digest)
        if not waits.exists():
            raise OvertakenError
        mandate = mandate_facts(who, Role.APPROVER)
        sent = []
        for one in leaving:
            one.draft.save(force_insert=True)
            DraftVersion.objects.create(draft=one.draft, version=1, fields=one.draft.fields, saved_at=at, saved_by=issue.drafter)
            request = let_leave(one.draft, body=one.body, place=one.place, closed=one.closed, by=by, mandate=mandate, at=at)
            sent.append(Sent(one.authority, one.draft.peer, request.reference, str(one.closed.env_id)))
        return keep_issued(issue, told, sent=sent, withheld=withheld, by=by, at=at).number

    number = once(token, send, officer=by, verb=_APPROVE, at=at)
    ring_on_commit()
    return ThreatWarning.objects.get(number=number, peer="")


def _submitted(number: str) -> WarningIssue:
    found = WarningIssue.objects.select_related("warning", "drafter").filter(warning__number=number, warning__peer="")
    issue = found.filter(state=IssueState.SUBMITTED).first()
    if issue is None:
        known = ThreatWarning.objects.filter(number=number, peer="").values_list("state", flat=True).first()
        raise WarningMoved(state=known) if known else NoSuchWarning(number=number[:20])
    return issue


def _require_approvable(
    issue: WarningIssue, told: Told | None, *, digest_seen: Digest, who: Actor, by: Officer, key: SigningKey, at: Instant
) -> None:
    """Raise unless this officer may approve exactly the plan that was shown."""
    require_approval(who, written_by=(*writers(issue), OfficerId(issue.drafter.officer_id)))
    if not digest_seen == Digest.of(bytes(issue.plan or b"")) == digest_of(issue):
        raise ChangedSinceShown
    if str(key.public.key_id) != by.key_id:
        raise KeyOfAnother(name=by.name)
    if told is not None:
        require_in_time(told, at=at)


def _divided(issue: WarningIssue, told: Told | None, *, at: Instant) -> tuple[list[WarningCopy], list[Withheld]]:
    """Return the copies that still may leave, and everybody else with the reason why nothing goes there."""
    copies = {copy.authority: copy for copy in issue.copies.all()}
    going, withheld = [], []
    for one in plan_of(issue, told, at=at):
        authority = one.standing.authority.id
        copy = copies.get(authority.text)
        why = one.why or (() if copy else (Why.own(NEVER_SENT, authority=authority),))
        if copy is not None and not why:
            why = _stopped_now(copy, issue=issue, told=told, authority=authority, at=at)
        if copy is None or why:
            withheld.append(Withheld(authority.text, str(one.standing.node or ""), why))
        else:
            going.append(copy)
    return going, withheld


def _stopped_now(copy: WarningCopy, *, issue: WarningIssue, told: Told | None, authority: AuthorityId, at: Instant) -> tuple[Why, ...]:
    """Return what the rules say against the very bytes that were submitted, asked as the approver asks them."""
    body = read_own_act(bytes(copy.body))
    draft = _draft(copy, issue=issue, told=told, at=at)
    _require_may_leave(draft, body, issue=issue)
    findings = findings_of(draft, resolved=Resolved(body.act, body.kind, dict(body.fields)), role="approver", at=at)
    return whys_of((one for one in findings if one.outcome == "stop"), authority=authority)


def _require_may_leave(draft: Draft | None, body: ActBody | None, *, issue: WarningIssue) -> None:
    if draft is None or body is None:
        return
    require_channel(body.classification, peer=draft.peer)
    require_safe(Leaving(body.act, body.kind, body.fields, draft.reference, draft.peer, writers(issue)))


def _sealed(copy: WarningCopy, *, issue: WarningIssue, told: Told | None, key: SigningKey, at: Instant) -> _Leaving:
    body = read_own_act(bytes(copy.body))
    draft = _draft(copy, issue=issue, told=told, at=at)
    place = place_of(draft)
    closed = seal_act(draft, body=body, place=place, key=key, at=at)
    if not isinstance(closed, Closed):  # a partner without a node is withheld before
        raise WarningMoved(state=issue.state)
    return _Leaving(copy.authority, draft, body, place, closed)


def _draft(copy: WarningCopy, *, issue: WarningIssue, told: Told | None, at: Instant) -> Draft:
    """Return the draft of one copy as it was submitted, unsaved."""
    draft = draft_for(issue, told, node=NodeId(copy.node), instrument=copy.instrument, at=at)
    draft.reference, draft.body, draft.submitted_at = copy.case, bytes(copy.body), issue.submitted_at
    return draft


def _copy(issue: WarningIssue, one: Planned) -> WarningCopy:
    draft: Any = one.draft  # who gets it has one
    return WarningCopy(
        issue=issue,
        authority=one.standing.authority.id.text,
        node=str(one.standing.node),
        case=draft.reference,
        instrument=draft.instrument,
        body=draft.body,
    )


def require_in_time(told: Told, *, at: Instant) -> None:
    """Raise `ExpiredWarning` where its last day is over, `TooLongAhead` where that is further away than a warning may hold."""
    today = at.datetime().date()
    if told.last_day < today:
        raise ExpiredWarning(day=told.good_until)
    if told.last_day > today + timedelta(days=MOST_DAYS):
        raise TooLongAhead(day=told.good_until, days=MOST_DAYS)


def require_free(warning: ThreatWarning, told: Told) -> None:
    """Raise `OriginatorHolds` where it was begun from a warning that is not to be passed on, `FreerThanSource` where marked freer."""
    source = ThreatWarning.objects.filter(side=THEIRS, case=warning.source).first() if warning.source else None
    if source is None:
        return
    if source.told.get("onward") == ASK_FIRST:
        raise OriginatorHolds(number=source.number, peer=source.peer, case=source.case)
    if not Tlp.parse(told.tlp).covers(Tlp.parse(source.tlp)):
        raise FreerThanSource(tlp=told.tlp, source=source.tlp)


def _nobody(issue: WarningIssue, told: Told | None) -> NobodyGetsIt | NobodyHasIt:
    if told is None or issue.version > 1:
        return NobodyHasIt(number=issue.warning.number)
    return NobodyGetsIt(exchange_field=told.field, tlp=told.tlp)


def _last_writer(issue: WarningIssue) -> str:
    last = str(issue.savers[-1])
    return Officer.objects.filter(officer_id=last).values_list("name", flat=True).first() or last
