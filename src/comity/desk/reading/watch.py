"""The watch queue: what needs somebody, nearest deadline first, in sections by what is needed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from django.db import connection
from django.db.models import Q, QuerySet

from comity.desk.holding.queries import offers_on
from comity.desk.reading.presence import PRESENT_FOR
from comity.desk.remarks.queries import counts_of
from comity.desk.rules import rulebook
from comity.desk.states import DraftState, State
from comity.desk.visibility import counted_for, sees_all, visible_drafts, visible_to
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import OUTBOX_OPEN, Clock, Draft, Line, Offer, Officer, Request
from comity.records.rows import columns, find_all, is_there, row_of
from comity.records.statements import among, run
from comity.terms.instants import Instant
from comity.treaty.clocks import clocks_for

SHOWN: Final = 25
COUNTED: Final = 100
_SOON: Final = timedelta(hours=24)


class Section(StrEnum):
    """What the rows under one heading need."""

    DECISION = "decision"
    SECOND_OFFICER = "second-officer"
    THEM = "them"
    ENDING = "ending"
    DRAFTS = "drafts"
    ASLEEP = "asleep"


_MINE: Final = " AND holder_id = %s"
_FREE: Final = " AND holder_id IS NULL"
_DATED: Final = "due_at IS NOT NULL"
_UNDATED: Final = "due_at IS NULL"
_PART: Final = (  # put together from constants; what differs between questions goes in as parameters
    "SELECT * FROM (SELECT direction, state, due_at, id FROM records_request"  # noqa: S608 constants only, see above
    " WHERE direction = %%s AND state = %%s AND %s AND (asleep_until IS NULL OR asleep_until <= %%s)%s"
    f" ORDER BY due_at, id LIMIT {SHOWN + 1}) AS part"
)
_DUE: Final = (
    f"SELECT peer, priority FROM records_outbox WHERE {OUTBOX_OPEN.sql}"  # noqa: S608 our own words
    f" AND state = 'due' AND item = 'envelope' LIMIT {COUNTED * 10}"
)
_RUNNING: Final = "SELECT {} FROM records_clock WHERE request_id IN ({}) AND stopped_at IS NULL"
_UNREAD: Final = "SELECT request_id, count FROM records_unread WHERE request_id IN ({}) AND officer_id = %s"
_PRESENT: Final = (
    "SELECT here.request_id, who.name FROM records_presence AS here JOIN records_officer AS who ON who.id = here.officer_id"
    " WHERE here.request_id IN ({}) AND here.seen_at >= %s AND here.officer_id <> %s"
)
_ACTS: Final = "SELECT request_id, count(*) FROM records_message WHERE request_id IN ({}) GROUP BY request_id"
_LEAVING: Final = (
    'SELECT "case", count(*) FROM records_outbox WHERE "case" IN ({})'  # noqa: S608 our own words
    f" AND {OUTBOX_OPEN.sql} AND state = 'due' AND item = 'envelope' GROUP BY \"case\""
)
States: TypeAlias = tuple[tuple[str, tuple[State, ...]], ...]
Nearest: TypeAlias = Mapping[tuple[str, str], list[tuple[int, int]]]

PRESERVED: Final[States] = (("in", (State.ANSWERED,)), ("out", (State.ANSWERED,)))

# Which requests need us, which wait for the other side, which are preserved: by direction and state.
OURS: Final[States] = (
    (
        "in",
        (
            State.DELIVERED,
            State.OPENED,
            State.VIEWS_GIVEN,
            State.RISK_NOTIFIED,
            State.EXTENSION_ASKED,
            State.ACCEPTED,
            State.POSTPONED,
        ),
    ),
    (
        "out",
        (State.CONSULTING, State.RISK_NOTIFIED, State.UNDELIVERED, State.QUESTIONED, State.OFFERED, State.FULFILLED, State.REFUSED),
    ),
)
THEIRS: Final[States] = (
    ("in", (State.CONSULTING, State.QUESTIONED, State.OFFERED, State.FULFILLED)),
    (
        "out",
        (
            State.SENT,
            State.DELIVERED,
            State.OPENED,
            State.VIEWS_GIVEN,
            State.EXTENSION_ASKED,
            State.ACCEPTED,
            State.POSTPONED,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the queue, with its nearest clock, who holds it and who looks at it."""

    request: Request
    clock: Clock | None
    unread: int
    present: tuple[str, ...]
    acts: int
    waiting: int
    notes: int = 0
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the queue; `due_at` is the desk's own target for the second officer, if it is submitted."""

    draft: Draft
    started_at: Instant | None
    due_at: Instant | None
    urgency: str


@dataclass(frozen=True, slots=True)
class Rows:
    """One section: the rows shown, how many there are (counted to a hundred), and the earliest deadline among the rest."""

    section: Section
    requests: tuple[RequestRow, ...] = ()
    drafts: tuple[DraftRow, ...] = ()
    total: int = 0
    next_due: Instant | None = None

    @property
    def shown(self) -> int:
        """How many rows are shown."""
        return len(self.requests) + len(self.drafts)


@dataclass(frozen=True, slots=True)
class Link:
    """How the line to one peer stands, and how many acts wait on it, how many urgent ones of these."""

    peer: str
    down_since: Instant | None
    fault: str
    waiting: int
    urgent: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """The whole page."""

    sections: tuple[Rows, ...]
    nearest: RequestRow | None
    late: int
    due_soon: int
    free: int
    links: tuple[Link, ...]


def watch(officer: Officer, *, by: Actor, at: Instant, mine: bool = False, free: bool = False) -> Watch:
    """Return the queue of the desk; with `mine` only what `officer` holds, with `free` only what nobody holds."""
    requests = counted_for(by)
    if mine:
        requests = requests.filter(holder=officer)
    if free:
        requests = requests.filter(holder__isnull=True)
    running = requests.filter(due_at__isnull=False)
    awake = requests.filter(Q(asleep_until__isnull=True) | Q(asleep_until__lte=at))
    whose = _MINE if mine else _FREE if free else ""
    every, live = sees_all(by), (*OURS, *THEIRS)
    nearest = (
        _nearest((*live, *PRESERVED), _DATED, whose=whose, officer=officer, at=at)
        if every
        else _nearest_of(awake.filter(due_at__isnull=False), (*live, *PRESERVED))
    )
    without = (
        _nearest(live, _UNDATED, whose=whose, officer=officer, at=at) if every else _nearest_of(awake.filter(due_at__isnull=True), live)
    )
    ours, theirs = _keys(OURS, nearest, without), _keys(THEIRS, nearest, without)
    preserved = _keys(PRESERVED, nearest, {})
    rows = {one.pk: one for one in awake.filter(pk__in=[*ours, *theirs, *preserved]).select_related("holder")}
    needing, waiting = _queued(ours, rows, of=awake.filter(any_of(OURS))), _queued(theirs, rows, of=awake.filter(any_of(THEIRS)))
    ending = _queued(preserved, rows, of=awake.filter(any_of(PRESERVED), due_at__isnull=False))
    asleep = _asleep(requests, at=at)
    submitted = _drafts(Section.SECOND_OFFICER, DraftState.SUBMITTED, by=by)
    dressed = dress([*needing.shown, *waiting.shown, *ending.shown, *asleep.shown], officer=officer, at=at)
    dated = sorted((row for row in dressed if row.request.due_at), key=lambda row: row.request.due_at.micros)
    by_pk = {row.request.pk: row for row in dressed}
    return Watch(
        sections=(
            needing.rows(Section.DECISION, by_pk),
            submitted,
            waiting.rows(Section.THEM, by_pk),
            ending.rows(Section.ENDING, by_pk),
            _drafts(Section.DRAFTS, DraftState.OPEN, by=by),
            asleep.rows(Section.ASLEEP, by_pk),
        ),
        nearest=dated[0] if dated else None,
        late=_count(running.filter(due_at__lte=at)) + sum(row.due_at is not None and row.due_at <= at for row in submitted.drafts),
        due_soon=_count(running.filter(due_at__gt=at, due_at__lte=at + _SOON)),
        free=0 if mine else _count(requests.filter(any_of(OURS), holder__isnull=True)),  # the database would look at all that is mine
        links=links(),
    )


@dataclass(frozen=True, slots=True)
class _Queued:
    """The requests of one section, before what stands beside them is looked up."""

    shown: list[Request]
    total: int
    next_due: Instant | None

    def rows(self, section: Section, dressed: Mapping[int, RequestRow]) -> Rows:
        """Return the section."""
        return Rows(section, requests=tuple(dressed[one.pk] for one in self.shown), total=self.total, next_due=self.next_due)


def _asleep(requests: QuerySet[Request], *, at: Instant) -> "_Queued":
    """Return what is put off, the first to wake first."""
    rows = requests.filter(asleep_until__gt=at).order_by("asleep_until", "id").select_related("holder")
    found = list(rows[: SHOWN + 1])
    return _Queued(found[:SHOWN], len(found) if len(found) <= SHOWN else _count(rows), None)


def _nearest(states: States, when: str, *, whose: str, officer: Officer, at: Instant) -> Nearest:
    """Return due time and key of the nearest requests with a clock, or of the oldest without, by direction and state, in one question.

    Each part is one range of the index (direction, state, due_at, id): 26 of 100,000 rows, in order, without sorting them. Django's
    own union cannot cut its parts where SQLite runs it. Only keys come from here; the rows come through `counted_for`.
    """
    pairs = [(direction, state.value) for direction, wanted in states for state in wanted]
    mine = [officer.pk] if whose == _MINE else []
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join([_PART % (when, whose)] * len(pairs))
        cursor.execute(asked, [value for pair in pairs for value in (*pair, at.micros, *mine)])
        for direction, state, due_at, key in cursor.fetchall():
            found.setdefault((direction, state), []).append((due_at, key))
    return found


def _nearest_of(rows: QuerySet[Request], states: States) -> Nearest:
    """Return the same for an officer from whom something is hidden: each part asked for by itself, within what they may know of."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for direction, wanted in states:
        for state in wanted:
            part = rows.filter(direction=direction, state=state.value).order_by("due_at", "pk").values_list("due_at", "pk")
            found[direction, state.value] = [(due_at.micros if due_at else 0, key) for due_at, key in part[: SHOWN + 1]]
    return found


def _keys(states: States, nearest: Nearest, without: Nearest) -> list[int]:
    """Return the keys of the requests of a section that are shown, and one more: the nearest first, then what has no clock."""
    parts = [(direction, state.value) for direction, wanted in states for state in wanted]
    dated = sorted(pair for part in parts for pair in nearest.get(part, ()))
    undated = sorted(key for part in parts for _, key in without.get(part, ()))
    return [*(key for _, key in dated), *undated][: SHOWN + 1]


def _queued(keys: Sequence[int], rows: Mapping[int, Request], *, of: QuerySet[Request]) -> _Queued:
    """Return a section, of whose requests `rows` has those that this officer sees; `of` are all of the section, to be counted."""
    found = [rows[key] for key in keys if key in rows]
    total = len(found) if len(found) <= SHOWN else _count(of)
    return _Queued(found[:SHOWN], total, found[SHOWN].due_at if len(found) > SHOWN else None)


def any_of(states: States) -> Q:
    """Return the condition of standing in one of `states`."""
    fits = Q()
    for direction, wanted in states:
        fits |= Q(direction=direction, state__in=list(wanted))
    return fits


def in_none_but(*groups: States) -> Q:
    """Return the same condition said the other way round: a database then goes by the clock's index, and not from state to state."""
    wanted = {(direction, state) for group in groups for direction, states in group for state in states}
    fits = Q()
    for way in ("in", "out"):
        fits &= ~Q(direction=way, state__in=[state.value for state in State if (way, state) not in wanted])
    return fits


def _count(rows: QuerySet[Request]) -> int:
    """Count to a hundred and no further: a page that says 99+ need not count a million."""
    return len(rows.order_by().values_list("pk", flat=True)[:COUNTED])


def dress(requests: list[Request], *, officer: Officer, at: Instant) -> tuple[RequestRow, ...]:
    """Put beside each request what its row shows, in one query a kind."""
    if not requests:
        return ()
    keys = [request.pk for request in requests]
    clocks: dict[int, Clock] = {}
    running = [row_of(Clock, found) for found in among(_RUNNING.format(columns(Clock), "{}"), keys)]
    for clock in sorted(running, key=lambda one: (one.paused_at is None, -one.due_at.micros)):
        clocks[clock.request_id] = clock  # the nearest that runs; one that stands still only where no other does
    unread = dict(among(_UNREAD, keys, officer.pk))
    present: dict[int, list[str]] = {}
    for request_id, name in among(_PRESENT, keys, (at + -PRESENT_FOR).micros, officer.pk):
        present.setdefault(request_id, []).append(name)
    acts, waiting = dict(among(_ACTS, keys)), dict(among(_LEAVING, [request.reference for request in requests]))
    notes, offers = counts_of(requests), offers_on(requests)
    return tuple(
        RequestRow(
            request=request,
            clock=clocks.get(request.pk),
            unread=unread.get(request.pk, 0),
            present=tuple(present.get(request.pk, ())),
            acts=acts.get(request.pk, 0),
            waiting=waiting.get(request.reference, 0),
            notes=notes.get(request.pk, 0),
            offer=offers.get(request.pk),
        )
        for request in requests
    )


def _drafts(section: Section, state: DraftState, *, by: Actor) -> Rows:
    if not is_there(Draft, state=state.value):
        return Rows(section)
    rows = visible_drafts(by).filter(state=state.value).select_related("drafter", "saved_by").order_by("saved_at")
    drafts = list(rows[: SHOWN + 1])
    begun = [draft.reference for draft in drafts if draft.reference]
    urgencies = dict(visible_to(by).filter(reference__in=begun).values_list("reference", "urgency")) if begun else {}
    dressed = tuple(_draft_row(draft, urgencies.get(draft.reference, "urgent")) for draft in drafts[:SHOWN])
    total = len(rows.order_by().values_list("pk", flat=True)[:COUNTED]) if len(drafts) > SHOWN else len(drafts)
    return Rows(section, drafts=dressed, total=total)


def _draft_row(draft: Draft, urgency: str) -> DraftRow:
    started = draft.submitted_at
    if started is None:
        return DraftRow(draft, None, None, urgency)
    found = clocks_for("draft.submitted", draft.kind, rulebook=rulebook(), on=started.datetime().date(), urgency=urgency)
    return DraftRow(draft, started, found[0].due(started) if found else None, urgency)


def links() -> tuple[Link, ...]:
    """Return how the lines to the peers stand, and what waits on each."""
    found = run(_DUE).fetchall()
    waiting, urgent = Counter(peer for peer, _ in found), Counter(peer for peer, priority in found if priority == "urgent")
    lines = {line.peer: line for line in find_all(Line)}
    # The courier writes a line's row when its state changes: a peer without one was never out of reach.
    peers = sorted(lines.keys() | {str(node.id) for node in book().peers(home().node)})
    return tuple(_link(peer, lines.get(peer), waiting[peer], urgent[peer]) for peer in peers)


def _link(peer: str, line: Line | None, waiting: int, urgent: int) -> Link:
    if line is None:
        return Link(peer=peer, down_since=None, fault="", waiting=waiting, urgent=urgent)
    return Link(peer=peer, down_since=line.down_since, fault=line.last_fault, waiting=waiting, urgent=urgent)
