"""Sittings: every standing there is, each act in the journal once, and only one's own can be ended."""

import json
from datetime import timedelta

import pytest

from comity.directory import sittings
from comity.directory.access import Access
from comity.directory.bindings import BoundAlready, Identity, NoSuchBinding, NotBound, bind, bindings_of, bound_officer, unbind
from comity.directory.keptposts import NothingKept, close_kept, find_kept, keep_post, kept_posts
from comity.directory.officers import change_passphrase, unlock
from comity.directory.patience import Attempt, begin_attempt, note_failure
from comity.directory.sittings import NoSuchSitting, before, begin_sitting, end_one, end_others, lock_sitting, sittings_of, unlock_sitting
from comity.records.models import JournalAct, Sitting
from comity.seal.refusals import WrongPassphrase


def begin(world, officer=None, **more):
    """Sit down."""
    told = {"came_by": "password totp", "address": "10.0.0.5", "browser": "Firefox/140", "at": world.at} | more
    return begin_sitting(officer or world.drafter, **told)


def acts(*names):
    """Return the journal's acts of these names, with their facts, in order."""
    return [(row.name, json.loads(bytes(row.facts))["facts"]) for row in JournalAct.objects.filter(name__in=names).order_by("index")]


@pytest.mark.parametrize(
    ("idle", "age", "locked", "came_by", "standing"),
    [
        (0, 0, False, "password totp", "open"),
        (600, 700, False, "password totp", "open"),
        (601, 700, False, "password totp", "locked"),
        (601, 700, False, "demo", "open"),
        (0, 700, True, "password totp", "locked"),
        (0, 700, True, "demo", "locked"),
        (0, 12 * 3600, False, "password totp", "open"),
        (0, 12 * 3600 + 1, False, "password totp", "over"),
        (0, 12 * 3600 + 1, True, "demo", "over"),
    ],
)
def test_every_standing(world, idle, age, locked, came_by, standing):
    """By the clock and by hand, to the second; a shift ends whoever was active."""
    sitting = begin(world, came_by=came_by)
    if locked:
        lock_sitting(sitting, why="asked", at=world.at)
        sitting.refresh_from_db()
    sitting.began_at, sitting.seen_at = world.at + timedelta(seconds=-age), world.at + timedelta(seconds=-idle)
    assert sittings.standing_of(sitting, access=Access(), at=world.at) == standing
    sitting.ended_at = world.at
    assert sittings.standing_of(sitting, access=Access(), at=world.at) == "ended"


@pytest.mark.both_databases
def test_lock_unlock_and_end_stand_in_the_journal_once_each(world):
    """Said twice they change nothing; what has ended is neither locked nor opened again."""
    sitting = begin(world)
    for _ in range(2):
        lock_sitting(sitting, why="idle", at=world.at)
    unlock_sitting(sitting, how="passkey", at=world.later(minutes=1))
    for _ in range(2):
        sittings.end_sitting(sitting, why="signed-out", at=world.later(minutes=2))
    lock_sitting(sitting, why="idle", at=world.later(minutes=3))
    unlock_sitting(sitting, how="passkey", at=world.later(minutes=3))
    assert [name for name, _ in acts("session.began", "session.locked", "session.unlocked", "session.ended")] == [
        "session.began",
        "session.locked",
        "session.unlocked",
        "session.ended",
    ]
    assert Sitting.objects.get().ended_by == "signed-out"


@pytest.mark.both_databases
def test_an_officer_ends_their_own_and_nobody_elses(world):
    """One, or all others; an ended one is gone from the list, and its row stays."""
    mine, second, third = (begin(world, at=world.later(minutes=n)) for n in range(3))
    theirs = begin(world, world.approver)
    for number in (theirs.pk, 10_000):
        with pytest.raises(NoSuchSitting):
            end_one(world.drafter, number=number, at=world.at)
    end_one(world.drafter, number=second.pk, at=world.at)
    with pytest.raises(NoSuchSitting):
        end_one(world.drafter, number=second.pk, at=world.at)
    assert [one.pk for one in sittings_of(world.drafter, access=Access(), at=world.at)] == [third.pk, mine.pk]
    assert end_others(world.drafter, but=mine.pk, at=world.at) == 1
    assert [one.pk for one in sittings_of(world.drafter, access=Access(), at=world.at)] == [mine.pk]
    assert Sitting.objects.get(pk=theirs.pk).ended_at is None
    assert Sitting.objects.count() == 4


def test_what_is_told_of_the_time_before(world):
    """The sign-in before, and the last failure with its address."""
    assert before(begin(world)).signed_in_at is None
    attempt = Attempt(world.drafter.officer_id, "203.0.113.9", "password", world.drafter)
    begin_attempt(attempt, at=world.later(minutes=5))
    note_failure(attempt, at=world.later(minutes=5))
    told = before(begin(world, at=world.later(minutes=9)))
    assert (told.signed_in_at, told.signed_in_from) == (world.at, "10.0.0.5")
    assert (told.failed_at, told.failed_from) == (world.later(minutes=5), "203.0.113.9")
    assert acts("sign-in.failed") == [
        ("sign-in.failed", {"officer": world.drafter.officer_id, "step": "password", "address": "203.0.113.9"})
    ]


@pytest.mark.both_databases
def test_what_was_posted_is_kept_without_secrets(world):
    """Its officer finds it; a colleague does not; closed, it is shown no more."""
    fields = {"facts.text": ["Two lines\nof text"], "password": ["x"], "code": ["1"], "csrfmiddlewaretoken": ["t"], "grounds": ["a", "b"]}
    kept = keep_post(world.drafter, path="/drafts/1/facts/", fields=fields, at=world.at)
    assert kept.fields == {"facts.text": ["Two lines\nof text"], "grounds": ["a", "b"]}
    assert keep_post(world.drafter, path="/x/", fields={"password": ["x"]}, at=world.at) is None
    assert find_kept(world.drafter, number=kept.pk) == kept
    with pytest.raises(NothingKept):
        find_kept(world.approver, number=kept.pk)
    with pytest.raises(NothingKept):
        close_kept(world.approver, number=kept.pk, at=world.at)
    close_kept(world.drafter, number=kept.pk, at=world.at)
    assert kept_posts(world.drafter) == ()
    assert b"Two lines" not in b"".join(bytes(act.facts) for act in JournalAct.objects.all())


@pytest.mark.both_databases
def test_an_identity_is_one_officers_until_it_is_ended(world):
    """Bound by the operator, refused twice, gone with the officer; ended it may be bound anew, and the row stays."""
    identity = Identity("oidc", "4711", "https://id.example")
    with pytest.raises(NotBound):
        bound_officer(identity)
    made = bind(world.drafter, identity, at=world.at)
    assert bound_officer(identity) == world.drafter
    for other in (Identity("oidc", "4711", "https://other.example"), Identity("certificate", "4711")):
        with pytest.raises(NotBound):
            bound_officer(other)
    with pytest.raises(BoundAlready, match=world.drafter.officer_id):
        bind(world.approver, identity, at=world.at)
    with pytest.raises(NoSuchBinding):
        unbind(world.approver, number=made.pk, at=world.at)
    unbind(world.drafter, number=made.pk, at=world.at)
    with pytest.raises(NotBound):
        bound_officer(identity)
    bind(world.gone, identity, at=world.at)
    with pytest.raises(NotBound):
        bound_officer(identity)
    assert bindings_of(world.drafter) == ()
    assert [name for name, _ in acts("identity.bound", "identity.unbound")] == ["identity.bound", "identity.unbound", "identity.bound"]


@pytest.mark.both_databases
def test_a_new_password_opens_the_signing_key_too(world):
    """Else nothing could be approved any more; a wrong old one changes nothing."""
    officer, old, new = world.approver, "a lantern on the quay", "another lantern on the quay"
    with pytest.raises(WrongPassphrase):
        change_passphrase(officer, old="not it at all", new=new, at=world.at)
    change_passphrase(officer, old=old, new=new, at=world.at)
    officer.refresh_from_db()
    assert unlock(officer, passphrase=new).public == world.key(officer).public
    assert officer.check_password(new)
    with pytest.raises(WrongPassphrase):
        unlock(officer, passphrase=old)
