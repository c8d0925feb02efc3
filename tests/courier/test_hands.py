"""Which lines need somebody: each thing that does, and what goes on by itself, in one table."""

from datetime import timedelta
from pathlib import Path

import pytest
from worlds.places import AT, THERE, sections

from comity.courier.overview.hands import hands, own_hands, taken_on
from comity.courier.overview.lines import AlarmSeen, LineSeen, RelaySeen
from comity.courier.overview.words import about
from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.lines import Failure
from comity.terms.identifiers import Country


def seen(**facts):
    """Return a line on which all is well, but for `facts`."""
    (peer,) = [node for node in sections()[Country("XR")].nodes if node.id == THERE]
    known = {"peer": peer, "last_contact_at": AT, "down_since": None, "fault": "", "log_size": None, "log_looked_at": None}
    return LineSeen(**{**known, "alarms": (), "forks": (), **facts})


def ago(**span):
    """Return a moment before."""
    return AT + -timedelta(**span)


def down(fault=Failure.TIMEOUT, *, since=None, **facts):
    """Return a line that is down."""
    return seen(down_since=since or ago(minutes=10), fault=fault.value, **facts)


def relay(**facts):
    """Return a relay that is used."""
    known = {
        "name": "relay.un.example",
        "endpoint": "https://relay",
        "used": True,
        "held": 1,
        "newest": AT,
        "down_since": None,
        "fault": "",
    }
    return RelaySeen(**{**known, **facts})


def alarm(kind=AlarmKind.REFUSED, *, number=1, seen=None, **span):
    """Return an alarm of so long ago, which an officer has seen so many hours ago."""
    return AlarmSeen(kind.value, ago(**span), "", number, None if seen is None else ago(hours=seen), "Hà N." if seen is not None else "")


WAITS = {"oldest": ago(minutes=10), "expires": AT + timedelta(days=10)}
CALM = {
    "all is well": seen(),
    "acts wait for a moment": seen(acts=3, urgent=1, **WAITS),
    "away, and nothing waits": down(since=ago(days=3)),
    "away for a while, and nothing urgent waits": down(acts=2, **WAITS),
    "away for a moment, and something urgent waits": down(since=ago(minutes=1), acts=1, urgent=1, **WAITS),
    "away, and a relay brings it": down(since=ago(hours=9), acts=1, urgent=1, relay=relay(), **WAITS),
    "no room for large acts": seen(short=("bulk",)),
    "an alarm that somebody has seen": seen(alarms=(alarm(hours=3, seen=1),)),
    "keys to come": seen(keyless=4),
}
NEEDS = {
    "two logs": (seen(forks=(Path("x.fork"),)), "signed for two logs"),
    "away, and something urgent waits": (down(acts=1, urgent=1, **WAITS), "urgent acts wait for it (1), and it is not reached since"),
    "so does its relay": (down(acts=1, urgent=1, relay=relay(down_since=ago(hours=1)), **WAITS), "urgent acts wait for it"),
    "away for long": (down(since=ago(hours=2), acts=1, **WAITS), "not reached since"),
    "somebody else answers there": (down(Failure.NOT_TRUSTED), "did not show the certificate"),
    "it does not know us": (down(Failure.NOT_ACCEPTED), "hand it the newest directory file"),
    "an act is about to end": (seen(acts=1, oldest=ago(days=13), expires=AT + timedelta(hours=23)), "an act that waits for it expires"),
    "no room for urgent acts": (seen(short=("bulk", "ordinary", "urgent")), "no room even for urgent acts"),
    "alarms of today, of one kind": (
        seen(alarms=tuple(alarm(AlarmKind.MARK_MISSING_THERE, hours=n) for n in range(3))),
        "3 times, the last",
    ),
    "an alarm of today": (seen(alarms=(alarm(hours=3),)), "refused an act of ours for good"),
    "an alarm of last week that nobody has seen": (seen(alarms=(alarm(days=7),)), "refused an act of ours for good"),
    "an alarm after one that was seen": (seen(alarms=(alarm(hours=1), alarm(hours=3, seen=2))), "refused an act of ours for good"),
}


def said(one):
    """Return a sentence in English."""
    return one.sentence % one.facts if one.sentence else ""


@pytest.mark.parametrize("line", CALM.values(), ids=CALM)
def test_what_goes_on_by_itself_calls_nobody(line):
    """Nothing is asked of anybody; the line still says how it stands."""
    assert hands(line, at=AT) == ()
    assert all(map(said, about(line)))


def test_no_room_here_is_said_once_and_not_of_each_line():
    """It is this node's own disk, whoever sends; the most pressing class first."""
    lines = [seen(short_here=("ordinary", "bulk")), seen(short_here=("bulk",))]
    assert [said(hand.said).rpartition(": ")[2] for hand in own_hands(lines)] == ["ordinary acts", "large acts"]
    assert all(said(hand.step) for hand in own_hands(lines))
    assert own_hands([seen()]) == hands(lines[0], at=AT) == ()


@pytest.mark.parametrize(("line", "words"), NEEDS.values(), ids=NEEDS)
def test_what_needs_somebody_says_what_and_what_to_do(line, words):
    """One thing each, in a sentence; an alarm says in its own words what to look at, everything else has a step."""
    (hand,) = hands(line, at=AT)
    assert words in said(hand.said)
    assert bool(said(hand.step)) != bool(line.alarms)


def test_who_has_an_alarm_in_hand_stands_beside_the_line_for_a_day():
    """Each kind once, the newest that was seen; what waits says up to which row it may be taken on."""
    gone = AlarmKind.FILE_GONE
    waiting, taken = (
        (alarm(number=9, hours=1), alarm(number=12, hours=2)),
        (alarm(number=7, hours=5, seen=4), alarm(gone, hours=9, seen=25)),
    )
    line = seen(alarms=(*waiting, *taken))
    assert [(hand.alarm, hand.newest) for hand in hands(line, at=AT)] == [("refused", 12)]
    (one,) = taken_on(line, at=AT)
    assert (one.facts["who"], one.facts["seen"], one.facts["at"]) == ("Hà N.", ago(hours=4), ago(hours=5))
    assert "Seen by Hà N." in said(one)
    assert sum("seen by Hà N." in said(each) for each in about(line)) == 2
