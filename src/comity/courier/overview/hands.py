"""Which lines need somebody, and what that person does: the one glance of a duty officer at night. Marked, not translated. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.courier.overview.faults import SHORT, STEPS, WAIT
from comity.courier.overview.lines import LineSeen
from comity.courier.overview.words import Fact, Said, alarm_word, fault_word
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import URGENT_PATIENCE, Failure
from comity.desk.proving.said import Word
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

PATIENCE: Final = timedelta(hours=1)
"""How long what is not urgent may wait for a peer that is away before somebody looks."""
ENDING: Final = timedelta(hours=24)
FRESH: Final = timedelta(hours=24)
"""How long an alarm that an officer has seen stands beside the line, with their name; from then on it stands among all that is known."""

_SETTLED_BY_PEOPLE: Final = frozenset({Failure.NOT_TRUSTED, Failure.NOT_ACCEPTED, Failure.NO_LINE_KEY})
_NOTHING: Final = Said("")


@dataclass(frozen=True, slots=True)
class Hand:
    """Something that somebody must do: what is so, and the step. The step is empty where what is so says it.

    `alarm` is the kind of what an officer may say that they saw, up to the row `newest`; empty where that would mend nothing.
    """

    said: Said
    step: Said = _NOTHING
    alarm: str = ""
    newest: int = 0


def hands(seen: LineSeen, *, at: Instant) -> tuple[Hand, ...]:
    """Return what of a line needs somebody, the most pressing first; nothing for one that goes on by itself."""
    return tuple(_hands(seen, at=at))


def _hands(seen: LineSeen, *, at: Instant) -> Iterator[Hand]:
    if seen.forks:
        yield Hand(
            Said(gettext_noop("it signed for two logs, and the proof of it is kept here")),
            Said(gettext_noop("A supervisor and this node's operator decide before anything new is approved for it.")),
        )
    yield from _down(seen, at=at)
    if seen.acts and seen.expires is not None and seen.expires <= at + ENDING:
        yield Hand(
            Said(gettext_noop("an act that waits for it expires %(at)s"), {"at": seen.expires}),
            Said(gettext_noop("Tell its contact point by telephone what it says; look for another way: by hand, over a relay.")),
        )
    if TrafficClass.URGENT in seen.short:
        yield Hand(
            Said(gettext_noop("it has no room even for urgent acts")),
            Said(gettext_noop("Call its contact point by telephone: its operator makes room. The acts then go by themselves.")),
        )
    yield from _alarmed(seen)


def own_hands(lines: Sequence[LineSeen]) -> tuple[Hand, ...]:
    """Return what of this node itself keeps its peers' acts away: its own disk, whichever line is looked at."""
    short = [traffic for traffic in TrafficClass if any(traffic in seen.short_here for seen in lines)]
    return tuple(
        Hand(
            Said(gettext_noop("this node has no room now for what partners send: %(what)s"), {"what": Word(SHORT[traffic])}),
            Said(gettext_noop("This node's operator makes room on its disk. What waits comes by itself then; nothing of it is lost.")),
        )
        for traffic in short
    )


def _alarmed(seen: LineSeen) -> Iterator[Hand]:
    """Yield the alarms that nobody has seen yet, those of one kind as one; they are the newest first."""
    waiting = [alarm for alarm in seen.alarms if alarm.seen_at is None]
    for kind, count in Counter(alarm.kind for alarm in waiting).items():
        same = [alarm for alarm in waiting if alarm.kind == kind]
        facts: dict[str, Fact] = {"at": same[0].at, "what": alarm_word(kind), "count": count}
        said = gettext_noop("%(at)s: %(what)s") if count == 1 else gettext_noop("%(count)s times, the last %(at)s: %(what)s")
        yield Hand(Said(said, facts), alarm=kind, newest=max(alarm.number for alarm in same))


def taken_on(seen: LineSeen, *, at: Instant) -> tuple[Said, ...]:
    """Return the alarms that an officer has seen in the last day, those of one kind as one: who has it in hand, for all others."""
    found: dict[str, Said] = {}
    for alarm in seen.alarms:
        if alarm.seen_at is not None and alarm.seen_at > at + -FRESH and alarm.kind not in found:
            facts: dict[str, Fact] = {"at": alarm.at, "what": alarm_word(alarm.kind), "who": alarm.seen_by, "seen": alarm.seen_at}
            found[alarm.kind] = Said(gettext_noop("%(at)s: %(what)s. Seen by %(who)s, %(seen)s"), facts)
    return tuple(found.values())


def _down(seen: LineSeen, *, at: Instant) -> Iterator[Hand]:
    if seen.down_since is None or not seen.peer.endpoint:
        return
    since: dict[str, Fact] = {"since": seen.down_since, "fault": fault_word(seen.fault), "count": seen.urgent}
    step = Said(STEPS.get(Failure(seen.fault), WAIT) if seen.fault in set(Failure) else WAIT)
    carried = seen.relay is not None and seen.relay.used and seen.relay.down_since is None
    if seen.urgent and not carried and seen.down_since <= at + -URGENT_PATIENCE:
        yield Hand(
            Said(gettext_noop("urgent acts wait for it (%(count)s), and it is not reached since %(since)s"), since),
            Said(gettext_noop("Call its contact point by telephone and say what is coming. It goes exactly once when the line is back.")),
        )
    if seen.fault in _SETTLED_BY_PEOPLE or (seen.due and not carried and not seen.urgent and seen.down_since <= at + -PATIENCE):
        yield Hand(Said(gettext_noop("not reached since %(since)s: %(fault)s"), since), step)
