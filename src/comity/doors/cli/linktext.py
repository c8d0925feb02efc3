"""What `comity link` says: each line in words, with what to do where something is wrong."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from comity.courier.admitting import Turned, TurnedAway
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import Failure
from comity.desk.testcalls.states import CallState
from comity.directory.linekeys import TLS
from comity.doors.cli.voice import printable, say
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from comity.courier.overview import CallSeen, LineSeen, RelaySeen  # which has tables behind it

FAULTS: Final = {
    Failure.NO_ROUTE: gettext_noop("no connection could be made"),
    Failure.NOT_TRUSTED: gettext_noop("it did not show the certificate that the directory names"),
    Failure.NOT_ACCEPTED: gettext_noop("it does not know this node, or not its TLS key: hand it the newest directory file"),
    Failure.NO_LINE_KEY: gettext_noop("this node has no TLS key to show: comity key tls"),
    Failure.TIMEOUT: gettext_noop("it did not answer in time"),
    Failure.CUT: gettext_noop("the connection broke on the way"),
    Failure.STATUS: gettext_noop("it answered with another status than 200"),
    Failure.BAD_REPLY: gettext_noop("its reply could not be read"),
    Failure.LEASE_ENDED: gettext_noop("this node never learned what became of what it posted"),
}
ALARMS: Final = {
    AlarmKind.SAME_ID: gettext_noop("it used one identifier for two envelopes"),
    AlarmKind.SEQ_TAKEN: gettext_noop("it used one place in a case twice"),
    AlarmKind.BROKEN_CHAIN: gettext_noop("an act does not name the one before it"),
    AlarmKind.HELD_BROKEN: gettext_noop("an act that was held does not follow what then came before it"),
    AlarmKind.REFUSED: gettext_noop("it refused an act of ours for good"),
    AlarmKind.EXPIRED: gettext_noop("an act of ours expired without receipt or refusal"),
    AlarmKind.OTHER_DIGEST: gettext_noop("it signed a receipt over bytes that we never sent"),
    AlarmKind.CONTRADICTION: gettext_noop("it signed both that it took an act and that it did not"),
    AlarmKind.SECOND_RECEIPT: gettext_noop("it signed two different receipts for one act: it lost data, or keeps two logs"),
    AlarmKind.STRANGE_RECEIPT: gettext_noop("it signed a receipt for something that we never sent to it"),
    AlarmKind.CLOCKS: gettext_noop("it says that an act of ours is too old or too new: look at both clocks"),
    AlarmKind.GAP_GONE: gettext_noop("it waits for an act that was refused or has expired here"),
    AlarmKind.LOG_FORKED: gettext_noop("it signed for two logs: the proof is in the folder “forks”"),
    AlarmKind.LOG_WENT_BACK: gettext_noop("it shows a shorter log than it did: was an old copy of it restored?"),
    AlarmKind.LOG_UNPROVEN: gettext_noop("it shows a log that does not fit its own checkpoint"),
    AlarmKind.WITNESS_REFUSED: gettext_noop("as a witness it refused our checkpoint: was an old copy of our log restored?"),
    AlarmKind.STAMP_WRONG: gettext_noop("a time stamp that came is not what was asked for: the authority's answer is not used"),
    AlarmKind.STAMP_LATE: gettext_noop("no time stamp came: the authority does not answer"),
    AlarmKind.NOT_TRUSTED: gettext_noop(
        "whoever answered at its address did not show a TLS key that the directory names; nothing was sent"
    ),
    AlarmKind.LOG_DISCONTINUED: gettext_noop("its log breaks: it lost leaves, and two of its officers signed from where and why"),
    AlarmKind.DIRECTORY_DIFFERS: gettext_noop(
        "it was told another history of the directory than this node: call its operator, and the authorities that sign the repository"
    ),
    AlarmKind.MARK_MISSING_HERE: gettext_noop(
        "it names an act of a case that is not here: was an old copy restored here, or was a row lost? Run comity fsck"
    ),
    AlarmKind.MARK_MISSING_THERE: gettext_noop(
        "it does not have an act of a case that one side signed for: was an old copy of it restored? Call its operator"
    ),
    AlarmKind.MIRROR_WRONG: gettext_noop("a mirror of the directory serves what is refused: comity directory age says which and why"),
    AlarmKind.MIRRORS_SILENT: gettext_noop("no mirror of the directory answered"),
    AlarmKind.CALL_UNANSWERED: gettext_noop("its node did not answer a test call: call its contact point by telephone"),
    AlarmKind.CALL_UNCONFIRMED: gettext_noop("its node answered a test call, and no person there confirmed in time"),
    AlarmKind.CALL_MISSED: gettext_noop("it asked by a test call whether a person is awake here, and nobody of ours confirmed in time"),
    AlarmKind.FILE_BROKEN: gettext_noop("bytes that came for a file are not those that its signed act lists"),
    AlarmKind.KEY_AWAY: gettext_noop(
        "the token with this node's keys did not answer: what needs a signature waits. Look: comity key where --check"
    ),
    AlarmKind.FILE_GONE: gettext_noop("a file of an act of ours is missing here, or changed"),
}

SHORT: Final = {
    TrafficClass.URGENT: gettext_noop("urgent acts"),
    TrafficClass.ORDINARY: gettext_noop("ordinary acts"),
    TrafficClass.BULK: gettext_noop("large acts"),
}

TURNED: Final = {
    Turned.NO_CERTIFICATE: gettext_noop("it showed no TLS key"),
    Turned.UNKNOWN: gettext_noop("it showed a TLS key that the directory does not name; is a peer's directory file here too old?"),
    Turned.OLD_TLS: gettext_noop("it does not speak TLS 1.3"),
    Turned.PLAIN: gettext_noop("it spoke without TLS; has the peer this node's newest directory file?"),
    Turned.SLOW: gettext_noop("it did not finish the handshake in time"),
    Turned.REFUSED_OURS: gettext_noop("it did not take this node's TLS key; has the peer this node's newest directory file?"),
    Turned.NO_TLS: gettext_noop("what it said is no TLS"),
}


def line_json(seen: "LineSeen") -> dict[str, Any]:
    """Return a line for programs; moments in UTC, null where there is none."""

    def moment(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "peer": str(seen.peer.id),
        "authority": str(seen.peer.authority),
        "endpoint": seen.peer.endpoint,
        "tls": seen.peer.endpoint.startswith(TLS),
        "last_contact_at": moment(seen.last_contact_at),
        "down_since": moment(seen.down_since),
        "fault": seen.fault or None,
        "due": seen.due,
        "oldest_due": moment(seen.oldest),
        "log_size": seen.log_size,
        "log_looked_at": moment(seen.log_looked_at),
        "alarms": [{"kind": alarm.kind, "at": str(alarm.at), "envelope": alarm.env_id or None} for alarm in seen.alarms],
        "forks": [str(file) for file in seen.forks],
        "relay": _relay_json(seen.relay),
        "keyless": seen.keyless,
        "key_until": moment(seen.key_until),
        "short": list(seen.short),
        "marks_at": moment(seen.marks_at),
        "call": _call_json(seen.call),
        "person_call": _call_json(seen.person),
    }


def _call_json(seen: "CallSeen | None") -> dict[str, Any] | None:
    if seen is None:
        return None
    moments = {"at": seen.at, "alive_at": seen.alive_at, "until": seen.until, "awake_at": seen.awake_at}
    printed = {name: None if at is None else str(at) for name, at in moments.items()}
    return {"state": seen.state, "fault": seen.fault or None, **printed}


def _relay_json(seen: "RelaySeen | None") -> dict[str, Any] | None:
    if seen is None:
        return None
    down = None if seen.down_since is None else str(seen.down_since)
    return {
        "name": seen.name,
        "endpoint": seen.endpoint,
        "used": seen.used,
        "held": seen.held,
        "down_since": down,
        "fault": seen.fault or None,
    }


def turned_json(one: TurnedAway) -> dict[str, Any]:
    """Return callers who were turned away, for programs."""
    return {"why": one.why.value, "address": one.address, "first": one.first, "last": one.last, "times": one.times}


def turned_of(turned: Sequence[TurnedAway]) -> Iterator[str]:
    """Yield in words who was turned away at the peers' port, the newest first."""
    if turned:
        yield say(gettext_noop("Turned away at the port for peers, before anything was read:"))
    for one in reversed(turned):
        facts = {
            "address": printable(one.address),
            "last": moment_of(Instant.parse(one.last)),
            "times": one.times,
            "why": say(TURNED[one.why]),
        }
        yield "  " + say(gettext_noop("%(address)s, %(times)s times, last %(last)s: %(why)s"), facts)


def lines_of(lines: "Sequence[LineSeen]") -> Iterator[str]:
    """Yield the lines in words."""
    if not lines:
        yield say(gettext_noop("The directory names no other node."))
    for seen in lines:
        endpoint = printable(seen.peer.endpoint) or say(gettext_noop("no address"))
        yield f"{seen.peer.id} ({seen.peer.authority}, {endpoint})"
        yield from (f"  {printable(text)}" for text in _about(seen))


def moment_of(at: Instant | None) -> str:
    """Return a moment to the second, in UTC."""
    return "?" if at is None else f"{at.datetime():%Y-%m-%d %H:%M:%S} UTC"


def _about_relay(seen: "RelaySeen") -> Iterator[str]:
    facts = {"relay": seen.name, "endpoint": seen.endpoint, "count": seen.held, "at": moment_of(seen.newest)}
    if seen.used:
        yield say(gettext_noop("what is due goes over the relay %(relay)s, %(endpoint)s"), facts)
    else:
        yield say(gettext_noop("should the line stay dead, what is due goes over the relay %(relay)s, %(endpoint)s"), facts)
    if seen.held:
        yield say(
            gettext_noop("the relay holds %(count)s of these, the last since %(at)s; none counts as received before its peer signs"), facts
        )
    if seen.down_since is not None:
        fault = say(FAULTS[Failure(seen.fault)]) if seen.fault else "?"
        yield say(gettext_noop("the relay is not reached since %(since)s: %(fault)s"), since=moment_of(seen.down_since), fault=fault)


def _about_keys(seen: "LineSeen") -> Iterator[str]:
    if seen.keyless:
        yield say(gettext_noop("%(count)s things were refused for their key, and wait for a newer one of this node"), count=seen.keyless)
    if seen.key_until is None:
        yield say(gettext_noop("it has shown no daily key: acts are sealed to the key of the directory"))
    else:
        yield say(gettext_noop("acts are sealed to its daily key, good until %(until)s"), until=moment_of(seen.key_until))


def _about_room(seen: "LineSeen") -> Iterator[str]:
    for traffic in seen.short:
        what = say(SHORT[TrafficClass(traffic)])
        yield say(gettext_noop("it has no room now for %(what)s: they wait, and go by themselves once it has"), what=what)


def _about_marks(seen: "LineSeen") -> Iterator[str]:
    if seen.marks_at is not None:
        yield say(gettext_noop("what both hold of each other was compared %(at)s"), at=moment_of(seen.marks_at))


def _about_calls(seen: "LineSeen") -> Iterator[str]:
    """Yield how the newest test call stands, and of the newest for a person whether one confirmed. The moments of answers are theirs."""
    call, person = seen.call, seen.person
    if call is not None and call.alive_at is not None:
        yield say(gettext_noop("test call of %(at)s: its node answered, by its clock at %(alive)s"), **_moments(call))
    elif call is not None and call.state == CallState.SILENT:
        fault = say(FAULTS[Failure(call.fault)]) if call.fault in set(Failure) else call.fault or "?"
        yield say(gettext_noop("test call of %(at)s: its node did not answer: %(fault)s"), at=moment_of(call.at), fault=fault)
    elif call is not None:
        yield say(gettext_noop("test call of %(at)s: not answered yet"), at=moment_of(call.at))
    if person is None:
        return
    if person.awake_at is not None:
        yield say(gettext_noop("asked for a person at %(at)s: one confirmed, by its clock at %(awake)s"), **_moments(person))
    elif person.state == CallState.WAITING:
        yield say(gettext_noop("asked for a person at %(at)s: there is time until %(until)s"), **_moments(person))
    elif person.state == CallState.UNCONFIRMED:
        yield say(gettext_noop("asked for a person at %(at)s: nobody confirmed by %(until)s"), **_moments(person))


def _moments(call: "CallSeen") -> dict[str, str]:
    moments = {"at": call.at, "alive": call.alive_at, "until": call.until, "awake": call.awake_at}
    return {name: moment_of(at) for name, at in moments.items()}


def _about(seen: "LineSeen") -> Iterator[str]:
    if not seen.peer.endpoint:
        yield say(gettext_noop("no line leads to it"))
    elif seen.down_since is not None:
        fault = say(FAULTS[Failure(seen.fault)]) if seen.fault else "?"
        yield say(gettext_noop("not reached since %(since)s: %(fault)s"), since=moment_of(seen.down_since), fault=fault)
    elif seen.last_contact_at is not None:
        yield say(gettext_noop("reached, up since %(since)s"), since=moment_of(seen.last_contact_at))
    else:
        yield say(gettext_noop("nothing was sent to it yet"))
    if seen.peer.endpoint and not seen.peer.endpoint.startswith(TLS):
        yield say(gettext_noop("not sealed by TLS: the directory names an address without it; acts are sealed, who writes to whom is not"))
    if seen.due:
        yield say(gettext_noop("%(count)s things wait for it, the oldest since %(since)s"), count=seen.due, since=moment_of(seen.oldest))
    yield from _about_room(seen)
    yield from _about_keys(seen)
    yield from _about_calls(seen)
    if seen.relay is not None:
        yield from _about_relay(seen.relay)
    if seen.log_size is not None:
        facts = {"size": seen.log_size, "at": moment_of(seen.log_looked_at)}
        yield say(gettext_noop("its log of %(size)s entries continues what it signed before; compared %(at)s"), facts)
    yield from _about_marks(seen)
    for alarm in seen.alarms:
        what = say(ALARMS[AlarmKind(alarm.kind)])
        yield say(gettext_noop("alarm of %(at)s: %(what)s %(envelope)s"), at=moment_of(alarm.at), what=what, envelope=alarm.env_id).rstrip()
    for file in seen.forks:
        yield say(gettext_noop("proof that it keeps two logs, for anybody: comity verify %(file)s"), file=file)
