"""The twins of the mission's five reports, end to end: imported, everything accepted by an officer, and what is then in the register."""

import pytest
from hands import FIRST

from comity.records.models import Meeting, Participation, Statement
from comity.register.commitments.figures import figures
from comity.register.commitments.queries import commitments
from comity.register.confirming.queries import candidates, review
from comity.register.confirming.refusals import PerhapsThere
from comity.register.importing.queries import review_queue
from comity.register.meetings.queries import meetings
from comity.register.reminders import reminders


@pytest.fixture
def enter(hands, root):
    """Import a twin and accept everything in it."""

    def do(name):
        document = hands.bring((root / "tests/fixtures/reports/twins" / f"{name}.txt").read_text(encoding="utf-8"))
        hands.accept_all(document)
        return document

    return do


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_twin_becomes_rows_whole(hands, enter, name):
    """Nothing of it waits; every row quotes the text exactly and leads back to its suggestion."""
    document = enter(name)
    assert not review_queue(by=hands.who).rows
    found = review(document.number, by=hands.who)
    assert all(one.verdict is not None and one.verdict.row for one in found.judged)
    for one in Statement.objects.all():
        assert found.text[one.start : one.end] == one.words


def test_inviter_host_and_heads_without_a_name(hands, enter):
    """Rows 9 and 10 of the acceptance list: who invited is not who led; three meetings at the margin wait for three names."""
    enter("004")
    roles = {(one.role, one.actor.country) for one in Participation.objects.filter(actor__isnull=False)}
    assert {"inviter", "head"} <= {role for role, _ in roles}
    asked = reminders(by=hands.who, at=hands.world.at).unnamed
    assert len({one.meeting_id for one in asked}) == len(asked) == 3
    assert len({one.country for one in asked}) == 3
    assert {one.role for one in asked} == {"head"}
    # Row 11: flowers at a monument are recorded, and move no figure.
    assert len(meetings(by=hands.who, type_="ceremony").rows) == 1
    assert figures(by=hands.who, at=hands.world.at).registered == 0
    parents = {Meeting.objects.get(pk=one.meeting_id).parent_id for one in asked}
    assert len(parents - {None}) == 1


@pytest.mark.both_databases
def test_a_conference_and_its_sessions(hands, enter):
    """Row 9: a series with its ordinal, and its parts under it."""
    enter("001")
    (whole,) = [one for one in meetings(by=hands.who, type_="conference").rows if one.ordinal]
    assert whole.series
    assert Meeting.objects.filter(parent=whole).count() >= 2


def test_readiness_is_no_commitment(hands, enter):
    """Rows 13 and 28: of two promises one counts; the planned meeting is over, and its outcome is asked for."""
    enter("002")
    assert sorted(one.strength for one in commitments(by=hands.who, of="US").rows) == ["readiness", "unilateral-public"]
    assert figures(by=hands.who, at=hands.world.at, partner="US").registered == 1
    assert [one.standing for one in reminders(by=hands.who, at=hands.world.at).outcome_missing] == ["planned"]


@pytest.mark.both_databases
def test_a_copy_of_a_report_doubles_nothing(hands):
    """The same text under another house's source line: every person, meeting, statement and figure is asked about before it is new."""
    hands.accept_all(hands.bring())
    before = Meeting.objects.count(), Statement.objects.count()
    copy = hands.bring(f"{FIRST}\n(Nguồn: Báo Mẫu)\n")
    for one in review(copy.number, by=hands.who).judged:
        kind, number = one.suggestion.kind, one.suggestion.number
        found = [each for each in candidates(copy.number, kind=kind, suggestion=number, by=hands.who) if each.strong]
        with pytest.raises(PerhapsThere):
            hands.accept(copy, kind, number)
        hands.accept(copy, kind, number, same=str(found[0].row))
    assert (Meeting.objects.count(), Statement.objects.count()) == before
