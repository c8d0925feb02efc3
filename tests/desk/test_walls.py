"""Walls, clearance and missions: who may know of a case; who reads what is restricted stands in the journal, once a sitting."""

from datetime import timedelta
from itertools import product

import pytest

from comity.desk import visibility
from comity.desk.drafting.actions import mark_draft
from comity.desk.drafting.refusals import NoSuchDraft
from comity.desk.marking import AboveTheChannel
from comity.desk.policy import AboveClearance, ReasonMissing
from comity.desk.reading.drafts import see_draft
from comity.desk.reading.requests import find_request
from comity.desk.reading.timeline import history
from comity.desk.reading.watch import watch
from comity.desk.visibility import NoSuchRequest, sees_all, visible_drafts, visible_to
from comity.desk.walls.actions import confirm_wall, drop_proposal, note_reading, set_wall
from comity.desk.walls.policy import NoSuchProposal, OwnWall, Wall, WallWrong, opens
from comity.desk.walls.queries import walls
from comity.directory.accreditation import Accreditation
from comity.directory.policy import MandateLapsed, NotAllowed, Role, RolesDoNotGoTogether
from comity.directory.posts import (
    MandateWrong,
    NoSuchUnit,
    OwnPost,
    end_mandate,
    give_clearance,
    give_country,
    give_mandate,
    give_roles,
    give_units,
    make_unit,
)
from comity.records.drafts import with_request
from comity.records.models import JournalAct, Request
from comity.terms.identifiers import Country
from comity.terms.json import parse_json
from comity.terms.levels import Level, highest, level_of

WALLS = ("", "unit", "named")


@pytest.fixture
def chiefs(world):
    """Two supervisors; neither drafts nor approves."""
    for officer in (world.both, world.chief):
        give_roles(officer, roles=[Role.SUPERVISOR], by="operator", at=world.at)
        officer.refresh_from_db()
    return world.both, world.chief


def sees(world, officer, request):
    """Say whether the officer may know of the request, by every road alike."""
    officer.refresh_from_db()
    who = world.actor(officer)
    seen = visible_to(who).filter(pk=request.pk).exists()
    try:
        find_request(request.reference, by=who)
        found = True
    except NoSuchRequest:
        found = False
    page = watch(officer, by=who, at=world.at)
    listed = any(row.request.pk == request.pk for rows in page.sections for row in rows.requests)
    told = Role.MISSION in who.roles or any(entry.about == request.reference for entry in history(by=who, limit=500))
    assert seen == found == listed
    assert told or not seen
    return seen


def wall(world, by, request, **wanted):
    """Set a wall."""
    return set_wall(request.reference, wall=Wall.of(**wanted), reason="need to know", by=by, at=world.at, token=world.token())


def facts(name):
    """Return the facts of every act of the journal of that name."""
    return [parse_json(bytes(row.facts), 10_000)["facts"] for row in JournalAct.objects.filter(name=name).order_by("index")]


@pytest.mark.both_databases
def test_a_wall_of_a_unit(world, chiefs):
    """Officers of the unit are inside, and nobody else, supervisors included."""
    request = world.receive()
    make_unit("counter-terrorism", names={"en": "Counter-terrorism", "vi": "Chống khủng bố"}, by="operator", at=world.at)
    give_units(world.drafter, units=["counter-terrorism"], by="operator", at=world.at)
    wall(world, chiefs[0], request, unit="counter-terrorism")
    assert sees(world, world.drafter, request)
    assert not sees(world, world.approver, request)
    assert not sees(world, chiefs[0], request)
    assert [one.reference for one in walls(by=world.actor(chiefs[0]))] == [request.reference]


@pytest.mark.both_databases
def test_opening_takes_two(world, chiefs):
    """One proposes, another confirms; whoever proposed cannot; until then nothing opens."""
    request = world.receive()
    wall(world, chiefs[0], request, names=[world.drafter.officer_id, world.approver.officer_id])
    assert sees(world, world.drafter, request)
    wall(world, chiefs[0], request)
    assert Request.objects.get(pk=request.pk).wall == "named"
    with pytest.raises(OwnWall):
        confirm_wall(request.reference, by=chiefs[0], at=world.at, token=world.token())
    with pytest.raises(NotAllowed):
        confirm_wall(request.reference, by=world.drafter, at=world.at, token=world.token())
    confirm_wall(request.reference, by=chiefs[1], at=world.at, token=world.token())
    assert sees(world, chiefs[0], request)
    with pytest.raises(NoSuchProposal):
        drop_proposal(request.reference, by=chiefs[1], at=world.at, token=world.token())
    assert facts("wall.opened")[0]["proposed_by"] == chiefs[0].officer_id


@pytest.mark.both_databases
def test_of_one_request_is_said_what_is_said_of_all(world):
    """Whatever its wall and level, to whoever reads cases, cleared or not, abroad for its country or another, or not at all."""
    request, draft = world.receive(), world.draft()
    draft.reference = request.reference
    draft.save()
    officer, answers = world.drafter, set()
    for roles, country in (((Role.DRAFTER,), ""), ((Role.MISSION,), "XR"), ((Role.MISSION,), "CH"), ((Role.AUDITOR,), "")):
        for clearance, level, kind in product(Level, Level, WALLS):
            officer.roles, officer.country, officer.clearance = [role.value for role in roles], country, clearance.value
            officer.save()
            Request.objects.filter(pk=request.pk).update(wall=kind, unit="fraud" if kind == "unit" else "", level=level.value)
            request.refresh_from_db()
            who = world.actor(officer)
            among = visible_to(who).filter(pk=request.pk).exists()
            assert visibility.sees(request, by=who) == among, (roles, country, clearance, level, kind)
            of_draft = visible_drafts(who).filter(pk=draft.pk).exists()
            assert visibility.sees_draft(with_request(draft), by=who) == of_draft, (roles, country, clearance, level, kind)
            answers.add((among, of_draft))
    assert {(True, True), (False, False)} <= answers


def test_what_opens_and_what_does_not():
    """Fewer names within the same wall narrow it; everything else behind a wall may let somebody in."""
    open_, unit, two, three = Wall(), Wall("a"), Wall(names=frozenset("ab")), Wall(names=frozenset("abc"))
    assert [(opens(before, after)) for before, after in ((open_, unit), (open_, two), (three, two), (two, two))] == [False] * 4
    assert [(opens(before, after)) for before, after in ((unit, open_), (two, three), (unit, two), (two, unit))] == [True] * 4


@pytest.mark.parametrize("wanted", [{"unit": "nowhere"}, {"names": ["nobody@poc.vn.example", "ha.n@poc.vn.example"]}])
def test_a_wall_that_cannot_be(world, chiefs, wanted):
    """A unit or a name that is not there; nothing changes."""
    request = world.receive()
    with pytest.raises(WallWrong):
        wall(world, chiefs[0], request, **wanted)
    with pytest.raises(WallWrong):
        Wall.of(names=["one@poc.vn.example"])
    with pytest.raises(WallWrong):
        Wall.of(unit="a", names=["x", "y"])
    with pytest.raises(ReasonMissing):
        set_wall(request.reference, wall=Wall(), reason=" ", by=chiefs[0], at=world.at, token=world.token())
    assert Request.objects.get(pk=request.pk).wall == ""


def test_clearance_and_what_an_act_is_marked_with(world):
    """What arrives classified is seen by who is cleared for it; an unknown classification guards like the highest."""
    request = world.receive(tlp="TLP:AMBER", classification="CLS-VN-3")
    request.refresh_from_db()
    assert (request.tlp, request.level) == ("TLP:AMBER", "confidential")
    assert not sees(world, world.drafter, request)
    give_clearance(world.drafter, level=Level.SECRET, by="operator", at=world.at)
    assert sees(world, world.drafter, request)
    assert not sees_all(world.actor(world.approver))
    assert level_of("CLS-XX-9") is Level.TOP_SECRET
    assert highest([Level.OPEN, Level.SECRET, Level.RESTRICTED]) is Level.SECRET


@pytest.mark.both_databases
def test_a_mission_sees_its_country_alone(world):
    """Both directions, one country; without one nothing."""
    request = world.receive()
    give_roles(world.both, roles=[Role.MISSION], by="operator", at=world.at)
    assert not sees(world, world.both, request)
    give_country(world.both, country=Country("TH"), by="operator", at=world.at)
    assert not sees(world, world.both, request)
    give_country(world.both, country=Country("XR"), by="operator", at=world.at)
    assert sees(world, world.both, request)
    assert history(by=world.actor(world.both)) == ()


@pytest.mark.both_databases
def test_a_classified_draft_is_hidden_and_does_not_pass_the_channel(world, monkeypatch):
    """Nobody marks above their clearance; who is not cleared finds no draft; submitting is refused with what to do."""
    draft = world.draft()
    with pytest.raises(AboveClearance):
        mark_draft(draft.pk, tlp="", classification="CLS-VN-3", by=world.drafter, at=world.at, token=world.token())
    give_clearance(world.drafter, level=Level.SECRET, by="operator", at=world.at)
    world.drafter.refresh_from_db()
    mark_draft(draft.pk, tlp="TLP:RED", classification="CLS-VN-3", by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(NoSuchDraft):
        see_draft(draft.pk, by=world.actor(world.approver))
    with pytest.raises(AboveTheChannel) as refused:
        world.submit(draft)
    assert "courier or the diplomatic channel" in refused.value.next_step
    accredited = Accreditation(peers={str(world.puppet.node): Level.CONFIDENTIAL})
    monkeypatch.setattr("comity.desk.marking.home", lambda: type("Home", (), {"accreditation": accredited}))
    give_clearance(world.approver, level=Level.CONFIDENTIAL, by="operator", at=world.at)
    world.approver.refresh_from_db()
    sent = world.approve(world.submit(draft))
    assert (sent.tlp, sent.classification, sent.level) == ("TLP:RED", "CLS-VN-3", "confidential")
    assert not sees(world, world.chief, sent)


@pytest.mark.both_databases
def test_reading_what_is_restricted_is_an_act_once_a_sitting(world, chiefs):
    """Who, which request, which act; an open case notes nothing, and who is outside is told that nothing is there."""
    request = world.receive()
    by = {"by": world.drafter, "at": world.at}
    note_reading(request, what="env", sitting=1, **by)
    assert facts("content.read") == []
    wall(world, chiefs[0], request, names=[world.drafter.officer_id, world.approver.officer_id])
    request.refresh_from_db()
    for sitting, what in ((1, "env"), (1, "env"), (2, "env"), (2, "other")):
        note_reading(request, what=what, sitting=sitting, **by)
    assert [(one["sitting"], one["what"]) for one in facts("content.read")] == [(1, "env"), (2, "env"), (2, "other")]
    assert {row.about for row in JournalAct.objects.filter(name="content.read")} == {request.reference}
    with pytest.raises(NoSuchRequest):
        note_reading(request, what="env", sitting=1, by=chiefs[1], at=world.at)


# -- posts and mandates ----------------------------------------------------------------------------


def test_a_mandate_dates_a_role(world):
    """Before and after it the role is refused clearly; within it the deed is done, and the journal says by which mandate."""
    later = world.later(days=2)
    give_mandate(
        world.approver,
        role=Role.APPROVER,
        since=world.later(days=1),
        until=world.later(days=3),
        basis="QĐ 12/2026",
        by="operator",
        at=world.at,
    )
    draft = world.submit(world.draft())
    with pytest.raises(MandateLapsed):
        world.approve(draft)
    request = world.approve(draft, at=later)
    assert facts("act.sent")[0]["mandate"] == {
        "role": "approver",
        "from": str(world.later(days=1)),
        "until": str(world.later(days=3)),
        "basis": "QĐ 12/2026",
        "acts_for": "",
    }
    with pytest.raises(MandateLapsed):
        world.approve(world.submit(world.draft(), at=later), at=world.later(days=3))
    assert request.state == "sent"


@pytest.mark.both_databases
def test_an_acting_officer(world):
    """Holds the colleague's role for the time; still never approves what they drafted themselves."""
    give_roles(world.both, roles=[Role.DRAFTER], by="operator", at=world.at)
    world.both.refresh_from_db()
    give_mandate(
        world.both,
        role=Role.APPROVER,
        since=world.at,
        until=world.later(days=7),
        basis="QĐ 13/2026",
        acts_for=world.approver,
        by="operator",
        at=world.at,
    )
    world.approve(world.submit(world.draft()), by=world.both)
    assert facts("act.sent")[0]["mandate"]["acts_for"] == world.approver.officer_id
    made = end_mandate(world.both, number=world_mandate(world.both), by="operator", at=world.later(days=1))
    assert made.until == world.later(days=1)
    with pytest.raises(MandateLapsed):
        world.approve(world.submit(world.draft(), at=world.later(days=1)), by=world.both, at=world.later(days=1))


def world_mandate(officer):
    """Return the number of the officer's newest mandate."""
    from comity.directory.posts import written_mandates

    return written_mandates(officer)[0].pk


def test_what_cannot_be_given(world):
    """One's own post, a unit that is not there, an auditor with a second role, a mandate without a decision or that ends first."""
    at = world.at
    with pytest.raises(OwnPost):
        give_roles(world.administrator, roles=[Role.APPROVER], by=world.administrator, at=at)
    with pytest.raises(NoSuchUnit):
        give_units(world.drafter, units=["nowhere"], by="operator", at=at)
    with pytest.raises(RolesDoNotGoTogether):
        give_roles(world.drafter, roles=[Role.AUDITOR, Role.DRAFTER], by="operator", at=at)
    for wrong in (
        {"basis": " "},
        {"until": at + timedelta(days=-1)},
        {"acts_for": world.drafter},
    ):
        with pytest.raises(MandateWrong):
            give_mandate(
                world.drafter, **({"role": Role.APPROVER, "since": at, "until": None, "basis": "b", "by": "operator", "at": at} | wrong)
            )
    with pytest.raises(RolesDoNotGoTogether):
        give_mandate(world.drafter, role=Role.AUDITOR, since=at, until=None, basis="b", by="operator", at=at)
    with pytest.raises(MandateWrong):
        end_mandate(world.drafter, number=999, by="operator", at=at)
