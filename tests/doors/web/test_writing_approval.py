"""The second officer: sees exactly what will go, opens their own key for it, and is never the drafter."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from visitors import Page, sign_in, stop_clock
from worlds.places import PASSPHRASE

from comity.desk.drafting.actions import save_draft, submit_draft, take_back
from comity.directory.officers import approvers_but
from comity.directory.patience import PAIR, PATIENCE
from comity.records.models import Draft, Mandate
from comity.terms.digests import Digest


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world; nobody tried a password yet."""
    stop_clock(monkeypatch, world.at)
    cache.clear()


@pytest.fixture
def draft(world):
    """A request of ours that waits for its second officer."""
    return world.submit(world.draft())


def approval(draft):
    """Return the address of the approval."""
    return reverse("approve", args=[draft.pk])


@pytest.fixture
def page(world, draft):
    """The page before the second officer."""
    return Page(sign_in(world.approver), approval(draft))


def mend(world, draft, **changes):
    """Take the draft back, change it, submit it again."""
    take_back(draft.pk, by=world.drafter, at=world.at, token=world.token())
    fresh = Draft.objects.get(pk=draft.pk)
    saved = save_draft(draft.pk, fields={**fresh.fields, **changes}, based_on=fresh.version, by=world.drafter, at=world.at)
    return submit_draft(draft.pk, version=saved.version, by=world.drafter, at=world.at, token=world.token())


def test_the_page_says_what_to_whom_which_key_and_by_whom(page, draft):
    """The frame names the authority, the key that seals, the drafter, both digests, and what happens in order."""
    digest = str(Digest.of(bytes(draft.body)))
    assert page.form("approve")["data"]["digest"] == [digest]
    assert page.text.count(digest[:4]) >= 2
    for text in ("xr-cert", "sealed to key", "ha.n; submitted at", "You are the second officer", "receives this; its node signs a receipt"):
        assert text in page.text


def test_a_wrong_password_sends_nothing_and_loses_nothing(page, draft):
    """The fault stands at its field; the right one then sends, and the browser goes on to the request."""
    page.post({"password": "not mine"}, action="approve")
    assert page.status == 200
    assert "This is not your password. Nothing was approved" in page.text
    assert Draft.objects.get(pk=draft.pk).state == "submitted"
    page.post({"password": PASSPHRASE}, action="approve")
    assert page.onward == reverse("request", args=["VN-2026-000001"])
    assert Draft.objects.get(pk=draft.pk).state == "sent"


def test_an_empty_password_is_asked_for(page):
    """Nothing is tried."""
    assert "opens your signing key for this act" in page.post({"password": ""}, action="approve").text


def test_after_too_many_wrong_passwords_none_is_tried(page, draft, monkeypatch):
    """Not even the right one, for a while."""
    from comity.doors.web.views.access import forms
    from comity.seal.refusals import WrongPassphrase

    def wrong(officer, *, passphrase):
        raise WrongPassphrase

    with monkeypatch.context() as patch:
        patch.setattr(forms, "unlock", wrong)
        for _ in range(PATIENCE[PAIR].free):
            page.post({"password": "guess"}, action="approve")
    page.post({"password": PASSPHRASE}, action="approve")
    assert "Too many wrong attempts." in page.text
    assert Draft.objects.get(pk=draft.pk).state == "submitted"


def test_approving_twice_sends_once(page, draft):
    """A double click leads to the same request and one envelope."""
    data = {**page.held("approve"), "password": PASSPHRASE}
    first, second = (page.client.post(approval(draft), data)["Location"] for _ in range(2))
    assert first == second


def test_bytes_that_changed_after_they_were_shown_are_not_approved(world, page, draft):
    """The page that was open names another digest: nothing goes, and the officer is led to read the new version."""
    mend(world, draft, case_number="CHANGED")
    page.post({"password": PASSPHRASE}, action="approve")
    assert page.status == 409
    assert "changed after it was shown to you" in page.text
    assert Draft.objects.get(pk=draft.pk).state == "submitted"


def test_what_changed_since_the_last_submission_is_marked(world, draft):
    """Old and new stand in the summary and in the letter."""
    page = Page(sign_in(world.approver), approval(mend(world, draft, case_number="FP-2")))
    assert "Changed since version 2" in page.text
    assert "<del>Number of the case: FP-2026-1187</del>" in page.text
    assert "<ins>Number of the case: FP-2" in page.text


def test_the_drafter_waits_and_can_take_it_back(world, draft):
    """Nobody approves what they drafted, also not by a post of their own; the page says who can."""
    browser = sign_in(world.drafter)
    page = Page(browser, approval(draft))
    assert "You drafted this version, so you cannot approve it." in page.text
    assert "an.p, lan.v or minh.d can approve it." in page.text
    page.post(action="take-back")
    assert Draft.objects.get(pk=draft.pk).state == "open"


def test_a_post_does_not_get_round_the_rule(world):
    """An officer who may approve others' drafts is refused their own, administrator or not."""
    draft = world.draft(by=world.chief)
    draft = world.submit(draft, by=world.chief)
    browser = sign_in(world.chief)
    page = Page(browser, approval(draft))
    assert 'name="password"' not in page.text
    response = browser.post(approval(draft), {**page.held("take-back"), "password": "x", "digest": str(Digest.of(bytes(draft.body)))})
    assert response.status_code == 403
    assert "cannot approve it" in response.content.decode()
    assert Draft.objects.get(pk=draft.pk).state == "submitted"


def test_a_drafter_reads_who_can(world, draft):
    """Writing gives no right to approve what another wrote."""
    world.both.roles = ["drafter"]
    world.both.save()
    page = Page(sign_in(world.both), approval(draft))
    assert "Your post does not approve." in page.text
    assert "can approve it." in page.text
    assert 'name="password"' not in page.text


def test_the_operator_sees_no_draft(world, draft):
    """Who runs the node reads no case: the page says so, and nothing of the draft."""
    response = sign_in(world.administrator).get(approval(draft))
    assert response.status_code == 403
    assert draft.reference not in response.content.decode()


def test_returning_needs_a_reason_which_the_drafter_reads(world, page, draft):
    """Without a reason the page asks for one; with it the draft is open again and its check shows the reason."""
    page.post({"reason": " "}, action="return")
    assert "Give a reason" in page.text
    page.post({"reason": "The case number is wrong."}, action="return")
    assert Draft.objects.get(pk=draft.pk).state == "open"
    check = Page(sign_in(world.drafter), approval(draft))
    assert check.href == reverse("draft-check", args=[draft.pk])
    assert "The case number is wrong." in check.text


def test_a_digest_that_no_page_showed_is_no_approval(page, draft):
    """What cannot be read is refused before the key counts for anything."""
    assert page.post({"password": PASSPHRASE, "digest": "zz"}, action="approve").status == 400
    assert Draft.objects.get(pk=draft.pk).state == "submitted"


def test_what_was_sent_leads_to_its_request(world, draft):
    """An old address of the approval is not a dead end."""
    world.approve(draft)
    assert Page(sign_in(world.approver), approval(draft)).onward == reverse("request", args=["VN-2026-000001"])


def test_the_letter_of_a_draft_can_be_taken_before_it_is_sent(world, draft):
    """By the drafter and by the second officer, in both shapes; the page that they read leads to it."""
    for officer, page in ((world.approver, approval(draft)), (world.drafter, approval(draft))):
        browser = sign_in(officer)
        shown = browser.get(page).content.decode()
        for shape, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            href = reverse(f"draft-letter-{shape}", args=[draft.pk])
            assert href in shown
            assert browser.get(href).content.startswith(start)


def test_the_letter_of_what_is_still_written(world):
    """From the page of the answers to check; a draft that is not there has none."""
    draft = world.draft()
    browser = sign_in(world.drafter)
    assert reverse("draft-letter-pdf", args=[draft.pk]) in browser.get(reverse("draft-check", args=[draft.pk])).content.decode()
    assert browser.get(reverse("draft-letter-pdf", args=[draft.pk])).status_code == 200
    assert browser.get(reverse("draft-letter-pdf", args=["0" * 8 + "-0000-0000-0000-" + "0" * 12])).status_code == 404


def test_who_can_approve_is_read_from_the_mandates_of_now(world):
    """Whose mandate ended yesterday, or begins tomorrow, is not offered; who acts today is, without the role being given otherwise."""

    def mandate(officer, *, since, until):
        role = {"role": "approver", "basis": "b", "given_by": "operator", "given_at": world.at}
        Mandate.objects.create(officer=officer, since=world.later(days=since), until=world.later(days=until), **role)

    ids = {one.officer_id for one in approvers_but(at=world.at)}
    assert {world.approver.officer_id, world.both.officer_id, world.chief.officer_id} == ids
    mandate(world.approver, since=-9, until=-1)
    mandate(world.both, since=1, until=9)
    mandate(world.administrator, since=-1, until=1)
    assert [one.officer_id for one in approvers_but(world.chief.officer_id, at=world.at)] == [world.administrator.officer_id]
    draft = world.submit(world.draft())
    page = Page(sign_in(world.drafter), reverse("approve", args=[draft.pk])).text
    assert world.administrator.name in page
    assert world.approver.name not in page
