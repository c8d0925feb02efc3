"""What became of notices, as pages and the operator's command show it; and where the number in a notice leads."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from comity.desk.telling.gathering import allowed
from comity.desk.visibility import sees
from comity.directory.policy import Actor
from comity.directory.reaching import WEBHOOK, owe, webhook_reach
from comity.records.models import Dispatch, Notice, Occasion, Officer, Reach, Request, Told
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

SHOWN = 20


class NoSuchNotice(Refused):
    """No occasion of that number is for this officer."""

    sentence = gettext_noop("There is no notice %(number)s for you.")
    next_step = gettext_noop("Look at the watch queue: it has everything that is open.")


class NoAddress(Refused):
    """The officer has confirmed no address."""

    sentence = gettext_noop("%(name)s has confirmed no address for notices.")
    next_step = gettext_noop("An officer gives an address on the page Notices of their own account.")


class NoWay(Refused):
    """The node's settings name no such way."""

    sentence = gettext_noop("This node has no such way of telling: neither mail server nor webhook stands in node.toml.")
    next_step = gettext_noop("Write the table [notices] in node.toml; docs/operators/notices.md says how.")


@dataclass(frozen=True, slots=True)
class Sent:
    """One dispatch: to whom ("" for the webhook), where it stands, why, when it was last tried, how often."""

    to: str
    state: str
    why: str
    at: Instant
    attempts: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Known:
    """What became of the notices of one case: when its open ones were put on a page, and what went out; `held` waits for its hour."""

    shown: tuple[Instant, ...]
    sent: tuple[Sent, ...]
    held: int


def known_of(request: Request, *, by: Actor) -> Known:
    """Return what officers were told of a request that `by` may know of."""
    if not sees(request, by=by):
        return Known((), (), 0)
    rows = Told.objects.filter(occasion__request=request)
    found = Dispatch.objects.filter(pk__in=rows.filter(dispatch__isnull=False).values("dispatch_id"))
    shown = Notice.objects.filter(clock__request=request, shown_at__isnull=False).order_by("-shown_at").values_list("shown_at", flat=True)
    return Known(tuple(shown[:1]), _sent(found), rows.filter(dispatch__isnull=True).count())


def sent_to(officer: Officer) -> tuple[Sent, ...]:
    """Return what went to an officer last, newest first."""
    return _sent(Dispatch.objects.filter(reach__officer=officer))


def place_of(number: int, *, officer: Officer, at: Instant) -> tuple[str, str]:
    """Return what a notice is about, as (`request`, its reference), (`draft`, its key) or (`watch`, ""); raises `NoSuchNotice`."""
    rows = Occasion.objects.filter(pk=number)
    one = allowed(Reach(name="-", officer=officer), rows, at=at).select_related("request", "draft").first()
    if one is None:
        raise NoSuchNotice(number=number)
    if one.draft is not None:
        return "draft", str(one.draft.pk)
    return ("request", one.request.reference) if one.request is not None else ("watch", "")


def counts() -> dict[str, int]:
    """Return how many dispatches stand in which state, and how much is held for an hour or a digest."""
    found = dict(Dispatch.objects.values_list("state").annotate(count=Count("pk")))
    return {**found, "held": Told.objects.filter(dispatch__isnull=True).count()}


def faults(limit: int = SHOWN) -> tuple[Sent, ...]:
    """Return what is not sent and has a reason, newest first."""
    return _sent(Dispatch.objects.exclude(state="sent").exclude(why=""))[:limit]


def owe_test(officer: Officer | None, *, at: Instant) -> int:
    """Owe a test to an officer's address, or with None to the webhook; return its key. Raises `NoAddress`."""
    if officer is None:
        return int(owe(webhook_reach(), purpose="test", at=at).pk)
    row = Reach.objects.filter(officer=officer, confirmed_at__isnull=False).first()
    if row is None:
        raise NoAddress(name=officer.name)
    return int(owe(row, purpose="test", at=at).pk)


def outcome_of(key: int) -> Sent:
    """Return how one dispatch stands."""
    (found,) = _sent(Dispatch.objects.filter(pk=key))
    return found


def _sent(rows: QuerySet[Dispatch]) -> tuple[Sent, ...]:
    found = rows.select_related("reach__officer").order_by("-pk")[:SHOWN]
    return tuple(
        Sent(
            to="" if row.reach.name == WEBHOOK else row.reach.officer.name,
            state=row.state,
            why=row.why,
            at=row.tried_at or row.made_at,
            attempts=row.attempts,
            purpose=row.purpose,
        )
        for row in found
    )
