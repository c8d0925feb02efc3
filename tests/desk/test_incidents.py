"""Misdelivery and breach: closed at once to all but two, the sender told, the end confirmed by two; the journal has no word of content."""

from datetime import timedelta
from itertools import product

import pytest

from comity.desk.incidents.actions import begin_notice, confirm_ended, declare_breach, declare_misdelivery, note_told, say_ended
from comity.desk.incidents.policy import Stage, Standing, guards_among, require_ending
from comity.desk.incidents.queries import ends_of, incidents, standing_of
from comity.desk.incidents.refusals import (
    ClosedAlready,
    EndedAlready,
    EndNotCoded,
    FoundAhead,
    NobodyToGuard,
    NoSuchPeer,
    NotItsGuard,
    NotTheNotice,
    NotToldYet,
    SameOfficer,
)
from comity.desk.policy import ReasonMissing
from comity.desk.visibility import NoSuchRequest, visible_to
from comity.directory.policy import Actor, NotAllowed, Role
from comity.directory.posts import give_roles
from comity.records.models import Incident, JournalAct
from comity.terms.identifiers import OfficerId
from comity.terms.levels import Level

WORDS = "It names the prosecutor of another State as its addressee."
AUTHORITY = {"authority": "vn-a05-poc", "authority_name": "24/7 Contact Point"}


@pytest.fixture
def chiefs(world):
    """Two supervisors; neither drafts nor approves."""
    for officer in (world.both, world.chief):
        give_roles(officer, roles=[Role.SUPERVISOR], by="operator", at=world.at)
        officer.refresh_from_db()
    return world.both, world.chief


def close(world, request, *, by=None, words=WORDS, token=None):
    """Declare a misdelivery."""
    return declare_misdelivery(request, words=words, by=by or world.drafter, at=world.at, token=token or world.token())


def told(world, incident):
    """Send the notice and note its number; return the number."""
    draft = begin_notice(incident, authority=AUTHORITY, by=world.drafter, at=world.at, token=world.token())
    more = {"misdirected": "MIS-ADDRESSEE", "read_by": "READ-NONE", "proposed": "END-DESTROY", "urgency": "routine"}
    notice = world.send("request", "ADM-MISDELIVERY", {**draft.fields, **more})
    note_told(incident.pk, reference=notice.reference, by=world.drafter, at=world.at, token=world.token())
    return notice.reference


def sees(world, officer, request):
    """Say whether the officer may know of the request."""
    return visible_to(world.actor(officer)).filter(pk=request.pk).exists()


def test_what_came_to_the_wrong_desk_is_closed_at_once_to_all_but_two_supervisors(world, chiefs):
    """Also to the officer who found it; a second click does nothing more, and the case is closed once."""
    request = world.receive()
    token = world.token()
    found = close(world, request, token=token)
    assert close(world, request, token=token).pk == found.pk
    assert [sees(world, officer, request) for officer in (world.drafter, world.approver, *chiefs)] == [False, False, True, True]
    assert set(found.guards) == {officer.officer_id for officer in chiefs}
    assert found.due_at == world.at + timedelta(hours=24)
    with pytest.raises(NoSuchRequest):
        close(world, request)
    with pytest.raises(ClosedAlready):
        close(world, request, by=chiefs[0])


def test_no_word_of_it_stands_in_the_journal(world, chiefs):
    """The journal has the number of the incident and a digest; the wall is journalled with the case, which is closed."""
    close(world, world.receive())
    kept = b"".join(bytes(act.facts) for act in JournalAct.objects.filter(name__startswith="incident."))
    assert b"incident" in kept
    assert b"prosecutor" not in kept
    walls = JournalAct.objects.get(name="wall.set")
    assert b"misdelivery" in bytes(walls.facts)


@pytest.mark.both_databases
def test_the_notice_is_filled_with_what_is_known_and_two_confirm_the_end(world, chiefs):
    """Told first; then each of the two who look after it, once."""
    found = close(world, world.receive())
    with pytest.raises(NotToldYet):
        say_ended(found.pk, ended="END-DESTROYED", by=chiefs[0], at=world.at, token=world.token())
    draft = begin_notice(found, authority=AUTHORITY, by=world.drafter, at=world.at, token=world.token())
    assert draft.kind == "ADM-MISDELIVERY"
    assert draft.fields["original"] == found.reference
    assert {"came_at", "found_at", "sealed_at"} <= draft.fields.keys()
    number = told(world, found)
    found.refresh_from_db()
    assert (found.told_as, standing_of(found).stage) == (number, Stage.TOLD)
    with pytest.raises(NotItsGuard):
        say_ended(found.pk, ended="END-DESTROYED", by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(EndNotCoded):
        say_ended(found.pk, ended="END-SOLD", by=chiefs[0], at=world.at, token=world.token())
    with pytest.raises(EndNotCoded):
        confirm_ended(found.pk, by=chiefs[0], at=world.at, token=world.token())
    say_ended(found.pk, ended="END-DESTROYED", by=chiefs[0], at=world.at, token=world.token())
    with pytest.raises(SameOfficer):
        confirm_ended(found.pk, by=chiefs[0], at=world.at, token=world.token())
    confirm_ended(found.pk, by=chiefs[1], at=world.at, token=world.token())
    found.refresh_from_db()
    assert standing_of(found).stage is Stage.ENDED
    with pytest.raises(EndedAlready):
        confirm_ended(found.pk, by=chiefs[0], at=world.at, token=world.token())
    assert [act.name for act in JournalAct.objects.filter(name__startswith="incident.")] == [
        f"incident.{name}" for name in ("declared", "told", "said", "ended")
    ]


def test_only_its_own_notice_counts_as_telling(world, chiefs):
    """Not another request, not the notice of another incident, not a number that nobody knows."""
    found, other = close(world, world.receive(case="XR-2026-000001")), close(world, world.receive(case="XR-2026-000002"))
    elsewhere = told(world, other)
    asked = world.send()
    for number in (elsewhere, asked.reference, "VN-2026-999999", ""):
        with pytest.raises(NotTheNotice):
            note_told(found.pk, reference=number, by=world.drafter, at=world.at, token=world.token())


@pytest.mark.both_databases
def test_a_breach_has_its_clock_from_the_moment_at_which_it_was_found(world):
    """Nothing is closed; three days from the finding, whenever it is declared."""
    request = world.receive()
    found_at = world.at + -timedelta(hours=5)
    typed = {"peer": request.peer, "reference": request.reference, "words": "A disk was lost.", "found_at": found_at}
    kept = declare_breach(**typed, by=world.drafter, at=world.at, token=world.token())
    assert kept.due_at == found_at + timedelta(hours=72)
    assert sees(world, world.drafter, request)
    wrong = (
        ({"peer": "poc.nowhere.example"}, NoSuchPeer),
        ({"found_at": None}, FoundAhead),
        ({"found_at": world.at + timedelta(minutes=1)}, FoundAhead),
        ({"words": " "}, ReasonMissing),
        ({"reference": "XR-2026-000099"}, NoSuchRequest),
    )
    for change, refusal in wrong:
        with pytest.raises(refusal):
            declare_breach(**typed | change, by=world.drafter, at=world.at, token=world.token())
    assert Incident.objects.count() == 1
    assert [one.code for one in ends_of("breach")]


def test_a_desk_without_two_to_look_after_it_says_so_and_closes_nothing(world):
    """Approvers stand in for supervisors; with fewer than two of both nothing is closed to nobody."""
    request = world.receive()
    for officer in (world.approver, world.both, world.chief):
        give_roles(officer, roles=[Role.DRAFTER], by="operator", at=world.at)
    with pytest.raises(NobodyToGuard):
        close(world, request)
    assert sees(world, world.drafter, request)
    assert not Incident.objects.exists()


def test_guards_are_supervisors_first_cleared_and_the_same_whatever_the_order():
    """Two of them; an approver only where a supervisor is missing; nobody who is not cleared."""

    def one(name, role, clearance=Level.OPEN):
        return Actor(OfficerId(f"{name}@n.example"), name, frozenset({role}), clearance=clearance)

    desk = [one("a", Role.APPROVER), one("d", Role.DRAFTER), one("s", Role.SUPERVISOR), one("t", Role.SUPERVISOR)]
    assert guards_among(desk, level=Level.OPEN) == guards_among(desk[::-1], level=Level.OPEN) == ("s@n.example", "t@n.example")
    assert guards_among(desk[:3], level=Level.OPEN) == ("a@n.example", "s@n.example")
    with pytest.raises(NobodyToGuard):
        guards_among(desk, level=Level.SECRET)


def test_the_square_of_stages_and_officers():
    """Who may say or confirm the end: never before it is told, never after it is ended, never twice the same, never without the role."""
    guards = ("one@n.example", "two@n.example")
    actors = {name: Actor(OfficerId(f"{name}@n.example"), name, frozenset({Role.SUPERVISOR})) for name in ("one", "two", "out")}
    for told_, first, second, name, guarded in product((False, True), ("", guards[0]), ("", guards[1]), actors, (False, True)):
        standing = Standing(told_, first, second)
        allowed = standing.stage in (Stage.TOLD, Stage.SAID) and (not guarded or name != "out") and not (first and name == "one")
        if allowed:
            require_ending(actors[name], standing=standing, guards=guards if guarded else ())
        else:
            with pytest.raises((NotToldYet, EndedAlready, NotItsGuard, SameOfficer)):
                require_ending(actors[name], standing=standing, guards=guards if guarded else ())
    with pytest.raises(NotAllowed):
        require_ending(Actor(OfficerId("x@n.example"), "x", frozenset({Role.AUDITOR})), standing=Standing(True, "", ""), guards=())


def test_whoever_has_no_case_sees_no_incident(world):
    """An auditor is refused the list."""
    give_roles(world.chief, roles=[Role.AUDITOR], by="operator", at=world.at)
    world.chief.refresh_from_db()
    with pytest.raises(NotAllowed):
        incidents(by=world.actor(world.chief))
