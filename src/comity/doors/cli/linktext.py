"""What `comity link` says: each line in words, with what to do where something is wrong."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from comity.courier.overview import LineSeen
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.lines import Failure
from comity.doors.cli.voice import printable, say
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

FAULTS: Final = {
    Failure.NO_ROUTE: gettext_noop("no connection could be made"),
    Failure.NOT_TRUSTED: gettext_noop("it did not show the certificate that the directory names"),
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
    AlarmKind.LOG_DISCONTINUED: gettext_noop("its log breaks: it lost leaves, and two of its officers signed from where and why"),
    AlarmKind.FILE_BROKEN: gettext_noop("bytes that came for a file are not those that its signed act lists"),
    AlarmKind.FILE_GONE: gettext_noop("a file of an act of ours is missing here, or changed"),
}


def line_json(seen: LineSeen) -> dict[str, Any]:
    """Return a line for programs; moments in UTC, null where there is none."""

    def moment(value: object) -> str | None:
        return None if value is None else str(value)

    return {
        "peer": str(seen.peer.id),
        "authority": str(seen.peer.authority),
        "endpoint": seen.peer.endpoint,
        "last_contact_at": moment(seen.last_contact_at),
        "down_since": moment(seen.down_since),
        "fault": seen.fault or None,
        "due": seen.due,
        "oldest_due": moment(seen.oldest),
        "log_size": seen.log_size,
        "log_looked_at": moment(seen.log_looked_at),
        "alarms": [{"kind": alarm.kind, "at": str(alarm.at), "envelope": alarm.env_id or None} for alarm in seen.alarms],
        "forks": [str(file) for file in seen.forks],
    }


def lines_of(lines: Sequence[LineSeen]) -> Iterator[str]:
    """Yield the lines in words."""
    if not lines:
        yield say(gettext_noop("The directory names no other node."))
    for seen in lines:
        yield f"{seen.peer.id} ({seen.peer.authority}, {printable(seen.peer.endpoint)})"
        yield from (f"  {printable(text)}" for text in _about(seen))


def _moment(at: Instant | None) -> str:
    """Return a moment to the second, in UTC."""
    return "?" if at is None else f"{at.datetime():%Y-%m-%d %H:%M:%S} UTC"


def _about(seen: LineSeen) -> Iterator[str]:
    if seen.down_since is not None:
        fault = say(FAULTS[Failure(seen.fault)]) if seen.fault else "?"
        yield say(gettext_noop("not reached since %(since)s: %(fault)s"), since=_moment(seen.down_since), fault=fault)
    elif seen.last_contact_at is not None:
        yield say(gettext_noop("reached, up since %(since)s"), since=_moment(seen.last_contact_at))
    else:
        yield say(gettext_noop("nothing was sent to it yet"))
    if seen.due:
        yield say(gettext_noop("%(count)s things wait for it, the oldest since %(since)s"), count=seen.due, since=_moment(seen.oldest))
    if seen.log_size is not None:
        facts = {"size": seen.log_size, "at": _moment(seen.log_looked_at)}
        yield say(gettext_noop("its log of %(size)s entries continues what it signed before; compared %(at)s"), facts)
    for alarm in seen.alarms:
        what = say(ALARMS[AlarmKind(alarm.kind)])
        yield say(gettext_noop("alarm of %(at)s: %(what)s %(envelope)s"), at=_moment(alarm.at), what=what, envelope=alarm.env_id).rstrip()
    for file in seen.forks:
        yield say(gettext_noop("proof that it keeps two logs, for anybody: comity verify %(file)s"), file=file)
