"""Press stays press until an official document says the same; two rows are one person; a State's file; rejected suggestions as labels."""

import json

import pytest
from hands import FIRST, SECOND

from comity.reading.labels import parse_labels
from comity.reading.reading import read_report
from comity.reading.scoring import Tally
from comity.records.models import Commitment, JournalAct, Meeting, RegisterActor, Statement
from comity.register.confirming.queries import candidates, labels_from
from comity.register.countries import country_file, timeline
from comity.register.importing.actions import import_report, replace_document
from comity.register.importing.queries import find_document
from comity.register.importing.refusals import NotOfficial, ReplacedAlready
from comity.register.joining.actions import join_actors
from comity.register.joining.refusals import OneAlready
from comity.register.meetings.queries import find_meeting, meetings
from comity.register.people.queries import actors, find_actor
from comity.register.refusals import NoSuchRow, NotOfItsList

COVERS = [("event", 0), ("commitment", 0)]


@pytest.fixture
def press(hands):
    """A press report of which everything was accepted."""
    document = hands.bring()
    hands.accept_all(document)
    return document


@pytest.mark.both_databases
def test_what_an_official_text_covers_is_official(hands, press):
    """A scanned record replaces the report: the rows that an officer says stand in it are official, the others stay press."""
    better = import_report(b"%PDF-1.7 record", standing="official", file="record.pdf", **hands.more())
    token = hands.world.token()
    for _ in range(2):
        found = replace_document(press.number, official=better.number, covers=COVERS, **hands.more(token=token))
    assert found.replaced_by == better
    assert [one.source for one in Meeting.objects.all()] == ["official"]
    assert [one.source for one in Commitment.objects.order_by("id")] == ["official", "press"]
    assert {one.source for one in Statement.objects.all()} == {"press"}
    assert JournalAct.objects.filter(name="register.replaced").count() == 1
    with pytest.raises(ReplacedAlready):
        replace_document(press.number, official=better.number, covers=[], **hands.more())


def test_only_an_official_document_replaces_and_only_rows_are_covered(hands, press):
    """Another report does not; what became no row cannot be official."""
    other = hands.bring(SECOND)
    with pytest.raises(NotOfficial):
        replace_document(press.number, official=other.number, covers=COVERS, **hands.more())
    better = import_report(b"%PDF-1.7 record", standing="official", **hands.more(), file="record.pdf")
    with pytest.raises(ReplacedAlready):
        replace_document(better.number, official=better.number, covers=[], **hands.more())
    with pytest.raises(NoSuchRow):
        replace_document(press.number, official=better.number, covers=[("event", 7)], **hands.more())
    assert find_document(press.number, by=hands.who).replaced_by is None
    assert {one.source for one in Meeting.objects.all()} == {"press"}


def test_what_is_confirmed_from_an_official_text_is_official_by_itself(hands, press):
    """Linked from its own suggestions; and press again when that verdict is taken back."""
    better = hands.bring(SECOND, standing="official")
    (meeting,) = [one for one in candidates(better.number, kind="event", suggestion=0, by=hands.who) if one.strong]
    hands.accept(better, "event", 0, same=str(meeting.row))
    assert Meeting.objects.get().source == "official"
    hands.reject(better, "event", 0)
    assert Meeting.objects.get().source == "press"


@pytest.mark.both_databases
def test_two_rows_are_one_person(hands, press):
    """What stood under the one stands under the other; a form of either finds the one that counts."""
    second = hands.bring(SECOND)
    hands.accept(second, "actor", 0, same="new")
    old, new = RegisterActor.objects.filter(country="JP").order_by("id")
    assert [one.pk for one in actors(by=hands.who, q="tanaka").rows] == [new.pk, old.pk]
    join_actors(new.pk, same_as=old.pk, **hands.more())
    assert [one.pk for one in actors(by=hands.who, q="kenji tanaka").rows] == [old.pk]
    file = find_actor(new.pk, by=hands.who)
    assert file.actor == old
    assert {one.text for one in file.names} == {"Tanaka Kenji", "Kenji Tanaka"}
    assert {one.document_id for one in file.posts} == {press.pk, second.pk}
    with pytest.raises(OneAlready):
        join_actors(old.pk, same_as=new.pk, **hands.more())
    with pytest.raises(NoSuchRow):
        join_actors(old.pk, same_as=9999, **hands.more())
    # What is confirmed of the joined row later stands under the one that counts.
    (found,) = candidates(second.number, kind="event", suggestion=0, by=hands.who)
    hands.accept(second, "event", 0, same=str(found.row))
    hands.accept(second, "statement", 0)
    assert {one.speaker for one in Statement.objects.filter(act="commit")} == {old}
    assert [one.actor.pk for one in find_meeting("M-000001", by=hands.who).seats].count(old.pk) == 1


def test_the_file_of_a_state(hands, press):
    """Meetings, commitments both ways, who asked and offered, figures; and all of it by day."""
    found = country_file("JP", by=hands.who, at=hands.world.at)
    assert [one.number for one in found.meetings] == ["M-000001"]
    assert [one.number for one in found.owed_by_them] == ["C-000001"]
    assert [one.number for one in found.owed_to_them] == ["C-000002"]
    assert [one.act for one in found.we_ask] == ["request"]
    assert [one.act for one in found.we_offer] == ["offer"]
    assert (list(found.they_ask), list(found.they_offer), found.figures.registered) == ([], [], 1)
    day = timeline("JP", by=hands.who)
    assert day[0].meeting == Meeting.objects.get()
    assert len(day) == 1 + 3
    empty = country_file("KR", by=hands.who, at=hands.world.at)
    assert (list(empty.meetings), list(empty.owed_by_them), empty.figures.registered) == ([], [], 0)
    with pytest.raises(NotOfItsList):
        country_file("QQ", by=hands.who, at=hands.world.at)


def test_labels_are_a_test_case_for_the_rules(hands):
    """Everything confirmed is right, everything rejected is a suggestion too many, what was corrected is both."""
    document = hands.bring()
    hands.reject(document, "figure", 0)
    hands.reject(document, "commitment", 1, reason="It is a plan of ours, and promised to nobody.")
    hands.accept_with(document, "actor", 0)
    hands.accept_with(document, "actor", 1)
    hands.fix(document, "event", 0, {"said": "2024-03-11", "basis": "officer"})
    for number in range(4):
        hands.accept(document, "statement", number)
    hands.accept(document, "commitment", 0)
    found = labels_from(document.number, by=hands.who)
    labels = parse_labels(json.dumps(found).encode(), file="R-000001.json")
    tally = Tally()
    tally.add("R-000001", read_report(FIRST), labels)
    right = {kind: (score.right, score.suggested, score.labelled) for kind, score in tally.scores.items()}
    assert right["actors"] == (2, 2, 2)
    assert right["events"] == (0, 1, 1)
    assert right["statements"] == (4, 4, 4)
    assert right["commitments-whole"] == (1, 2, 1)
    assert right["figures"] == (0, 1, 0)
    assert [one["unit"] for one in found["rejected"]["figures"]] == ["cán bộ"]
    assert len(found["rejected"]["commitments"]) == 1
    assert meetings(by=hands.who).rows[0].first == "2024-03-11"


def test_labels_of_what_nobody_looked_at_are_empty(hands):
    """And of a scan, too."""
    number = hands.bring().number
    assert not any(labels_from(number, by=hands.who)[name] for name in ("actors", "events", "statements", "commitments", "figures"))
    scan = import_report(b"%PDF-1.7 record", standing="official", file="record.pdf", **hands.more())
    assert not any(labels_from(scan.number, by=hands.who)["rejected"].values())
    with pytest.raises(NoSuchRow):
        labels_from("R-000099", by=hands.who)
