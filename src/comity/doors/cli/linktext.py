"""What `comity link` says: each line in words, with what to do where something is wrong."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from comity.courier.admitting import Turned, TurnedAway
from comity.courier.overview.hands import Hand, hands, own_hands
from comity.courier.overview.lines import CallSeen, FilesSeen, LineSeen, RelaySeen
from comity.courier.overview.words import Said, about
from comity.courier.refusing import RefusedHere
from comity.directory.linekeys import TLS
from comity.doors.cli.voice import moment_of, printable, say
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

TURNED: Final = {
    Turned.NO_CERTIFICATE: gettext_noop("it showed no TLS key"),
    Turned.UNKNOWN: gettext_noop("it showed a TLS key that the directory does not name; is a peer's directory file here too old?"),
    Turned.OLD_TLS: gettext_noop("it does not speak TLS 1.3"),
    Turned.PLAIN: gettext_noop("it spoke without TLS; has the peer this node's newest directory file?"),
    Turned.SLOW: gettext_noop("it did not finish the handshake in time"),
    Turned.REFUSED_OURS: gettext_noop("it did not take this node's TLS key; has the peer this node's newest directory file?"),
    Turned.NO_TLS: gettext_noop("what it said is no TLS"),
}


def line_json(seen: LineSeen, *, at: Instant) -> dict[str, Any]:
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
        "next_at": moment(seen.next_at),
        "due": seen.due,
        "acts": seen.acts,
        "urgent": seen.urgent,
        "receipts": seen.receipts,
        "oldest_due": moment(seen.oldest),
        "first_expires": moment(seen.expires),
        "held": seen.held,
        "files": {"going": _files_json(seen.going), "coming": _files_json(seen.coming)},
        "log_size": seen.log_size,
        "log_looked_at": moment(seen.log_looked_at),
        "alarms": [
            {"kind": alarm.kind, "at": str(alarm.at), "envelope": alarm.env_id or None, "seen_at": moment(alarm.seen_at)}
            for alarm in seen.alarms
        ],
        "forks": [str(file) for file in seen.forks],
        "relay": _relay_json(seen.relay),
        "keyless": seen.keyless,
        "key_until": moment(seen.key_until),
        "short": list(seen.short),
        "short_here": list(seen.short_here),
        "needs": [spoken(hand.said) for hand in hands(seen, at=at)],
        "marks_at": moment(seen.marks_at),
        "call": _call_json(seen.call),
        "person_call": _call_json(seen.person),
    }


def _files_json(seen: FilesSeen) -> dict[str, int]:
    return {"count": seen.count, "size": seen.size, "there": seen.there}


def _call_json(seen: CallSeen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    moments = {"at": seen.at, "alive_at": seen.alive_at, "until": seen.until, "awake_at": seen.awake_at}
    printed = {name: None if at is None else str(at) for name, at in moments.items()}
    return {"state": seen.state, "fault": seen.fault or None, **printed}


def _relay_json(seen: RelaySeen | None) -> dict[str, Any] | None:
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


def refusal_json(one: RefusedHere) -> dict[str, Any]:
    """Return what was refused, for programs: no case, and no reason that may name one."""
    return {
        "peer": one.peer,
        "envelope": one.env_id or None,
        "class": one.wire_class,
        "first": one.first,
        "last": one.last,
        "times": one.times,
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


def lines_of(lines: Sequence[LineSeen], *, at: Instant) -> Iterator[str]:
    """Yield the lines in words; what needs somebody stands first, with what to do."""
    if not lines:
        yield say(gettext_noop("The directory names no other node."))
    for hand in own_hands(lines):
        yield from _needs(hand)
    for seen in lines:
        endpoint = printable(seen.peer.endpoint) or say(gettext_noop("no address"))
        yield f"{seen.peer.id} ({seen.peer.authority}, {endpoint})"
        for hand in hands(seen, at=at):
            yield from (f"  {text}" for text in _needs(hand))
        yield from (f"  {spoken(said)}" for said in about(seen))


def _needs(hand: Hand) -> Iterator[str]:
    yield say(gettext_noop("NEEDS SOMEBODY: %(what)s"), what=spoken(hand.said))
    if hand.step.sentence:
        yield "  " + spoken(hand.step)


def refusals_of(refused: Sequence[RefusedHere]) -> Iterator[str]:
    """Yield in words what this node refused of its peers', the newest first; of cases nothing: a reason that names one is left out."""
    if refused:
        yield say(gettext_noop("Refused here, of what peers sent; they were told the class alone:"))
    for one in sorted(refused, key=lambda row: row.at, reverse=True):
        facts = {"peer": one.peer, "envelope": one.env_id or "?", "class": one.wire_class, "times": one.times, "last": moment_of(one.at)}
        if one.case:
            yield "  " + say(gettext_noop("%(last)s %(peer)s %(envelope)s: %(class)s, %(times)s times; why, the page of lines says"), facts)
        else:
            why = say(one.sentence, one.facts)
            yield "  " + say(gettext_noop("%(last)s %(peer)s %(envelope)s: %(class)s, %(times)s times: %(why)s"), {**facts, "why": why})


def spoken(said: Said) -> str:
    """Return a sentence of a line in the language of the command, on one line that a terminal shows and does not obey."""
    facts = {name: moment_of(fact) if isinstance(fact, Instant) else fact for name, fact in said.facts.items()}
    return printable(say(said.sentence, facts)).rstrip()
