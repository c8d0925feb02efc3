"""Begins, saves, returns and sets aside what is not sent yet. Every deed at home; what leaves is the desk's."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.intel.warnings.numbers import next_number
from comity.intel.warnings.policy import require_approval, require_issue_move, require_write
from comity.intel.warnings.queries import live_issue, own_warning
from comity.intel.warnings.refusals import NobodyHasIt, RecallReasonMissing, WarningChanged, WarningMoved
from comity.intel.warnings.states import HOLDING, OURS, IssueState, WarningState
from comity.records.models import Officer, ThreatWarning, WarningCopy, WarningDelivery, WarningIssue
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary
from comity.wire.warning import RECALL, UPDATE

REASON_CAP: Final = 1000


@transaction.atomic
def begin_warning(*, typed: Mapping[str, Any], source: str = "", by: Officer, at: Instant, token: str) -> ThreatWarning:
    """Begin a warning with what is known of it; `source` is the case or the statement here that it comes from, which never leaves."""
    require_write(actor(by, at=at))

    def begin() -> str:
        number = next_number()
        warning = ThreatWarning.objects.create(side=OURS, number=number, state=WarningState.DRAFT, source=source[:40], made_by=by, at=at)
        _open_issue(warning, version=1, follow="", typed=typed, by=by, at=at)
        note("warning.begun", by=by, at=at, facts={"warning": number, "source": source[:40]})
        return number

    return own_warning(once(token, begin, officer=by, verb="warning.begin", at=at))


@transaction.atomic
def save_warning(number: str, *, typed: Mapping[str, Any], based_on: int, by: Officer, at: Instant) -> WarningIssue:
    """Keep what was typed on top of save `based_on`; raises `WarningChanged` where a colleague saved meanwhile."""
    require_write(actor(by, at=at))
    issue = live_issue(own_warning(number))
    if issue.state != IssueState.OPEN:
        raise WarningMoved(state=issue.state)
    if dict(typed) == issue.typed:
        return issue
    if issue.saved != based_on:
        last = Officer.objects.filter(officer_id=issue.savers[-1]).values_list("name", flat=True).first()
        raise WarningChanged(name=last or issue.savers[-1])
    issue.typed, issue.saved, issue.saved_at = dict(typed), issue.saved + 1, at
    issue.savers = [*(one for one in issue.savers if one != by.officer_id), by.officer_id]
    issue.save(update_fields=["typed", "saved", "saved_at", "savers"])
    return issue


@transaction.atomic
def begin_update(number: str, *, by: Officer, at: Instant, token: str) -> WarningIssue:
    """Begin a new text of a warning that is out, filled in from the one before it."""
    return _begin_following(number, follow=UPDATE, reason="", by=by, at=at, token=token)


@transaction.atomic
def begin_recall(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> WarningIssue:
    """Begin the recall of a warning that is out; raises `RecallReasonMissing` for a reason that is none."""
    if reason not in vocabulary("recall-reason").by_code:
        raise RecallReasonMissing
    return _begin_following(number, follow=RECALL, reason=reason, by=by, at=at, token=token)


def _begin_following(number: str, *, follow: str, reason: str, by: Officer, at: Instant, token: str) -> WarningIssue:
    require_write(actor(by, at=at))

    def begin() -> str:
        warning = own_warning(number)
        begun = WarningIssue.objects.filter(warning=warning, state__in=(IssueState.OPEN, IssueState.SUBMITTED))
        if warning.state != WarningState.PUBLISHED or begun.exists():
            raise WarningMoved(state=warning.state)
        if not WarningDelivery.objects.filter(warning=warning, state__in=list(HOLDING)).exists():
            raise NobodyHasIt(number=number)
        typed = warning.told if follow == UPDATE else {}
        issue = _open_issue(warning, version=warning.version + 1, follow=follow, reason=reason, typed=typed, by=by, at=at)
        note("warning.follow-up-begun", by=by, at=at, facts={"warning": number, "version": issue.version, "follow": follow})
        return str(issue.pk)

    return WarningIssue.objects.select_related("warning").get(pk=once(token, begin, officer=by, verb="warning.follow", at=at))


@transaction.atomic
def return_warning(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> WarningIssue:
    """Do not approve: give it back with `reason`. Only a second officer may."""

    def give_back() -> str:
        issue = live_issue(own_warning(number))
        require_approval(actor(by, at=at), written_by=writers(issue))
        if issue.state != IssueState.SUBMITTED:
            raise WarningMoved(state=issue.state)
        _reopen(issue, reason=reason.strip()[:REASON_CAP])
        note("warning.returned", by=by, at=at, facts={"warning": number, "version": issue.version, "reason": reason.strip()[:REASON_CAP]})
        return str(issue.pk)

    return WarningIssue.objects.get(pk=once(token, give_back, officer=by, verb="warning.return", at=at))


@transaction.atomic
def take_back_warning(number: str, *, by: Officer, at: Instant, token: str) -> WarningIssue:
    """Go on writing what was submitted and not yet approved."""
    require_write(actor(by, at=at))

    def reopen() -> str:
        issue = live_issue(own_warning(number))
        if issue.state != IssueState.SUBMITTED:
            raise WarningMoved(state=issue.state)
        _reopen(issue, reason="")
        note("warning.taken-back", by=by, at=at, facts={"warning": number, "version": issue.version})
        return str(issue.pk)

    return WarningIssue.objects.get(pk=once(token, reopen, officer=by, verb="warning.take-back", at=at))


@transaction.atomic
def set_warning_aside(number: str, *, by: Officer, at: Instant, token: str) -> ThreatWarning:
    """Put away what is not sent: a warning can be taken up again; a follow-up leaves room for another."""
    require_write(actor(by, at=at))

    def put_away() -> str:
        warning = own_warning(number)
        issue = live_issue(warning)
        require_issue_move(IssueState(issue.state), IssueState.SET_ASIDE)
        issue.state = IssueState.SET_ASIDE
        issue.save(update_fields=["state"])
        if issue.version == 1:
            warning.state = WarningState.SET_ASIDE
            warning.save(update_fields=["state"])
        note("warning.set-aside", by=by, at=at, facts={"warning": number, "version": issue.version})
        return number

    return own_warning(once(token, put_away, officer=by, verb="warning.set-aside", at=at))


@transaction.atomic
def take_up_warning(number: str, *, by: Officer, at: Instant, token: str) -> ThreatWarning:
    """Go on with a warning that was set aside."""
    require_write(actor(by, at=at))

    def reopen() -> str:
        warning = own_warning(number)
        if warning.state != WarningState.SET_ASIDE:
            raise WarningMoved(state=warning.state)
        warning.state = WarningState.DRAFT
        warning.save(update_fields=["state"])
        WarningIssue.objects.filter(warning=warning, version=1).update(state=IssueState.OPEN)
        note("warning.taken-up", by=by, at=at, facts={"warning": number})
        return number

    return own_warning(once(token, reopen, officer=by, verb="warning.take-up", at=at))


def writers(issue: WarningIssue) -> tuple[OfficerId, ...]:
    """Return everyone who saved a version: none of them may be the second officer."""
    return tuple(OfficerId(name) for name in issue.savers)


def _open_issue(
    warning: ThreatWarning, *, version: int, follow: str, typed: Mapping[str, Any], by: Officer, at: Instant, reason: str = ""
) -> WarningIssue:
    return WarningIssue.objects.create(
        warning=warning,
        version=version,
        follow=follow,
        reason=reason,
        state=IssueState.OPEN,
        typed=dict(typed),
        savers=[by.officer_id],
        drafter=by,
        opened_at=at,
        saved_at=at,
    )


def _reopen(issue: WarningIssue, *, reason: str) -> None:
    """Let a version be written on; the bytes that were shown are no longer what would leave."""
    WarningCopy.objects.filter(issue=issue).delete()
    issue.state, issue.plan, issue.digest, issue.submitted_at, issue.returned_for = IssueState.OPEN, None, "", None, reason
    issue.save()
