"""Guessing is slowed down, and nobody locks an officer out of their own desk by guessing from elsewhere."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.patience import (
    ADDRESS,
    FORGOTTEN,
    KNOWN_FOR,
    LONGEST,
    OFFICER,
    PAIR,
    PATIENCE,
    Attempt,
    TooManyAttempts,
    begin_attempt,
    end_wait,
    forgive,
    note_failure,
    spend_code,
)
from comity.directory.sittings import begin_sitting
from comity.records.models import Attempts, JournalAct

HERE, THERE = "10.0.0.5", "203.0.113.9"


def guess(world, times, *, address=THERE, step="password", at=None, officer=None):
    """Fail so many times, each as soon as it is tried again."""
    officer = officer or world.drafter
    at = at or world.at
    for _ in range(times):
        attempt = Attempt(officer.officer_id, address, step, officer)
        try:
            begin_attempt(attempt, at=at)
        except TooManyAttempts as refusal:
            at += timedelta(minutes=int(refusal.facts["minutes"]))
            begin_attempt(attempt, at=at)
        note_failure(attempt, at=at)
    return at


def try_once(world, *, address=THERE, step="password", at=None, officer=None):
    """Try once more."""
    officer = officer or world.drafter
    begin_attempt(Attempt(officer.officer_id, address, step, officer), at=at or world.at)


@pytest.mark.parametrize("kind", [PAIR, ADDRESS, OFFICER])
@given(failures=st.integers(0, 10_000))
def test_a_pause_grows_and_ends(kind, failures):
    """Never shorter after more failures, never longer than a quarter of an hour, nothing for the first few."""
    patience = PATIENCE[kind]
    assert patience.pause(failures) <= patience.pause(failures + 1) <= LONGEST
    assert (patience.pause(failures) == timedelta(0)) == (failures < patience.free)


def test_after_five_wrong_ones_nothing_is_tried_for_a_while(world):
    """The sentence says how long; who waits that long is heard, and one right attempt ends it."""
    at = guess(world, PATIENCE[PAIR].free)
    with pytest.raises(TooManyAttempts) as refused:
        try_once(world, at=at)
    assert refused.value.facts == {"minutes": "1"}
    later = at + timedelta(minutes=1)
    try_once(world, at=later)
    forgive(Attempt(world.drafter.officer_id, THERE, "password", world.drafter))
    try_once(world, at=later)


def test_a_hundred_at_once_are_a_hundred(world):
    """An attempt counts before anybody knows whether it is right, so that parallel ones gain nothing."""
    for _ in range(PATIENCE[PAIR].free):
        try_once(world)
    with pytest.raises(TooManyAttempts):
        try_once(world)


def test_a_right_password_does_not_pay_for_wrong_codes(world):
    """Who knows the password cannot go on guessing codes by signing in again and again."""
    for _ in range(PATIENCE[PAIR].free):
        try_once(world)
        forgive(Attempt(world.drafter.officer_id, THERE, "password", world.drafter))
        try_once(world, step="code")
    with pytest.raises(TooManyAttempts):
        try_once(world, step="code")


def test_an_officer_at_their_own_desk_is_not_locked_out_by_strangers(world):
    """Whatever is guessed elsewhere, the address where they sat lately is heard at once; a strange one waits."""
    begin_sitting(world.drafter, came_by="password totp", address=HERE, browser="", at=world.at)
    at = world.at
    for number in range(PATIENCE[OFFICER].free + 5):
        at = guess(world, 1, address=f"203.0.113.{number}", at=at)
    try_once(world, address=HERE, at=at)
    with pytest.raises(TooManyAttempts):
        try_once(world, address="198.51.100.1", at=at)


def test_a_desk_is_known_for_thirty_days(world):
    """Not for ever: a desk that somebody left is a stranger's again."""
    begin_sitting(world.drafter, came_by="password totp", address=HERE, browser="", at=world.at + -KNOWN_FOR)
    at = world.at
    for number in range(PATIENCE[OFFICER].free + 5):
        at = guess(world, 1, address=f"203.0.113.{number}", at=at)
    with pytest.raises(TooManyAttempts):
        try_once(world, address=HERE, at=at)


def test_an_address_that_tries_many_names_is_slowed(world):
    """Also where no name exists; the journal names nobody then."""
    for number in range(PATIENCE[ADDRESS].free):
        attempt = Attempt(f"nobody{number}", THERE, "password")
        begin_attempt(attempt, at=world.at)
        note_failure(attempt, at=world.at)
    with pytest.raises(TooManyAttempts):
        try_once(world, officer=world.approver)
    assert not Attempts.objects.filter(subject__contains="nobody1 ").exists()
    assert b"nobody0" not in b"".join(bytes(act.facts) for act in JournalAct.objects.all())


def test_failures_are_forgotten_after_an_hour(world):
    """A typing error of the morning costs nothing in the evening."""
    guess(world, PATIENCE[PAIR].free - 1)
    later = world.at + FORGOTTEN + timedelta(seconds=1)
    for _ in range(PATIENCE[PAIR].free):
        try_once(world, at=later)


@pytest.mark.both_databases
def test_the_operator_ends_a_wait(world):
    """For this officer, and in the journal; another whose name begins the same waits on."""
    at = guess(world, PATIENCE[PAIR].free)
    guess(world, PATIENCE[PAIR].free, officer=world.approver, address=HERE)
    end_wait(world.drafter, at=at)
    try_once(world, at=at)
    with pytest.raises(TooManyAttempts):
        try_once(world, officer=world.approver, address=HERE)
    assert JournalAct.objects.filter(name="sign-in.freed").count() == 1


def test_a_one_time_code_counts_once(world):
    """In its half-minute, whichever worker hears it again; the next one counts."""
    assert spend_code(world.drafter, at=world.at)
    assert not spend_code(world.drafter, at=world.at)
    assert spend_code(world.approver, at=world.at)
    assert spend_code(world.drafter, at=world.at + timedelta(seconds=30))
