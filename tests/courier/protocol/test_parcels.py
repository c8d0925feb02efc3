"""Two ends of a file in a simulated world: parcels and answers are lost, doubled and overtaken, and both ends die at any moment."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.courier.protocol.backoff import CAP
from comity.courier.protocol.parcels import (
    ENDED,
    Begin,
    CheckWhole,
    Coming,
    Ended,
    FileState,
    Going,
    Missed,
    SayState,
    SendChunk,
    Told,
    WaitUntil,
    WriteChunk,
    arrive,
    checked,
    go_on,
)
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

AT = Instant.parse("2026-11-23T03:07:00.000000Z")


class Receiver:
    """The other end: a disk that lasts, a committed outcome that lasts, and nothing else."""

    def __init__(self, chunks, listed):
        """`listed` are the chunks that the signed act lists."""
        self.chunks, self.listed = chunks, listed
        self.disk, self.outcome, self.receipts = [], FileState.COMING, 0

    def take(self, number, chunk, *, dies):
        """Take a parcel; None where it died before it answered. `dies` is asked before and after each effect."""
        have = self.chunks if self.outcome in ENDED else len(self.disk)
        coming, effects = arrive(Coming(self.chunks, have, self.outcome), number)
        for effect in effects:
            if dies():
                return None
            match effect:
                case WriteChunk():
                    self.disk = [*self.disk[: effect.number], chunk]
                case CheckWhole():
                    coming, said = checked(coming, holds=self.disk == self.listed)
                    if dies():
                        return None
                    self.outcome, self.receipts = said.state, self.receipts + 1
                    return None if dies() else said
                case SayState():
                    return effect
        raise AssertionError


def play(seed, *, chunks, loss, deaths, honest=True, steps=4000):
    """Play one world; return the sender's last state, the receiver and how many chunks were sent."""
    draw = random.Random(seed)
    listed = [draw.randbytes(2) for _ in range(chunks)]
    data = listed if honest else [*listed[:-1], b"other"]
    there = Receiver(chunks, listed)
    going, now, happening, sent, late = Going(chunks), AT, Begin(), 0, []
    for _ in range(steps):
        if draw.random() < deaths:
            going, happening = Going(chunks), Begin()  # the sender died: it remembers only that the file is due
        going, effect = go_on(going, happening, now=now, jitter=draw.random())
        match effect:
            case Ended():
                return going, there, sent
            case WaitUntil():
                assert timedelta(0) < effect.at - now <= CAP
                now, happening = effect.at, Begin()
            case SendChunk():
                sent += 1
                parcel = (effect.number, data[effect.number])
                late.append(parcel)
                if draw.random() < loss:
                    happening = Missed()
                    continue
                if draw.random() < loss:
                    there.take(*draw.choice(late), dies=lambda: False)  # an old one arrives once more
                said = there.take(*parcel, dies=lambda: draw.random() < deaths)
                lost = said is None or draw.random() < loss
                happening = Missed() if lost else Told(said.state, said.wants)
    raise AssertionError("it never ended")


@pytest.mark.parametrize("seed", range(200))
def test_every_world_ends_with_the_whole_file_and_one_receipt(seed):
    """Whatever is lost, doubled, late, or dies: the bytes are the listed ones, in order, and the outcome was decided once."""
    draw = random.Random(seed)
    going, there, _ = play(seed, chunks=draw.randint(1, 12), loss=draw.choice([0, 0.1, 0.4]), deaths=draw.choice([0, 0.05, 0.2]))
    assert going.state is there.outcome is FileState.WHOLE
    assert there.disk == there.listed
    assert there.receipts == 1


@pytest.mark.parametrize("seed", range(50))
def test_other_bytes_than_listed_always_end_broken(seed):
    """At both ends, and for good."""
    going, there, _ = play(seed, chunks=4, loss=0.2, deaths=0.1, honest=False)
    assert going.state is there.outcome is FileState.BROKEN
    assert there.receipts == 1


def test_a_good_line_carries_each_chunk_once():
    """No chunk is sent twice when nothing is lost."""
    _, _, sent = play(1, chunks=100, loss=0, deaths=0)
    assert sent == 100


@given(st.integers(1, 20), st.data())
def test_the_receiver_writes_only_the_next_chunk(chunks, data):
    """In every state and for every number: never over what is there, never beyond the end, and every list ends with a word."""
    have = data.draw(st.integers(0, chunks))
    number = data.draw(st.integers(0, 2**32 - 1))
    state = data.draw(st.sampled_from([FileState.COMING, FileState.WHOLE, FileState.BROKEN]))
    after, effects = arrive(Coming(chunks, have, state), number)
    writes = [effect for effect in effects if isinstance(effect, WriteChunk)]
    assert writes == ([WriteChunk(have)] if state is FileState.COMING and number == have < chunks else [])
    assert after.have == have + len(writes)
    assert isinstance(effects[-1], CheckWhole if state is FileState.COMING and after.have == chunks else SayState)


@given(st.integers(1, 20), st.integers(-5, 40))
def test_a_peer_that_asks_for_nonsense_only_makes_the_sender_wait(chunks, wants):
    """A chunk that the file has not is never sent."""
    going, effect = go_on(Going(chunks), Told(FileState.COMING, wants), now=AT, jitter=0.5)
    if isinstance(effect, SendChunk):
        assert 0 <= effect.number < chunks
    else:
        assert isinstance(effect, WaitUntil)
        assert going.attempts == 1


def test_a_peer_that_wants_the_same_chunk_for_ever_is_asked_less_and_less():
    """It cannot keep this node busy."""
    going, now = Going(3), AT
    waits = []
    for _ in range(30):
        going, effect = go_on(going, Told(FileState.COMING, 0), now=now, jitter=1.0)
        assert isinstance(effect, WaitUntil)
        waits.append(effect.at - now)
        now = effect.at
        going, effect = go_on(going, Begin(), now=now, jitter=1.0)
        assert effect == SendChunk(0)
    assert waits == sorted(waits)
    assert waits[-1] == CAP


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_a_peer_that_leads_back_and_forth_is_not_followed_for_ever(wanted):
    """Each step back costs a wait; only chunks in order are free."""
    going, free = Going(10), 0
    for wants in wanted:
        going, effect = go_on(going, Told(FileState.COMING, wants), now=AT, jitter=0.0)
        if isinstance(effect, SendChunk):
            free += 1
    ups = sum(after > before for before, after in zip([-1, *wanted], wanted, strict=False))
    assert free <= 2 * ups + 1


def test_what_no_file_has_cannot_be_said():
    """Counts out of range, a sender's state at the receiver."""
    for wrong in ({"have": 3}, {"have": -1}, {"chunks": 0}, {"state": FileState.DUE}):
        with pytest.raises(Malformed):
            replace(Coming(2), **wrong)
