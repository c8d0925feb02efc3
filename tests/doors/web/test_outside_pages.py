"""Pages of what does not travel on the wire: partners entered by two officers, a paper written down, its way, its document."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.desk.test_outside import entry, issue, record, written
from visitors import sign_in, stop_clock

from comity.desk.drafting.actions import open_draft, save_draft
from comity.desk.outside import papers
from comity.desk.partnering.actions import approve_partner, propose_partner
from comity.directory.ways import stand_in
from comity.records.models import Draft, JournalAct, Message, Partner, Passage, Request
from comity.terms.identifiers import AuthorityId, NodeId

THEM = str(stand_in(AuthorityId("kh-moj")))
PDF = b"%PDF-1.7 scan"


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch, tmp_path):
    """The pages are made at the moment of the world; papers go to a folder of this test."""
    stop_clock(monkeypatch, world.at)
    monkeypatch.setattr(type(world.home), "papers", property(lambda _: tmp_path / "papers"))
    assert papers.home().papers == tmp_path / "papers"


@pytest.fixture
def partner(world):
    """A ministry without a node, entered by two officers."""
    made = propose_partner(entry(world), reason="first contact", by=world.drafter, at=world.at, token=world.token())
    return approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())


class Visitor:
    """A signed-in officer who reads pages and posts forms with the page's own tokens."""

    def __init__(self, officer):
        """Sign in."""
        self.client = sign_in(officer)

    def read(self, href, status=200):
        """Return a page as a person reads it."""
        response = self.client.get(href)
        assert response.status_code == status, response.status_code
        return html.unescape(response.content.decode())

    def post(self, href, data, page=""):
        """Post `data` with the hidden values of the form on `page`."""
        shown = self.read(page or href)
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
        token = re.search(r'name="token" value="([^"]+)"', shown)
        return self.client.post(href, {"csrfmiddlewaretoken": secret, "token": token[1] if token else "", **data})


def typed_entry(**changes):
    """Return a form of an entry, filled in."""
    return {
        "country": "KH",
        "short": "moj",
        "name_en": "Ministry of Justice",
        "name_vi": "Bộ Tư pháp",
        "roles": ["CA"],
        "languages": ["en"],
        "zone": "Asia/Phnom_Penh",
        "ways.0.type": "DEL-POST",
        "ways.0.value": "Phnom Penh",
        "source": "Note 12",
        "verified-day": "1",
        "verified-month": "6",
        "verified-year": "2026",
        "reason": "first contact",
        **changes,
    }


def passed(world, **changes):
    """Return the form of how a paper passed, filled in."""
    when = world.at.datetime()
    return {
        "method": "DEL-POST",
        "on-day": str(when.day),
        "on-month": str(when.month),
        "on-year": str(when.year),
        "on-time": "00:10",
        "who": "Registry",
        "theirs": "MOJ/17",
        "note": "",
        "document": SimpleUploadedFile("letter.pdf", PDF),
        **changes,
    }


def test_a_partner_is_entered_by_one_and_approved_by_another(world):
    """The drafter proposes and is offered no approval; the approver approves; the entry then counts and is found by its name."""
    drafter, approver = Visitor(world.drafter), Visitor(world.approver)
    done = drafter.post("/partners/new/", typed_entry())
    assert done.status_code == 302, html.unescape(done.content.decode())
    made = Partner.objects.get()
    assert made.approved_at is None
    href = reverse("partner-approve", args=[made.pk])
    assert href not in drafter.read("/partners/")
    assert approver.post(href, {}, page="/partners/").status_code == 302
    made.refresh_from_db()
    assert made.approved_by == world.approver
    assert "Ministry of Justice" in drafter.read("/partners/?q=bo tu phap")
    assert "Ministry of Justice" not in drafter.read("/partners/?q=elsewhere")


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"country": "K"}, "country"),
        ({"verified-day": "31", "verified-month": "2"}, "verified"),
        ({"zone": "Nowhere"}, "zone"),
        ({"name_en": "", "name_vi": ""}, "name_en"),
    ],
)
def test_a_wrong_entry_says_what_and_keeps_what_was_typed(world, changes, at):
    """Nothing is entered; the page shows the fault, leads to its field, and keeps the other fields as typed."""
    done = Visitor(world.drafter).post("/partners/new/", typed_entry(**changes))
    shown = html.unescape(done.content.decode())
    assert done.status_code == 422
    assert "is not right" in shown
    assert f'href="#f-{at}"' in shown
    assert 'value="Note 12"' in shown
    assert not Partner.objects.exists()


def test_a_letter_is_written_down_and_recorded_from_page_to_page(world, partner):
    """Who and what for, the check, the document: then the request stands in the queue, outside the wire in words."""
    drafter = Visitor(world.drafter)
    begun = drafter.post("/record/", {"from": THEM, "kind": "REQ-PRESERVE"})
    draft = Draft.objects.get()
    assert begun["Location"] == reverse("draft-check", args=[draft.pk])
    assert "written down from a paper" in drafter.read(begun["Location"])
    href = reverse("paper", args=[draft.pk])
    assert drafter.post(begun["Location"], {"version": "1"})["Location"] == href
    without = drafter.post(href, passed(world, document=""))
    assert without.status_code == 422
    assert "add the document itself" in html.unescape(without.content.decode())
    assert re.search(r'id="f-document"[^>]* aria-invalid="true"', without.content.decode())
    done = drafter.post(href, passed(world))
    request = Request.objects.get()
    assert done["Location"] == reverse("request", args=[request.reference])
    shown = drafter.read(done["Location"])
    for words in ("outside the wire", "Received: Post, from Registry, their number MOJ/17", "letter.pdf", "Record that we acknowledged it"):
        assert words in shown
    assert "application/pdf" not in shown
    assert "signatures are valid" not in shown
    assert "outside the wire" in drafter.read("/")


def test_the_document_is_given_to_be_saved_and_the_journal_knows_who_took_it(world, partner):
    """Word for word, never shown by the browser."""
    request = record(world, written(world))
    digest = Passage.objects.get().digest
    response = Visitor(world.approver).client.get(reverse("paper-file", args=[request.reference, digest]))
    assert response.content.startswith(b"%PDF-1.7 a letter")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert JournalAct.objects.get(name="paper.taken").actor == world.approver.officer_id
    Visitor(world.approver).read(reverse("paper-file", args=[request.reference, "0" * 64]), status=404)


def test_what_goes_is_approved_for_dispatch_and_its_way_recorded(world, partner):
    """The page of the second officer says that it goes as a letter; afterwards each step is a page."""
    drafter = Visitor(world.drafter)
    request = issue(world)
    href = reverse("request", args=[request.reference])
    shown = drafter.read(href)
    assert "Nothing is recorded of its way yet." in shown
    way = reverse("outside-step", args=[request.reference, Message.objects.get().env_id, "dispatched"])
    assert way in shown
    assert drafter.post(way, passed(world, **{"on-time": ""})).status_code == 422
    assert drafter.post(way, passed(world, document="")).status_code == 302
    assert "Sent: Post, through Registry" in drafter.read(href)
    drafter.read(way.replace("dispatched", "received"), status=404)
    again = drafter.post(way, passed(world, document=""))
    assert again.status_code == 422
    assert "the act: sent. Open the request again: a colleague may have recorded it already." in html.unescape(again.content.decode())


def test_the_second_officer_reads_that_it_goes_as_a_letter(world, partner):
    """No key is named, for there is none."""
    from comity.desk.drafting.actions import open_draft, save_draft

    draft = open_draft(act="request", kind="REQ-PRESERVE", peer=stand_in(AuthorityId("kh-moj")), by=world.drafter, at=world.at, token="t")
    draft = world.submit(save_draft(draft.pk, fields=world.fields(), based_on=1, by=world.drafter, at=world.at))
    shown = Visitor(world.approver).read(reverse("approve", args=[draft.pk]))
    assert "Approve for dispatch to: Ministry of Justice" in shown
    assert "none: it goes outside the wire, as a letter" in shown


def test_their_answer_is_chosen_among_what_may_come(world, partner):
    """Only acts of the other side that fit the case are offered; choosing one opens its form."""
    drafter = Visitor(world.drafter)
    request = issue(world)
    href = reverse("outside-came", args=[request.reference])
    shown = drafter.read(href)
    assert 'value="answer:REQ-PRESERVE"' in shown
    assert 'value="withdrawal:ADM-WITHDRAW"' not in shown
    assert ">answer:REQ-PRESERVE<" not in shown  # what the form posts is nothing to read
    assert drafter.post(href, {"what": "withdrawal:ADM-WITHDRAW"}).status_code == 200
    begun = drafter.post(href, {"what": "answer:REQ-PRESERVE"})
    draft = Draft.objects.get(direction="in")
    assert (draft.act, draft.replies_to) == ("answer", Message.objects.get().env_id)
    assert "Go on to the document" in drafter.read(begun["Location"])
    drafter.read(reverse("compose-item", args=[draft.pk, "all"]))


def test_a_letter_to_a_partner_without_a_node_takes_no_sealed_files(world, partner):
    """The check offers no page of files and says what to do instead; a post to that page is refused, and nothing is kept."""
    draft = outward(world)
    writer = sign_in(world.drafter)
    writer.handler.enforce_csrf_checks = False
    href = reverse("draft-files", args=[draft.pk])
    check = writer.get(reverse("draft-check", args=[draft.pk])).content.decode()
    assert href not in check
    assert "put the documents to the paper" in check
    assert writer.get(href).status_code == 302
    upload = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    refused = writer.post(href, {"kind": "FILE-ORDER", "language": "", "file": upload})
    assert refused.status_code == 409
    assert "put the documents to the paper" in refused.content.decode()
    draft.refresh_from_db()
    assert not draft.files


def outward(world):
    """Return a request of ours to the partner, still open."""
    draft = open_draft(act="request", kind="REQ-PRESERVE", peer=NodeId(THEM), by=world.drafter, at=world.at, token=world.token())
    return save_draft(draft.pk, fields=world.fields(), based_on=draft.version, by=world.drafter, at=world.at)
