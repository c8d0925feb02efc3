"""Files on the pages: put to a draft, seen by the second officer, opened as a download and nothing else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from visitors import Page, sign_in, stop_clock
from worlds.paper import bytes_of, listed

from comity.desk.attaching.actions import take_file_off
from comity.desk.drafting.actions import return_draft
from comity.desk.filelists import files_of
from comity.directory.keptposts import keep_post
from comity.doors.web import uploading
from comity.records.models import ActFile, JournalAct, Receipt
from comity.terms.digests import Digest

MARKUP = b"<script>alert(document.cookie)</script>"
NAME = "Lệnh <b>số 7</b>.html"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch, tmp_path):
    """The pages are made at the moment of the world; the store is the test's own."""
    stop_clock(monkeypatch, world.at)
    monkeypatch.setattr(type(world.home), "files", property(lambda _: tmp_path / "files"))


@pytest.fixture
def draft(world):
    """A request that lacks nothing, still open."""
    return world.draft()


def upload(browser, draft, data=MARKUP, *, name=NAME, kind="FILE-ORDER", language="vi", token=""):
    """Post one file as the form does."""
    href = reverse("draft-files", args=[draft.pk])
    page = browser.get(href)
    csrf = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    file = {"file": SimpleUploadedFile(name, data, "text/html; charset=utf-8")} if data is not None else {}
    return browser.post(href, {"csrfmiddlewaretoken": csrf, "token": token or "t" + name, "kind": kind, "language": language, **file})


def test_an_officer_attaches_lists_and_takes_off(world, draft):
    """The list stands at the draft's check; each act is a new version; a second click of one form attaches once."""
    browser = sign_in(world.drafter)
    check = Page(browser, reverse("draft-check", args=[draft.pk]))
    assert reverse("draft-files", args=[draft.pk]) in check.text
    for _ in range(2):
        assert upload(browser, draft).status_code == 302
    page = Page(browser, reverse("draft-files", args=[draft.pk]))
    assert "Lệnh _b_số 7__b_.html" not in page.text  # the last part of a path is the name
    assert "b_.html" in page.text
    assert page.text.count(str(Digest.of(MARKUP))) >= 1
    draft.refresh_from_db()
    assert len(files_of(draft)) == 1
    csrf = browser.get(page.href).content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    off = reverse("draft-file-off", args=[draft.pk, str(Digest.of(MARKUP))])
    assert browser.post(off, {"csrfmiddlewaretoken": csrf, "token": "off"}).status_code == 302
    draft.refresh_from_db()
    assert files_of(draft) == ()


WRONG = {
    "no-file": ({"data": None}, "Choose a file."),
    "no-kind": ({"kind": "FILE-NONE"}, "Say what the file is."),
    "no-language": ({"language": "xx"}, "Say what the file is."),
    "empty": ({"data": b""}, "is empty"),
}


@pytest.mark.parametrize(("what", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_file_stands_at_it(world, draft, what, words):
    """And nothing is attached."""
    answer = upload(sign_in(world.drafter), draft, **what)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    draft.refresh_from_db()
    assert files_of(draft) == ()


def test_a_file_over_the_cap_is_refused_and_not_kept(world, draft, monkeypatch):
    """What comes after the cap is not even written to the disk."""
    monkeypatch.setattr(uploading, "MAX_SIZE", 1000)
    monkeypatch.setattr("comity.desk.attaching.actions.MAX_SIZE", 1000)
    answer = upload(sign_in(world.drafter), draft, bytes_of(200_000))
    assert answer.status_code == 422
    assert "100 MiB" in answer.content.decode()
    assert list((world.home.files / "coming").iterdir()) == []


def test_the_second_officer_reads_name_and_digest_and_opens_the_very_bytes(world, draft):
    """A download that no browser shows or runs, and a leaf for the reading."""
    upload(sign_in(world.drafter), draft)
    draft.refresh_from_db()
    world.submit(draft)
    browser = sign_in(world.approver)
    page = Page(browser, reverse("approve", args=[draft.pk]))
    assert str(Digest.of(MARKUP)) in page.text
    answer = browser.get(reverse("draft-file", args=[draft.pk, str(Digest.of(MARKUP))]))
    assert b"".join(answer.streaming_content) == MARKUP
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert JournalAct.objects.get(name="file.read").actor == world.approver.officer_id


def test_a_request_says_how_many_files_are_here(world, puppet):
    """What is still on its way is listed and has no link; its address answers with a sentence."""
    data = [bytes_of(10, seed=seed) for seed in range(3)]
    files = tuple(listed(one, name=f"tệp {at}.csv") for at, one in enumerate(data))
    request = world.receive(files=files)
    ActFile.objects.filter(place=1).update(state="broken", ended_at=world.at)
    browser = sign_in(world.both)
    page = Page(browser, reverse("request", args=[request.reference]))
    assert "0 of 3 files here" in page.text
    assert "not opened: its bytes are not those that the signed act lists" in page.text
    for at, status in ((0, 403), (1, 403), (2, 403)):
        href = reverse("act-file", args=[request.reference, ActFile.objects.first().message.env_id, str(files[at].sha256)])
        assert href not in page.text
        assert browser.get(href).status_code in (status, 409, 422, 503)
    missing = reverse("act-file", args=[request.reference, "0" * 32, "../../x".replace("/", "_")])
    assert browser.get(missing).status_code == 404
    assert Page(browser, reverse("requests") + "?q=tệp").text.count(request.reference)


def test_a_stranger_to_the_desk_gets_no_file(world, draft):
    """Not signed in, not active: no bytes."""
    from django.test import Client

    upload(sign_in(world.drafter), draft)
    href = reverse("draft-file", args=[draft.pk, str(Digest.of(MARKUP))])
    assert Client().get(href).status_code == 302


def test_our_request_says_that_its_files_are_there(world, draft):
    """With the receipt for them kept, the page stands, its timeline too."""
    upload(sign_in(world.drafter), draft)
    draft.refresh_from_db()
    request = world.approve(world.submit(draft))
    ActFile.objects.update(state="whole", ended_at=world.at)
    env_id = world.message(request).env_id
    Receipt.objects.create(env_id=env_id, kind="files", direction="in", case=request.reference, sealed=b"x", at=world.at)
    browser = sign_in(world.drafter)
    page = Page(browser, reverse("request", args=[request.reference]))
    assert page.status == 200
    assert "1 of 1 files there" in page.text
    assert Page(browser, reverse("request-history", args=[request.reference])).status == 200


def test_the_second_officer_reads_which_files_changed_since_the_version_that_they_saw(world, draft):
    """Returned and submitted again: what came and what went stand marked, with their digests; what stayed does not."""
    writer = sign_in(world.drafter)
    upload(writer, draft, b"stays", name="stays.txt")
    upload(writer, draft, b"goes", name="goes.txt")
    draft.refresh_from_db()
    submitted = world.submit(draft)
    return_draft(submitted.pk, reason="the wrong file", by=world.approver, at=world.at, token=world.token())
    gone = next(file for file in files_of(submitted) if file.name == "goes.txt")
    take_file_off(draft.pk, digest=gone.sha256, by=world.drafter, at=world.at, token=world.token())
    upload(writer, draft, b"comes", name="comes.txt")
    draft.refresh_from_db()
    world.submit(draft)
    page = Page(sign_in(world.approver), reverse("approve", args=[draft.pk])).text
    marked = re.findall(r"<(del|ins)>(\S+\.txt) \(", page)
    assert marked == [("del", "goes.txt"), ("ins", "comes.txt")]


def test_a_locked_desk_says_that_the_file_must_be_chosen_again(world, draft):
    """The words of the form are kept; the page that follows says that the file is not."""
    kept = keep_post(world.drafter, path=reverse("draft-files", args=[draft.pk]), fields={"kind": ["FILE-ORDER"]}, at=world.at)
    other = keep_post(world.drafter, path=reverse("draft-check", args=[draft.pk]), fields={"act": ["submit"]}, at=world.at)
    browser = sign_in(world.drafter)
    told, untold = (browser.get(reverse("kept-post", args=[one.pk])).content.decode() for one in (kept, other))
    assert "choose the file again" in told
    assert "choose the file again" not in untold
