"""Room: what this node still takes of each peer, what it signs about that, and what its own lines do with the word of a peer."""

import io
from datetime import timedelta

import pytest
from worlds.places import HERE
from worlds.puppet import Puppet, verified

from comity.courier import granting
from comity.courier.accepting import accept_delivery
from comity.courier.granting import Gate
from comity.courier.listening import Listener
from comity.courier.protocol.granting import COST, MIB, MOST_BYTES
from comity.courier.protocol.lines import REST, Woken
from comity.directory.book import book
from comity.records.models import Inbox, Line, Outbox
from comity.seal.receipt import verify_receipt
from comity.wire.batch import Reply, parse_reply, print_delivery, print_reply
from comity.wire.grant import GrantBody, parse_grant, print_grant

FULL = (64, MOST_BYTES)


class Disk:
    """A disk of which the test says how much is free, above the node's own."""

    def __init__(self, world, mib):
        """So many MiB."""
        self._keep, self.mib = world.home.room.keep, mib

    def __call__(self):
        """Return it in bytes."""
        return self._keep + self.mib * MIB


@pytest.fixture
def deliver(world):
    """Post things to a node with so much room; a thing may be a pair of its kind and itself."""

    def post(gate, *items, sender=None, knows=True):
        things = [one if isinstance(one, tuple) else ("envelope", one) for one in items]
        body = print_delivery([(kind, one.data) for kind, one in things])
        known = {"gate": gate, "knows_grants": knows}
        data = accept_delivery(body, sender=sender or world.puppet.node, at=world.at, answered=lambda *_: None, **known)
        return parse_reply(data, items=len(things))

    return post


def reserve_of(world):
    """Return the reserves of all peers, in MiB."""
    return world.home.room.urgent_mib * len(book().peers(world.home.node))


def said(reply):
    """Return what a reply grants, by class, once its signature is verified."""
    found = verify_receipt(reply.grant, keyring=book().keyring)
    assert found.node == HERE
    return dict(parse_grant(found.body_bytes).classes)


def words(reply):
    """Return what each receipt of a reply says."""
    return [getattr(verified(one), "order", None) or verified(one).wire_class for one in reply.items]


def test_with_room_everything_is_taken_and_as_much_again_is_granted(world, puppet, deliver):
    """In a statement that is this node's, for this peer; while it holds, the same bytes are given again."""
    gate = Gate(free=Disk(world, 100_000))
    reply = deliver(gate, puppet.say(puppet.act()))
    assert words(reply) == ["applied"]
    assert said(reply) == {"urgent": FULL, "ordinary": FULL, "bulk": FULL}
    assert parse_grant(verify_receipt(reply.grant, keyring=book().keyring).body_bytes).to == puppet.node
    assert deliver(gate, puppet.say(puppet.act())).grant == reply.grant
    assert deliver(gate, puppet.say(puppet.act()), sender=Puppet.second().node).grant != reply.grant


def test_what_is_ordinary_never_uses_the_reserve_and_what_is_urgent_is_taken(world, puppet, deliver):
    """The refusal is signed, writes nothing and binds nothing; once there is room the very envelope is taken. A repeat is answered."""
    disk = Disk(world, reserve_of(world))
    gate = Gate(free=disk)
    urgent, calm = puppet.say(puppet.act(), priority="urgent"), puppet.say(puppet.act(case="XR-2026-000008"))
    before = Inbox.objects.count()
    reply = deliver(gate, calm, urgent)
    assert words(reply) == ["no-credit", "applied"]
    assert said(reply)["ordinary"] == said(reply)["bulk"] == (0, 0)
    assert said(reply)["urgent"][0] == 64
    assert Inbox.objects.count() == before + 1
    assert words(deliver(gate, calm, knows=False)) == ["unavailable"]
    disk.mib = 0
    assert deliver(gate, urgent).items == (reply.items[1],)
    disk.mib = 100_000
    assert words(deliver(gate, calm)) == ["applied"]


def test_what_stands_before_an_urgent_act_in_its_case_comes_out_of_the_reserve_too(world, puppet, deliver):
    """Else the urgent one would wait for it."""
    gate = Gate(free=Disk(world, reserve_of(world)))
    first = puppet.say(puppet.act())
    second = puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, original=first.env_id), priority="urgent")
    assert words(deliver(gate, first, second)) == ["no-credit", "held"]
    assert words(deliver(gate, ("along", first), second)) == ["applied", "held"]


def test_a_peer_that_calls_everything_urgent_uses_up_its_own_reserve_alone(world, puppet, deliver, monkeypatch):
    """Another peer's is there as before; once there is room for all, so is this one's."""
    disk = Disk(world, reserve_of(world))
    gate = Gate(free=disk)
    each = world.home.room.reserve // COST
    gate.spend(puppet.node, each - 10_000)
    assert said(deliver(gate, puppet.say(puppet.act(), priority="urgent")))["urgent"] == (0, 0)
    assert words(deliver(gate, puppet.say(puppet.act(case="XR-2026-000009"), priority="urgent"))) == ["no-credit"]
    second = Puppet.second()
    other = second.say(second.act(case="XR-2026-000008"), priority="urgent")
    assert words(deliver(gate, other, sender=second.node)) == ["applied"]
    disk.mib = 100_000
    assert said(deliver(gate, puppet.say(puppet.act(case="XR-2026-000010"))))["urgent"] == FULL


def test_what_comes_at_the_same_moment_finds_less_room(world, puppet):
    """By as much as the other POST may take."""
    gate = Gate(free=Disk(world, reserve_of(world) + 33))
    alone = gate.granted(puppet.node).ordinary.size
    with gate.passage(puppet.node, size=8 * MIB, held=0):
        assert gate.granted(puppet.node).ordinary.size < alone
    assert gate.granted(puppet.node).ordinary.size == alone


@pytest.fixture
def post(world, monkeypatch):
    """Post to the listener as a web server would, on a disk with only the reserves left."""
    monkeypatch.setattr(granting.Gate.__init__, "__kwdefaults__", {"free": Disk(world, reserve_of(world))})
    listener = Listener(world.home, clock=lambda: world.at, answered=lambda *_: None, contact=lambda _: None)

    def ask(data, *, path="/comity/1/in", **headers):
        started = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_COMITY_NODE": str(world.puppet.node),
            "wsgi.input": io.BytesIO(data),
        }
        body = b"".join(listener(environ | headers, lambda status, _headers: started.append(status)))
        return int(started[0][:3]), body

    return ask


def test_a_peer_that_asks_for_no_grant_is_answered_as_ever(puppet, post):
    """Byte by byte in the form that it knows, and refused by a class that it knows."""
    data = print_delivery([("envelope", puppet.say(puppet.act()).data)])
    old, new = post(data)[1], post(data, HTTP_COMITY_CREDITS="1")[1]
    assert parse_reply(old, items=1).grant is None
    assert words(parse_reply(old, items=1)) == ["unavailable"]
    assert words(parse_reply(new, items=1)) == ["no-credit"]
    assert said(parse_reply(new, items=1))["ordinary"] == (0, 0)


def test_a_file_waits_for_room_before_a_byte_of_it_is_read(post):
    """It is bulk, whatever its act was."""
    assert post(b"x" * 100, path="/comity/1/file", **{"wsgi.input": None}) == (503, b"no-credit")


# -- what a line does with the word of its peer -----------------------------------------------------


def granting_reply(world, line, *, ordinary, to=None, by=None, at=None):
    """Return an answer that takes everything, and grants so much of what is ordinary."""

    def answer(items):
        classes = {"urgent": FULL, "ordinary": ordinary, "bulk": FULL}
        body = GrantBody(to=to or world.node, at=at or line.at, classes=classes)
        grant = (by or world.puppet).sign(print_grant(body))
        reply = parse_reply(line.take(items)[1], items=len(items))
        return 200, print_reply(Reply(reply.items, reply.wants, grant))

    return answer


def send_calm(world, count):
    """Let so many acts be due that are not urgent."""
    for _ in range(count):
        world.send()
    Outbox.objects.filter(state="due").update(priority="routine")


def test_a_line_sends_no_more_than_was_granted_and_says_that_it_waits(world, line):
    """One at a time, after ever longer waits, until there is room; people see which class it is."""
    send_calm(world, 4)
    line.answer = granting_reply(world, line, ordinary=(1, MIB))
    line.run()
    assert [len(items) for items in line.posts] == [4]
    send_calm(world, 3)
    line.answer = granting_reply(world, line, ordinary=(0, 0))
    wake = line.run(later=REST)
    assert [len(items) for items in line.posts] == [4, 1]
    assert Outbox.objects.filter(state="due").count() == 2
    assert Line.objects.get().short == "ordinary"
    line.answer = granting_reply(world, line, ordinary=FULL)
    line.run(Woken(), later=wake - line.at)
    assert [len(items) for items in line.posts] == [4, 1, 1, 1]
    assert Line.objects.get().short == ""


@pytest.mark.both_databases
def test_a_refusal_for_room_ends_nothing(world, line):
    """The same bytes go again."""
    send_calm(world, 1)
    line.answer = line.refuse("no-credit")
    wake = line.run()
    assert Outbox.objects.get().state == "due"
    assert Line.objects.get().short == "ordinary"
    line.answer = line.take
    line.run(Woken(), later=wake - line.at)
    assert Outbox.objects.get().state == "receipted"


def test_a_word_that_is_not_the_peers_to_this_node_now_is_not_followed(world, line, puppet):
    """Another signer's, one to another node, an older one, rubbish: the receipts beside it count, and the line goes on as without."""
    second = Puppet.second()
    good = granting_reply(world, line, ordinary=(5, MIB), at=line.at)
    strange = [
        granting_reply(world, line, ordinary=(0, 0), by=second),
        granting_reply(world, line, ordinary=(0, 0), to=second.node),
        granting_reply(world, line, ordinary=(0, 0), at=line.at + timedelta(seconds=-1)),
        lambda items: (200, print_reply(Reply(parse_reply(line.take(items)[1], items=len(items)).items, (), b"rubbish"))),
    ]
    for answer in (good, *strange):
        world.send()
        line.answer = answer
        line.run()
        assert not line.carrier._line.waits
    assert set(Outbox.objects.values_list("state", flat=True)) == {"receipted"}
    assert line.carrier._line.granted is None


def test_what_goes_along_is_marked_for_a_peer_that_grants(world, line, puppet):
    """So that it is taken with the urgent act that stands behind it."""
    world.send()
    line.answer = granting_reply(world, line, ordinary=(0, 0))
    line.run()
    request = world.send()
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    Outbox.objects.filter(state="due", seq=1).update(priority="routine")
    Outbox.objects.filter(state="due", seq=2).update(priority="urgent")
    line.run()
    assert [item.kind for item in line.posts[-1]] == ["along", "envelope"]
