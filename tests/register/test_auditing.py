"""What the file check asks of the register: nothing at a sound one, and each thing that somebody could have written into its tables."""

import pytest

from comity.records.models import Commitment, DelegationChore, Document, Meeting, MeetingCountry, PlanTask, Statement
from comity.register.auditing import broken_documents, lagging, misquoted
from comity.register.commitments.actions import give_evidence
from comity.register.delegations.actions import move_delegation, write_delegation
from comity.register.importing.actions import import_report
from comity.register.meetings.actions import amend_meeting, plan_meeting
from comity.register.planning.actions import add_task, move_plan, report_task, write_plan


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


@pytest.mark.both_databases
def test_what_is_kept_beside_tasks_and_checklists(hands):
    """A report that is owed for another day, a task that counts though it is done, a checklist of a delegation that is over."""
    titles = {"titles": {"vi": "Một"}}
    plan = write_plan(typed=titles | {"year": "2026", "ordered_by": "A"}, **hands.more()).number
    for period in ("quarter", "once"):
        add_task(plan, typed=titles | {"owner": "A", "period": period}, **hands.more())
    move_plan(plan, to="in-force", **hands.more())
    one = PlanTask.objects.get(place=1)
    report_task(one.pk, typed={"period": "2026-Q1", "progress": "on-track", "words": "A", "language": "vi"}, **hands.more())
    sent = write_delegation(typed=titles | {"way": "in", "country": "US", "invited_by": "A"}, **hands.more()).number
    move_delegation(sent, to="cancelled", reason="A", **hands.more())
    assert not list(lagging())
    PlanTask.objects.filter(place=1).update(report_due="2026-03-31")
    PlanTask.objects.filter(place=2).update(counts=False)
    DelegationChore.objects.filter(code="visa").update(counts=True)
    assert list(lagging()) == [f"{plan}/1", f"{plan}/2", sent]
