"""How each line stands: since when it is up or down, what waits on it, what its peer must be asked about. Opens no connection.

Of cases it tells nothing but the identifiers of envelopes; `refusals` names cases, to who may know of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import BooleanField, Count, Max, Min
from django.db.models.expressions import RawSQL

from comity.courier.granting import Gate, free_bytes
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import MAX_REWRAPS, Priority
from comity.courier.protocol.relays import goes_over_relay
from comity.desk.filelists import store
from comity.desk.proving.forked import FORKS
from comity.desk.testcalls.queries import newest_calls
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.relays import relay_to
from comity.directory.sections import Node
from comity.records.inbox import count_held
from comity.records.models import OUTBOX_KEYLESS, OUTBOX_OPEN, ActFile, Alarm, Line, Outbox, PeerCall, PeerEpoch, PeerLog, RelayHold
from comity.records.store import PIECE
from comity.terms.instants import Instant

ALARMS: Final = 20  # the newest of each line

_FILES_DUE: Final = RawSQL("state = 'due'", (), output_field=BooleanField())  # as the index says it


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """Something that an operator must look at: its kind (`courier.protocol.effects.AlarmKind`), when, and about which envelope.

    `number` is its row; an officer has seen it at `seen_at`, None where nobody said so.
    """

    kind: str
    at: Instant
    env_id: str
    number: int = 0
    seen_at: Instant | None = None
    seen_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySeen:
    """The relay over which things go to a peer: whether it is used now, how many of what is due it signed for, and how it stands."""

    name: str
    endpoint: str
    used: bool
    held: int
    newest: Instant | None
    down_since: Instant | None
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """The newest test call of ours to a peer: how it stands (`desk.testcalls.states.CallState`), and what came when, by their clock."""

    at: Instant
    state: str
    fault: str
    alive_at: Instant | None
    until: Instant | None
    awake_at: Instant | None


@dataclass(frozen=True, slots=True)
class FilesSeen:
    """Files that are on their way one way: how many, their bytes, and how many of these are known to be there.

    Of what goes out over a line only its receiver knows how far it is; over a relay and by hand it has signed for that.
    """

    count: int = 0
    size: int = 0
    there: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One line. `down_since` None: the last attempt reached the peer, or none was made; `fault` is a `protocol.lines.Failure`.

    `acts`, `urgent` of them, and `receipts` wait for it; the first of these ends at `expires` without having been taken.
    """

    peer: Node
    last_contact_at: Instant | None
    down_since: Instant | None
    fault: str
    next_at: Instant | None = None
    """When it is tried again, where it is down; what calls here in between has it tried at once."""
    acts: int = 0
    urgent: int = 0
    receipts: int = 0
    oldest: Instant | None = None
    expires: Instant | None = None
    log_size: int | None
    log_looked_at: Instant | None
    alarms: tuple[AlarmSeen, ...]
    forks: tuple[Path, ...]
    relay: RelaySeen | None = None
    keyless: int = 0
    """How many things were refused for their key and wait for a newer one."""
    key_until: Instant | None = None
    """Until when the newest daily key that the peer showed is good; None where it showed none."""
    marks_at: Instant | None = None
    """When what both hold was last compared."""
    short: tuple[str, ...] = ()
    """The classes (`courier.protocol.granting.TrafficClass`) that the peer has no room for."""
    short_here: tuple[str, ...] = ()
    """The classes that this node has no room for, of what comes from it."""
    held: int = 0
    """How many acts of its are here and wait for one before them."""
    going: FilesSeen = FilesSeen()
    coming: FilesSeen = FilesSeen()
    call: CallSeen | None = None
    person: CallSeen | None = None
    """The newest test call, and the newest that asked for a person; None where there is none."""

    @property
    def due(self) -> int:
        """How many things wait for it."""
        return self.acts + self.receipts

    @property
    def heard_at(self) -> Instant | None:
        """When the peer was last heard of for sure: it took something, showed its log, or answered a test call."""
        told = (self.last_contact_at, self.log_looked_at, self.call.at if self.call is not None and self.call.alive_at else None)
        return max((at for at in told if at is not None), default=None)


@dataclass(slots=True)
class _Waits:
    """What waits for one peer."""

    acts: int = 0
    urgent: int = 0
    receipts: int = 0
    oldest: Instant | None = None
    expires: Instant | None = None


def see_lines(home: Home, *, at: Instant) -> tuple[LineSeen, ...]:
    """Return every line of the node, by the name of its peer; a peer of the directory without a row was never out of reach."""
    lines = {line.peer: line for line in Line.objects.all()}
    logs = {log.peer: log for log in PeerLog.objects.defer("note")}
    waits, going, coming = _waits(), _going(), _coming()
    epochs = dict(PeerEpoch.objects.values_list("peer", "until"))
    waiting = Outbox.objects.filter(OUTBOX_KEYLESS, rewraps__lt=MAX_REWRAPS).values_list("peer").annotate(count=Count("id"))
    keyless = dict(waiting.values_list("peer", "count"))
    free = free_bytes()
    gate = Gate(free=lambda: free)
    seen = []
    for peer in sorted(book(home).peers(home.node), key=lambda node: node.id.text):
        name = peer.id.text
        called, person = (None if row is None else _call(row) for row in newest_calls(name))
        line, log, wait = lines.get(name), logs.get(name), waits.get(name, _Waits())
        granted = gate.granted(peer.id)
        seen.append(
            LineSeen(
                peer=peer,
                last_contact_at=line.last_contact_at if line else None,
                down_since=line.down_since if line else None,
                fault=line.last_fault if line else "",
                next_at=line.next_at if line else None,
                acts=wait.acts,
                urgent=wait.urgent,
                receipts=wait.receipts,
                oldest=wait.oldest,
                expires=wait.expires,
                log_size=log.size if log else None,
                log_looked_at=log.looked_at if log else None,
                alarms=alarms_about(name),
                forks=tuple(sorted((home.path / FORKS).glob(f"{name}-*.fork"))),
                relay=_relay(home, peer, lines, at=at),
                keyless=keyless.get(name, 0),
                key_until=epochs.get(name),
                marks_at=line.marks_at if line else None,
                short=tuple(line.short.split(",")) if line and line.short else (),
                short_here=tuple(traffic.value for traffic in TrafficClass if not granted.of(traffic).items),
                held=count_held(name),
                going=going.get(name, FilesSeen()),
                coming=coming.get(name, FilesSeen()),
                call=called,
                person=person,
            )
        )
    return tuple(seen)


def alarms_about(peer: str) -> tuple[AlarmSeen, ...]:
    """Return the newest alarms about a node, the newest first."""
    found = Alarm.objects.filter(peer=peer).order_by("-at", "-id")[:ALARMS]
    rows = found.values_list("kind", "at", "env_id", "id", "seen_at", "seen_by__name")
    return tuple(AlarmSeen(kind, at, env_id, number, seen_at, name or "") for kind, at, env_id, number, seen_at, name in rows)


def _waits() -> dict[str, _Waits]:
    """Return what waits, by peer."""
    found: dict[str, _Waits] = {}
    rows = Outbox.objects.filter(OUTBOX_OPEN).values("peer", "item", "priority")
    for row in rows.annotate(count=Count("id"), oldest=Min("posted_at"), first=Min("expires_at")):
        wait, acts = found.setdefault(row["peer"], _Waits()), row["item"] == "envelope"
        wait.oldest = min(filter(None, (wait.oldest, row["oldest"])))
        if not acts:
            wait.receipts += row["count"]
            continue
        wait.acts += row["count"]
        wait.urgent += row["count"] if row["priority"] == Priority.URGENT else 0
        wait.expires = min(filter(None, (wait.expires, row["first"])))
    return found


def _going() -> dict[str, FilesSeen]:
    """Return the files of ours that are due, by peer."""
    found: dict[str, FilesSeen] = {}
    for peer, size, told in ActFile.objects.filter(_FILES_DUE).values_list("peer", "size", "told"):
        found[peer] = _more(found.get(peer, FilesSeen()), size=size, there=told * PIECE)
    return found


def _coming() -> dict[str, FilesSeen]:
    """Return the files of theirs that have begun to come, by peer: how far each is stands on the disk."""
    found: dict[str, FilesSeen] = {}
    there = {tuple(name.rpartition("-")[::2]): size for name, size in store().arriving()}
    rows = ActFile.objects.filter(state="coming", message__env_id__in=sorted({env_id for env_id, _ in there}))
    for peer, size, env_id, digest in rows.values_list("peer", "size", "message__env_id", "digest"):
        if (env_id, digest) in there:
            found[peer] = _more(found.get(peer, FilesSeen()), size=size, there=there[env_id, digest])
    return found


def _more(seen: FilesSeen, *, size: int, there: int) -> FilesSeen:
    return FilesSeen(seen.count + 1, seen.size + size, seen.there + min(size, there))


def _call(row: PeerCall) -> CallSeen:
    return CallSeen(at=row.asked_at, state=row.state, fault=row.fault, alive_at=row.alive_at, until=row.until, awake_at=row.awake_at)


def _relay(home: Home, peer: Node, lines: Mapping[str, Line], *, at: Instant) -> RelaySeen | None:
    relay = relay_to(peer.id, book=book(home), own=home.node)
    if relay is None:
        return None
    line, own = lines.get(peer.id.text), lines.get(relay.id.text)
    due = Outbox.objects.filter(OUTBOX_OPEN, peer=peer.id.text).values("env_id")
    held = RelayHold.objects.filter(peer=peer.id.text, relay=relay.id.text, env_id__in=due).aggregate(count=Count("id"), newest=Max("at"))
    down_since = line.down_since if line else None
    return RelaySeen(
        name=relay.id.text,
        endpoint=relay.endpoint,
        used=goes_over_relay(has_line=bool(peer.endpoint), down_since=down_since, patience=home.relay.patience, now=at),
        held=held["count"],
        newest=held["newest"],
        down_since=own.down_since if own else None,
        fault=own.last_fault if own else "",
    )
