"""What acts about warnings do in the tables of intel. The desk calls these in the transaction of the act, once it is sent or taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.directory.noting import note
from comity.intel.warnings.reasons import Why, print_whys
from comity.intel.warnings.states import (
    THEIRS,
    WARNING_MOVES,
    DeliveryState,
    Heard,
    IssueState,
    WarningState,
    after,
)
from comity.records.models import Officer, ThreatWarning, WarningCode, WarningDelivery, WarningIssue, WarningLine
from comity.terms.instants import Instant
from comity.wire.warning import RECALL, UPDATE, Acknowledged, DoneSince, Followed, Published, Told, print_told

# By what warnings are narrowed and counted: the field of the form, and its vocabulary.
CODED: Final[Mapping[str, str]] = {
    "techniques": "technique",
    "ict_uses": "ict-use",
    "support_types": "support-type",
    "offences": "offence",
    "technologies": "technology",
    "sectors": "sector",
}


@dataclass(frozen=True, slots=True)
class Withheld:
    """An authority that does not get it, and every reason why."""

    authority: str
    node: str
    why: tuple[Why, ...]

    @property
    def rule(self) -> str:
        """The code of the first reason."""
        return self.why[0].code


@dataclass(frozen=True, slots=True)
class Sent:
    """A copy that left: to whom, in which case, in which envelope."""

    authority: str
    node: str
    case: str
    env_id: str


def keep_issued(
    issue: WarningIssue, told: Told | None, *, sent: Iterable[Sent], withheld: Iterable[Withheld], by: Officer, at: Instant
) -> ThreatWarning:
    """Keep that a version left, to whom, and from whom it was withheld; without `told` it recalls the warning."""
    warning = ThreatWarning.objects.select_for_update(of=("self",)).get(pk=issue.warning_id)
    issue.state, issue.approver, issue.sent_at = IssueState.SENT, by, at
    issue.told = print_told(told) if told else {}
    issue.save(update_fields=["state", "approver", "sent_at", "told"])
    if told is None:
        _move(warning, WarningState.RECALLED)
    elif warning.state == WarningState.DRAFT:
        _move(warning, WarningState.PUBLISHED)
        warning.published_at = at
    warning.version = issue.version
    if told is None:
        warning.save(update_fields=["state", "version"])
    else:
        _say(warning, told)
    copies = list(sent)
    for copy in copies:
        _keep_copy(warning, copy, issue=issue, at=at)
    kept_from = list(withheld)
    for one in kept_from:
        _keep_withheld(warning, one, version=issue.version, at=at)
    facts = {
        "warning": warning.number,
        "version": issue.version,
        "follow": issue.follow,
        "sent": [copy.authority for copy in copies],
        "withheld": {one.authority: one.rule for one in kept_from},
        "digest": issue.digest,
    }
    note("warning.issued", by=by, at=at, facts=facts)
    return warning


def keep_theirs(published: Published, *, case: str, peer: str, at: Instant) -> ThreatWarning:
    """Keep a warning that another node published to this one."""
    warning = ThreatWarning(
        side=THEIRS, number=published.number, peer=peer, case=case, state=WarningState.RECEIVED, version=1, at=at, published_at=at
    )
    _say(warning, published.told)
    _keep_version(warning, published.told, version=1, follow="", at=at)
    note("warning.received", by=peer, about=case, at=at, facts={"warning": published.number, "node": peer})
    return warning


def keep_follow_up(followed: Followed, *, case: str, peer: str, at: Instant) -> None:
    """Keep what follows a warning of another node's: its new text, or that it is recalled."""
    warning = ThreatWarning.objects.select_for_update(of=("self",)).get(case=case, side=THEIRS)
    warning.version = followed.version
    if followed.told is None:
        _move(warning, WarningState.RECALLED)
        warning.save(update_fields=["state", "version"])
    else:
        _say(warning, followed.told)
    follow = RECALL if followed.recalls else UPDATE
    _keep_version(warning, followed.told, version=followed.version, follow=follow, reason=followed.reason, at=at)
    facts = {"warning": followed.number, "version": followed.version, "recalled": followed.recalls}
    note("warning.followed", by=peer, about=case, at=at, facts=facts)


def keep_withdrawn(case: str, *, by: Officer | str, at: Instant) -> None:
    """Keep that a warning was taken back in one case by the withdrawal that every case has."""
    theirs = ThreatWarning.objects.select_for_update(of=("self",)).filter(case=case, side=THEIRS).first()
    if theirs is not None and WarningState.RECALLED in WARNING_MOVES[WarningState(theirs.state)]:
        _move(theirs, WarningState.RECALLED)
        theirs.save(update_fields=["state"])
    ours = _delivery(case)
    if ours is not None:
        _hear(ours, Heard.RECALL, version=ours.version, at=at)
    note("warning.withdrawn", by=by, about=case, at=at, facts={})


def keep_our_word(case: str, said: Acknowledged | DoneSince, *, by: Officer, at: Instant) -> None:
    """Keep what this authority told the sender of a warning about it."""
    warning = ThreatWarning.objects.select_for_update(of=("self",)).get(case=case, side=THEIRS)
    if isinstance(said, Acknowledged):
        _move(warning, WarningState.DECLINED if said.grounds else WarningState.ACKNOWLEDGED)
        warning.answered_at, warning.grounds = at, list(said.grounds)
    warning.done, warning.done_version = said.done, said.version
    warning.save()
    note("warning.acknowledged", by=by, about=case, at=at, facts={"warning": warning.number, "done": said.done, "version": said.version})


def keep_their_word(case: str, said: Acknowledged | DoneSince, *, env_id: str, at: Instant) -> None:
    """Keep in the ledger what an authority says that it did with a warning of ours."""
    delivery = _delivery(case)
    if delivery is None:
        return
    declined = isinstance(said, Acknowledged) and bool(said.grounds)
    delivery.done, delivery.done_version = said.done, said.version
    if isinstance(said, Acknowledged):
        delivery.grounds, delivery.answered_at = list(said.grounds), at
    code = ",".join(delivery.grounds)[:64] if declined else said.done
    _hear(delivery, Heard.DECLINE if declined else Heard.ACKNOWLEDGEMENT, version=said.version, code=code, env_id=env_id, at=at)
    facts = {"authority": delivery.authority, "done": said.done, "grounds": list(delivery.grounds), "version": said.version}
    note("warning.answered", by=delivery.node, about=case, at=at, facts=facts)


def keep_refused_by_answer(case: str, grounds: Iterable[str], *, env_id: str, at: Instant) -> None:
    """Keep in the ledger that an authority refused a warning as if it were a request."""
    delivery = _delivery(case)
    if delivery is None:
        return
    delivery.grounds, delivery.answered_at = list(grounds), at
    _hear(delivery, Heard.DECLINE, version=delivery.version, code=",".join(delivery.grounds)[:64], env_id=env_id, at=at)


def keep_receipt(case: str, env_ids: Iterable[str], *, at: Instant) -> None:
    """Keep in the ledger that the other node has these acts of a case; the first receipt moves the delivery."""
    delivery = _delivery(case)
    if delivery is None:
        return
    sent = WarningLine.objects.filter(delivery=delivery, env_id__in=list(env_ids), what="sent").order_by("id")
    for line in list(sent):
        delivery.received_at = delivery.received_at or at
        _hear(delivery, Heard.RECEIPT, version=line.version, env_id=line.env_id, at=at)


def keep_undelivered(case: str, *, env_id: str, why: str, at: Instant) -> None:
    """Keep in the ledger that an act did not get there: it expired on the way, or was refused with the class `why`."""
    delivery = _delivery(case)
    if delivery is None:
        return
    version = WarningLine.objects.filter(delivery=delivery, env_id=env_id).values_list("version", flat=True).first() or delivery.version
    delivery.rule = why
    _hear(delivery, Heard.EXPIRY if why == "expired" else Heard.REFUSAL, version=version, code=why, env_id=env_id, at=at)


def _say(warning: ThreatWarning, told: Told) -> None:
    """Let the row say what `told` says, and be found by its codes."""
    warning.told = print_told(told)
    warning.sort, warning.field, warning.urgency = told.sort, told.field, told.urgency
    warning.tlp, warning.good_until = told.tlp, told.good_until
    warning.save()
    WarningCode.objects.filter(warning=warning).delete()
    codes = [WarningCode(warning=warning, of=of, code=code) for name, of in CODED.items() for code in getattr(told, name)]
    WarningCode.objects.bulk_create(codes)


def _keep_version(warning: ThreatWarning, told: Told | None, *, version: int, follow: str, at: Instant, reason: str = "") -> None:
    WarningIssue.objects.create(
        warning=warning,
        version=version,
        follow=follow,
        reason=reason,
        state=IssueState.RECEIVED,
        told=print_told(told) if told else {},
        opened_at=at,
        saved_at=at,
        sent_at=at,
    )


def _keep_copy(warning: ThreatWarning, copy: Sent, *, issue: WarningIssue, at: Instant) -> None:
    delivery = WarningDelivery.objects.select_for_update(of=("self",)).filter(warning=warning, authority=copy.authority).first()
    if delivery is None:
        delivery = WarningDelivery(
            warning=warning, authority=copy.authority, node=copy.node, state=DeliveryState.SENT, case=copy.case, sent_at=at
        )
    delivery.version = issue.version
    if issue.follow == RECALL:
        delivery.state, delivery.recalled_at = DeliveryState.RECALLED, at
    delivery.save()
    _line(delivery, "sent", version=issue.version, code=issue.follow, env_id=copy.env_id, at=at)


def _keep_withheld(warning: ThreatWarning, one: Withheld, *, version: int, at: Instant) -> None:
    """Keep why somebody does not get it; who has an earlier version keeps its state, and a line says that this one was withheld."""
    delivery, _ = WarningDelivery.objects.get_or_create(
        warning=warning,
        authority=one.authority,
        defaults={"node": one.node, "state": DeliveryState.WITHHELD, "rule": one.rule, "facts": print_whys(one.why)},
    )
    _line(delivery, "withheld", version=version, code=one.rule, at=at)


def _delivery(case: str) -> WarningDelivery | None:
    return WarningDelivery.objects.select_for_update(of=("self",)).filter(case=case).first()


def _hear(delivery: WarningDelivery, heard: Heard, *, version: int, at: Instant, code: str = "", env_id: str = "") -> None:
    """Move a delivery by the table, and keep a line of what was heard also where it moves nothing."""
    to = after(DeliveryState(delivery.state), heard)
    if to is not None:
        delivery.state = to
    if heard is Heard.RECALL and delivery.recalled_at is None:
        delivery.recalled_at = at
    delivery.save()
    _line(delivery, _WORDS[heard], version=version, code=code, env_id=env_id, at=at)


_WORDS: Final[Mapping[Heard, str]] = {
    Heard.RECEIPT: "received",
    Heard.ACKNOWLEDGEMENT: "acknowledged",
    Heard.DECLINE: "declined",
    Heard.REFUSAL: "refused",
    Heard.EXPIRY: "expired",
    Heard.RECALL: "recalled",
}


def _line(delivery: WarningDelivery, what: str, *, version: int, at: Instant, code: str = "", env_id: str = "") -> None:
    WarningLine.objects.create(delivery=delivery, what=what, version=version, code=code, env_id=env_id, at=at)


def _move(warning: ThreatWarning, to: WarningState) -> None:
    """Move a warning by the table; what was recalled meanwhile stays recalled."""
    if to in WARNING_MOVES[WarningState(warning.state)]:
        warning.state = to
