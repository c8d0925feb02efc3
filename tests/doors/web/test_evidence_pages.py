"""The pages of evidence: from a file of an act to its destruction by clicking, without scripts, in both languages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from keepers import DATA, given
from visitors import faulted, sign_in, stop_clock

from comity.doors.web.views import evidence_pages
from comity.records.models import ActFile
from comity.terms.digests import Digest

REASON = {"reason.text": "Cần cho vụ án."}
HEADS = REASON | {"what": "Nhật ký máy chủ", "place": "Kho vật chứng, phòng 3"}
USE = REASON | {"purpose": "same"}


class Hand:
    """An officer before the pages of one case."""

    def __init__(self, world, keeper, officer):
        """Sign in."""
        self.world, self.keeper, self.client = world, keeper, sign_in(officer)

    def at(self, name, *more):
        """Return an address of the case."""
        return reverse(name, args=[self.keeper.request.reference, *more])

    def look(self, name, *more, status=200):
        """Open a page; return its words."""
        answer = self.client.get(self.at(name, *more))
        assert answer.status_code == status
        return answer.content.decode()

    def post(self, data, name, *more):
        """Send the form of a page, with what a browser sends beside it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.client.get(self.at("evidence-item", 1)).content.decode())
        self.client.get(self.at("evidence"))
        token = self.client.cookies["csrftoken"].value if token is None else token[1]
        sent = {"csrfmiddlewaretoken": token, "token": self.world.token()} | data
        return self.client.post(self.at(name, *more), sent)

    def step(self, kind, **data):
        """Take, or propose, a step of the first item."""
        return self.post(USE | data, "evidence-step", 1, kind)


@pytest.fixture
def case(world, monkeypatch):
    """A case with a file that came under conditions, and two officers before its pages."""
    stop_clock(monkeypatch, world.at)
    keeper = given(world, conditions=["C-USE"])
    return Hand(world, keeper, world.drafter), Hand(world, keeper, world.approver)


def taken_in(hand):
    """Take the file into custody by its form."""
    row = ActFile.objects.select_related("message").get()
    where = ("evidence-take-in", row.message.env_id, row.digest)
    assert where[1] in hand.look("evidence")
    assert "Its chain of custody" not in hand.look(*where)
    answer = hand.post(HEADS, *where)
    assert (answer.status_code, answer.url) == (302, hand.at("evidence-item", 1))


def test_a_file_is_taken_in_opened_and_verified(case):
    """Its bytes come as a download, as they came; the page says in words that they are unchanged, and shows every step."""
    hand, _ = case
    taken_in(hand)
    page = hand.look("evidence-item", 1)
    for words in ("Nhật ký máy chủ", str(Digest.of(DATA)), "Hanoi Convention, Art. 40(19)", "XR-2026-000061.E1", "sha256sum -c"):
        assert words in page
    assert "Use only for the stated investigation" in hand.look("evidence-step", 1, "opened")
    answer = hand.step("opened")
    assert b"".join(answer.streaming_content) == DATA
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert hand.step("verified").status_code == 302
    page = hand.look("evidence-item", 1)
    assert "The two halves match" in page
    assert page.index("4. Verified") < page.index("3. Opened") < page.index("1. Received")
    assert "poc.vn.example" not in page  # the node that received it goes by the name of its authority
    assert "1 item in custody" in hand.look("request")
    assert "Evidence XR-2026-000061.E1 opened" in hand.look("request-history")


def test_what_is_wrong_stands_at_the_form_with_what_was_typed(case):
    """A missing part, an unsafe character, a limit that is broken with its rule; nothing is recorded."""
    hand, _ = case
    taken_in(hand)
    for data, words in (
        ({"reason.text": ""}, "give the reason"),
        ({"place": ""}, "say where it was done"),
        ({"place": "a\u202eb"}, "U+202E"),
        ({"purpose": "another"}, "(Hanoi Convention, Art. 40(19))"),
    ):
        answer = hand.step("examined", **({"place": "Phòng lab", "tool": "Autopsy", "version": "4.21.0"} | data))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "4.21.0" in answer.content.decode()
    assert len(hand.keeper.kinds(hand.keeper.held_first())) == 2


def test_a_byte_changed_in_the_vault_is_a_page_with_both_digests(case):
    """Red, in words, not opened; from then on the main act is to verify."""
    hand, _ = case
    taken_in(hand)
    (place,) = (hand.keeper.vault.folder / "objects").glob("??/*")
    other = DATA[:-1] + bytes([DATA[-1] ^ 1])
    place.write_bytes(other)
    answer = hand.step("opened")
    words = answer.content.decode()
    assert answer.status_code == 409
    assert str(Digest.of(DATA)) in words
    assert str(Digest.of(other)) in words
    page = hand.look("evidence-item", 1)
    assert "The two halves do not match" in page
    assert str(Digest.of(other)) in page
    assert "Hand over" not in page
    assert hand.look("evidence").count("locked: its bytes are not its own") == 1


def test_two_persons_by_two_browsers(case, world):
    """Handed over outside, and destroyed, only when the second officer confirms; the first one is offered nothing to confirm."""
    hand, second = case
    taken_in(hand)
    sent = {"sort": "CR-COURT", "to": "Tòa án nhân dân Tuy An", "place": "Trụ sở tòa án"}
    assert hand.step("released", **sent).status_code == 302
    assert 'value="confirm"' not in hand.look("evidence-item", 1)
    assert 'value="drop"' in hand.look("evidence-item", 1)
    assert hand.post({"act": "confirm"}, "evidence-settle", 1).status_code == 403
    assert "waits for a second person" in second.look("evidence")
    assert second.post({"act": "drop"}, "evidence-settle", 1).status_code == 302
    assert "Where it is</dt><dd><bdi>In the vault" in second.look("evidence-item", 1)
    hand.step("returned", **sent)
    assert second.post({"act": "confirm"}, "evidence-settle", 1).status_code == 302
    page = second.look("evidence-item", 1)
    assert "Not here any more: given back by step 3" in page
    assert "What is kept here: In the vault" in page
    hand.step("destroyed", sort="DR-ORDER", place="Kho", tool="Ghi đè ba lần")
    assert 'value="confirm"' in second.look("evidence-item", 1)
    assert second.post({"act": "confirm"}, "evidence-settle", 1).status_code == 302
    page = second.look("evidence-item", 1)
    assert "Destroyed" in page
    assert "evidence-step" not in page
    assert "Nowhere: destroyed by step 4" in page
    for untrue in ("In the vault", "The two halves match"):
        assert untrue not in page
        assert untrue not in second.look("evidence")
    assert list(hand.keeper.vault.listed()) == []
    assert second.look("evidence-step", 1, "opened", status=403)
    assert world.approver.name in page


def test_a_carrier_is_registered_by_its_form(case):
    """With its bytes, or with digests; the form comes back with what was typed where neither came."""
    hand, _ = case
    typed = HEADS | {"sort": "CS-IMAGE", "whose": "ours", "tool": "FTK Imager", "version": "4.7.1"}
    answer = hand.post(typed, "evidence-new")
    assert answer.status_code == 422
    assert "FTK Imager" in answer.content.decode()
    assert "give its bytes, or the SHA-256 that the tool measured" in answer.content.decode()
    assert '<a href="#f-sha256">' in answer.content.decode()
    assert faulted(answer.content.decode()) == ["f-sha256"]
    assert hand.post(typed | {"file": SimpleUploadedFile("đĩa.img", b"sectors")}, "evidence-new").status_code == 302
    assert hand.post(typed | {"sha256": "AB" * 32, "sort": "CS-CARRIER"}, "evidence-new").status_code == 302
    assert hand.look("evidence").count("in custody</b>") == 2
    assert "A thing in the store of the authority" in hand.look("evidence-item", 2)
    assert hand.look("evidence-item", 9, status=404)
    assert hand.look("evidence-step", 1, "locked", status=404)


def test_everything_reads_in_vietnamese(case, world):
    """The list, the item, each form."""
    hand, _ = case
    taken_in(hand)
    world.drafter.language = "vi"
    world.drafter.save()
    hand.client.cookies["django_language"] = "vi"
    for name, *more in (("evidence",), ("evidence-item", 1), ("evidence-new",), ("evidence-step", 1, "destroyed")):
        page = hand.look(name, *more)
        assert re.search(r"Chứng cứ|chứng cứ|Tiêu hủy", page)
        assert "Evidence in" not in page


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, "In the vault"),
        (("evidence", True), "In the vault, in its store evidence"),
        (("evidence", False), "In the vault, on the disk of this node; its store evidence gets it by itself"),
    ],
)
def test_the_page_says_which_keeper_has_the_bytes(monkeypatch, found, told):
    """By the node's own list, so that a store that is away holds no page up."""
    monkeypatch.setattr(evidence_pages, "store_of", lambda _: found)
    with translation.override("en"):
        assert evidence_pages._where(None) == told
