"""This node as a witness (C2SP tlog-witness): it cosigns what continues all that it cosigned, and never two logs."""

import pytest
from django.db import transaction
from worlds.places import THERE, signing
from worlds.theirlog import TheirLog

from comity.courier import witnessing
from comity.courier.protocol.effects import AlarmKind
from comity.courier.rewitnessing import Convicted, NothingBroke, go_on, stuck_logs
from comity.courier.watching import evidence, look_at
from comity.courier.witnessing import SIZE_KIND, add_checkpoint
from comity.directory.book import book
from comity.directory.witnessing import witness_name
from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.cosigning import Submission, own_lines, parse_lines, print_submission, verify_cosignature
from comity.ledger.note import parse_note
from comity.records.models import Alarm, JournalAct, WitnessedLog
from comity.seal.cosignature import cosignature_verifiers, parse_moment
from comity.seal.note import note_signers
from comity.terms.digests import Digest, tree_root
from comity.terms.refusals import Refused


@pytest.fixture
def log(world):
    """The puppet's log, with three leaves."""
    return TheirLog(world).grow("one", "two", "three")


@pytest.fixture
def submit(world, log):
    """Post a checkpoint of a log, the puppet's by default, with its proof from `old`; return status, kind and body."""

    def ask(old, other=None, **changes):
        shown = other or log
        sent = {"old": old, "path": shown.path(old), "note": shown.checkpoint()} | changes
        said = add_checkpoint(print_submission(Submission(**sent)), home=world.home, at=world.at)
        return int(said.status[:3]), said.kind, said.body

    return ask


def when(world, log, body):
    """Return when this node cosigned, as its lines prove."""
    verifiers = cosignature_verifiers(signing(world.node).public, name=witness_name(world.node))
    text = parse_note(log.checkpoint()).text
    return verify_cosignature(parse_lines(own_lines(body, verifiers=verifiers)), text=text, verifiers=verifiers, moment=parse_moment)


def test_what_continues_is_cosigned_and_remembered(world, log, submit):
    """From nothing, then from there; again the same one is again a statement of now. No leaf is made: two witnesses would never rest."""
    leaves = JournalAct.objects.count()
    for old in (0, 3):
        status, kind, body = submit(old)
        assert (status, kind) == (200, "text/plain; charset=utf-8")
        assert when(world, log, body).micros // 1_000_000 == world.at.micros // 1_000_000
        assert WitnessedLog.objects.get().size == 3
    log.grow("four")
    assert submit(3)[0] == 200
    kept = WitnessedLog.objects.get()
    assert (kept.size, bytes(kept.root)) == (4, log.position().root.raw)
    assert JournalAct.objects.count() == leaves


def test_another_old_size_learns_the_true_one(world, log, submit):
    """Too small, too large, and a replay of what was cosigned before: the size, and nothing moves."""
    assert submit(0)[0] == 200
    earlier = TheirLog(world).grow("one", "two")
    log.grow("four")
    for answer in (submit(0), submit(2), submit(4), submit(0, earlier), submit(2, earlier)):
        assert answer == (409, SIZE_KIND, b"3\n")
    assert WitnessedLog.objects.get().size == 3


def test_a_second_log_is_never_cosigned(world, log, submit):
    """Longer, it cannot prove itself; of the same length, its node is convicted by its own two signatures."""
    assert submit(0)[0] == 200
    longer = TheirLog(world).grow("one", "other", "three", "four")
    assert submit(3, longer)[0] == 422
    assert not Alarm.objects.exists()  # anybody could have brought it with a broken proof
    same = TheirLog(world).grow("one", "other", "three")
    assert submit(3, same, path=()) == (409, SIZE_KIND, b"3\n")
    assert [(alarm.kind, alarm.seq) for alarm in Alarm.objects.all()] == [("log-forked", 3)]
    assert len(evidence(world.home)) == 1
    assert bytes(WitnessedLog.objects.get().root) == log.position().root.raw


def test_what_was_cosigned_stands_in_what_is_shown(world, log, submit):
    """A log that shows its witnesses one thing and everybody else another is found at the next look, by its own signatures."""
    assert submit(0)[0] == 200
    shown = TheirLog(world).grow("one", "other", "three", "four")
    assert look_at(world.puppet.node, home=world.home, fetch=shown.fetch, at=world.at).fault is AlarmKind.LOG_FORKED
    shorter = TheirLog(world).grow("one", "two")
    assert look_at(world.puppet.node, home=world.home, fetch=shorter.fetch, at=world.at).fault is AlarmKind.LOG_WENT_BACK


@pytest.mark.both_databases
def test_a_log_that_broke_openly_is_cosigned_again_after_the_operators_yes(world, log, submit):
    """Not by itself: it stays as it was. After the yes it goes on from the common beginning, with a proof; what was cosigned is kept."""
    assert submit(0)[0] == 200
    with pytest.raises(NothingBroke):
        go_on(THERE, home=world.home, at=world.at)
    cosigned, world.at = bytes(WitnessedLog.objects.get().note), world.later(minutes=5)
    restored = TheirLog(world).grow("one")
    restored.says(shared=1)
    assert look_at(THERE, home=world.home, fetch=restored.fetch, at=world.at).fault is None
    restored.grow("four", "five")
    assert submit(0, restored) == (409, SIZE_KIND, b"3\n")
    assert submit(3, restored, path=())[0] == 422
    (stuck,) = stuck_logs(world.home)
    assert (stuck.peer, stuck.size, stuck.verified.said.shared.size) == (THERE, 3, 1)
    world.at = world.later(minutes=1)
    go_on(THERE, home=world.home, at=world.at)
    assert (world.home.path / "forks" / f"{THERE}-3.cosigned").read_bytes() == cosigned
    assert JournalAct.objects.latest("index").name == "witness.went-on"
    assert stuck_logs(world.home) == ()
    # what begins otherwise than its node said is still refused; what its node shows to all is compared as before
    assert submit(1, TheirLog(world).grow("other", "another"))[0] == 422
    assert submit(0, restored) == (409, SIZE_KIND, b"1\n")
    assert look_at(THERE, home=world.home, fetch=restored.fetch, at=world.at).fault is None
    assert submit(1, restored)[0] == 200
    with pytest.raises(NothingBroke):
        go_on(THERE, home=world.home, at=world.at)


def test_who_signed_for_two_logs_after_its_break_is_not_followed(world, log, submit):
    """A break excuses what was before it, and nothing after."""
    assert submit(0)[0] == 200
    world.at = world.later(minutes=5)
    restored = TheirLog(world).grow("one")
    restored.says(shared=1)
    look_at(THERE, home=world.home, fetch=restored.fetch, at=world.at)
    Alarm.objects.create(kind=AlarmKind.LOG_FORKED.value, peer=THERE.text, seq=9, at=world.later(minutes=1))
    with pytest.raises(Convicted):
        go_on(THERE, home=world.home, at=world.later(minutes=2))
    assert WitnessedLog.objects.get().size == 3


def test_strangers_are_told_so(world, log, submit):
    """An origin that the directory does not name, our own log, a signature of another key, half of one."""
    ours = book(world.home).node(world.node).log_origin
    for origin in ("stranger.example/log", ours):
        note = sign_checkpoint(Checkpoint(origin, 3, log.position().root), signers=note_signers(signing(world.node), name=origin))
        assert submit(0, note=note)[0] == 404
    foreign = note_signers(signing(world.node), name=log.origin)
    checkpoint = Checkpoint(log.origin, 3, log.position().root)
    assert submit(0, note=sign_checkpoint(checkpoint, signers=foreign))[0] == 403
    half = note_signers(signing(world.puppet.node), name=log.origin)[:1]
    assert submit(0, note=sign_checkpoint(checkpoint, signers=half))[0] == 403
    assert not WitnessedLog.objects.exists()


def test_a_proof_that_proves_nothing_is_refused(world, log, submit):
    """Forged, cut, too long, and one where there is none to bring."""
    assert submit(0, path=(bytes(32),))[0] == 422
    assert submit(0)[0] == 200
    log.grow("four", "five")
    good = log.path(3)
    for path in (good[:-1], (*good, bytes(32)), (bytes(32), *good[1:]), ()):
        assert submit(3, path=path)[0] == 422
    assert WitnessedLog.objects.get().size == 3


def test_what_is_no_submission_is_refused(world, log, submit):
    """A checkpoint below its old size, and one of no leaves."""
    with pytest.raises(Refused):
        submit(4, path=())
    empty = Checkpoint(log.origin, 0, Digest(tree_root([])))
    with pytest.raises(Refused):
        submit(0, path=(), note=sign_checkpoint(empty, signers=note_signers(signing(world.puppet.node), name=log.origin)))


def test_nothing_is_signed_before_it_is_kept(world, log, submit, monkeypatch):
    """Where keeping fails, no signature leaves; and while one checkpoint is compared, another cannot be kept."""
    seen, cosigners = [], witnessing.cosigners

    def depth():
        return len(transaction.get_connection().savepoint_ids)

    def signers(*args, **named):
        seen.append((depth(), WitnessedLog.objects.get().size))
        return cosigners(*args, **named)

    outside = depth()
    monkeypatch.setattr(witnessing, "cosigners", signers)
    submit(0)
    assert seen == [(outside, 3)]
    monkeypatch.setattr(WitnessedLog, "save", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    log.grow("four")
    with pytest.raises(OSError, match="disk full"):
        submit(3)
    assert len(seen) == 1
    assert WitnessedLog.objects.get().size == 3


@pytest.mark.both_databases("two who write at once")
def test_of_two_at_once_one_is_told_the_size_of_the_other(world, log, submit, monkeypatch):
    """Both prove themselves from what was known; while one is compared the other is kept, and the first must not roll it back."""
    assert submit(0)[0] == 200
    log.grow("four")
    longer = TheirLog(world).grow("one", "two", "three", "four", "five")
    advance = witnessing._advance

    def overtaken(*args, **named):
        monkeypatch.setattr(witnessing, "_advance", advance)
        assert submit(3, longer)[0] == 200
        return advance(*args, **named)

    monkeypatch.setattr(witnessing, "_advance", overtaken)
    assert submit(3) == (409, SIZE_KIND, b"5\n")
    assert WitnessedLog.objects.get().size == 5
