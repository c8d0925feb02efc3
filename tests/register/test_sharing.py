"""What the register shares: rows that are one, requests it began, evidence offered, exercises proposed, and notes of missions."""

import pytest
from hands import SECOND
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.policy import NotAllowed, Role
from comity.records.models import CaseBond, Commitment, Document, Evidence, Meeting, Statement
from comity.register.auditing import lagging, misquoted
from comity.register.codes import NotOfItsList
from comity.register.commitments.actions import assign_commitment
from comity.register.commitments.figures import figures
from comity.register.commitments.queries import commitments, find_commitment
from comity.register.confirming.queries import review, sources_of
from comity.register.exercises.actions import move_exercise, propose_exercise
from comity.register.exercises.queries import exercises, exercises_of
from comity.register.exercises.refusals import ExerciseAlone, ExerciseMoved
from comity.register.exercises.states import EXERCISE_MOVES, ExerciseState
from comity.register.joining.refusals import OneAlready
from comity.register.joining.rows import join_commitments, join_meetings
from comity.register.meetings.queries import find_meeting
from comity.register.offering.actions import bind_draft, link_case, offer_answer, put_offer_aside, take_offer
from comity.register.offering.queries import cases_of, cases_of_meeting, offers_of, offers_waiting
from comity.register.offering.refusals import OfferJudged
from comity.register.policy import require_report
from comity.register.refusals import NoSuchRow, WhyMissing
from comity.register.reporting.actions import begin_note, file_note, save_note
from comity.register.reporting.refusals import NoteFiled, NoteIncomplete
from comity.register.sharing.states import SHARE_MOVES, ShareState, follows, may_say
from comity.register.states import MOVES, State
from comity.terms.digests import Digest

PLANNED = {"topic": "ransomware", "parties": ["JP"], "aim": "Two contact points find one intrusion in a day", "days": "2027-03"}


@given(st.sampled_from(list(State)), st.sampled_from(list(State)))
def test_what_may_follow_is_what_the_table_reaches(was, to):
    """A state follows another exactly where some way through the table leads there; nothing follows itself."""
    ways, seen = {was}, set()
    while ways:
        seen |= ways
        ways = {further for one in ways for further in MOVES[one]} - seen
    assert follows(was, to) == (to in seen and to is not was)


def test_each_side_says_its_own():
    """Only who promised claims, only who was promised confirms or disputes; everything else both may say of their register."""
    assert {state for state in State if not may_say(state, promised=True)} == {State.CONFIRMED, State.DISPUTED}
    assert {state for state in State if not may_say(state, promised=False)} == {State.CLAIMED}
    assert {to for moves in SHARE_MOVES.values() for to in moves} | {ShareState.OFFERED} == set(ShareState)


@pytest.mark.both_databases
def test_rows_found_to_be_one_later_are_joined(hands):
    """What stood on both stands on one, under either number; the figures count it once, and nothing lags behind."""
    first, second = hands.bring(), hands.bring(SECOND)
    hands.accept_all(first)
    for kind in ("actor", "event", "statement", "commitment"):
        for number in range(sum(one.suggestion.kind == kind for one in review(second.number, by=hands.who).judged)):
            hands.accept(second, kind, number, same="new")
    one, other = Meeting.objects.order_by("-id")[:2]
    late, owed = Commitment.objects.filter(counted=True).order_by("-id")[:2]
    seats = len(find_meeting(other.number, by=hands.who).seats)
    join_meetings(one.number, same_as=other.number, **hands.more())
    file = find_meeting(one.number, by=hands.who)
    assert (file.meeting.pk, len(file.statements)) == (other.pk, Statement.objects.filter(taken_out_at__isnull=True).count())
    assert len(file.seats) >= seats
    assert len(sources_of("meeting", other.pk, by=hands.who)) == 2
    before = figures(by=hands.who, at=hands.world.at).registered
    Evidence.objects.create(commitment=late, sort="news", reference="x", supplied_by="y", by=hands.world.drafter, at=hands.world.at)
    late.evidence_count = 1
    late.save()
    join_commitments(late.number, same_as=owed.number, **hands.more())
    assert figures(by=hands.who, at=hands.world.at).registered == before - 1
    file = find_commitment(late.number, by=hands.who)
    assert (file.commitment.number, file.commitment.evidence_count, len(file.evidence)) == (owed.number, 1, 1)
    assert late.number not in [row.number for row in commitments(by=hands.who).rows]
    for join, number in ((join_meetings, other.number), (join_commitments, owed.number)):
        with pytest.raises(OneAlready):
            join(number, same_as=number, **hands.more())
        with pytest.raises(NoSuchRow):
            join(number, same_as="X-000001", **hands.more())
    assert not [*lagging(), *misquoted()]


@pytest.mark.both_databases
def test_an_answer_is_offered_and_an_officer_takes_it(hands):
    """From a statement to a request to evidence: the number is kept, nothing moves without a person, and nothing is offered twice."""
    hands.accept_all(hands.bring())
    one = Commitment.objects.filter(counted=True).get()
    bind_draft("draft-1", statement=one.statement_id, by=hands.world.drafter, at=hands.world.at)
    assert bind_draft("draft-1", commitment=one.number, by=hands.world.drafter, at=hands.world.at) is None
    CaseBond.objects.update(case="VN-2026-000001")
    assert cases_of(commitment=one, by=hands.who) == cases_of(statement=one.statement, by=hands.who) == ["VN-2026-000001"]
    link_case(one.statement.meeting.number, case="VN-2026-000002", **hands.more())
    assert cases_of_meeting(one.statement.meeting, by=hands.who) == ["VN-2026-000001", "VN-2026-000002"]
    for number in (1, 1, 2):
        answer = {"env_id": f"{number:032}", "digest": Digest.of(b"answer"), "peer": "poc.jp.example", "at": hands.world.at}
        offer_answer("VN-2026-000001", **answer)
    first, second = offers_of(one, by=hands.who)
    assert not Evidence.objects.exists()
    made = take_offer(first.pk, **hands.more())
    assert (made.sort, made.digest, made.supplied_by) == ("request", str(Digest.of(b"answer")), "poc.jp.example")
    with pytest.raises(WhyMissing):
        put_offer_aside(second.pk, reason=" ", **hands.more())
    put_offer_aside(second.pk, reason="It answers another question", **hands.more())
    for deed, more in ((take_offer, {}), (put_offer_aside, {"reason": "again"})):
        with pytest.raises(OfferJudged):
            deed(second.pk, **more, **hands.more())
    assert not offers_waiting(by=hands.who)
    assert Commitment.objects.get(pk=one.pk).evidence_count == 1


@pytest.mark.both_databases
def test_an_exercise_is_proposed_agreed_or_dropped(hands):
    """A draft with topic, parties, aim and days answers a statement; the table says where it goes."""
    hands.accept_all(hands.bring())
    spoken = Statement.objects.filter(act="request").first()
    made = propose_exercise(typed=PLANNED, statement=spoken.pk, **hands.more())
    assert (made.number, made.state, made.parties, made.days) == ("E-000001", "proposed", ["JP", "VN"], "2027-03")
    assert exercises_of(statement=spoken, by=hands.who) == [made]
    with pytest.raises(ExerciseAlone):
        propose_exercise(typed={**PLANNED, "parties": ["VN"]}, **hands.more())
    with pytest.raises(NotOfItsList):
        propose_exercise(typed={**PLANNED, "topic": "chess"}, **hands.more())
    with pytest.raises(NoSuchRow):
        propose_exercise(typed=PLANNED, commitment="C-999999", **hands.more())
    move_exercise(made.number, to="agreed", **hands.more())
    with pytest.raises(WhyMissing):
        move_exercise(made.number, to="dropped", **hands.more())
    move_exercise(made.number, to="dropped", reason="The other side has no team this year", **hands.more())
    for to in EXERCISE_MOVES:
        with pytest.raises(ExerciseMoved):
            move_exercise(made.number, to=to, reason="again", **hands.more())
    assert [row.state for row in exercises(by=hands.who, state="dropped").rows] == ["dropped"]
    assert set(EXERCISE_MOVES) == set(ExerciseState)


def test_the_owner_is_an_authority_of_the_directory(hands):
    """By its key; what is written over it is words again, and no other State's authority owns what we owe."""
    hands.accept_all(hands.bring())
    one = Commitment.objects.filter(counted=True).get()
    owned = assign_commitment(one.number, authority="vn-poc", **hands.more())
    assert (owned.owner_authority, bool(owned.owner)) == ("vn-poc", True)
    assert assign_commitment(one.number, owner=owned.owner, focal="Ms Tanaka", **hands.more()).owner_authority == "vn-poc"
    assert assign_commitment(one.number, owner="Department A05", **hands.more()).owner_authority == ""
    with pytest.raises(NotOfItsList):
        assign_commitment(one.number, authority="xr-moj", **hands.more())


TYPED = {
    "type": "reception",
    "day": "2026-11-20",
    "place": "Tokyo",
    "country": "JP",
    "theirs_name": "Tanaka Kenji",
    "theirs_post": "Director for cyber policy",
    "ours_name": "Nguyễn Văn Minh",
    "side_1": "theirs",
    "act_1": "welcome",
    "said_1": "Nhật Bản hoan nghênh Công ước Hà Nội.",
    "side_2": "ours",
    "act_2": "request",
    "said_2": "Việt Nam đề nghị chia sẻ thông tin.",
    "promise_side": "theirs",
    "promise": "Nhật Bản sẽ đào tạo 50 cán bộ.",
    "strength": "unilateral-public",
    "due": "2027-06",
    "words": "Không khí cởi mở.\nHẹn gặp lại.",
}


def test_a_mission_files_a_note_that_the_capital_confirms(hands):
    """Kept as typed, filed once: a document of our own, each of whose suggestions becomes a row in the words that were typed."""
    world = hands.world
    world.drafter.roles = [Role.MISSION.value]
    world.drafter.save()
    note = begin_note(by=world.drafter, at=world.at)
    assert begin_note(by=world.drafter, at=world.at).pk == note.pk
    for lacks in ("type", "day", "country", "act_2", "strength"):
        save_note(note.pk, typed={**TYPED, lacks: "nonsense"}, by=world.drafter, at=world.at)
        with pytest.raises(NoteIncomplete):
            file_note(note.pk, **hands.more())
    save_note(note.pk, typed={**TYPED, "more": "unknown"}, by=world.drafter, at=world.at)
    filed = file_note(note.pk, **hands.more())
    with pytest.raises(NoteFiled):
        save_note(note.pk, typed={}, by=world.drafter, at=world.at)
    world.drafter.roles = [Role.DRAFTER.value]
    world.drafter.save()
    with pytest.raises(NotAllowed):
        require_report(hands.who)
    document = Document.objects.get(pk=filed.document_id)
    assert (document.standing, document.open_count) == ("own", 6)
    hands.accept_all(document)
    (owed,) = commitments(by=hands.who, of="JP", to="VN").rows
    assert (owed.words, owed.due, owed.source, owed.counted) == (TYPED["promise"], "2027-06", "own", True)
    file = find_meeting(Meeting.objects.get().number, by=hands.who)
    assert (file.meeting.said, file.meeting.place, file.meeting.country) == ("2026-11-20", "Tokyo", "JP")
    assert [(one.act, one.speaker.name, one.words) for one in file.statements] == [
        ("welcome", "Tanaka Kenji", TYPED["said_1"]),
        ("request", "Nguyễn Văn Minh", TYPED["said_2"]),
    ]
    assert not [*lagging(), *misquoted()]
