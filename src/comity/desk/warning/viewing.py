"""A version that is being written or waits, with all that its pages show: what is wrong, who would get it now, what is in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.desk.meaning import WARNING
from comity.desk.rules import rulebook
from comity.desk.warning.actions import outlook, require_free, require_in_time
from comity.desk.warning.planning import KINDS, TO, Planned, digest_of, read_told
from comity.directory.officers import approvers_but
from comity.directory.policy import Actor
from comity.intel.warnings.queries import find_warning
from comity.intel.warnings.refusals import NobodyGetsIt, WarningMoved
from comity.intel.warnings.states import IssueState
from comity.records.models import Officer, WarningIssue
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFault
from comity.treaty.fields import read_draft
from comity.treaty.forms import Form
from comity.wire.warning import RECALL, Told, parse_told


@dataclass(frozen=True, slots=True)
class IssueView:
    """A version. `told` is None while something is wrong with what was typed, and for a recall; `against` is what would refuse it now."""

    issue: WarningIssue
    form: Form
    fields: Mapping[str, Any]
    faults: tuple[FieldFault, ...]
    told: Told | None
    planned: tuple[Planned, ...]
    against: Refused | None
    approvers: tuple[Officer, ...]
    digest: Digest | None

    @property
    def recalls(self) -> bool:
        """Whether it takes the warning back."""
        return self.issue.follow == RECALL


def view_issue(number: str, *, by: Actor, at: Instant) -> IssueView:
    """Return the version of a warning of ours that is written or waits; raises `NoSuchWarning`, `WarningMoved`."""
    file = find_warning(number, by=by, on=at.datetime().date())
    if file.live is None:
        raise WarningMoved(state=file.warning.state)
    issue = file.live
    form = rulebook().form(WARNING, "request")
    typed = {key: value for key, value in issue.typed.items() if key not in (TO, KINDS)}
    fields, faults = read_draft(form, {**typed, "number": number})
    told, planned, against = _looked(issue, bool(faults), at=at)
    return IssueView(
        issue=issue,
        form=form,
        fields=fields,
        faults=() if issue.follow == RECALL else faults,
        told=told,
        planned=planned,
        against=against,
        approvers=approvers_but(*issue.savers, at=at),
        digest=digest_of(issue) if issue.state == IssueState.SUBMITTED else None,
    )


def _looked(issue: WarningIssue, wrong: bool, *, at: Instant) -> tuple[Told | None, tuple[Planned, ...], Refused | None]:  # noqa: FBT001 -- asked once
    """Return what it says, who gets it, and what is in the way; of a version that waits, by what was submitted."""
    told: Told | None = None
    try:
        if issue.follow != RECALL:
            if wrong:
                return None, (), None
            told = parse_told(issue.told) if issue.state == IssueState.SUBMITTED else read_told(issue)
            require_in_time(told, at=at)
            require_free(issue.warning, told)
        planned = outlook(issue, told, at=at)
    except Refused as refusal:
        return told, (), refusal
    nobody = told is not None and not any(one.gets for one in planned)
    return told, planned, NobodyGetsIt(exchange_field=told.field, tlp=told.tlp) if nobody and told else None
