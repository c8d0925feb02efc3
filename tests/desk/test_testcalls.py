"""Test calls between contact points: the machine answers at once, a person by hand, all of it in the log, none of it a case."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import urllib3
from worlds.places import HERE, THERE, THIRD, signing

from comity.courier.testcalling import MAX_REPLY, Caller, NoReplyError, do_due, parse_reply, print_reply, reply_to
from comity.desk.testcalls import states
from comity.desk.testcalls.incoming import confirm_call
from comity.desk.testcalls.outgoing import Replied, ask_call
from comity.desk.testcalls.queries import figures, waiting_here
from comity.desk.testcalls.refusals import CalledTooOften, CallGoesOn, NoSuchCall
from comity.desk.testcalls.states import CallState
from comity.directory.book import book
from comity.directory.policy import NotAllowed
from comity.directory.testcalling import CallUse
from comity.records.models import CALL_STATES, Alarm, Inbox, JournalAct, Occasion, Outbox, PeerCall, Request
from comity.seal.frames import parse_frames
from comity.seal.statement import MAGIC, sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused
from comity.wire.testcall import (
    ANSWER_TYPE,
    CALL_TYPE,
    Call,
    CallAnswer,
    Says,
    fresh_number,
    parse_answer,
    parse_call,
    print_answer,
    print_call,
)


def their_call(world, *, by=THERE, **changes):
    """Return a signed call of theirs to us."""
    call = Call(**{"number": fresh_number(), "node": THERE, "to": HERE, "at": world.at, "until": None} | changes)
    return sign_statement(print_call(call), payload_type=CALL_TYPE, keys=(signing(by),))


def payload(data):
    """Return what stands in a statement that nobody has verified."""
    return parse_frames(data[len(MAGIC) :], what="statement", cap=1 << 20, least=3, most=3)[1]


def says(data, by):
    """Return what `by` says in a signed answer."""
    verified = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book().keyring, at=parse_answer(payload(data)).at)
    assert [entry.owner for entry in verified.signed_by] == [by]
    return parse_answer(verified.payload)


def names():
    """Return the acts of the journal about calls, in order."""
    return [
        (row.name, json.loads(bytes(row.facts))["facts"]) for row in JournalAct.objects.filter(name__startswith="call.").order_by("index")
    ]


class Their:
    """The other side as the test plays it: what it answers, and how often it was asked."""

    def __init__(self, world):
        """It is alive; nobody is awake."""
        self.world, self.posts, self.awake, self.answer = world, [], None, None

    def post(self, peer, data):
        """Answer a call of ours."""
        self.posts.append((peer, data))
        if self.answer is not None:
            return self.answer(data)
        return print_reply(Replied(self.said(data, Says.ALIVE), self.said(data, Says.AWAKE, at=self.awake) if self.awake else None))

    def said(self, data, what, *, at=None, by=THERE, **changes):
        """Return one signed answer."""
        call, at = parse_call(payload(data)), at or self.world.at
        answer = CallAnswer(**{"number": call.number, "call": Digest.of(data), "node": THERE, "to": HERE, "at": at, "says": what} | changes)
        return sign_statement(print_answer(answer), payload_type=ANSWER_TYPE, keys=(signing(by),))


@pytest.fixture
def their(world):
    """The other side."""
    return Their(world)


@pytest.fixture
def due(world, their):
    """Do what is due at a moment after now."""

    def do(home=None, **later):
        at = world.later(**later)
        return do_due(home or world.home, post=their.post, now=lambda: at)

    return do


@pytest.fixture
def ask(world):
    """Ask for a call to the peer by hand."""
    return lambda **how: ask_call(
        how.get("peer", THERE),
        person=how.get("person", False),
        by=how.get("by", world.drafter),
        at=world.later(minutes=how.get("minutes", 0)),
        token=world.token(),
    )


def test_every_state_leads_where_the_table_says():
    """The whole square, and the words of the table are those of the rows."""
    assert {state.value for state in CallState} == set(CALL_STATES)
    moves = {(before, to) for before in CallState for to in CallState if states.may_move(before, to)}
    assert moves == {(before, to) for before, ways in states.MOVES.items() for to in ways}
    assert states.OPEN == (CallState.ASKED, CallState.CALLING, CallState.WAITING)
    assert [states.next_pause(tries).seconds for tries in (1, 2, 3, 9)] == [30, 60, 120, 120]


# ---------------------------------------------------------------- theirs


def test_the_machine_answers_at_once_and_with_the_same_bytes(world):
    """Signed by this node, about these very bytes; a repeat, long after too, gets what was said, and makes no second leaf."""
    data = their_call(world)
    reply = reply_to(data, at=world.at)
    alive = says(parse_reply(reply).alive, HERE)
    assert (alive.says, alive.call, alive.to, alive.at) == (Says.ALIVE, Digest.of(data), THERE, world.at)
    assert reply_to(data, at=world.later(hours=3)) == reply
    assert names() == [("call.received", {"call": alive.number, "peer": THERE.text, "person": False})]
    # never a case, never in a box, told to nobody
    assert not any(table.objects.exists() for table in (Request, Inbox, Outbox, Occasion))


@pytest.mark.both_databases
def test_a_person_confirms_by_hand(world):
    """It waits for an officer; after the button, who calls again gets a second signed answer; the journal alone knows who."""
    data = their_call(world, until=world.later(minutes=30))
    assert parse_reply(reply_to(data, at=world.at)).awake is None
    (row,) = waiting_here(at=world.at)
    with pytest.raises(NotAllowed):
        confirm_call(row.pk, by=world.administrator, at=world.at, token=world.token())
    token = world.token()
    for _ in range(2):
        confirm_call(row.pk, by=world.drafter, at=world.later(minutes=7), token=token)
    reply = parse_reply(reply_to(data, at=world.later(minutes=8)))
    awake = says(reply.awake, HERE)
    assert (awake.says, awake.at) == (Says.AWAKE, world.later(minutes=7))
    assert world.drafter.officer_id.encode() not in reply.awake
    assert [name for name, _ in names()] == ["call.received", "call.attended"]
    assert waiting_here(at=world.later(minutes=8)) == []
    with pytest.raises(NoSuchCall):
        confirm_call(row.pk, by=world.approver, at=world.later(minutes=9), token=world.token())


def test_nobody_who_confirms_is_warned_of_and_told(world, due):
    """Half of the time over, officers are warned again; all of it over, it counts as missed, with an alarm, and cannot be confirmed."""
    reply_to(their_call(world, until=world.later(minutes=30)), at=world.at)
    row = PeerCall.objects.get()
    assert due(minutes=14) == 0
    assert (due(minutes=15), PeerCall.objects.get().warned) == (1, True)
    assert due(minutes=29) == 0
    with pytest.raises(NoSuchCall):
        confirm_call(row.pk, by=world.drafter, at=world.later(minutes=30), token=world.token())
    assert due(minutes=30) == 1
    assert PeerCall.objects.get().state == CallState.UNCONFIRMED
    assert [(one.kind, one.peer) for one in Alarm.objects.all()] == [("call-missed", THERE.text)]
    assert [name for name, _ in names()] == ["call.received", "call.missed"]


@pytest.mark.parametrize(
    "bad",
    [
        lambda world: their_call(world, by=HERE),
        lambda world: their_call(world, by=THIRD),
        lambda world: their_call(world, to=THIRD),
        lambda world: their_call(world, at=world.later(minutes=-11)),
        lambda world: their_call(world, at=world.later(minutes=11)),
        lambda world: their_call(world)[:-1],
        lambda _: b"",
    ],
)
def test_what_is_not_the_callers_own_call_of_now_is_not_answered(world, bad):
    """Signed by another, for another, old, of the future, cut."""
    with pytest.raises(Refused):
        reply_to(bad(world), at=world.at)
    assert not PeerCall.objects.exists()


def test_one_number_is_one_call(world):
    """Other bytes under a number that was used are refused; a seventh call in an hour too, and a third for a person."""
    number = fresh_number()
    reply_to(their_call(world, number=number), at=world.at)
    with pytest.raises(Refused):
        reply_to(their_call(world, number=number, until=world.later(minutes=5)), at=world.at)
    for _ in range(2):
        reply_to(their_call(world, until=world.later(minutes=5)), at=world.at)
    with pytest.raises(CalledTooOften):
        reply_to(their_call(world, until=world.later(minutes=5)), at=world.at)
    for _ in range(3):
        reply_to(their_call(world), at=world.at)
    with pytest.raises(CalledTooOften):
        reply_to(their_call(world), at=world.at)
    assert PeerCall.objects.count() == 6


# ---------------------------------------------------------------- ours


@pytest.mark.both_databases
def test_ours_is_signed_once_and_its_answer_kept(world, their, due, ask):
    """By hand: asked for, posted in the same bytes until it is answered, then never again."""
    ask()
    their.answer = lambda _: (_ for _ in ()).throw(NoReplyError("timeout"))
    due()
    with pytest.raises(CallGoesOn):
        ask(by=world.approver)
    their.answer = None
    assert due(seconds=10) == 0
    due(seconds=31)
    row = PeerCall.objects.get()
    assert (row.state, row.alive_at, row.came_at, row.next_at) == (CallState.DONE, world.at, world.later(seconds=31), None)
    assert (len({data for _, data in their.posts}), len(their.posts)) == (1, 2)
    assert due(hours=1) == 0
    assert [name for name, _ in names()] == ["call.made", "call.answered"]
    assert not any(table.objects.exists() for table in (Alarm, Request, Outbox))


def test_who_does_not_answer_is_an_alarm(world, their, due, ask):
    """Tried for five minutes; then silent, and said so. A node that knows no such calls is no alarm."""
    their.answer = lambda _: (_ for _ in ()).throw(NoReplyError("no-route"))
    ask()
    for seconds in (0, 31, 92, 213, 334):
        due(seconds=seconds)
    assert (PeerCall.objects.get().state, PeerCall.objects.get().fault) == (CallState.SILENT, "no-route")
    assert [one.kind for one in Alarm.objects.all()] == ["call-unanswered"]
    their.answer = lambda _: (_ for _ in ()).throw(NoReplyError("status-404", refused=True))
    ask(minutes=10)
    due(minutes=10)
    assert PeerCall.objects.latest("pk").state == CallState.REFUSED
    assert Alarm.objects.count() == 1


def test_a_person_of_theirs_is_waited_for(world, their, due, ask):
    """Asked after each minute, in the same bytes; what a person confirmed is kept, with the moment by their clock."""
    ask(person=True)
    due()
    assert PeerCall.objects.get().state == CallState.WAITING
    due(minutes=1, seconds=1)
    their.awake = world.later(minutes=2)
    due(minutes=2, seconds=10)
    row = PeerCall.objects.get()
    assert (row.state, row.awake_at, row.next_at) == (CallState.DONE, world.later(minutes=2), None)
    assert (len({data for _, data in their.posts}), len(their.posts)) == (1, 3)
    assert [name for name, _ in names()] == ["call.made", "call.answered", "call.confirmed"]


@pytest.mark.both_databases
def test_nobody_awake_there_is_an_alarm(world, their, due, ask):
    """Half an hour, and two minutes for what is on its way; also where its node went silent meanwhile."""
    ask(person=True)
    due()
    their.answer = lambda _: (_ for _ in ()).throw(NoReplyError("timeout"))
    due(minutes=31)
    assert PeerCall.objects.get().state == CallState.WAITING
    due(minutes=32)
    assert PeerCall.objects.get().state == CallState.UNCONFIRMED
    assert [one.kind for one in Alarm.objects.all()] == ["call-unconfirmed"]


@pytest.mark.parametrize(
    "lie",
    [
        {"by": THIRD},
        {"node": THIRD, "by": THIRD},
        {"to": THIRD},
        {"call": Digest.of(b"another")},
        {"number": "0" * 32},
        {"what": Says.AWAKE},
        {"minutes": 11},
        {"minutes": -11},
    ],
)
def test_another_answer_is_none(world, their, due, ask, lie):
    """Somebody else's, of another call, of another moment: it counts as no answer."""
    lie = dict(lie)
    what, at = lie.pop("what", Says.ALIVE), world.later(minutes=lie.pop("minutes", 0))
    their.answer = lambda data: print_reply(Replied(their.said(data, what, at=at, **lie)))
    ask()
    due()
    row = PeerCall.objects.get()
    assert (row.state, row.fault, bytes(row.alive)) == (CallState.CALLING, "bad-reply", b"")


@pytest.mark.both_databases
def test_the_schedule_calls_contact_points(world, their, due):
    """By the settings alone: each 24/7 contact point in its time, a person with the first and then once a week; nobody without."""
    assert due() == 0
    home = replace(world.home, test_calls=CallUse(24))
    due(home)
    first = list(PeerCall.objects.values_list("peer", "wait_minutes"))
    assert (THERE.text, 30) in first
    PeerCall.objects.update(state=CallState.DONE, next_at=None)
    due(home, hours=23)
    assert PeerCall.objects.count() == len(first)
    due(home, hours=24)
    assert PeerCall.objects.count() == 2 * len(first)
    assert set(PeerCall.objects.order_by("-pk").values_list("wait_minutes", flat=True)[: len(first)]) == {0}


@pytest.mark.both_databases
def test_figures_count_what_ended(world, their, due, ask):
    """By partner and year: ours and theirs, answered and confirmed, and how long half took."""
    ask(person=True)
    due()
    their.awake = world.later(minutes=4)
    due(minutes=5)
    ask(minutes=6)
    their.answer = lambda _: (_ for _ in ()).throw(NoReplyError("no-route"))
    for minutes in (6, 7, 9, 12):
        due(minutes=minutes)
    reply_to(their_call(world, until=world.later(minutes=30)), at=world.at)
    due(minutes=15)
    due(minutes=30)
    year = world.at.datetime().year
    (one,) = figures(year)
    assert (one.peer, one.made, one.answered, one.persons_asked, one.confirmed) == (THERE.text, 2, 1, 1, 1)
    assert (one.received, one.persons_wanted, one.attended, one.half_confirmed) == (1, 1, 0, timedelta(minutes=4))
    assert (figures(year - 1), figures(year, month=world.at.datetime().month)) == ([], [one])


def test_a_reply_has_one_form():
    """Another beginning, none or three answers."""
    for data in (b"", b"COMITY1L", b"COMITY1K" + b"\0\0\0\1a", b"COMITY1L" + 3 * b"\0\0\0\1a"):
        with pytest.raises(Malformed):
            parse_reply(data)
    assert parse_reply(print_reply(Replied(b"a", b"b"))) == Replied(b"a", b"b")


# ---------------------------------------------------------------- the line


def test_the_caller_posts_over_the_line_and_says_what_came(world, monkeypatch, ask):
    """One POST in a thread that ends; a node without such calls, one that has enough, one that is away, one that says too much."""
    posts, answers = [], {}

    class Pool:
        def __init__(self, peer, **_):
            self.peer = peer

        def request(self, method, path, *, body, preload_content):
            posts.append((self.peer, method, path, preload_content))
            status, data = answers["now"](body)
            return SimpleNamespace(status=status, read=lambda most: data[:most], release_conn=lambda: None)

    def away(_):
        raise urllib3.exceptions.ProtocolError("cut")

    monkeypatch.setattr("comity.courier.testcalling.PinnedPool", Pool)
    their, came = Their(world), []
    alive = lambda body: (200, print_reply(Replied(their.said(body, Says.ALIVE))))  # noqa: E731 one of a row of answers
    for answer in (alive, lambda _: (404, b""), lambda _: (429, b""), away, lambda _: (200, bytes(MAX_REPLY + 1)), lambda _: (503, b"")):
        PeerCall.objects.all().delete()
        ask()
        answers["now"] = answer
        caller = Caller(world.home, now=lambda: world.at)
        caller.look()
        row = PeerCall.objects.get()
        came.append((row.state, row.fault))
    assert came == [
        ("done", ""),
        ("refused", "status-404"),
        ("refused", "status-429"),
        ("calling", "cut"),
        ("calling", "status-200"),
        ("calling", "status-503"),
    ]
    assert set(posts) == {(THERE, "POST", "/comity/1/call", False)}
