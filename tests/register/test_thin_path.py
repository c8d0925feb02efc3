"""A report comes in, and what a person accepts of it is there."""

import pytest

from comity.register.commitments.figures import figures
from comity.register.commitments.queries import commitments
from comity.register.confirming.actions import accept_suggestion, accept_with_people
from comity.register.confirming.queries import review
from comity.register.confirming.refusals import FirstComes
from comity.register.importing.actions import import_report
from comity.register.importing.queries import documents, review_queue
from comity.register.meetings.queries import find_meeting, meetings, statements
from comity.register.people.queries import actors
from comity.register.reminders import reminders


@pytest.mark.both_databases("a whole story")
def test_from_the_report_to_the_figures(world, root):
    """People first, then meetings, what was said, what was promised; nothing is there that nobody accepted."""
    by = world.drafter
    who = world.actor(by)
    data = (root / "tests/fixtures/reports/twins/002.txt").read_bytes()
    document = import_report(data, by=by, at=world.at, token=world.token())
    assert import_report(data, by=by, at=world.at, token=world.token()).pk == document.pk
    assert [one.number for one in review_queue(by=who).rows] == ["R-000001"]
    assert not meetings(by=who).rows
    seen = review("R-000001", by=who)
    with pytest.raises(FirstComes):
        accept_suggestion("R-000001", kind="statement", number=0, by=by, at=world.at, token=world.token())
    for one in seen.judged:
        accept_with_people("R-000001", kind=one.suggestion.kind, number=one.suggestion.number, by=by, at=world.at, token=world.token())
    assert not review_queue(by=who).rows
    assert [(one.said, one.standing, one.source) for one in meetings(by=who).rows] == [
        ("2023-07-07", "planned", "press"),
        ("2023-06-28", "held", "press"),
        ("2023-06-09", "held", "press"),
        ("", "held", "press"),
    ]
    assert [(one.strength, one.state, one.counted) for one in commitments(by=who, of="US", to="VN").rows] == [
        ("unilateral-public", "registered", True),
        ("readiness", "registered", False),
    ]
    found = figures(by=who, at=world.at)
    assert (found.registered, found.without_owner, found.without_due, found.accepted) == (1, 1, 1, 0)
    asked = reminders(by=who, at=world.at)
    assert [one.said for one in asked.outcome_missing] == ["2023-07-07"]
    assert [(one.role, one.country) for one in asked.unnamed] == [("chair", "US")]
    assert len(statements(by=who, of="US").rows) == 6
    assert [one.number for one in meetings(by=who, q="tiep kien").rows] == ["M-000001"]
    assert [
        one.number
        for one in documents(
            by=who,
            q="kien",
        ).rows
    ] == ["R-000001"]
    file = find_meeting("M-000001", by=who)
    assert {one.actor.country for one in file.seats} == {"US", "VN"}
    name = file.seats[0].actor.name
    assert [one.name for one in actors(by=who, q=name.upper()).rows] == [name]
