"""Flags that force a review and never leave; nothing about who fled goes where they fled from; emergencies and secrecy looked at again."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.treaty.samples import every_act

from comity.courier.publishing import publish_log
from comity.desk.clocks import nearest
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.lettering.actions import print_letter
from comity.desk.permitting.actions import approve_permission, end_permission, propose_permission
from comity.desk.permitting.policy import OwnProposal, ReviewNotAhead
from comity.desk.permitting.queries import permissions, proposed, standing_of, switched_on, to_be_reviewed
from comity.desk.policy import ReasonMissing
from comity.desk.proving.exporting import export_proof, without_papers
from comity.desk.safeguarding.actions import agree_to_secrecy, end_flag, review_emergency, review_flags, review_secrecy, set_flag
from comity.desk.safeguarding.policy import names_person
from comity.desk.safeguarding.queries import flags_on, is_review_owed, running, waiting_for_second
from comity.desk.safeguarding.refusals import (
    AsylumBlocked,
    FlagNotCoded,
    NoSuchFlag,
    NoSuchReview,
    NotAnotherOfficer,
    NothingToReview,
    OriginMissing,
    OutcomeNotCoded,
    ReviewOwed,
)
from comity.directory.officers import actor
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import Clock, Flag, JournalAct, Message, Notice, Outbox, Review
from comity.terms.refusals import Malformed
from comity.terms.vocabulary import vocabulary

WORDS = "Writes for the paper Thời Đại; the sources are in the mailbox."


def flag(world, request, code="RF-JOURNALIST", *, person="", origin="", by=None, words=WORDS, token=None):
    """Set a flag."""
    by, token = by or world.drafter, token or world.token()
    return set_flag(request, code=code, person=person, origin=origin, words=words, by=by, at=world.at, token=token)


def look(world, request, *, by=None, outcome="RV-NO-CONCERN", words="Read in full; the account is not the paper's."):
    """Review the flags."""
    return review_flags(request, outcome=outcome, words=words, by=by or world.chief, at=world.at, token=world.token())


# ---------------------------------------------------------------- flags


@pytest.mark.both_databases
def test_a_flag_forces_a_review_by_somebody_else(world):
    """No decision is submitted before; neither the one who set it nor one who wrote the draft counts as somebody else."""
    request = world.receive()
    flag(world, request)
    assert is_review_owed(request)
    with pytest.raises(ReviewOwed):
        world.answer(request, fields.preserved(at=world.at))
    with pytest.raises(ReviewOwed):
        world.answer(request, fields.refused("DISCRIMINATION"))
    with pytest.raises(NotAllowed):
        look(world, request, by=world.administrator)
    flag(world, request, "RF-CHILD", by=world.chief)
    with pytest.raises(NotAnotherOfficer):
        look(world, request, by=world.chief)
    look(world, request, by=world.both)
    assert not is_review_owed(request)
    world.answer(request, fields.preserved(at=world.at))


def test_a_review_by_who_wrote_the_draft_does_not_count(world):
    """One officer alone would be both."""
    request = world.receive()
    flag(world, request, by=world.chief)
    look(world, request, by=world.both)
    asked = Message.objects.get(request=request)
    draft = world.draft("answer", values=fields.preserved(at=world.at), request=request, replies_to=asked.env_id, by=world.both)
    with pytest.raises(ReviewOwed):
        world.submit(draft, by=world.both)


def test_a_flag_that_comes_late_still_counts(world):
    """Set after the draft was submitted, it stops the approval; a flag after the review wants another review."""
    request = world.receive()
    asked = Message.objects.get(request=request)
    draft = world.submit(world.draft("answer", values=fields.preserved(at=world.at), request=request, replies_to=asked.env_id))
    first = flag(world, request)
    with pytest.raises(ReviewOwed):
        world.approve(draft)
    look(world, request)
    second = flag(world, request, "RF-LAWYER")
    with pytest.raises(ReviewOwed):
        world.approve(draft)
    for one in (first, second):
        end_flag(request, one.pk, words="Another person of that name.", by=world.chief, at=world.at, token=world.token())
    assert flags_on(request) == []
    world.approve(draft)
    assert Flag.objects.count() == 2


@pytest.mark.both_databases
def test_a_flag_is_ended_by_somebody_else(world):
    """An approver, with a reason, once."""
    request = world.receive()
    mine = flag(world, request, by=world.both)
    for by, words, refusal in (
        (world.both, "No.", NotAnotherOfficer),
        (world.drafter, "No.", NotAllowed),
        (world.chief, "  ", ReasonMissing),
    ):
        with pytest.raises(refusal):
            end_flag(request, mine.pk, words=words, by=by, at=world.at, token=world.token())
    end_flag(request, mine.pk, words="Mistaken.", by=world.chief, at=world.at, token=world.token())
    with pytest.raises(NoSuchFlag):
        end_flag(request, mine.pk, words="Again.", by=world.chief, at=world.at, token=world.token())


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"code": "RF-NONE"}, FlagNotCoded),
        ({"words": " "}, ReasonMissing),
        ({"code": "RF-ASYLUM"}, OriginMissing),
        ({"code": "RF-ASYLUM", "origin": "Ruritania"}, Malformed),
        ({"person": "a\u202eb"}, Malformed),
    ],
)
def test_what_is_no_flag(world, how, refusal):
    """A code of the list, words, and for asylum a country."""
    request = world.receive()
    with pytest.raises(refusal):
        flag(world, request, **how)
    assert not Flag.objects.exists()
    assert not JournalAct.objects.filter(name="flag.set").exists()


def test_a_form_flags_once(world):
    """Two clicks, one flag."""
    request = world.receive()
    assert flag(world, request, token="t") == flag(world, request, token="t")
    with pytest.raises(NothingToReview):
        look(world, world.receive(case="XR-2026-000009"))
    with pytest.raises(OutcomeNotCoded):
        look(world, request, outcome="RV-END")


# ---------------------------------------------------------------- asylum


def test_nothing_goes_to_the_country_of_origin(world):
    """Not in that case, whoever is named, and not in any other that names the person; refusing, and sending elsewhere, stay possible."""
    request = world.receive()
    made = flag(world, request, "RF-ASYLUM", person="Nguyễn Văn Bình", origin="XR")
    look(world, request)
    with pytest.raises(AsylumBlocked):
        world.answer(request, fields.preserved(at=world.at))
    world.answer(request, fields.refused("DISCRIMINATION"))
    ours = world.draft(values=world.fields(facts={"text": "A witness, NGUYEN VAN BINH, saw it.", "language": "en"}))
    with pytest.raises(AsylumBlocked):
        world.submit(ours)
    world.send()
    end_flag(request, made.pk, words="Granted a visa, no asylum.", by=world.chief, at=world.at, token=world.token())
    world.approve(world.submit(ours))


def test_another_origin_blocks_nothing_here(world):
    """The peer is not where they fled from."""
    request = world.receive()
    flag(world, request, "RF-ASYLUM", person="Somebody", origin="XF")
    look(world, request)
    world.answer(request, fields.preserved(at=world.at))


@given(st.permutations(["Trần", "Thị", "Hoa"]), st.booleans())
def test_a_name_is_found_in_any_order(names, upper):
    """With and without marks, in a name and in prose; a part of it is not the name."""
    said = " ".join(names)
    said = said.upper() if upper else said
    assert names_person({"persons": [{"name": said}]}, "Tran Thi Hoa")
    prose = f"On that day the witness and later suspect {said} was seen twice near the station by three people."
    assert names_person({"facts": {"text": prose, "language": "en"}}, "Trần Thị Hoa")
    assert not names_person({"persons": [{"name": "Trần Hoa"}]}, "Trần Thị Hoa")
    assert not names_person({"facts": "Hoa."}, "")


# ---------------------------------------------------------------- what leaves


def test_no_flag_leaves(world, puppet):
    """Not in an act or its header, not in an envelope, not in a letter, not in the journal's facts, not in the proof file."""
    request = world.receive()
    codes = [item.code for item in vocabulary("risk-flag").offered if item.code != "RF-ASYLUM"]
    for code in codes:
        flag(world, request, code, person="Bùi Thị Xuân")
    look(world, request)
    world.answer(request, fields.preserved(at=world.at))
    publish_log(world.home)
    with zipfile.ZipFile(export_proof(request.reference, at=world.at, by=world.drafter, papers=without_papers)) as proof:
        left = [proof.read(name) for name in proof.namelist()]
    with zipfile.ZipFile(io.BytesIO(print_letter(request, place=2, shape="docx", by=world.drafter, at=world.at).data)) as letter:
        left += [letter.read(name) for name in letter.namelist()]
    for message in Message.objects.filter(direction="out"):
        left += [bytes(message.body), bytes(message.inner)]
    left += [bytes(row.sealed) for row in Outbox.objects.all()]
    left += [bytes(row.facts) for row in JournalAct.objects.all()]
    secrets = [*codes, "RV-NO-CONCERN", "Bùi Thị Xuân", "Thời Đại", "not the paper"]
    for data in left:
        for secret in secrets:
            assert secret.encode() not in data, secret


# ---------------------------------------------------------------- emergencies


@pytest.mark.both_databases
def test_an_emergency_is_reviewed_within_two_days(world):
    """By an approver who sent nothing in the case; the clock outlives the request, and the review stops it."""
    request = world.receive(urgency="emergency")
    clock = running(request, "EMERGENCY")
    assert clock.due_at == world.later(days=2)
    world.answer(request, fields.preserved(at=world.at))
    with pytest.raises(NotAnotherOfficer):
        review(world, request, by=world.approver)
    with pytest.raises(ReasonMissing):
        review(world, request, used=" ")
    review(world, request)
    assert running(request, "EMERGENCY") is None
    assert Review.objects.get().outcome == "RV-MISTAKEN"
    with pytest.raises(NothingToReview):
        review(world, request)


def review(world, request, *, by=None, used="Two addresses were kept."):
    """Review the emergency."""
    words = "The call was a prank; nobody could know."
    by = by or world.chief
    return review_emergency(request, outcome="RV-MISTAKEN", used=used, words=words, by=by, at=world.at, token=world.token())


def test_a_withdrawn_emergency_is_reviewed_all_the_same(world, puppet):
    """The clock of an emergency does not end with the request; what the queue sorts by repeats it."""
    request = world.receive(urgency="emergency")
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"withdrawal_reasons": ["WD-OTHER"]})))
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert running(request, "EMERGENCY") is not None
    assert (request.due_at, request.due_clock) == nearest(request)
    assert request.due_clock == "EMERGENCY"


def test_an_emergency_that_nobody_reviews_climbs(world):
    """Its clock is one of the schedule's: late, the desk is told until somebody answers."""
    request = world.receive(urgency="emergency")
    for hours in (25, 49):
        keep_clocks(at=world.later(hours=hours))
    told = Notice.objects.filter(clock__request=request, clock__code="EMERGENCY").values_list("kind", flat=True)
    assert {"warning", "breach"} <= set(told)


def test_what_is_no_emergency_has_no_clock(world):
    """Urgent is not an emergency."""
    assert running(world.receive(), "EMERGENCY") is None
    with pytest.raises(NothingToReview):
        review(world, world.receive(case="XR-2026-000009"))


# ---------------------------------------------------------------- secrecy


def secrecy(world, request, outcome, *, until="", by=None):
    """Review the secrecy."""
    by = by or world.chief
    return review_secrecy(request, outcome=outcome, until=until, words="As before.", by=by, at=world.at, token=world.token())


@pytest.mark.both_databases
def test_secrecy_ends_by_one_and_goes_on_by_two(world):
    """The second officer is another one; the clock then is due on the new day; never past what the safeguard allows."""
    values = dict(every_act()["REQ-EMERGENCY-DATA", "request"])
    request = world.receive(kind="REQ-EMERGENCY-DATA", values=values)
    assert running(request, "SECRECY") is not None
    today = world.at.datetime().date()
    for day in ("", today.isoformat(), (today + timedelta(days=91)).isoformat(), "soon"):
        with pytest.raises(ReviewNotAhead):
            secrecy(world, request, "RV-CONTINUE", until=day)
    until = (today + timedelta(days=60)).isoformat()
    kept = secrecy(world, request, "RV-CONTINUE", until=until)
    before = running(request, "SECRECY").due_at
    assert waiting_for_second(by=actor(world.approver, at=world.at)) == [kept]
    with pytest.raises(NotAnotherOfficer):
        agree_to_secrecy(request, kept.pk, by=world.chief, at=world.at, token=world.token())
    assert running(request, "SECRECY").due_at == before
    agree_to_secrecy(request, kept.pk, by=world.approver, at=world.at, token=world.token())
    assert running(request, "SECRECY").due_at.datetime().date() == date.fromisoformat(until)
    with pytest.raises(NoSuchReview):
        agree_to_secrecy(request, kept.pk, by=world.approver, at=world.at, token=world.token())
    secrecy(world, request, "RV-END")
    assert running(request, "SECRECY") is None
    assert Clock.objects.filter(request=request, code="SECRECY").count() == 2


# ---------------------------------------------------------------- permissions


@pytest.mark.both_databases
def test_a_permission_waits_counts_is_reviewed_and_ends(world):
    """Two officers, a last day, an end by one; the list keeps it."""
    today = world.at.datetime().date()
    about = {"kind": "REQ-INTERCEPT-CONTENT", "country": None, "basis": "Law 24/2026", "independent": "Court", "reason": "Case 7"}
    kept = propose_permission(**about, review_on=today + timedelta(days=10), by=world.both, at=world.at, token=world.token())
    assert (standing_of(kept, on=today), proposed()) == ("proposed", (kept,))
    with pytest.raises(OwnProposal):
        approve_permission(kept.pk, by=world.both, at=world.at, token=world.token())
    kept = approve_permission(kept.pk, by=world.approver, at=world.at, token=world.token())
    assert standing_of(kept, on=today) == "counts"
    assert switched_on("REQ-INTERCEPT-CONTENT", on=today)
    assert to_be_reviewed(until=today + timedelta(days=9)) == ()
    assert to_be_reviewed(until=today + timedelta(days=14)) == (kept,)
    assert standing_of(kept, on=today + timedelta(days=11)) == "lapsed"
    kept = end_permission(kept.pk, reason="Over.", by=world.drafter, at=world.at, token=world.token())
    assert standing_of(kept, on=today) == "ended"
    assert not switched_on("REQ-INTERCEPT-CONTENT", on=today)
    assert permissions() == (kept,)
