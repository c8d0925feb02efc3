"""A peer's log is watched by whoever got receipts from it: it must go on as it was signed, or it is convicted by its own signatures."""

from types import SimpleNamespace

import pytest
import urllib3
from worlds.places import APPROVER, THEIR_APPROVER
from worlds.theirlog import TheirLog

from comity.courier.protocol.effects import AlarmKind
from comity.courier.publishing import DISCONTINUITIES
from comity.courier.restoring.answering import receipts_beyond
from comity.courier.watching import NotServedError, Watcher, evidence, look_at
from comity.desk.proving.forked import NoFork, Suspicion, parse_fork, print_fork, verify_fork
from comity.directory.book import book
from comity.ledger.checkpoint import PATH
from comity.ledger.frontier import Frontier
from comity.ledger.tiles import parse_path, print_tile
from comity.records.models import Alarm, PeerLog
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.refusals import Refused
from comity.wire.discontinuity import PeerKnows, Sized, receipts_digest
from comity.wire.received import ReceivedBody, print_received


@pytest.fixture
def log(world):
    """The puppet's log, with three leaves."""
    return TheirLog(world).grow("one", "two", "three")


@pytest.fixture
def look(world, log):
    """Look at a log of the puppet's; by default that one."""
    return lambda other=None: look_at(world.puppet.node, home=world.home, fetch=(other or log).fetch, at=world.at)


def receipted(world, line, position):
    """Send a request, and let the puppet sign that it stands at a place of its log."""
    row = world.outbox(world.send())
    body = ReceivedBody(
        env_id=EnvelopeId(row.env_id),
        outer=Digest(bytes(row.outer_digest)),
        inner=Digest(bytes(row.inner_digest)),
        case=Reference(row.case),
        seq=row.seq,
        order="applied",
        log=position,
        at=world.at,
    )
    line.answer = line.say(world.puppet.sign(print_received(body)))
    line.run()


def convicts(world, data):
    """Verify a fork proof as a stranger would who trusts the directory."""
    node = book().node(world.puppet.node)
    return verify_fork(data, node=node.id, origin=node.log_origin, key=node.signing[0].key, keyring=book().keyring)


def test_a_log_that_goes_on_is_kept_and_compared_from_there(world, line, log, look):
    """The checkpoint is kept; what receipts name is found in it, each once; the next one continues it."""
    receipted(world, line, log.position())
    looked = look()
    assert (looked.checkpoint.size, looked.compared, looked.fault) == (3, 1, None)
    log.grow("four")
    receipted(world, line, log.position())
    log.grow("five")
    assert (look().compared, PeerLog.objects.get().size) == (1, 5)
    assert look().compared == 0
    assert not Alarm.objects.exists()
    assert evidence(world.home) == []


@pytest.mark.both_databases
def test_a_receipt_out_of_another_log_convicts(world, line, log, look):
    """The receipt says one root, the log that is shown has another: a file that anybody can verify, an alarm, and nothing newer is kept."""
    other = TheirLog(world).grow("one", "never shown")
    receipted(world, line, other.position())
    assert look().fault is AlarmKind.LOG_FORKED
    assert [(alarm.kind, alarm.peer, alarm.seq) for alarm in Alarm.objects.all()] == [("log-forked", world.puppet.node.text, 2)]
    assert not PeerLog.objects.exists()
    (file,) = evidence(world.home)
    fork = convicts(world, file.read_bytes())
    assert (fork.size, fork.said, fork.shown) == (2, other.position().root, TheirLog(world).grow("one", "two").position().root)
    look()
    assert Alarm.objects.count() == 1


def test_a_checkpoint_that_does_not_continue_the_kept_one_convicts(world, log, look):
    """Two signed checkpoints are enough; the one that was kept stays."""
    look()
    rewritten = TheirLog(world).grow("one", "other", "three", "four")
    assert look(rewritten).fault is AlarmKind.LOG_FORKED
    assert convicts(world, evidence(world.home)[0].read_bytes()).size == 3
    assert PeerLog.objects.get().size == 3


def test_a_shorter_log_is_an_alarm_and_no_proof(world, log, look):
    """An old file may have been served; the longer one stays the one that is compared."""
    look()
    assert look(TheirLog(world).grow("one", "two")).fault is AlarmKind.LOG_WENT_BACK
    assert evidence(world.home) == []
    assert PeerLog.objects.get().size == 3


def test_tiles_that_do_not_fit_their_checkpoint_prove_nothing(world, log, look):
    """Whoever serves them, the checkpoint is signed: the log does not prove what it says."""
    look()
    log.grow("four")
    files = (PATH, DISCONTINUITIES)
    honest, log.fetch = log.fetch, lambda name: honest(name) if name in files else print_tile([leaf_hash(b"x")] * parse_path(name).width)
    assert look().fault is AlarmKind.LOG_UNPROVEN
    assert evidence(world.home) == []


def test_a_place_that_is_not_published_yet_waits(world, line, log, look):
    """The receipt is newer than the checkpoint; it is compared when the log has come so far."""
    shown = TheirLog(world).grow("one", "two", "three")
    log.grow("four")
    receipted(world, line, log.position())
    assert look(shown).compared == 0
    assert look().compared == 1


def test_a_checkpoint_of_somebody_else_changes_nothing(world, log, look):
    """A proxy that answers for the peer, another log's note, no note at all."""
    before = world.everything()
    for data in (b"", b"<html>", log.checkpoint().replace(b"\n3\n", b"\n4\n")):
        log.fetch = lambda _name, data=data: data
        with pytest.raises(Refused):
            look()

    def gone(_name):
        raise NotServedError

    log.fetch = gone
    with pytest.raises(NotServedError):
        look()
    assert world.everything() == before


def test_a_fork_proof_accuses_nobody_who_kept_one_log(world, line, log, look):
    """With the true root it proves nothing; any changed byte is refused."""
    receipted(world, line, TheirLog(world).grow("one", "never shown").position())
    look()
    data = evidence(world.home)[0].read_bytes()
    suspicion = parse_fork(data)
    assert print_fork(suspicion) == data
    honest = TheirLog(world).grow("one", "two")
    with pytest.raises(NoFork):
        convicts(world, print_fork(Suspicion(honest.checkpoint(), log.checkpoint(), suspicion.root, suspicion.path)))
    for at in range(0, len(data), 23):
        spoiled = bytearray(data)
        spoiled[at] ^= 1
        with pytest.raises(Refused):
            convicts(world, bytes(spoiled))


def test_a_break_that_two_officers_signed_is_seen_and_the_new_log_is_kept(world, line, log, look):
    """What was lost is no fork: the receipt over it is acknowledged, people are told, and what comes then is compared again."""
    receipted(world, line, log.position())
    look()
    at, world.at = world.at, world.later(minutes=5)
    mine = receipts_beyond(world.puppet.node, size=1, before=world.at)
    assert len(mine) == 1
    restored = TheirLog(world).grow("one")
    restored.says(shared=1, peers=(PeerKnows(world.node, 1, receipts_digest(mine)),), known=Sized(3, log.position().root))
    looked = look(restored)
    assert (looked.fault, PeerLog.objects.get().size) == (None, 2)
    assert [alarm.kind for alarm in Alarm.objects.all()] == ["log-discontinued"]
    restored.grow("four")
    look(restored)
    assert Alarm.objects.count() == 1
    rewritten = TheirLog(world).grow("one", "other", "another", "more")
    rewritten.breaks = restored.breaks
    assert look(rewritten).fault is AlarmKind.LOG_FORKED  # the new history binds as the old one did
    assert at < world.at


@pytest.mark.parametrize(
    "spoiled", ["one officer", "an officer of another node", "no acknowledgement", "another beginning", "a leaf elsewhere", "one byte"]
)
def test_a_break_that_does_not_hold_excuses_nothing(world, line, log, look, spoiled):
    """Signed by too few, silent about our receipt, over another beginning, told by no leaf, or changed: the alarm stands as ever."""
    receipted(world, line, log.position())
    look()
    world.at = world.later(minutes=5)
    mine = receipts_beyond(world.puppet.node, size=1, before=world.at)
    said = {"shared": 1, "peers": (PeerKnows(world.node, 1, receipts_digest(mine)),)}
    restored = TheirLog(world).grow("one")
    if spoiled == "one officer":
        said["by"] = (THEIR_APPROVER,)
    elif spoiled == "no acknowledgement":
        said["peers"] = ()
    elif spoiled == "another beginning":
        said["root"] = Frontier().extend([leaf_hash(b"other")]).root
    elif spoiled == "a leaf elsewhere":
        restored, said["index"] = TheirLog(world).grow("one", "five"), 1
    elif spoiled == "an officer of another node":
        said["by"] = (THEIR_APPROVER, APPROVER)
    restored.says(**said)
    if spoiled in ("one officer", "an officer of another node", "one byte"):
        data = bytearray(restored.breaks[0])
        data[len(data) // 2] ^= spoiled == "one byte"
        restored.breaks = [bytes(data)]
        with pytest.raises(Refused):
            look(restored)
        return
    restored.grow("three")
    found = look(restored)
    expected = AlarmKind.LOG_FORKED if len(restored.leaves) >= 3 else AlarmKind.LOG_WENT_BACK
    assert found.fault is expected
    assert PeerLog.objects.get().size == 3


@pytest.mark.both_databases
def test_the_watcher_asks_every_peer_and_one_that_fails_stops_no_other(world, log, monkeypatch):
    """Over HTTP, at most so many bytes; a peer that does not answer is asked again the next time."""
    asked = []

    class Pool:
        def __init__(self, peer, **_):
            self.peer = peer

        def request(self, method, path, **how):
            asked.append((self.peer, method, how))
            if self.peer != world.puppet.node:
                raise urllib3.exceptions.ProtocolError("cut")
            name = path.removeprefix("/comity/1/log/")
            return SimpleNamespace(status=200, read=lambda most: log.fetch(name)[:most], release_conn=lambda: None)

    watcher = Watcher(world.home, now=lambda: world.at)
    monkeypatch.setattr("comity.courier.watching.PinnedPool", Pool)
    found = watcher.look()
    assert list(found) == [world.puppet.node]
    assert found[world.puppet.node].checkpoint.size == 3
    assert {peer for peer, _, _ in asked} == {one.id for one in book().peers(world.node)}
    (marks,) = [how for _, method, how in asked if method == "POST"]  # and, once a day, what both hold
    assert marks.keys() == {"preload_content", "body"}
    assert all(how == {"preload_content": False} for _, method, how in asked if method == "GET")


def test_the_watcher_ends_when_it_is_told(world):
    """At once, also while it waits for its first look."""
    watcher = Watcher(world.home, now=lambda: world.at)
    watcher.start()
    watcher.stop()
    watcher.join(10)
    assert not watcher.is_alive()
