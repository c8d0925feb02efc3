"""Pages of a partner that got a node: joining, proposing to go on on the wire, comparing and answering."""

import pytest
from django.db import transaction
from django.urls import reverse
from tests.desk.test_carry_withdrawal import they_answer, they_withdraw
from tests.desk.test_carrying import THEIR_CASE, came, join, their_answer, their_proposal
from tests.desk.test_carrying import partner as partner  # noqa: PLC0414 -- a fixture is taken by its name
from tests.doors.web.test_outside_pages import Visitor
from tests.worlds.places import THERE
from visitors import stop_clock

from comity.desk.carrying.actions import answer_carry, propose_carry, withdraw_carry
from comity.desk.drafting.actions import return_draft, set_aside
from comity.desk.joining.actions import approve_joining
from comity.desk.joining.queries import node_of
from comity.desk.receiving.receipts import undelivered
from comity.doors.web.views.addresses import address_of
from comity.records.models import Carry, Draft, Joining, Outbox, Request
from comity.terms.identifiers import AuthorityId


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch, tmp_path):
    """The pages are made at the moment of the world; papers go to a folder of this test."""
    stop_clock(monkeypatch, world.at)
    monkeypatch.setattr(type(world.home), "papers", property(lambda _: tmp_path / "papers"))


@pytest.fixture
def joined(world, partner):
    """Two officers said that the node is the ministry."""
    return approve_joining(join(world).pk, by=world.approver, at=world.at, token=world.token())


def test_a_partner_is_joined_by_one_and_approved_by_another(world, partner):
    """The list offers it, shows what waits, gives the form of approval to the second officer alone, and then says which node it is."""
    drafter, approver = Visitor(world.drafter), Visitor(world.approver)
    href = reverse("partner-join", args=["xr-moj"])
    assert href in drafter.read("/partners/")
    assert href not in approver.read("/partners/")
    wrong = drafter.post(href, {"node": str(THERE), "reason": " "})
    assert wrong.status_code == 422
    assert drafter.post(href, {"node": str(THERE), "reason": "Note verbale 40"}).status_code == 302
    approve = reverse("joining-approve", args=[Joining.objects.get().pk])
    assert approve not in drafter.read("/partners/")
    assert approver.post(approve, {}, page="/partners/").status_code == 302
    assert node_of(AuthorityId("xr-moj")) == THERE
    assert href not in drafter.read("/partners/")
    assert str(THERE) in drafter.read("/partners/")


def test_a_case_is_proposed_from_its_page(world, joined):
    """The page lists the papers with their digests; what is submitted waits for the second officer, and the case says what waits."""
    request = came(world)
    drafter = Visitor(world.drafter)
    href = reverse("carry", args=[request.reference])
    assert href in drafter.read(reverse("request", args=[request.reference]))
    shown = drafter.read(href)
    assert "MOJ/17" in shown
    assert "SHA-256" in shown
    assert drafter.post(href, {}).status_code == 302
    draft = Draft.objects.get(kind="ADM-CARRY")
    assert draft.state == "submitted"
    again = drafter.post(href, {})  # a draft waits: the papers stand there still, and the fault leads to them
    assert again.status_code == 422
    assert "MOJ/17" in again.content.decode()
    assert 'href="#papers"' in again.content.decode()
    letter = Visitor(world.approver).read(reverse("approve", args=[draft.pk]))
    assert "MOJ/17" in letter
    for words in (
        "Yêu cầu: Bảo quản khẩn cấp dữ liệu điện tử; của Quốc gia yêu cầu",
        "Loại yêu cầu: Bảo quản khẩn cấp dữ liệu điện tử",
        "Văn kiện: Công ước của Liên hợp quốc về chống tội phạm mạng",
        "Quyết định, tính từ 21/11/2026 01:08 (UTC)",
        "Decide, since 21 Nov 2026 01:08 UTC",
    ):
        assert words in letter, words
    assert "REQ-PRESERVE" not in letter
    assert draft.fields["about_kind"] == "REQ-PRESERVE"  # what is signed are the codes
    assert "DECIDE 2026-11-21T01:08:00.000000Z" in draft.fields["clocks"]
    world.approve(draft)
    drafter.read(reverse("request", args=[request.reference]))
    their_answer(world, request)
    assert "outside the wire" in drafter.read(reverse("request", args=[request.reference]))


def test_their_proposal_is_compared_and_answered(world, joined):
    """Documents stand in groups; a refusal without a reason comes back; an acceptance waits for its second officer."""
    own = came(world)
    their_proposal(world)
    drafter = Visitor(world.drafter)
    page, href = reverse("request", args=[THEIR_CASE]), reverse("carry", args=[THEIR_CASE])
    assert href in drafter.read(page)
    compared = drafter.read(href)
    assert "Held by both" in compared
    assert compared.count('<h2 id="g-') == compared.count('<li><code class="digest">') + compared.count('<p class="empty">None.</p>')
    assert "optional" not in compared  # a refusal needs its reason
    wrong = drafter.post(href, {"carry": "CARRY-REFUSE", "own_case": ""})
    assert wrong.status_code == 422
    assert 'href="#f-carry_reasons">Missing: Reason (Art. 40(14)).' in wrong.content.decode()  # it says at which field
    unnamed = drafter.post(href, {"carry": "CARRY-ACCEPT", "own_case": ""})
    assert unnamed.status_code == 422
    assert 'href="#f-own_case"' in unnamed.content.decode()
    assert drafter.post(href, {"carry": "CARRY-ACCEPT", "own_case": own.reference}).status_code == 302
    world.approve(Draft.objects.get(kind="ADM-CARRY", state="submitted"))
    assert Carry.objects.get().state == "accepted"
    assert Request.objects.get(reference=own.reference).state == "closed"
    assert "outside the wire" in drafter.read(page)


def test_a_case_that_cannot_go_on_has_no_such_page(world, partner):
    """Not found, before its partner joined."""
    request = came(world)
    Visitor(world.drafter).read(reverse("carry", args=[request.reference]), status=404)


def test_a_proposal_that_was_returned_can_be_looked_at_and_set_aside(world, joined):
    """Nobody edits a history: the draft is shown, and a new proposal is made once it is put away."""
    request = came(world)
    draft = propose_carry(request, by=world.drafter, at=world.at, token=world.token())
    return_draft(draft.pk, reason="look again", by=world.approver, at=world.at, token=world.token())
    drafter = Visitor(world.drafter)
    drafter.read(reverse("draft-check", args=[draft.pk]))
    draft.refresh_from_db()
    drafter.read(address_of(draft))
    set_aside(draft.pk, reason="anew", by=world.drafter, at=world.at, token=world.token())
    assert propose_carry(request, by=world.drafter, at=world.at, token=world.token()).state == "submitted"


def test_a_proposal_that_has_not_arrived_is_taken_back_on_its_page(world, joined):
    """The case says that it waits, the page why, and one officer takes it back; then paper goes on, and it can be proposed anew."""
    request = came(world)
    world.approve(propose_carry(request, by=world.drafter, at=world.at, token=world.token()))
    drafter = Visitor(world.drafter)
    page, href = reverse("request", args=[request.reference]), reverse("carry", args=[request.reference])
    back = reverse("carry-back", args=[request.reference])
    assert href in drafter.read(page)
    assert back in drafter.read(href)
    assert drafter.post(back, {}, page=href).status_code == 302
    assert Carry.objects.get().state == "returned"
    assert "taken back before it arrived" in drafter.read(page)
    assert "did not arrive" in drafter.read(f"{page}?whole=all")
    assert drafter.post(href, {}).status_code == 302


def arrived(world):
    """Return a case whose proposal arrived and is not answered."""
    request = came(world)
    world.approve(propose_carry(request, by=world.drafter, at=world.at, token=world.token()))
    Outbox.objects.update(state="receipted")
    return request


def test_a_proposal_that_arrived_is_not_taken_back_by_one(world, joined):
    """A form that was still open is told why and what two can do, and nothing changes."""
    request = came(world)
    world.approve(propose_carry(request, by=world.drafter, at=world.at, token=world.token()))
    drafter, href = Visitor(world.drafter), reverse("carry", args=[request.reference])
    drafter.read(href)
    Outbox.objects.update(state="receipted")
    back = reverse("carry-back", args=[request.reference])
    refused = drafter.post(back, {}, page=href)
    assert refused.status_code == 409
    assert "withdraw it" in refused.content.decode()
    assert back not in drafter.read(href)
    assert Carry.objects.get().state == "waiting"


def test_what_nobody_answers_is_withdrawn_on_its_page(world, joined):
    """With a reason, by two; then the case says that it is on paper again, and can be proposed anew once they have it."""
    request = arrived(world)
    drafter, approver = Visitor(world.drafter), Visitor(world.approver)
    page, href = reverse("request", args=[request.reference]), reverse("carry", args=[request.reference])
    assert href in drafter.read(page)
    assert "CARRY-SILENT" in drafter.read(href)
    assert drafter.post(href, {"reason": ""}).status_code == 422
    assert drafter.post(href, {"reason": "CARRY-SILENT"}).status_code == 302
    draft = Draft.objects.get(act="withdrawal")
    assert "Nobody answered" in approver.read(address_of(draft))
    world.approve(draft)
    assert Carry.objects.get().state == "withdrawn"
    assert "Withdrawal of the proposal" in drafter.read(f"{page}?whole=all")
    assert drafter.post(href, {}).status_code == 422
    Outbox.objects.update(state="receipted")
    assert drafter.post(href, {}).status_code == 302


def test_a_withdrawal_that_came_back_is_made_anew_on_its_page(world, joined):
    """The case says so, and leads to the page that says what they still have."""
    request = arrived(world)
    world.approve(withdraw_carry(request, reason="CARRY-SILENT", by=world.drafter, at=world.at, token=world.token()))
    row = Outbox.objects.get(state="due")
    Outbox.objects.filter(pk=row.pk).update(state="expired")
    with transaction.atomic():
        undelivered(request.reference, envelope=row.env_id, why="expired", at=world.at)
    drafter = Visitor(world.drafter)
    page, href = reverse("request", args=[request.reference]), reverse("carry", args=[request.reference])
    assert "Withdraw the proposal anew" in drafter.read(page)
    assert "did not arrive" in drafter.read(f"{page}?whole=all")
    assert "still has it" in drafter.read(href)
    assert drafter.post(href, {"reason": "CARRY-SILENT"}).status_code == 302


@pytest.mark.parametrize("before", [False, True])
def test_who_is_withdrawn_from_is_told(world, joined, before):
    """Before they answered and after: the case says which, and its page is not there any more."""
    their_proposal(world)
    if before:
        request = Request.objects.get(reference=THEIR_CASE)
        world.approve(answer_carry(request, answer="CARRY-ACCEPT", by=world.drafter, at=world.at, token=world.token()))
    they_withdraw(world)
    drafter, page = Visitor(world.drafter), reverse("request", args=[THEIR_CASE])
    shown = drafter.read(page)
    assert ("the acceptance stands" if before else "nothing is to be answered") in shown
    assert "Compare and answer" not in shown
    drafter.read(reverse("carry", args=[THEIR_CASE]), status=404)


def test_a_case_that_was_put_back_says_so(world, joined):
    """What stands where, and what became of the papers since."""
    request = arrived(world)
    world.approve(withdraw_carry(request, reason="CARRY-SILENT", by=world.drafter, at=world.at, token=world.token()))
    came(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    they_answer(world, request)
    shown = Visitor(world.drafter).read(f"{reverse('request', args=[request.reference])}?whole=all")
    assert "opened, not withdrawn" in shown
    assert "say again on the wire what came since" in shown
