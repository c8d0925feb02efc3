"""What the file check asks of the register: nothing at a sound one, and each thing that somebody could have written into its tables."""

import pytest

from comity.records.models import Commitment, Document, Meeting, MeetingCountry, Statement
from comity.register.auditing import broken_documents, lagging, misquoted
from comity.register.commitments.actions import give_evidence
from comity.register.importing.actions import import_report
from comity.register.meetings.actions import amend_meeting, plan_meeting


@pytest.fixture
def sound(hands):
    """A register in which a little of everything happened."""
    document = hands.bring()
    hands.accept_all(document)
    hands.reject(document, "commitment", 1)
    import_report(b"%PDF-1.7 scan", standing="official", file="scan.pdf", **hands.more())
    plan_meeting(typed={"type": "talks", "title": "Talks", "said": "--12-01", "country": "JP"}, **hands.more())
    amend_meeting("M-000001", typed={"said": "2024-03", "country": ""}, **hands.more())
    give_evidence("C-000001", typed={"sort": "news", "reference": "R-000001", "supplied_by": "VN"}, **hands.more())
    hands.bring("Ngày 1/3/2024, Bộ trưởng Công an Nguyễn Văn Minh thăm Nhật Bản.\n")
    return hands


def test_a_sound_register_has_no_faults(sound):
    """Whatever officers did."""
    assert [*broken_documents(), *misquoted(), *lagging()] == []


@pytest.mark.parametrize(
    ("model", "changes", "ask", "number"),
    [
        (Document, {"original": b"other"}, broken_documents, "R-000001"),
        (Statement, {"words": "What nobody said."}, misquoted, "R-000001"),
        (Commitment, {"start": 1}, misquoted, "R-000001"),
        (Meeting, {"sorts": "2020-01-01"}, lagging, "M-000001"),
        (Meeting, {"said": "soon"}, lagging, "M-000001"),
        (MeetingCountry, {"counts": False}, lagging, "M-000001"),
        (Commitment, {"counted": False}, lagging, "C-000001"),
        (Commitment, {"evidence_count": 7}, lagging, "C-000001"),
        (Document, {"open_count": 3}, lagging, "R-000001"),
        (Document, {"in_review": True}, lagging, "R-000001"),
    ],
)
def test_what_was_written_by_hand_is_found(sound, model, changes, ask, number):
    """Each by the number of its row."""
    model.objects.filter(pk=model.objects.order_by("pk").first().pk).update(**changes)
    assert list(ask()) == [number]
