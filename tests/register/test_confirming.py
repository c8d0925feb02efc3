"""What a document suggests becomes rows where a person says so; rows that are there are linked, never doubled."""

import pytest
from hands import SECOND

from comity.directory.policy import NotAllowed
from comity.records.models import (
    ActorName,
    ActorPost,
    Commitment,
    Document,
    Figure,
    JournalAct,
    Meeting,
    Participation,
    RegisterActor,
    Statement,
    Verdict,
)
from comity.register.commitments.actions import assign_commitment, move_commitment
from comity.register.commitments.queries import commitments
from comity.register.confirming.queries import candidates, review, sources_of, verdicts_on
from comity.register.confirming.refusals import FirstComes, JudgedMeanwhile, NoSuchSuggestion, NotACandidate, PerhapsThere, StillNeeded
from comity.register.importing.queries import find_document
from comity.register.meetings.actions import amend_meeting
from comity.register.meetings.queries import find_meeting, meetings, statements
from comity.register.people.queries import actors, find_actor
from comity.register.refusals import DateUnclear, NoSuchRow, NotOfItsList


def test_everything_accepted_is_there_as_suggested(hands):
    """Persons with names and posts, the meeting with who was there, statements with their exact words, commitments, figures."""
    document = hands.bring()
    hands.accept_all(document)
    assert find_document(document.number, by=hands.who).open_count == 0
    text = review(document.number, by=hands.who).text
    minister, envoy = RegisterActor.objects.order_by("id")
    assert (minister.name, minister.country, envoy.name, envoy.country) == ("Nguyễn Văn Minh", "VN", "Tanaka Kenji", "JP")
    assert [post.words for post in find_actor(envoy.pk, by=hands.who).posts] == ["Đại sứ Nhật Bản tại Việt Nam", "Đại sứ"]
    meeting = Meeting.objects.get()
    assert (meeting.number, meeting.type, meeting.said, meeting.precision, meeting.basis) == (
        "M-000001",
        "reception",
        "2024-03-12",
        "day",
        "explicit",
    )
    assert {(one.actor.name, one.role) for one in find_meeting("M-000001", by=hands.who).seats} == {
        ("Nguyễn Văn Minh", "participant"),
        ("Tanaka Kenji", "participant"),
    }
    for one in Statement.objects.all():
        assert text[one.start : one.end] == one.words
        assert (one.meeting, one.sorts, one.source) == (meeting, "2024-03-12", "press")
    promise = Statement.objects.get(act="commit")
    assert (promise.speaker, promise.speaker_post.words) == (envoy, "Đại sứ Nhật Bản tại Việt Nam")
    owed, ready = Commitment.objects.order_by("id")
    assert (owed.obligor_country, owed.beneficiary_country, owed.partner, owed.due, owed.due_last) == (
        "JP",
        "VN",
        "JP",
        "2024-06-30",
        "2024-06-30",
    )
    assert (owed.statement, owed.state, owed.counted) == (promise, "registered", True)
    assert (ready.strength, ready.partner, ready.counted) == ("readiness", "JP", False)
    assert [(one.from_state, one.to_state) for one in owed.moves.order_by("id")] == [("", "proposed"), ("proposed", "registered")]
    assert text[owed.start : owed.end] == owed.words
    assert [(one.value, one.unit, one.meeting) for one in Figure.objects.all()] == [("50", "cán bộ", meeting)]


def test_nobody_enters_by_stealth(hands):
    """A statement says who must come first: its speaker, then its meeting; with its people, all of them are accepted by name."""
    document = hands.bring()
    with pytest.raises(FirstComes) as first:
        hands.accept(document, "statement", 0)
    assert (first.value.kind, first.value.number) == ("actor", 1)
    hands.accept(document, "actor", 1)
    with pytest.raises(FirstComes) as first:
        hands.accept(document, "statement", 0)
    assert first.value.kind == "event"
    assert not Meeting.objects.exists()
    hands.accept_with(document, "commitment", 0)
    given = [(one.kind, one.number) for one in Verdict.objects.order_by("id")]
    assert given == [("actor", 1), ("event", 0), ("statement", 0), ("commitment", 0)]
    assert [one.name for one in RegisterActor.objects.all()] == ["Tanaka Kenji"]
    # The minister is accepted later, and then sits where the accepted meeting has him.
    hands.accept(document, "actor", 0)
    assert {one.actor.name for one in Participation.objects.all()} == {"Tanaka Kenji", "Nguyễn Văn Minh"}


def test_who_was_rejected_is_waited_for_no_more(hands):
    """The statement stands with the words of the report alone; the meeting that was rejected is not there."""
    document = hands.bring()
    hands.reject(document, "actor", 1, reason="Another spelling.")
    hands.reject(document, "event", 0)
    hands.accept(document, "statement", 0)
    told = Statement.objects.get()
    assert (told.speaker, told.speaker_words, told.speaker_country, told.meeting) == (None, "Tanaka Kenji", "JP", None)
    assert not RegisterActor.objects.exists()


def test_the_same_meeting_told_twice_is_linked(hands):
    """Persons, meeting and commitment of the second report are offered those of the first; linked, they rest on both and stand once."""
    first, second = hands.bring(), hands.bring(SECOND)
    hands.accept_all(first)
    for kind, number in (("actor", 0), ("actor", 1), ("event", 0), ("commitment", 0)):
        if kind == "commitment":
            hands.accept(second, "statement", 0)
        (found,) = [one for one in candidates(second.number, kind=kind, suggestion=number, by=hands.who) if one.strong]
        with pytest.raises(PerhapsThere) as perhaps:
            hands.accept(second, kind, number)
        assert (perhaps.value.kind, perhaps.value.number) == (kind, number)
        hands.accept(second, kind, number, same=str(found.row))
    assert (RegisterActor.objects.count(), Meeting.objects.count(), Commitment.objects.count()) == (2, 1, 2)
    meeting = meetings(by=hands.who).rows[0]
    assert [one.document.number for one in sources_of("meeting", meeting.pk, by=hands.who)] == ["R-000001", "R-000002"]
    assert Participation.objects.filter(meeting=meeting).count() == 2
    envoy = RegisterActor.objects.get(country="JP")
    assert {one.text for one in ActorName.objects.filter(actor=envoy)} == {"Tanaka Kenji", "Kenji Tanaka"}
    assert ActorPost.objects.filter(actor=envoy, document=second).exists()
    assert [one.pk for one in actors(by=hands.who, q="kenji tanaka").rows] == [envoy.pk]
    assert Statement.objects.filter(speaker=envoy).count() == 2


def test_what_only_looks_alike_is_new_where_an_officer_says_so(hands):
    """`new` makes another row; a row that is not there cannot be named."""
    hands.accept_all(hands.bring())
    second = hands.bring(SECOND)
    for wrong in ("0", "999999", "x", "-1"):
        with pytest.raises(NotACandidate):
            hands.accept(second, "actor", 0, same=wrong)
    hands.accept(second, "actor", 0, same="new")
    assert RegisterActor.objects.filter(country="JP").count() == 2


def test_a_namesake_of_another_state_is_nobody_to_link(hands):
    """The same name and another country: no candidate, and no question."""
    first, second = hands.bring(), hands.bring(SECOND)
    hands.fix(first, "actor", 1, {"country": "KR"})
    assert not candidates(second.number, kind="actor", suggestion=0, by=hands.who)
    hands.accept(second, "actor", 0)
    assert RegisterActor.objects.count() == 2


ROUND = "Ngày {day}, tại {place}, diễn ra Đối thoại an ninh Việt Nam - Nhật Bản lần thứ {number}.\n"


@pytest.mark.parametrize(
    ("day", "place", "number", "strong"),
    [
        ("12/3/2024", "Hà Nội", "5", True),  # the same, told again
        ("12/3", "Hà Nội", "5", True),  # without its year
        ("12/3/2025", "Hà Nội", "5", False),  # the same number, another year: told to be looked at, and no more
        ("12/3/2024", "Hà Nội", "6", None),  # another one of the series
        ("12/3/2024", "Tokyo", "", None),  # the same day elsewhere
        ("14/3/2024", "Hà Nội", "", None),  # another day
    ],
)
def test_which_meeting_may_be_which(hands, day, place, number, strong):
    """By class of type, day, place and ordinal; None: no candidate at all."""
    hands.accept(hands.bring(ROUND.format(day="12/3/2024", place="Hà Nội", number="5")), "event", 0)
    told = ROUND.format(day=day, place=place, number=number).replace(" lần thứ .", ".") + "\nHết.\n"
    found = candidates(hands.bring(told).number, kind="event", suggestion=0, by=hands.who)
    assert [one.strong for one in found] == ([] if strong is None else [strong])


def test_a_correction_is_what_stands(hands):
    """What is corrected differs from what was suggested, and both are kept."""
    document = hands.bring()
    hands.accept(document, "actor", 0)
    hands.accept(document, "actor", 1)
    hands.fix(
        document, "event", 0, {"place": "Đà Nẵng", "province": "vn-da-nang", "type": "meeting", "said": "2024-03-11", "basis": "officer"}
    )
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.type, meeting.first, meeting.basis) == ("Đà Nẵng", "meeting", "2024-03-11", "officer")
    envoy = RegisterActor.objects.get(country="JP")
    hands.fix(document, "statement", 1, {"speaker": {"id": envoy.pk}, "addressee": {"country": "VN", "words": "Việt Nam"}})
    told = Statement.objects.get()
    assert (told.speaker, told.addressee_country, told.meeting) == (envoy, "VN", meeting)
    (judged,) = review(document.number, by=hands.who).of("event")
    assert (judged.verdict.verdict, judged.value["place"], judged.suggestion.value["place"]) == ("fixed", "Đà Nẵng", "Hà Nội")


@pytest.mark.both_databases
def test_words_are_the_documents_own(hands):
    """An officer chooses other words of the text, by their place or as they stand; and what goes with a day or a place goes with it."""
    document = hands.bring()
    text = review(document.number, by=hands.who).text
    hands.fix(document, "event", 0, {"said": "2024-03", "place": "Đà Nẵng"})
    meeting = Meeting.objects.get()
    assert (meeting.said, meeting.precision, meeting.basis, meeting.province) == ("2024-03", "month", "officer", "")
    part = "hỗ trợ Việt Nam đào tạo 50 cán bộ"
    hands.fix(document, "commitment", 0, {"words": part, "statement": None, "due": ""})
    owed = Commitment.objects.get()
    assert (owed.words, text[owed.start : owed.end], owed.due, owed.due_basis) == (part, part, "", "no-date")
    hands.fix(document, "commitment", 0, {"start": str(owed.start), "end": owed.end + 6, "statement": ""})
    owed.refresh_from_db()
    assert owed.words == text[owed.start : owed.end] != part
    # What a form sends as text is the same number.
    hands.fix(document, "figure", 0, {"meeting": "0", "value": "50.5", "bound": "~"})
    assert [(one.value, one.bound, one.meeting) for one in Figure.objects.all()] == [("50.5", "~", meeting)]


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        ("event", {"type": "party"}, NotOfItsList),
        ("event", {"said": "12/13"}, DateUnclear),
        ("event", {"title": " "}, NotOfItsList),
        ("event", {"ordinal": "-1"}, NotOfItsList),
        ("event", {"parent": "M-000009"}, NoSuchRow),
        ("actor", {"country": "QQ"}, NotOfItsList),
        ("actor", {"sort": "ghost"}, NotOfItsList),
        ("commitment", {"strength": "iron", "statement": None}, NotOfItsList),
        ("commitment", {"obligor": None, "statement": None}, NotOfItsList),
        ("commitment", {"words": "What nobody said.", "statement": None}, NotOfItsList),
        ("commitment", {"start": 9, "end": 9, "statement": None}, NotOfItsList),
        ("commitment", {"start": 0, "end": 10**5, "statement": None}, NotOfItsList),
        ("commitment", {"obligor": "Nhật Bản", "statement": None}, NotOfItsList),
        ("commitment", {"obligor": {"id": "x"}, "statement": None}, NotOfItsList),
        ("commitment", {"obligor": {"id": 9999}, "statement": None}, NoSuchRow),
        ("commitment", {"promise": "x"}, NotOfItsList),
        ("figure", {"value": "many", "meeting": None}, NotOfItsList),
        ("figure", {"value": "NaN", "meeting": None}, NotOfItsList),
        ("figure", {"bound": "!", "meeting": None}, NotOfItsList),
        ("figure", {"kind": "wish", "meeting": None}, NotOfItsList),
        ("event", {"participants": "everybody"}, NotOfItsList),
        ("event", {"participants": [{"country": "JP", "role": "ghost"}]}, NotOfItsList),
        ("event", {"parent": ["x"]}, NotOfItsList),
        ("actor", {"posts": 7}, NotOfItsList),
    ],
)
def test_a_correction_that_cannot_be_is_refused_whole(hands, kind, typed, refusal):
    """Nothing is kept of it, and the suggestion still waits."""
    document = hands.bring()
    with pytest.raises(refusal):
        hands.fix(document, kind, 0, typed)
    assert not any(model.objects.exists() for model in (Verdict, Meeting, RegisterActor, Commitment))


@pytest.mark.both_databases
def test_a_changed_verdict_keeps_the_first(hands):
    """Accepted, corrected, rejected: one counts, three are kept, and the row follows them."""
    document = hands.bring()
    hands.accept(document, "event", 0)
    hands.fix(document, "event", 0, {"place": "Hà Nội"})
    assert [one.place for one in Meeting.objects.all()] == ["Hà Nội"]
    hands.reject(document, "event", 0, reason="It is told in another report.")
    assert not meetings(by=hands.who).rows
    assert Meeting.objects.get().taken_out_at == hands.world.at
    history = verdicts_on(document.number, kind="event", suggestion=0, by=hands.who)
    assert [(one.verdict, one.ended_at is None) for one in history] == [("accepted", False), ("fixed", False), ("rejected", True)]
    assert history[2].reason == "It is told in another report."
    hands.accept(document, "event", 0)
    assert len(meetings(by=hands.who).rows) == 1
    before = find_document(document.number, by=hands.who).open_count
    hands.reject(document, "actor", 0)
    assert find_document(document.number, by=hands.who).open_count == before - 1


@pytest.mark.both_databases
def test_a_day_that_an_officer_set_is_not_undone_by_the_way(hands):
    """Correcting who owes what, or where a meeting was, leaves a due date and a day that somebody here wrote since."""
    document = hands.bring()
    hands.accept_with(document, "commitment", 0)
    assign_commitment("C-000001", due="2026-12-31", **hands.more())
    hands.fix(document, "commitment", 0, {"beneficiary": None})
    owed = Commitment.objects.get()
    assert (owed.due, owed.due_last, owed.beneficiary_words) == ("2026-12-31", "2026-12-31", "")
    amend_meeting("M-000001", typed={"said": "2024-03-13"}, **hands.more())
    hands.fix(document, "event", 0, {"title": "Tiếp Đại sứ"})
    assert [(one.said, one.title) for one in Meeting.objects.all()] == [("2024-03-13", "Tiếp Đại sứ")]


def test_nobody_writes_over_what_a_colleague_made_of_it(hands):
    """A page that was opened before the colleague's correction cannot undo it; one that shows it can."""
    document = hands.bring()
    given = hands.fix(document, "event", 0, {"place": "Đà Nẵng"})
    colleague = hands.world.both
    with pytest.raises(JudgedMeanwhile):
        hands.accept(document, "event", 0, by=colleague)
    assert Meeting.objects.get().place == "Đà Nẵng"
    changed = hands.accept(document, "event", 0, by=colleague, seen=given.pk)
    assert (changed.by, Meeting.objects.get().place) == (colleague, "Hà Nội")
    with pytest.raises(JudgedMeanwhile):
        hands.reject(document, "event", 0)


@pytest.mark.both_databases
def test_nothing_is_taken_out_that_others_stand_on(hands):
    """The speaker of a statement, its meeting, the statement of a commitment, a commitment under way."""
    document = hands.bring()
    hands.accept_all(document)
    for kind, number in (("actor", 1), ("event", 0), ("statement", 0)):
        with pytest.raises(StillNeeded):
            hands.reject(document, kind, number)
    assign_commitment("C-000001", owner="vn-poc", **hands.more())
    move_commitment("C-000001", to="accepted", **hands.more())
    with pytest.raises(StillNeeded):
        hands.reject(document, "commitment", 0)
    hands.reject(document, "commitment", 1)
    assert [one.number for one in commitments(by=hands.who).rows] == ["C-000001"]
    hands.reject(document, "statement", 3)
    assert len(statements(by=hands.who).rows) == 3


def test_a_row_of_two_documents_stays_with_the_other(hands):
    """What one document loses stays because of the other."""
    first, second = hands.bring(), hands.bring(SECOND)
    hands.accept(first, "event", 0)
    (found,) = candidates(second.number, kind="event", suggestion=0, by=hands.who)
    hands.accept(second, "event", 0, same=str(found.row))
    hands.reject(first, "event", 0)
    assert [one.number for one in meetings(by=hands.who).rows] == ["M-000001"]
    hands.reject(second, "event", 0)
    assert not meetings(by=hands.who).rows


@pytest.mark.both_databases
def test_a_linked_meeting_takes_what_it_did_not_know(hands):
    """A day with its year, from the report that has it; what is known is not overwritten."""
    yearless = hands.bring("Ngày 12/3, tại Hà Nội, Bộ trưởng Công an Nguyễn Văn Minh tiếp Đại sứ Nhật Bản tại Việt Nam Tanaka Kenji.\n")
    dated = hands.bring()
    hands.accept(yearless, "event", 0)
    assert Meeting.objects.get().said == "--03-12"
    (found,) = candidates(dated.number, kind="event", suggestion=0, by=hands.who)
    hands.accept(dated, "event", 0, same=str(found.row))
    meeting = Meeting.objects.get()
    assert (meeting.said, meeting.sorts) == ("2024-03-12", "2024-03-12")
    assert [one.number for one in meetings(by=hands.who, country="VN").rows] == ["M-000001"]


def test_a_form_acts_once_and_the_journal_has_no_content(hands):
    """A double click is one verdict; the journal names documents, suggestions and rows, and no word of what was said."""
    document = hands.bring()
    token = hands.world.token()
    assert hands.accept(document, "actor", 1, token=token).pk == hands.accept(document, "actor", 1, token=token).pk
    acts = JournalAct.objects.filter(name__startswith="register.").order_by("pk")
    assert [one.name for one in acts] == ["register.imported", "register.accepted"]
    assert b"Tanaka" not in b"".join(bytes(one.facts) for one in acts)


def test_only_who_drafts_confirms(hands):
    """An approver may look at the review, and give no verdict."""
    document = hands.bring()
    with pytest.raises(NotAllowed):
        hands.accept(document, "actor", 0, by=hands.world.approver)
    assert review(document.number, by=hands.world.actor(hands.world.approver)).judged


def test_what_is_not_suggested_cannot_be_accepted(hands):
    """Neither another number, nor another kind, nor another document."""
    document = hands.bring()
    for kind, number in (("actor", 9), ("place", 0)):
        with pytest.raises(NoSuchSuggestion):
            hands.accept(document, kind, number)
        with pytest.raises(NoSuchSuggestion):
            candidates(document.number, kind=kind, suggestion=number, by=hands.who)
    with pytest.raises(NoSuchRow):
        hands.accept(Document(number="R-000009"), "actor", 0)
