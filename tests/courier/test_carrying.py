"""The line to one peer: what goes out, what its answers change, and that nothing is lost when it fails."""

from datetime import timedelta

import pytest
import urllib3
from django.db import OperationalError
from tests.desk.test_carrying import _papers as _papers  # noqa: PLC0414 -- a fixture is taken by its name
from tests.desk.test_carrying import came, proposals, propose
from tests.desk.test_carrying import joined as joined  # noqa: PLC0414 -- a fixture is taken by its name
from tests.desk.test_carrying import partner as partner  # noqa: PLC0414 -- a fixture is taken by its name
from worlds.line import told
from worlds.places import THIRD
from worlds.puppet import Puppet

from comity.courier import carrying
from comity.courier.protocol.lines import CROWD, REST, Contact, Receipts, Restarted, Woken
from comity.doors.cli.demo import fields
from comity.records.models import Alarm, JournalAct, Line, Outbox, Receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.wire.act import parse_act
from comity.wire.batch import MAX_REPLY, Reply, Want, print_reply
from comity.wire.refused import RefusedBody, print_refused


def leaves():
    """Return the names of the journal's leaves, in order, without those of drafting."""
    return [name for name in JournalAct.objects.values_list("name", flat=True) if not name.startswith("draft.")]


# -- taken ----------------------------------------------------------------------------------------


def test_what_is_due_is_posted_and_receipted(world, line, puppet):
    """The peer opens what was approved; its receipt, the outcome, the leaf and the request's state are written together."""
    request = world.send()
    line.run()
    ((item,),) = line.posts
    opened = puppet.open(item.data)
    assert parse_act(opened.payload).reference.text == request.reference
    row = Outbox.objects.get()
    assert (row.state, row.order, row.outcome_at) == ("receipted", "applied", world.at)
    receipt = Receipt.objects.get()
    assert (receipt.kind, receipt.direction, receipt.case) == ("received", "in", request.reference)
    assert bytes(row.receipt_digest) == Digest.of(bytes(receipt.sealed)).raw
    assert leaves() == ["act.sent", "receipt.received"]
    request.refresh_from_db()
    assert (request.state, request.attention) == ("delivered", "")


def test_nothing_is_posted_twice(world, line):
    """After its receipt an envelope never leaves again, whatever wakes the line."""
    world.send()
    for happening in (None, Woken(), Contact(), Restarted(), None):
        line.run(happening, later=timedelta(minutes=1))
    assert len(line.posts) == 1


def test_what_the_peer_holds_counts_as_delivered(world, line):
    """A receipt of order held: the peer has it for ever."""
    request = world.send()
    line.answer = lambda items: line.take(items, order="held")
    line.run()
    assert Outbox.objects.get().order == "held"
    request.refresh_from_db()
    assert request.state == "delivered"


@pytest.mark.both_databases("order")
def test_acts_of_a_case_leave_in_order(world, line, puppet):
    """Two acts of one case and one of another in one POST: each case in its order."""
    one = world.send()
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=one)
    world.send()
    line.run()
    (items,) = line.posts
    places = [(str(opened.inner.case), opened.inner.seq) for opened in (puppet.open(item.data) for item in items)]
    assert [seq for case, seq in places if case == one.reference] == [1, 2]
    assert len(places) == 3


def test_later_receipts_travel_and_are_taken(world, line, puppet):
    """`opened` and `decided` go out as receipts; the mark `taken` ends them, without a receipt for a receipt."""
    from comity.desk.holding.actions import open_request

    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    world.answer(request, fields.preserved(at=world.at))
    line.run()
    (items,) = line.posts
    assert sorted(item.kind for item in items) == ["envelope", "receipt", "receipt"]
    assert set(Outbox.objects.values_list("state", flat=True)) == {"receipted"}
    assert Receipt.objects.filter(direction="in").count() == 1


def test_the_mark_taken_does_not_end_an_act(world, line):
    """It is unsigned and proves nothing: the envelope stays due."""
    world.send()
    line.answer = line.say(None)
    line.run()
    assert Outbox.objects.get().state == "due"


# -- a rest after a POST that carried many ----------------------------------------------------------


def owe(world, priority="routine"):
    """Approve one act more, of this priority."""
    world.send()
    Outbox.objects.filter(pk=Outbox.objects.latest("pk").pk).update(priority=priority)


@pytest.fixture
def resting(world, line, request):
    """A line whose last POST carried many; while it was under way one act more was approved."""
    priority = getattr(request, "param", "routine")
    for _ in range(CROWD):
        owe(world, priority)

    def meanwhile(items):
        line.answer = line.take
        owe(world, priority)
        return line.take(items)

    line.answer = meanwhile
    assert line.run() == world.at + REST
    assert [len(post) for post in line.posts] == [CROWD]
    return line


@pytest.mark.both_databases("priority")
def test_a_line_that_rests_hears_of_what_is_urgent_alone(world, resting):
    """Nothing else wakes it; what is urgent leaves at once, and takes along what waits."""
    carrier = resting.carrier
    owe(world)
    carrier.posted()
    assert carrier._waking._heard.empty()
    owe(world, "urgent")
    carrier.posted()
    resting.run(carrier._waking.next())
    assert [len(post) for post in resting.posts] == [CROWD, 3]


@pytest.mark.parametrize("resting", ["urgent"], indirect=True)
def test_where_urgent_acts_come_in_crowds_it_hears_of_none(world, resting):
    """They wait for each other, as they would for a POST under way."""
    owe(world, "urgent")
    resting.carrier.posted()
    assert resting.carrier._waking._heard.empty()


def test_after_its_rest_a_line_looks_by_itself(world, resting):
    """Nobody calls it: what came meanwhile goes together."""
    owe(world)
    resting.at = resting.at + REST
    resting.run(resting.carrier._waking.next())
    assert [len(post) for post in resting.posts] == [CROWD, 2]
    resting.carrier.posted()
    assert not resting.carrier._waking._heard.empty()


def test_what_was_told_before_the_rows_were_read_is_not_heard_again(world, line):
    """A step has seen it."""
    world.send()
    line.carrier.posted()
    line.run()
    line.carrier.tell(Contact())
    assert line.carrier._waking.next() == Contact()


# -- failures -------------------------------------------------------------------------------------


def failing(fault):
    """Return an answer that raises."""

    def answer(_):
        raise fault

    return answer


def _pool():
    return urllib3.connectionpool.HTTPConnectionPool("cert.xr.example")


FAILURES = {
    "timeout": (lambda _: failing(urllib3.exceptions.ReadTimeoutError(_pool(), "/", "slow")), "timeout"),
    "no-route": (lambda _: failing(urllib3.exceptions.NewConnectionError(_pool(), "refused")), "no-route"),
    "cut": (lambda _: failing(urllib3.exceptions.ProtocolError("cut")), "cut"),
    "status-503": (lambda _: lambda _: (503, b"unavailable"), "status"),
    "status-302": (lambda _: lambda _: (302, b""), "status"),
    "garbage": (lambda _: lambda _: (200, b"<html>a captive portal</html>"), "bad-reply"),
    "empty": (lambda _: lambda _: (200, b""), "bad-reply"),
    "too-long": (lambda _: lambda _: (200, bytes(MAX_REPLY + 10)), "bad-reply"),
    "another-count": (lambda line: line.say(None, None), "bad-reply"),
}


@pytest.mark.parametrize(("answer", "fault"), FAILURES.values(), ids=FAILURES)
def test_a_failed_post_loses_nothing(world, line, answer, fault):
    """The envelope stays due, the page shows why, the line waits; when the peer is back it is delivered, once more the same bytes."""
    world.send()
    before = world.everything()
    line.answer = answer(line)
    wake = line.run()
    shown = Line.objects.get()
    assert (shown.last_fault, shown.down_since, shown.last_contact_at) == (fault, world.at, None)
    assert world.at < wake <= world.at + timedelta(minutes=15)
    Line.objects.all().delete()
    assert world.everything() == before
    line.answer = line.take
    line.run(Woken(), later=wake - world.at)
    assert Outbox.objects.get().state == "receipted"
    assert Line.objects.get().last_fault == ""
    assert line.posts[0] == line.posts[1]


def test_a_receipt_of_somebody_else_makes_a_reply_unreadable(world, line):
    """Only the peer's own word counts for what was posted to it."""
    row = world.outbox(world.send())
    line.answer = line.say(Puppet(THIRD).received(row))
    line.run()
    assert Outbox.objects.get().state == "due"
    assert Line.objects.get().last_fault == "bad-reply"


def test_a_flipped_receipt_makes_a_reply_unreadable(world, line, puppet):
    """A signature that does not verify is no receipt."""
    row = world.outbox(world.send())
    good = puppet.received(row)
    line.answer = line.say(good[:-1] + bytes([good[-1] ^ 1]))
    line.run()
    assert Outbox.objects.get().state == "due"
    assert not Receipt.objects.exists()


def test_it_waits_longer_each_time_and_contact_starts_afresh(world, line):
    """Exponential, capped at fifteen minutes; when the peer reaches us, within a second."""
    world.send()
    line.answer = failing(urllib3.exceptions.ProtocolError("cut"))
    waits = []
    wake = line.run()
    for _ in range(14):
        waits.append(wake - line.at)
        wake = line.run(Woken(), later=wake - line.at)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=1)
    assert waits[-1] == timedelta(minutes=15)
    assert line.run(Contact()) - line.at == timedelta(seconds=1)


def test_a_fault_of_the_program_does_not_end_the_line(world, line, monkeypatch):
    """Whatever goes wrong in a step, the envelope is due again and goes out at the next wake."""
    world.send()

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(line.carrier, "_read", fail)
    wake = line.run()
    assert wake > line.at
    assert Outbox.objects.get().state == "due"
    monkeypatch.undo()
    line.run(Woken(), later=timedelta(minutes=1))
    assert Outbox.objects.get().state == "receipted"


def test_a_line_that_cannot_begin_begins_again(world, line, monkeypatch):
    """A database that is locked while the courier starts ends no line: nobody would start it again."""
    world.send()
    faults, asked = [OperationalError("database is locked")], carrying.life_in_rows

    def lives(node):
        if faults:
            raise faults.pop()
        return asked(node)

    monkeypatch.setattr(carrying, "life_in_rows", lives)
    monkeypatch.setattr(carrying, "_PAUSE", timedelta())
    waits = [timedelta(minutes=1)]  # lines of many nodes do not all begin in the same moment; then this one is stopped

    def hear():
        line.at += waits[0] if waits else timedelta()
        return Woken() if waits and waits.pop() else None

    monkeypatch.setattr(line.carrier._waking, "next", hear)
    line.carrier.run()
    assert (faults, Outbox.objects.get().state) == ([], "receipted")


def test_a_line_that_is_stopped_before_it_began_ends(line, monkeypatch):
    """Also where the database never comes."""

    def locked(_):
        raise OperationalError

    monkeypatch.setattr(carrying, "life_in_rows", locked)
    line.carrier.stop()
    line.carrier.run()
    assert line.posts == []


@pytest.mark.both_databases("what is rolled back")
def test_a_commit_that_fails_leaves_the_envelope_due(world, line, monkeypatch):
    """The receipt came and could not be kept: no row of it, no leaf; the next POST brings the same receipt again."""
    world.send()
    before = world.everything()

    def fail(*_, **__):
        raise OSError

    monkeypatch.setattr(carrying.journal, "append", fail)
    line.run()
    Line.objects.all().delete()
    assert world.everything() == before
    monkeypatch.undo()
    line.run(Woken(), later=timedelta(minutes=1))
    assert leaves() == ["act.sent", "receipt.received"]


# -- refused and expired --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wire_class", ["malformed", "too-large", "bad-signature", "unknown-key", "not-for-us", "commitment", "conflict", "policy"]
)
def test_refused_for_good(world, line, wire_class):
    """The refusal is kept as signed, an alarm stands, the request is undelivered and asks for attention; it never leaves again."""
    request = world.send()
    line.answer = line.refuse(wire_class)
    line.run()
    line.run(Woken(), later=timedelta(days=1))
    assert len(line.posts) == 1
    row = Outbox.objects.get()
    assert (row.state, row.wire_class) == ("refused", wire_class)
    assert Receipt.objects.get().kind == "refused"
    assert Alarm.objects.get().kind == "refused"
    assert leaves() == ["act.sent", "delivery.refused", "alarm.raised"]
    request.refresh_from_db()
    assert (request.state, request.attention) == ("undelivered", "undelivered")


def test_refused_for_its_key(world, line):
    """Without a newer key of the peer it waits for one, and nobody has to do anything (test_epochs.py). It expires like any other."""
    request = world.send()
    line.answer = line.refuse("key-expired")
    line.run()
    assert Outbox.objects.get().state == "refused"
    assert not Alarm.objects.exists()
    request.refresh_from_db()
    assert (request.state, request.attention) == ("sent", "")
    line.run(Woken(), later=timedelta(days=31))
    assert (Outbox.objects.get().state, Alarm.objects.get().kind) == ("expired", "expired")
    request.refresh_from_db()
    assert (request.state, request.attention) == ("undelivered", "undelivered")
    assert len(line.posts) == 1


@pytest.mark.both_databases
def test_refused_for_its_time(world, line):
    """A clock is wrong: the same bytes go again later, an operator is told once, and the request shows that it has not arrived."""
    request = world.send()
    line.answer = line.refuse("stale")
    wake = line.run()
    line.run(Woken(), later=wake - world.at)
    assert Outbox.objects.get().state == "due"
    assert [(alarm.kind, alarm.case) for alarm in Alarm.objects.all()] == [("clocks", request.reference)]
    assert leaves() == ["act.sent", "alarm.raised"]
    request.refresh_from_db()
    assert (request.state, request.attention) == ("sent", "clocks")
    line.answer = line.take
    line.run(Woken(), later=timedelta(minutes=50))
    assert Outbox.objects.get().state == "receipted"
    request.refresh_from_db()
    assert request.state == "delivered"


def test_not_now(world, line):
    """`unavailable` is no refusal: the same bytes go again later, and nothing is written."""
    world.send()
    line.answer = line.refuse("unavailable")
    wake = line.run()
    assert Outbox.objects.get().state == "due"
    assert not Receipt.objects.exists()
    line.answer = line.take
    line.run(Woken(), later=wake - world.at)
    assert Outbox.objects.get().state == "receipted"


def test_an_envelope_that_the_peer_could_not_even_read(world, line, puppet):
    """Its refusal names the digest of all the bytes; the envelope is refused, and what stands behind it is not held up."""
    bad = world.outbox(world.send())
    world.send()

    def answer(items):
        body = RefusedBody(env_id=None, outer=Digest.of(items[0].data), wire_class="malformed", at=world.at)
        good = puppet.received(line.row(items[1]))
        return 200, print_reply(Reply((puppet.sign(print_refused(body)), good)))

    line.answer = answer
    line.run()
    assert dict(Outbox.objects.values_list("env_id", "state"))[bad.env_id] == "refused"
    assert set(Outbox.objects.values_list("state", flat=True)) == {"refused", "receipted"}


def test_a_later_receipt_that_is_refused_is_no_fault_of_the_case(world, line):
    """The peer will not take our `opened`: an alarm, and the request goes on as it was."""
    from comity.desk.holding.actions import open_request

    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    line.answer = line.refuse("key-expired")
    line.run()
    request.refresh_from_db()
    assert (request.state, request.attention) == ("opened", "")
    assert Outbox.objects.get().state == "refused"


def test_expired_on_the_way(world, line):
    """Thirty days without a word: expired, with an alarm and a leaf; the request is undelivered."""
    request = world.send()
    line.answer = failing(urllib3.exceptions.ProtocolError("cut"))
    line.run()
    line.run(Woken(), later=timedelta(days=30))
    assert Outbox.objects.get().state == "expired"
    assert Alarm.objects.get().kind == "expired"
    assert leaves() == ["act.sent", "delivery.expired", "alarm.raised"]
    request.refresh_from_db()
    assert (request.state, request.attention) == ("undelivered", "undelivered")


def test_an_expired_answer_marks_its_request(world, line):
    """The request was answered here and the answer never arrived: the state stays, an officer is called."""
    request = world.answer(world.receive(), fields.preserved(at=world.at))
    line.answer = failing(urllib3.exceptions.ProtocolError("cut"))
    line.run(later=timedelta(days=31))
    request.refresh_from_db()
    assert (request.state, request.attention) == ("answered", "undelivered")


def test_a_receipt_after_the_end_still_proves_delivery(world, line, puppet):
    """It was on its way when the envelope expired."""
    row = world.outbox(world.send())
    line.run(Woken(), later=timedelta(days=30))
    line.run(told(puppet.received(row)))
    assert Outbox.objects.get().state == "receipted"


def test_a_refused_proposal_leaves_its_case_on_paper(world, line, joined):
    """A node that does not know the kind refuses it: the case is free again, and what is proposed anew is taken in the same place."""
    request = came(world)
    propose(world, request)
    line.answer = line.refuse("policy")
    line.run()
    request.refresh_from_db()
    assert (request.state, request.attention) == ("opened", "carry-returned")
    assert "carry.returned" in leaves()
    line.answer = line.take
    propose(world, request)
    line.run(Woken(), later=timedelta(days=1))
    assert proposals(request) == ["returned", "waiting"]
    assert list(Outbox.objects.order_by("id").values_list("seq", "state")) == [(1, "refused"), (1, "receipted")]


def test_a_receipt_for_a_proposal_that_was_given_up(world, line, puppet, joined):
    """It expired, and a newer one waits: what the peer signed that it has waits for its answer, and the newer is overtaken."""
    request = came(world)
    propose(world, request)
    first = world.outbox(request)
    line.answer = failing(urllib3.exceptions.ProtocolError("cut"))
    line.run(Woken(), later=timedelta(days=30))
    assert proposals(request) == ["returned"]
    propose(world, request)
    line.run(told(puppet.received(first)))
    assert proposals(request) == ["waiting", "overtaken"]


# -- receipts that do not fit ---------------------------------------------------------------------


def test_a_receipt_for_what_was_never_sent_raises_an_alarm(world, line, puppet):
    """Signed by the peer, for an identifier that we never posted to it: nothing moves, an operator is told."""
    row = world.outbox(world.send())
    line.run()
    row.env_id = "0" * 32
    for _ in range(2):
        line.run(told(puppet.received(row)))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.env_id) == ("strange-receipt", "0" * 32)
    assert leaves()[-1] == "alarm.raised"
    assert leaves().count("alarm.raised") == 1


def test_a_receipt_over_bytes_that_were_never_sent(world, line, puppet):
    """Our identifier, another outer digest: an alarm, and the envelope stays due."""
    row = world.outbox(world.send())
    line.answer = line.say(puppet.received(row, outer=Digest.of(b"something else")))
    line.run()
    assert Alarm.objects.get().kind == "other-digest"
    assert Outbox.objects.get().state == "due"


def test_a_second_receipt_with_other_bytes(world, line, puppet):
    """Two receipts for one act: the peer lost data or forks its log. The first is kept."""
    row = world.outbox(world.send())
    first, second = puppet.received(row), puppet.received(row, at=world.later(minutes=1))
    line.answer = line.say(first)
    line.run()
    line.run(told(second))
    assert Alarm.objects.get().kind == "second-receipt"
    assert bytes(Receipt.objects.get().sealed) == first


def test_taken_and_then_refused(world, line, puppet):
    """A peer that signed both contradicts itself; what it took it has taken."""
    row = world.outbox(world.send())
    line.run()
    line.run(told(puppet.refused(row, "policy")))
    assert Alarm.objects.get().kind == "contradiction"
    assert Outbox.objects.get().state == "receipted"


def test_held_and_then_refused_as_a_conflict(world, line, puppet):
    """The one honest second word: what was held turned out not to follow."""
    row = world.outbox(world.send())
    line.answer = lambda items: line.take(items, order="held")
    line.run()
    line.run(told(puppet.refused(row, "conflict")))
    assert Outbox.objects.get().state == "refused"
    assert Alarm.objects.get().kind == "refused"


def test_what_the_peer_wants_again_is_posted_again(world, line, puppet):
    """It says that it misses what it has receipted: the same bytes once more, and the same receipt is no alarm."""
    request = world.send()
    receipt = puppet.received(world.outbox(request))
    line.answer = line.say(receipt)
    line.run()
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    asked = iter([(Want(Reference(request.reference), 1),)])

    def answer(items):
        receipts = tuple(receipt if item == line.posts[0][0] else puppet.received(line.row(item), order="held") for item in items)
        return 200, print_reply(Reply(receipts, next(asked, ())))

    line.answer = answer
    line.run()
    assert [len(post) for post in line.posts] == [1, 1, 1]
    assert line.posts[2] == line.posts[0]
    assert not Alarm.objects.exists()


@pytest.mark.both_databases
def test_what_the_peer_wants_and_cannot_have(world, line):
    """It waits for an act that never was: an operator is told."""
    world.send()
    line.answer = lambda items: line.take(items, wants=(Want(Reference("VN-2026-000777"), 3),))
    line.run()
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.case, alarm.seq) == ("gap-gone", "VN-2026-000777", 3)


# -- through the thread ---------------------------------------------------------------------------


def test_a_receipt_that_came_another_way_is_kept_before_it_is_taken(world, line, puppet):
    """`answered` returns after the commit; where the line has no time, it says so, and the peer brings the receipt again."""
    row = world.outbox(world.send())
    data = puppet.received(row)
    (answer,) = told(data).answers

    def kept_at_once(item):
        line.carrier._receipts[Digest.of(item.sealed)] = item.sealed
        line.carrier._follow(Receipts((item.answer,)))
        item.kept.set()

    line.carrier._waking.tell = kept_at_once
    line.carrier.answered(answer, sealed=data)
    assert bytes(Receipt.objects.get().sealed) == data
    assert Outbox.objects.get().state == "receipted"
    assert str(answer.env_id) == str(EnvelopeId(row.env_id))


def test_a_line_without_time_says_so(line, monkeypatch):
    """Nothing is promised that was not kept."""
    monkeypatch.setattr(carrying, "KEPT_WITHIN", 0.01)
    with pytest.raises(carrying.NotKeptError):
        line.carrier.answered(None, sealed=b"")
