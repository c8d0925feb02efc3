"""How each line stands, for who runs the node: since when it is up or down, what waits on it, what its peer must be asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Count, Max, Min

from comity.courier.countersigning import witnesses_of
from comity.courier.protocol.lines import MAX_REWRAPS
from comity.courier.protocol.relays import goes_over_relay
from comity.courier.watching import FOLDER
from comity.desk.testcalls.queries import newest_calls
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.relays import relay_to
from comity.directory.sections import Node
from comity.records.models import (
    OUTBOX_KEYLESS,
    OUTBOX_OPEN,
    Alarm,
    AskedStamper,
    AskedWitness,
    Cosignature,
    Line,
    Outbox,
    PeerCall,
    PeerEpoch,
    PeerLog,
    RelayHold,
    TimeStamp,
)
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant

ALARMS: Final = 20  # the newest of each line


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """Something that an operator must look at: its kind (`courier.protocol.effects.AlarmKind`), when, and about which envelope."""

    kind: str
    at: Instant
    env_id: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeen:
    """One line. `down_since` None: the last attempt reached the peer, or none was made; `fault` is a `protocol.lines.Failure`."""

    peer: Node
    last_contact_at: Instant | None
    down_since: Instant | None
    fault: str
    due: int
    oldest: Instant | None
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
    call: CallSeen | None = None
    person: CallSeen | None = None
    """The newest test call, and the newest that asked for a person; None where there is none."""


@dataclass(frozen=True, slots=True)
class WitnessSeen:
    """One witness of this node's log: what came of the last question, and the newest checkpoint that it cosigned, if any."""

    node: NodeId
    outcome: str
    asked_at: Instant | None
    size: int | None
    cosigned_at: Instant | None


@dataclass(frozen=True, slots=True)
class StamperSeen:
    """One time-stamp authority: what came of the last question, and the newest checkpoint that it stamped, if any."""

    url: str
    outcome: str
    asked_at: Instant | None
    size: int | None
    stamped_at: Instant | None


@dataclass(frozen=True, slots=True)
class LogSeen:
    """Who countersigned this node's own log; `stampers` are asked or were, `stamps_needed` of them should stamp each hour."""

    witnesses: tuple[WitnessSeen, ...]
    routine: int
    evidence: int
    stampers: tuple[StamperSeen, ...]
    stamps_needed: int
    alarms: tuple[AlarmSeen, ...]

    @property
    def latest(self) -> int:
        """How many witnesses have cosigned the newest checkpoint that any has."""
        newest = max((one.size for one in self.witnesses if one.size is not None), default=None)
        return sum(one.size == newest for one in self.witnesses) if newest is not None else 0

    @property
    def stamped(self) -> int:
        """How many authorities have stamped the newest checkpoint that any has."""
        newest = max((one.size for one in self.stampers if one.size is not None), default=None)
        return sum(one.size == newest for one in self.stampers) if newest is not None else 0


def see_log(home: Home) -> LogSeen:
    """Return who countersigned this node's log, by name."""
    asked = {row.witness: row for row in AskedWitness.objects.all()}
    seen = []
    for node in witnesses_of(home):
        last, newest = asked.get(str(node)), Cosignature.objects.filter(witness=str(node)).defer("lines").order_by("-size").first()
        seen.append(
            WitnessSeen(
                node=node,
                outcome=last.outcome if last else "",
                asked_at=last.at if last else None,
                size=newest.size if newest else None,
                cosigned_at=newest.at if newest else None,
            )
        )
    alarms = Alarm.objects.filter(peer=str(home.node)).order_by("-at", "-id")[:ALARMS]
    return LogSeen(
        witnesses=tuple(seen),
        routine=home.witnesses.routine,
        evidence=home.witnesses.evidence,
        stampers=tuple(map(_stamper, _authorities(home))),
        stamps_needed=home.time_stamps.need if home.time_stamps else 0,
        alarms=tuple(AlarmSeen(alarm.kind, alarm.at, alarm.env_id) for alarm in alarms),
    )


def _authorities(home: Home) -> list[str]:
    """Return the authorities that are asked, then those that stamped something once."""
    named = [one.url for one in home.time_stamps.authorities] if home.time_stamps else []
    return list(dict.fromkeys([*named, *TimeStamp.objects.order_by("authority").values_list("authority", flat=True).distinct()]))


def _stamper(url: str) -> StamperSeen:
    last = AskedStamper.objects.filter(authority=url).first()
    newest = TimeStamp.objects.filter(authority=url).defer("response").order_by("-size").first()
    return StamperSeen(
        url=url,
        outcome=last.outcome if last else "",
        asked_at=last.at if last else None,
        size=newest.size if newest else None,
        stamped_at=newest.at if newest else None,
    )


def see_lines(home: Home, *, at: Instant) -> tuple[LineSeen, ...]:
    """Return every line of the node, by the name of its peer; a peer of the directory without a row was never out of reach."""
    lines = {line.peer: line for line in Line.objects.all()}
    logs = {log.peer: log for log in PeerLog.objects.defer("note")}
    due: Mapping[str, dict[str, object]] = {
        row["peer"]: row for row in Outbox.objects.filter(OUTBOX_OPEN).values("peer").annotate(count=Count("id"), oldest=Min("posted_at"))
    }
    epochs = dict(PeerEpoch.objects.values_list("peer", "until"))
    waiting = Outbox.objects.filter(OUTBOX_KEYLESS, rewraps__lt=MAX_REWRAPS).values_list("peer").annotate(count=Count("id"))
    keyless = dict(waiting.values_list("peer", "count"))
    seen = []
    for peer in sorted(book(home).peers(home.node), key=lambda node: node.id.text):
        name = peer.id.text
        called, person = (None if row is None else _call(row) for row in newest_calls(name))
        line, log, waits = lines.get(name), logs.get(name), due.get(name, {})
        alarms = Alarm.objects.filter(peer=name).order_by("-at", "-id")[:ALARMS]
        seen.append(
            LineSeen(
                peer=peer,
                last_contact_at=line.last_contact_at if line else None,
                down_since=line.down_since if line else None,
                fault=line.last_fault if line else "",
                due=int(str(waits.get("count", 0))),
                oldest=waits.get("oldest"),  # type: ignore[arg-type]  # as the column gives it
                log_size=log.size if log else None,
                log_looked_at=log.looked_at if log else None,
                alarms=tuple(AlarmSeen(alarm.kind, alarm.at, alarm.env_id) for alarm in alarms),
                forks=tuple(sorted((home.path / FOLDER).glob(f"{name}-*.fork"))),
                relay=_relay(home, peer, lines, at=at),
                keyless=keyless.get(name, 0),
                key_until=epochs.get(name),
                marks_at=line.marks_at if line else None,
                short=tuple(line.short.split(",")) if line and line.short else (),
                call=called,
                person=person,
            )
        )
    return tuple(seen)


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
