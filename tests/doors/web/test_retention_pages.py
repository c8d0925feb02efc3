"""Pages of retention: from the head of the queue to a page that says under which rule and by whom; the case itself says nothing more."""

from datetime import timedelta

import pytest
from tests.doors.web.test_onward_pages import get, press
from visitors import sign_in, stop_clock

from comity.desk.happenings import happen
from comity.desk.states import Happening
from comity.records.models import Message, Request


@pytest.fixture
def over(world, monkeypatch):
    """A case that ended a year ago, on its day."""
    stop_clock(monkeypatch, world.at)
    request = world.receive()
    happen(request, Happening.WITHDRAWAL, direction="in", kind="ADM-WITHDRAW", fields={}, by="test", at=world.at)
    request.last_act_at = request.retain_until = world.at + timedelta(days=-365)
    request.save()
    return request


def test_from_the_queue_to_the_page_of_what_is_gone(world, over, monkeypatch):
    """One proposes, is not shown the button of the second, who destroys; then every page says so, and one gives what is left."""
    first, second, case = sign_in(world.both), sign_in(world.approver), f"/requests/{over.reference}/"
    assert "The time of 1 ended case is over." in get(first, "/")
    assert "No entry is ever changed or taken out" in get(first, f"{case}history/")
    assert over.reference in get(first, "/retention/")
    page = get(first, f"{case}retention/")
    assert "Preservation: one year after the last act" in page
    press(first, page, "retention/", {"reason.text": "Over since a year"})
    page = get(first, f"{case}retention/")
    assert "Destroy what it says, for good" not in page
    assert "Take it back" in page
    assert "proposes to destroy what" in get(second, "/")
    press(second, get(second, f"{case}retention/"), "retention/destroy/")
    assert not Message.objects.filter(request=over).exclude(body=b"").exists()
    assert Request.objects.get(pk=over.pk).erased_at == world.at
    assert second.get(case).headers["Location"] == f"{case}retention/"
    page = get(second, f"{case}retention/")
    said = f"by {world.both.name} and {world.approver.name}. Rule: Preservation: one year after the last act."
    assert f"What this case said was destroyed on 23 Nov 10:08 {said}" in page  # its day, too, where that is today
    assert "Entries of the journal: facts and salts" in page
    assert "Download the proof of what is left" in page
    monkeypatch.setattr("comity.desk.proving.papers.print_reports", lambda *_, **__: b"%PDF-")
    response = second.get(f"{case}proof/")
    assert f"{over.reference}.remains.comity.zip" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert "What this case said was destroyed" in get(second, f"{case}history/")
    gone = get(second, f"{case}received/", status=409)
    assert "was destroyed on 23 Nov 2026" in gone
    assert "Every saved version" not in gone  # they are gone too
    assert f'href="{case}retention/"' in gone
    assert get(first, "/requests/")
    assert over.reference in get(first, "/retention/")


def test_a_hold_by_its_form(world, over):
    """It needs a ground and words; while it stands nothing can be proposed, and who may certify lifts it."""
    case = f"/requests/{over.reference}/retention/"
    client, other = sign_in(world.drafter), sign_in(world.approver)
    page = get(client, case)
    refused = press(client, page, "holds/", {"ground": "", "reason.text": "Appeal 12/2027"}, status=409).content.decode()
    assert "Destroy what it says" in refused
    assert refused.count("Appeal 12/2027") == 1  # in the form that was refused, and not as a reason to destroy
    press(client, page, "holds/", {"ground": "CH-APPEAL", "reason.text": "Appeal 12/2027"})
    page = get(client, case)
    assert "an officer holds it" in page
    assert "Propose it" not in page
    press(other, get(other, case), "lift/", {"reason.text": "Dismissed"})
    assert "Propose it" in get(client, case)
