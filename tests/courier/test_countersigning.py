"""The witnesses of this node's log: whom it asks, what it keeps, what is an alarm, and that none of them stops anything."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import urllib3
from worlds.places import COUNTRIES, THERE, THIRD, signing
from worlds.second import verify_by_both

from comity.courier.countersigning import COSIGNED, Answered, Countersigner, NoAnswerError, countersign, witnesses_of
from comity.courier.publishing import publish_log
from comity.courier.witnessing import PATH, SIZE_KIND
from comity.desk.proving.exporting import proof_of
from comity.directory.book import book
from comity.directory.witnessing import Witnesses, witness_name
from comity.ledger.checkpoint import parse_checkpoint
from comity.ledger.cosigning import cosign, parse_submission
from comity.ledger.note import parse_note, verify_note
from comity.ledger.proofs import ConsistencyProof, verify_consistency
from comity.records.models import Alarm, AskedWitness, Cosignature, SignedCheckpoint
from comity.seal.cosignature import cosignature_verifiers, cosigners
from comity.seal.note import note_verifiers
from comity.terms.identifiers import Country


class Their:
    """Witnesses played by the test, by C2SP's text; `broken` ones answer otherwise."""

    def __init__(self, world):
        """Nobody has cosigned anything."""
        self.world, self.seen, self.asked, self.broken = world, {}, [], {}

    def post(self, witness, data):
        """Answer as that witness."""
        submission = parse_submission(data)
        self.asked.append((witness, submission.old))
        if witness in self.broken:
            return self.broken[witness](witness, submission)
        text = parse_note(submission.note).text
        shown = parse_checkpoint(text)
        old = self.seen.get(witness)
        if submission.old != (old.size if old else 0):
            return Answered(409, SIZE_KIND, b"%d\n" % (old.size if old else 0))
        if old:
            verify_consistency(ConsistencyProof(old.size, shown.size, submission.path), old_root=old.root, root=shown.root)
        self.seen[witness] = shown
        return Answered(200, "text/plain", self.lines(witness, text))

    def lines(self, witness, text, **how):
        """Return its lines."""
        return cosign(text, signers=cosigners(how.get("key") or signing(witness), name=witness_name(witness), at=self.world.at))


@pytest.fixture
def their(world):
    """The witnesses."""
    world.send()
    publish_log(world.home)
    return Their(world)


@pytest.fixture
def ask(world, their):
    """Have the published log cosigned."""
    return lambda **how: countersign(how.pop("home", world.home), post=their.post, at=world.at, **how)


def grow(world):
    """Append something, and publish."""
    world.send()
    publish_log(world.home)


def test_each_witness_is_asked_once_for_each_checkpoint(world, their, ask):
    """From nothing, then from what it cosigned; rows, and one file that any C2SP client verifies."""
    peers = witnesses_of(world.home)
    assert set(ask().values()) == {"cosigned"}
    assert ask() == {}
    first = SignedCheckpoint.objects.get().size
    grow(world)
    ask()
    assert their.asked == [(peer, old) for old in (0, first) for peer in peers]
    newest = SignedCheckpoint.objects.latest("size").size
    assert set(Cosignature.objects.values_list("size", "witness")) == {(size, str(peer)) for size in (first, newest) for peer in peers}
    note = (world.home.log / COSIGNED).read_bytes()
    verifiers = [one for peer in peers for one in cosignature_verifiers(signing(peer).public, name=witness_name(peer))]
    own = book(world.home).node(world.node)
    text = verify_note(note, verifiers=[*note_verifiers(signing(world.node).public, name=own.log_origin), *verifiers])
    assert parse_checkpoint(text).size == newest
    assert not Alarm.objects.exists()


def test_a_witness_that_forgot_or_saw_more_is_asked_again_from_there(world, their, ask):
    """Its size is in its answer; the second try carries the proof from it."""
    ask()
    grow(world)
    their.seen[THERE] = None
    assert ask()[THERE] == "cosigned"
    grow(world)
    Cosignature.objects.filter(witness=str(THERE)).delete()
    assert ask()[THERE] == "cosigned"
    assert not Alarm.objects.exists()


def test_a_refusal_for_inconsistency_is_an_alarm_and_stops_nobody(world, their, ask):
    """It saw a longer log than ours, another one of our length, or it cannot follow the proof: one alarm, the others cosign."""
    for answer in (
        lambda *_: Answered(409, SIZE_KIND, b"4000\n"),
        lambda _, submission: Answered(409, SIZE_KIND, b"%d\n" % submission.old),
        lambda *_: Answered(422, "text/plain", b""),
    ):
        Alarm.objects.all().delete()
        Cosignature.objects.all().delete()
        their.seen.clear()
        their.broken[THERE] = answer
        came = ask()
        assert came.pop(THERE) == "inconsistent"
        assert set(came.values()) == {"cosigned"}
        assert [(alarm.kind, alarm.peer) for alarm in Alarm.objects.all()] == [("witness-refused", str(THERE))]
        assert AskedWitness.objects.get(witness=str(THERE)).outcome == "inconsistent"
        grow(world)  # the alarm's own leaf is published too: no second alarm, or the two would go on for ever
        ask()
        assert Alarm.objects.count() == 1


@pytest.mark.both_databases
def test_what_is_no_cosignature_counts_for_nothing(world, their, ask):
    """Another key, another checkpoint, half of it, no answer, another status: shown, never kept, and no alarm."""

    def silent(*_):
        raise NoAnswerError

    def text(submission):
        return parse_note(submission.note).text

    for answer, outcome in (
        (lambda witness, sent: Answered(200, "", their.lines(witness, text(sent), key=signing(world.node))), "bad-signature"),
        (lambda witness, sent: Answered(200, "", their.lines(witness, text(sent).replace("\n", "x\n", 1))), "bad-signature"),
        (lambda witness, sent: Answered(200, "", their.lines(witness, text(sent)).splitlines(keepends=True)[0]), "bad-signature"),
        (lambda *_: Answered(200, "", b"<html>"), "bad-signature"),
        (silent, "no-answer"),
        (lambda *_: Answered(404, "", b""), "status-404"),
        (lambda *_: Answered(409, "text/plain", b"7\n"), "status-409"),
        (lambda *_: Answered(409, SIZE_KIND, b"9" * 5000 + b"\n"), "status-409"),
        (lambda *_: Answered(409, SIZE_KIND, b"07\n"), "status-409"),
    ):
        their.broken[THERE] = answer
        assert ask()[THERE] == outcome
    assert not Cosignature.objects.filter(witness=str(THERE)).exists()
    assert not Alarm.objects.exists()


def test_the_policy_names_the_witnesses(world):
    """By itself nodes of other countries, at most five; as named, those that the directory knows; nobody where it says so."""
    assert set(witnesses_of(world.home)) == {peer.id for peer in book(world.home).peers(world.node)}
    named = replace(world.home, witnesses=Witnesses((THIRD, world.node)))
    assert witnesses_of(named) == (THIRD,)
    assert witnesses_of(replace(world.home, witnesses=Witnesses(()))) == ()


@pytest.mark.both_databases
def test_an_export_carries_who_cosigned(world, their, ask):
    """Two countries have seen the log with the act in it: both verifiers say when at the latest."""
    request = world.outbox(world.send()).case
    publish_log(world.home)
    trusted = {Country(name): signing(name).public.key_id for name in COUNTRIES}
    assert verify_by_both(proof_of(request, at=world.at), trusted=trusted).countersigned == ()
    ask()
    grow(world)
    verdict = verify_by_both(proof_of(request, at=world.at), trusted=trusted)
    (signed,) = verdict.countersigned
    assert signed.size < verdict.checkpoint.size
    assert {str(one.country) for one in signed.cosigned} == {"XR", "TH"}
    assert verdict.witnessed
    assert verdict.latest(verdict.acts[0].index).micros // 10**6 == world.at.micros // 10**6


def test_the_thread_posts_to_each_and_lets_the_silent_rest(world, their, monkeypatch):
    """On the line to each, at most so many bytes; one that did not answer is left alone for a while, ever longer."""
    asked = []

    class Pool:
        def request(self, method, url, **how):
            asked.append((method, url, how["preload_content"]))
            raise urllib3.exceptions.ProtocolError("cut")

    thread = Countersigner(world.home, now=lambda: world.at)
    monkeypatch.setattr(thread, "_pool", lambda _: Pool())
    counts = []
    for _ in range(9):
        thread.ask()
        counts.append(len(asked))
    assert counts == [3, 3, 6, 6, 6, 6, 9, 9, 9]
    assert set(asked) == {("POST", PATH, False)}
    answer = SimpleNamespace(status=200, headers={}, read=lambda most: b"x" * most, release_conn=lambda: None)
    monkeypatch.setattr(thread, "_pool", lambda _: SimpleNamespace(request=lambda *_, **__: answer))
    assert len(thread._post(THERE, b"").body) < 200_000


def test_the_thread_ends_when_it_is_told(world):
    """At once, also while it waits."""
    thread = Countersigner(world.home, now=lambda: world.at)
    thread.start()
    thread.stop()
    thread.join(10)
    assert not thread.is_alive()
