"""What is said of a line, sentence by sentence, for every door: marked, not translated. A fact that is a moment the door prints. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from comity.courier.overview.faults import ALARMS, FAULTS, SHORT
from comity.courier.overview.lines import AlarmSeen, CallSeen, FilesSeen, LineSeen, RelaySeen
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import Failure
from comity.desk.proving.said import Word
from comity.desk.testcalls.states import CallState
from comity.directory.linekeys import TLS
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

Fact: TypeAlias = Word | str | int | Instant
"""A `Word` is translated too, an `Instant` printed as the door prints moments."""

_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about a line. `operator` is for who runs the node: it names files and commands of this machine."""

    sentence: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    operator: bool = False


def fault_word(fault: str) -> Word:
    """Return a fault of a line in words; whatever it is, where a newer node wrote it."""
    return Word(FAULTS[Failure(fault)]) if fault in set(Failure) else Word(fault or "?")


def standing(seen: LineSeen) -> Said:
    """Return in one sentence whether the peer is reached, and since when not and why."""
    if not seen.peer.endpoint:
        return Said(gettext_noop("no line leads to it"))
    if seen.down_since is not None:
        return Said(gettext_noop("not reached since %(since)s: %(fault)s"), {"since": seen.down_since, "fault": fault_word(seen.fault)})
    if seen.last_contact_at is not None:
        return Said(gettext_noop("reached, up since %(since)s"), {"since": seen.last_contact_at})
    if seen.heard_at is not None:
        return Said(gettext_noop("nothing was sent to it yet; its node answered at %(at)s"), {"at": seen.heard_at})
    return Said(gettext_noop("nothing was sent to it yet"))


def waiting(seen: LineSeen) -> Iterator[Said]:
    """Yield what waits for the peer, how long it may, and when it is tried again."""
    facts: dict[str, Fact] = {"acts": seen.acts, "urgent": seen.urgent, "receipts": seen.receipts}
    if seen.due and seen.oldest is not None:
        said = gettext_noop("waiting for it: acts %(acts)s, urgent of these %(urgent)s, receipts %(receipts)s; the oldest since %(since)s")
        yield Said(said, {**facts, "since": seen.oldest})
        yield Said(gettext_noop("each of these goes exactly once, by itself; nothing is to be sent again"))
    if seen.acts and seen.expires is not None:
        yield Said(gettext_noop("the first of these expires %(at)s, unless its node takes it before"), {"at": seen.expires})
    if seen.down_since is not None and seen.due and seen.next_at is not None:
        yield Said(gettext_noop("it is tried again at %(at)s, or as soon as it calls here"), {"at": seen.next_at})
    if seen.keyless:
        yield Said(
            gettext_noop("%(count)s things were refused for their key, and wait for a newer one of this node"), {"count": seen.keyless}
        )
    if seen.held:
        yield Said(gettext_noop("acts of its that are here and wait for one before them: %(count)s; it is asked for"), {"count": seen.held})
    yield from _files(seen)


def _files(seen: LineSeen) -> Iterator[Said]:
    if seen.going.count:
        yield Said(
            gettext_noop("files that go to it: %(count)s, together %(size)s MiB; signed for so far: %(there)s MiB"), _sizes(seen.going)
        )
    if seen.coming.count:
        yield Said(
            gettext_noop("files that come from it: %(count)s, together %(size)s MiB; here so far: %(there)s MiB"), _sizes(seen.coming)
        )


def _sizes(files: FilesSeen) -> dict[str, Fact]:
    return {"count": files.count, "size": -(-files.size // _MIB), "there": files.there // _MIB}


def about(seen: LineSeen) -> Iterator[Said]:
    """Yield everything that is known of a line, the most important first."""
    yield standing(seen)
    if seen.peer.endpoint and not seen.peer.endpoint.startswith(TLS):
        yield Said(gettext_noop("not sealed by TLS: the directory names an address without it; acts are sealed, who writes to whom is not"))
    yield from waiting(seen)
    yield from _room(seen)
    yield from _keys(seen)
    yield from _calls(seen)
    if seen.relay is not None:
        yield from _over(seen.relay)
    if seen.log_size is not None and seen.log_looked_at is not None:
        yield Said(
            gettext_noop("its log of %(size)s entries continues what it signed before; compared %(at)s"),
            {"size": seen.log_size, "at": seen.log_looked_at},
        )
    if seen.marks_at is not None:
        yield Said(gettext_noop("what both hold of each other was compared %(at)s"), {"at": seen.marks_at})
    for alarm in seen.alarms:
        yield _alarm(alarm)
    for file in seen.forks:
        said = gettext_noop("proof that it keeps two logs, for anybody: comity verify %(file)s")
        yield Said(said, {"file": str(file)}, operator=True)


def _alarm(alarm: AlarmSeen) -> Said:
    facts: dict[str, Fact] = {"at": alarm.at, "what": alarm_word(alarm.kind)}
    said, seen = gettext_noop("alarm of %(at)s: %(what)s"), gettext_noop("alarm of %(at)s: %(what)s; seen by %(who)s, %(seen)s")
    if alarm.env_id:
        facts["envelope"] = alarm.env_id
        said = gettext_noop("alarm of %(at)s: %(what)s %(envelope)s")
        seen = gettext_noop("alarm of %(at)s: %(what)s %(envelope)s; seen by %(who)s, %(seen)s")
    return Said(said, facts) if alarm.seen_at is None else Said(seen, {**facts, "who": alarm.seen_by, "seen": alarm.seen_at})


def alarm_word(kind: str) -> Word:
    """Return what an alarm means; its code where a newer node wrote it."""
    return Word(ALARMS[AlarmKind(kind)]) if kind in set(AlarmKind) else Word(kind)


def _room(seen: LineSeen) -> Iterator[Said]:
    for traffic in seen.short:
        what = Word(SHORT[TrafficClass(traffic)])
        yield Said(gettext_noop("it has no room now for %(what)s: they wait, and go by themselves once it has"), {"what": what})
    for traffic in seen.short_here:
        what = Word(SHORT[TrafficClass(traffic)])
        yield Said(
            gettext_noop("this node has no room now for its %(what)s: they wait there; make room on this node's disk"), {"what": what}
        )


def _keys(seen: LineSeen) -> Iterator[Said]:
    if seen.key_until is None:
        yield Said(gettext_noop("it has shown no daily key: acts are sealed to the key of the directory"))
    else:
        yield Said(gettext_noop("acts are sealed to its daily key, good until %(until)s"), {"until": seen.key_until})


def _over(relay: RelaySeen) -> Iterator[Said]:
    facts: dict[str, Fact] = {"relay": relay.name, "endpoint": relay.endpoint, "count": relay.held}
    if relay.used:
        yield Said(gettext_noop("what is due goes over the relay %(relay)s, %(endpoint)s"), facts)
    else:
        yield Said(gettext_noop("should the line stay dead, what is due goes over the relay %(relay)s, %(endpoint)s"), facts)
    if relay.held and relay.newest is not None:
        said = gettext_noop("the relay holds %(count)s of these, the last since %(at)s; none counts as received before its peer signs")
        yield Said(said, {**facts, "at": relay.newest})
    if relay.down_since is not None:
        said = gettext_noop("the relay is not reached since %(since)s: %(fault)s")
        yield Said(said, {"since": relay.down_since, "fault": fault_word(relay.fault)})


def _calls(seen: LineSeen) -> Iterator[Said]:
    """Yield how the newest test call stands, and of the newest for a person whether one confirmed. The moments of answers are theirs."""
    call, person = seen.call, seen.person
    if call is not None and call.alive_at is not None:
        yield Said(gettext_noop("test call of %(at)s: its node answered, by its clock at %(alive)s"), _moments(call))
    elif call is not None and call.state == CallState.SILENT:
        facts: dict[str, Fact] = {"at": call.at, "fault": fault_word(call.fault)}
        yield Said(gettext_noop("test call of %(at)s: its node did not answer: %(fault)s"), facts)
    elif call is not None:
        yield Said(gettext_noop("test call of %(at)s: not answered yet"), {"at": call.at})
    if person is None:
        return
    if person.awake_at is not None:
        yield Said(gettext_noop("asked for a person at %(at)s: one confirmed, by its clock at %(awake)s"), _moments(person))
    elif person.state == CallState.WAITING:
        yield Said(gettext_noop("asked for a person at %(at)s: there is time until %(until)s"), _moments(person))
    elif person.state == CallState.UNCONFIRMED:
        yield Said(gettext_noop("asked for a person at %(at)s: nobody confirmed by %(until)s"), _moments(person))


def _moments(call: CallSeen) -> dict[str, Fact]:
    moments = {"at": call.at, "alive": call.alive_at, "until": call.until, "awake": call.awake_at}
    return {name: at if at is not None else "?" for name, at in moments.items()}
