"""Warnings as officers see them: what went out and what came, one with its versions, its ledger and what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from django.db.models import Count, Q, QuerySet

from comity.directory.policy import Actor
from comity.intel.warnings.policy import require_read
from comity.intel.warnings.refusals import NoSuchWarning, WarningMoved
from comity.intel.warnings.states import THEIRS, DeliveryState, IssueState, WarningState
from comity.records.models import ThreatWarning, WarningDelivery, WarningIssue, WarningLine
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.warning import Told, parse_told

PAGE: Final = 25
_THEN: Final = "~"  # between the moment and the key of a cursor
_DIGITS: Final = 19
_LIVE: Final = (IssueState.OPEN, IssueState.SUBMITTED)
_MOST: Final = 200


Hidden: TypeAlias = frozenset[str]  # cases that the officer may not know of: the desk says which


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to; empty is all. `code` is one of the vocabulary `of`."""

    side: str = ""
    field: str = ""
    state: str = ""
    of: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A warning in a list: how many got it, acknowledged it, and do not get it; `over` says that its last day is."""

    warning: ThreatWarning
    got: int
    acknowledged: int
    withheld: int
    over: bool


@dataclass(frozen=True, slots=True)
class Ledgered:
    """One authority in the ledger, and every line of it, the oldest first."""

    delivery: WarningDelivery
    lines: Sequence[WarningLine]


@dataclass(frozen=True, slots=True)
class WarningFile:
    """A warning with all that belongs to it; `told` is None while nothing was sent. `live` is the version that is being written."""

    warning: ThreatWarning
    told: Told | None
    issues: Sequence[WarningIssue]
    live: WarningIssue | None
    ledger: Sequence[Ledgered]
    over: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of warnings; `after` is what is asked for to get those behind them, empty on the last page."""

    rows: Sequence[Row]
    after: str


def own_warning(number: str) -> ThreatWarning:
    """Return a warning of this authority, locked where the database locks rows; raises `NoSuchWarning`."""
    found = ThreatWarning.objects.select_for_update(of=("self",)).filter(peer="", number=number).first()
    if found is None:
        raise NoSuchWarning(number=number[:20])
    return found


def live_issue(warning: ThreatWarning) -> WarningIssue:
    """Return the version that is being written or waits for its second officer, locked; raises `WarningMoved` where there is none."""
    found = WarningIssue.objects.select_for_update(of=("self",)).select_related("warning", "drafter").filter(warning=warning)
    issue = found.filter(state__in=_LIVE).first()
    if issue is None:
        raise WarningMoved(state=warning.state)
    return issue


def warnings(narrowed: Narrowed, *, by: Actor, on: date, hidden: Hidden = frozenset(), after: str = "") -> Listed:
    """Return the warnings that went out or came, what was published last first."""
    require_read(by)
    rows = _narrowed(narrowed).exclude(case__in=hidden) if hidden else _narrowed(narrowed)
    moment, _, key = after.partition(_THEN)
    if moment.isascii() and moment.isdigit() and key.isascii() and key.isdigit() and max(len(moment), len(key)) < _DIGITS:
        last = Instant(int(moment))
        rows = rows.filter(Q(published_at__lt=last) | Q(published_at=last, pk__lt=int(key)))
    found = list(rows.order_by("-published_at", "-id")[: PAGE + 1])
    counted = _counted(found[:PAGE])
    shown = [Row(one, *counted.get(one.pk, (0, 0, 0)), _over(one, on=on)) for one in found[:PAGE]]
    last_row = shown[-1].warning if len(found) > PAGE else None
    return Listed(shown, f"{last_row.published_at.micros}{_THEN}{last_row.pk}" if last_row else "")


def by_field(*, by: Actor, hidden: Hidden = frozenset()) -> Mapping[str, tuple[int, int]]:
    """Return of each field in which a warning came or went out how many came, and how many went."""
    require_read(by)
    rows = ThreatWarning.objects.filter(published_at__isnull=False)
    if hidden:
        rows = rows.exclude(case__in=hidden)
    counted: dict[str, tuple[int, int]] = {}
    for field, side, count in rows.values_list("field", "side").annotate(count=Count("id")).order_by("field", "side"):
        came, went = counted.get(field, (0, 0))
        counted[field] = (came + count, went) if side == THEIRS else (came, went + count)
    return counted


def counts(*, by: Actor, hidden: Hidden = frozenset()) -> Mapping[str, int]:
    """Return what waits: for a word of ours, for a second officer, for being written on, and copies that nobody acknowledged yet."""
    require_read(by)
    return {
        "unanswered": _unanswered(hidden).count(),
        "submitted": WarningIssue.objects.filter(state=IssueState.SUBMITTED).count(),
        "open": WarningIssue.objects.filter(state=IssueState.OPEN).count(),
        "waiting": WarningDelivery.objects.filter(state__in=(DeliveryState.SENT, DeliveryState.RECEIVED)).count(),
        "refused": WarningDelivery.objects.filter(state__in=(DeliveryState.REFUSED, DeliveryState.EXPIRED)).count(),
    }


def unanswered(*, by: Actor, hidden: Hidden = frozenset()) -> Sequence[ThreatWarning]:
    """Return what came and nobody here has said a word of, the oldest first."""
    require_read(by)
    return list(_unanswered(hidden).order_by("published_at", "id")[:_MOST])


def _unanswered(hidden: Hidden) -> QuerySet[ThreatWarning]:
    rows = ThreatWarning.objects.filter(side=THEIRS, state=WarningState.RECEIVED)
    return rows.exclude(case__in=hidden) if hidden else rows


def acknowledged(*, by: Actor, hidden: Hidden = frozenset(), most: int = 10) -> Sequence[WarningDelivery]:
    """Return what other authorities said last of warnings that went out, the newest first."""
    require_read(by)
    rows = WarningDelivery.objects.select_related("warning").filter(answered_at__isnull=False)
    rows = rows.exclude(case__in=hidden) if hidden else rows
    return list(rows.order_by("-answered_at", "-id")[:most])


def unsent(*, by: Actor) -> Sequence[WarningIssue]:
    """Return the versions that are being written or wait for a second officer, the oldest first."""
    require_read(by)
    return list(WarningIssue.objects.select_related("warning", "drafter").filter(state__in=_LIVE).order_by("id")[:_MOST])


def find_warning(key: str, *, by: Actor, on: date, hidden: Hidden = frozenset()) -> WarningFile:
    """Return a warning by our number, or by the number of the case in which another node's came; raises `NoSuchWarning`."""
    require_read(by)
    rows = ThreatWarning.objects.select_related("made_by")
    found = rows.filter(peer="", number=key).first() or rows.filter(case=key).first() if key else None
    if found is None or found.case in (hidden or ()):
        raise NoSuchWarning(number=key[:20])
    issues = list(WarningIssue.objects.select_related("drafter", "approver").filter(warning=found).order_by("version", "id"))
    live = next((one for one in issues if one.state in _LIVE), None)
    return WarningFile(found, told_of(found), issues, live, _ledger(found), _over(found, on=on))


def told_of(warning: ThreatWarning) -> Told | None:
    """Return what the newest version of a warning says, None while nothing was sent, or where a newer node would have to read it."""
    if not warning.told:
        return None
    try:
        return parse_told(warning.told)
    except Refused:
        return None


def warning_in(case: str) -> ThreatWarning | None:
    """Return the warning that a case carries, ours or theirs: for the page of the case."""
    theirs = ThreatWarning.objects.filter(case=case).first() if case else None
    if theirs is not None:
        return theirs
    delivery = WarningDelivery.objects.select_related("warning").filter(case=case).first() if case else None
    return delivery.warning if delivery else None


def begun_from(source: str, *, by: Actor) -> Sequence[ThreatWarning]:
    """Return the warnings that were begun from a case or a statement here."""
    require_read(by)
    return list(ThreatWarning.objects.filter(source=source).order_by("id")[:_MOST]) if source else []


def _counted(rows: Sequence[ThreatWarning]) -> Mapping[int, tuple[int, int, int]]:
    """Return of these warnings alone how many got it, acknowledged it, and do not get it."""
    withheld, answered = Q(state=DeliveryState.WITHHELD), Q(answered_at__isnull=False)
    found = WarningDelivery.objects.filter(warning__in=list(rows)).values_list("warning_id").order_by()
    counts = found.annotate(got=Count("id", filter=~withheld), said=Count("id", filter=answered), kept=Count("id", filter=withheld))
    return {key: (got, said, kept) for key, got, said, kept in counts}


def _narrowed(narrowed: Narrowed) -> QuerySet[ThreatWarning]:
    rows = ThreatWarning.objects.filter(published_at__isnull=False)
    if narrowed.side:
        rows = rows.filter(side=narrowed.side)
    if narrowed.field:
        rows = rows.filter(field=narrowed.field)
    if narrowed.state:
        rows = rows.filter(state=narrowed.state)
    if narrowed.of and narrowed.code:
        rows = rows.filter(codes__of=narrowed.of, codes__code=narrowed.code)
    return rows


def _ledger(warning: ThreatWarning) -> Sequence[Ledgered]:
    deliveries = list(WarningDelivery.objects.filter(warning=warning).order_by("authority"))
    lines: dict[int, list[WarningLine]] = {}
    for line in WarningLine.objects.filter(delivery__in=deliveries).order_by("id"):
        lines.setdefault(line.delivery_id, []).append(line)
    return [Ledgered(one, lines.get(one.pk, [])) for one in deliveries]


def _over(warning: ThreatWarning, *, on: date) -> bool:
    return bool(warning.good_until) and warning.good_until < on.isoformat()
