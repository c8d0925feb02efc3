"""Deeds that no act carries: a supervisor gives a request to another officer, a mission forwards, an officer records what happened."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from worlds.places import THERE

import comity.desk
from comity.desk.forwarding.actions import forward, take_forwarded
from comity.desk.forwarding.queries import forwarded_on
from comity.desk.holding.actions import offer_request, take_request
from comity.desk.holding.reassigning import reassign_request
from comity.desk.holding.refusals import CannotReceive, HoldsAlready
from comity.desk.meaning import sounded
from comity.desk.occurring.actions import EventAhead, EventUnfit, record_event
from comity.desk.occurring.queries import events_for, recorded_in
from comity.desk.outside.papers import Upload
from comity.desk.outside.refusals import NoSuchPaper
from comity.desk.permissions import Verb
from comity.desk.policy import ReasonMissing
from comity.desk.rules import rulebook
from comity.desk.sounding import BY_DEEDS, BY_DRAFTS, OF_PROVIDERS, RECORDED
from comity.desk.visibility import NoSuchRequest
from comity.directory import posts
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import Clock, JournalAct, Offer, Request, Tiding, Unread

DESK = Path(comity.desk.__file__).parent


# ---------------------------------------------------------------- every verb has a deed, every event is sounded


def test_every_verb_of_the_table_has_a_deed():
    """Some module of the desk asks for it; the table alone does nothing. The rest is other rooms'."""
    asked = "\n".join(file.read_text(encoding="utf-8") for file in DESK.rglob("*.py") if file.name != "permissions.py")
    without = {verb for verb in Verb if not re.search(rf"\bVerb\.{verb.name}\b", asked)}
    assert without == {
        Verb.SEE_POSTS,
        Verb.GIVE_POSTS,
        Verb.READ_REGISTER,
        Verb.KEEP_REGISTER,
        Verb.AGREE_LINE,
        Verb.READ_PICTURE,
        Verb.ASSESS,
        Verb.READ_WARNINGS,
    }
    assert callable(posts.give_roles)


def test_every_event_that_a_clock_hears_is_sounded_by_something():
    """Starts, stops, pauses: an act, a deed, a draft's own row, or what an officer records."""
    heard = set()
    for row in rulebook().clocks:
        heard |= {*row.starts, *row.stops}
        if row.pause is not None:
            heard |= {*row.pause.starts, *row.pause.ends}
    known = sounded() | set(BY_DEEDS) | BY_DRAFTS | set(RECORDED) | set(OF_PROVIDERS)
    assert sorted(heard - known) == []
    assert sorted((set(BY_DEEDS) | BY_DRAFTS | set(RECORDED)) - heard - {"request.sent"}) == [], "a line of the table that nothing hears"


@pytest.mark.parametrize(("event", "module"), BY_DEEDS.items())
def test_the_module_that_the_table_names_sounds_the_event(event, module):
    """Its name stands there, in a module that sounds."""
    text = (DESK / module).read_text(encoding="utf-8")
    assert f'"{event}"' in text
    assert re.search(r"\b(sound|begin)\(", text)


def test_every_clock_can_start_and_end_for_each_of_its_kinds():
    """By an act, a deed, or by hand: for no kind does a clock wait for what can never come."""
    by_hand = set(RECORDED)
    for row in rulebook().clocks:
        for kind in row.kinds:
            known = sounded() | set(BY_DEEDS) | BY_DRAFTS | by_hand | set(OF_PROVIDERS)
            assert set(row.starts) & known, (row.id, kind)
            assert set(row.stops) & known, (row.id, kind)


# ---------------------------------------------------------------- what happened


def record(world, request, event, *, on=None, words="By telephone from the court.", by=None):
    """Record that something happened."""
    return record_event(
        request, event=event, on=world.at if on is None else on, words=words, by=by or world.drafter, at=world.at, token=world.token()
    )


def running(request, code):
    """Return the newest clock of that code."""
    return Clock.objects.filter(request=request, code=code).order_by("-id").first()


def test_an_order_at_home_is_renewed_and_ends(world):
    """The clock of Article 25 ends with it; filing for assistance ends the clock that asks for an extension."""
    request = world.receive()
    world.answer(request, fields.preserved(at=world.at))
    assert running(request, "C-UN25").stopped_at is None
    assert set(events_for(request)) == {"mla.decided", "order.made", "order.renewed", "order.ended"}
    record(world, request, "order.renewed")
    assert running(request, "C-UN25").stopped_at == world.at
    record(world, request, "order.made", on=world.at + timedelta(minutes=-5))
    assert running(request, "C-UN25").starts_at == world.at + timedelta(minutes=-5)
    record(world, request, "mla.decided")
    assert running(request, "C-UN42").stopped_at == world.at
    assert [one.event for one in recorded_in(request)] == ["order.renewed", "order.made", "mla.decided"]


@pytest.mark.both_databases
def test_the_days_of_a_person_who_came_are_counted(world):
    """Article 40(29): they run from the end of the presence until the person leaves."""
    request = world.receive(kind="REQ-MLA-EVIDENCE", values={})
    record(world, request, "presence.ended")
    assert running(request, "C-UN40-29").stopped_at is None
    record(world, request, "presence.left")
    assert running(request, "C-UN40-29").stopped_at == world.at


def test_only_what_a_clock_waits_for_and_what_has_happened_is_recorded(world):
    """By a drafter, with words."""
    request = world.receive()
    with pytest.raises(EventUnfit):
        record(world, request, "presence.ended")
    with pytest.raises(EventAhead):
        record(world, request, "order.made", on=world.later(days=1))
    with pytest.raises(ReasonMissing):
        record(world, request, "order.made", words="")
    with pytest.raises(NotAllowed):
        record(world, request, "order.made", by=world.approver)
    assert not JournalAct.objects.filter(name="event.recorded").exists()


# ---------------------------------------------------------------- a supervisor gives a request to another officer


@pytest.fixture
def supervisor(world):
    """A supervisor who is nothing else."""
    world.chief.roles = ["supervisor"]
    world.chief.save()
    return world.chief


def reassign(world, request, to, *, by, reason="On leave from today."):
    """Give it."""
    return reassign_request(request, to=to, reason=reason, by=by, at=world.at, token=world.token())


def test_both_officers_are_told_and_an_offer_is_over(world, supervisor):
    """Who held it and who holds it now; the reason stands in the journal."""
    request = world.receive()
    take_request(request, by=world.drafter, at=world.at, token=world.token())
    offer_request(request, to=world.both, words="Mind the clock.", by=world.drafter, at=world.at, token=world.token())
    assert reassign(world, request, world.both, by=supervisor).holder == world.both
    assert Offer.objects.get(request=request).state == "overtaken"
    told = dict(Tiding.objects.filter(name__in=("given", "taken-away")).values_list("name", "officer__officer_id"))
    assert told == {"given": world.both.officer_id, "taken-away": world.drafter.officer_id}
    with pytest.raises(HoldsAlready):
        reassign(world, request, world.both, by=supervisor)


@pytest.mark.both_databases
def test_only_to_who_may_hold_it_and_only_by_a_supervisor(world, supervisor):
    """With a reason."""
    request = world.receive()
    with pytest.raises(NotAllowed):
        reassign(world, request, world.both, by=world.drafter)
    with pytest.raises(CannotReceive):
        reassign(world, request, world.approver, by=supervisor)
    with pytest.raises(ReasonMissing):
        reassign(world, request, world.both, by=supervisor, reason=" ")
    Request.objects.filter(pk=request.pk).update(level="secret")
    with pytest.raises(NoSuchRequest):
        reassign(world, request, world.both, by=supervisor)


# ---------------------------------------------------------------- a mission forwards


@pytest.fixture
def mission(world):
    """An officer of the mission in Ruritania."""
    world.both.roles, world.both.country = ["mission"], "XR"
    world.both.save()
    return world.both


@pytest.mark.both_databases
def test_a_mission_forwards_words_and_a_document(world, mission):
    """The desk sees the case as new, its holder is told, and the document is taken with a leaf."""
    request = world.receive()
    take_request(request, by=world.drafter, at=world.at, token=world.token())
    Unread.objects.all().delete()
    upload = Upload("note verbale.pdf", b"%PDF-1.7 note")
    forward(request, words="Handed over by the ministry today.", upload=upload, by=mission, at=world.at, token=world.token())
    (kept,) = forwarded_on(request)
    assert (kept.officer, kept.name) == (mission, "note verbale.pdf")
    assert Tiding.objects.get(name="forwarded").officer == world.drafter
    assert Unread.objects.filter(request=request, officer=world.approver).exists()
    assert take_forwarded(request, kept.digest, by=world.drafter, at=world.at)[1] == b"%PDF-1.7 note"
    with pytest.raises(NoSuchPaper):
        take_forwarded(request, "00" * 32, by=world.drafter, at=world.at)
    assert request.peer == str(THERE)


def test_a_mission_forwards_only_on_cases_of_its_country(world, mission):
    """And nobody else forwards."""
    request = world.receive()
    with pytest.raises(NotAllowed):
        forward(request, words="x", upload=None, by=world.drafter, at=world.at, token=world.token())
    mission.country = "TH"
    mission.save()
    with pytest.raises(NoSuchRequest):
        forward(request, words="x", upload=None, by=mission, at=world.at, token=world.token())
