"""The pages of the register, without JavaScript: a report comes in, is reviewed, and what was confirmed is listed, moved, completed."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.register.hands import FIRST, SECOND, Hands
from visitors import Page, sign_in, stop_clock

from comity.desk.permissions import Verb, holders
from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.records.models import Commitment, Document, Draft, Meeting, Participation, RegisterActor, Statement, Verdict
from comity.register.policy import AGREEING, KEEPERS, READERS


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def hands(world):
    """An officer at the register."""
    return Hands(world)


@pytest.fixture
def twin(root):
    """The report of an ambassador's visit."""
    return (root / "tests/fixtures/reports/twins/002.txt").read_text()


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def press(page, key, act, **more):
    """Press a button of a suggestion, as a browser would."""
    kind, _, number = key.rpartition("-")
    action = f"/review/{kind}/{number}/"
    form = page.form(action)
    page.take(page.client.post(form["action"], {**page.held(action), **more, "act": act}), form["action"])
    return page


def step(page, name, **typed):
    """Fill in the form of one step, and send it."""
    form = next(one for one in page.forms if one["data"].get("step") == [name])
    held = {key: value for key, value in form["data"].items() if value} | {key: page.chosen[key] for key in page.chosen}
    page.take(page.client.post(form["action"], held | typed), form["action"])
    return page


def test_a_report_is_imported_by_paste_and_reviewed(world, twin):
    """Nothing enters by itself; each suggestion is accepted with its people, rejected, taken back, corrected; rows are linked."""
    client = sign_in(world.drafter)
    page = Page(client, reverse("register-import"))
    page.post({"text.text": twin, "publisher": "Báo Buổi Sáng", "standing": "press"}, action="/import/")
    document = Document.objects.get()
    href = reverse("register-review", args=[document.number])
    assert page.onward == href
    shown = Page(client, href)
    assert "23 suggestions are left." in told(shown)
    assert not Meeting.objects.exists()
    assert 'class="commitment" data-of="' in shown.text
    press(shown, "statement-0", "accept")
    assert shown.status == 422
    assert "comes first" in told(shown)
    press(shown, "statement-0", "with")
    assert shown.onward == f"{href}#s-statement-0"
    assert {one.name for one in RegisterActor.objects.all()} == {"Daniel Whitcombe"}
    press(Page(client, href), "actor-1", "reject")
    assert "Rejected" in told(Page(client, href))
    press(Page(client, href), "actor-1", "reopen")
    document.refresh_from_db()
    assert document.open_count == 20
    assert Verdict.objects.get(kind="actor", number=1).ended_at is not None
    press(Page(client, href), "actor-1", "accept")
    press(Page(client, href), "statement-3", "accept")
    taken = press(Page(client, href), "actor-0", "reopen")
    assert taken.status == 422
    assert "cannot be taken out of the register" in told(taken)


def test_a_suggestion_is_corrected_on_its_page(world, hands):
    """What is wrong is said there, what was typed stays; what was typed is confirmed."""
    document = hands.bring()
    hands.accept(document, "actor", 0)
    hands.accept(document, "actor", 1)
    client = sign_in(world.drafter)
    page = Page(client, reverse("register-suggestion", args=[document.number, "event", 0]))
    page.post({"said": "the twelfth"}, act="fix", action="/review/")
    assert page.status == 422
    assert "is no date that the register can keep" in told(page)
    assert re.search(r'value="the twelfth"[^>]* aria-invalid="true"', page.text)
    assert 'href="#f-said"' in page.text
    page.post({"said": "2024-03-13", "place": "Hà Nội"}, act="fix", action="/review/")
    assert page.onward.endswith("#s-event-0")
    assert (Meeting.objects.get().said, Verdict.objects.get(kind="event").verdict) == ("2024-03-13", "fixed")
    owed = Page(client, reverse("register-suggestion", args=[document.number, "commitment", 0]))
    owed.post({"strength": "readiness", "reason.text": "Not theirs"}, act="reject", action="/review/")
    assert Verdict.objects.get(kind="commitment").reason == "Not theirs"


def test_what_the_register_may_have_is_offered(world, hands):
    """The second report of the same meeting: nobody is doubled, each is linked by a choice."""
    hands.accept_all(hands.bring())
    document = hands.bring(SECOND)
    client = sign_in(world.drafter)
    href = reverse("register-review", args=[document.number])
    refused = press(Page(client, href), "actor-0", "accept")
    assert refused.status == 422
    assert "The register may have this already" in told(refused)
    there = re.search(r'name="same" value="(\d+)"', refused.text)[1]
    press(refused, "actor-0", "accept", same=there)
    assert RegisterActor.objects.count() == 2
    assert Verdict.objects.get(document=document, kind="actor").row == int(there)


def test_a_file_and_a_bad_one(world):
    """A scan is no report; as an official document it is kept; nothing that was typed is lost; the same bytes lead to the same."""
    client = sign_in(world.drafter)
    page = Page(client, reverse("register-import"))
    scan = b"%PDF-1.7 scanned"
    page.post({"file": SimpleUploadedFile("scan.pdf", scan), "title": "Thông cáo"}, action="/import/")
    assert page.status == 422
    assert 'value="Thông cáo"' in page.text
    page.post({"file": SimpleUploadedFile("scan.pdf", scan), "standing": "official"}, action="/import/")
    number = Document.objects.get().number
    assert page.onward == reverse("register-review", args=[number])
    assert "No suggestion can be read in this document" in told(Page(client, page.onward))
    assert client.get(reverse("register-original", args=[number])).content == scan
    again = Page(client, reverse("register-import"))
    again.post({"file": SimpleUploadedFile("again.pdf", scan), "standing": "official"}, action="/import/")
    assert again.onward == page.onward


def test_a_meeting_is_planned_completed_held_or_cancelled(world, hands):
    """Its outcome is asked for once its day is over; who only had a role gets a name."""
    client = sign_in(world.drafter)
    page = Page(client, f"{reverse('register-meeting-new')}?country=US")
    typed = {"title": "Phiên họp trực tuyến", "type": "meeting", "said": "7/7/2023", "who": "Bộ trưởng Tư pháp Mỹ", "unnamed": "yes"}
    page.post({**typed, "said": "7/13"}, action="/meetings/new/")
    assert page.status == 422
    assert "“7/13” is no date that the register can keep." in told(page)
    page.post({**typed, "with": "US", "role": "chair", "standing": "planned"}, action="/meetings/new/")
    meeting = Meeting.objects.get()
    assert page.onward == reverse("register-meeting", args=[meeting.number])
    home = told(Page(client, reverse("register")))
    assert "The outcome is missing; it was planned for 7 Jul 2023" in home
    assert "Somebody is not named: Bộ trưởng Tư pháp Mỹ" in home
    seat = Participation.objects.get()
    naming = Page(client, reverse("register-seat", args=[meeting.number, seat.pk]))
    naming.post({"name": "Merrick Hale", "country": "US"}, action="/seats/")
    assert RegisterActor.objects.get().name == "Merrick Hale"
    shown = step(Page(client, page.onward), "outcome", **{"outcome.text": ""})
    assert shown.status == 422
    step(shown, "outcome", **{"outcome.text": "Hai bên thống nhất lập nhóm."})
    assert "Hai bên thống nhất lập nhóm." in told(Page(client, page.onward))
    other = Page(client, reverse("register-meeting-new"))
    other.post({**typed, "said": "2030-01-01", "with": "", "standing": "planned"}, action="/meetings/new/")
    step(Page(client, other.onward), "cancel", **{"reason.text": "Hoãn."})
    assert Meeting.objects.get(standing="cancelled").outcome == "Hoãn."
    step(Page(client, other.onward), "amend", **{"title.en": "Online session", "with": "FR"})
    assert "Online session" in Page(client, other.onward).text


def test_a_commitment_lives_by_its_page(world, hands):
    """Owner, acceptance, evidence, claim, confirmation; what a step lacks is said; the figures move."""
    hands.accept_all(hands.bring())
    client = sign_in(world.drafter)
    counted = Commitment.objects.get(counted=True)
    href = reverse("register-commitment", args=[counted.number])
    refused = step(Page(client, href), "accepted")
    assert refused.status == 422
    assert "Nobody owns commitment" in told(refused)
    step(Page(client, href), "assign", owner="Cục An ninh mạng", due="2024-06-30")
    for name in ("accepted", "in-progress"):
        step(Page(client, href), name)
    early = step(Page(client, href), "claimed")
    assert early.status == 422
    assert '<details class="ask" open>' in early.text
    for sort in ("document", "counterpart"):
        step(Page(client, href), "evidence", sort=sort, reference="R-000001", supplied_by="Đại sứ quán")
    for name in ("claimed", "confirmed"):
        step(Page(client, href), name)
    counted.refresh_from_db()
    assert counted.state == "confirmed"
    text = told(Page(client, href))
    assert "Confirmed by the counterpart from: Fulfilment claimed" in text
    assert "In progress from: Accepted by its owner" in text
    ready = Commitment.objects.get(counted=False)
    mine = reverse("register-commitment", args=[ready.number])
    assert "Not counted: to be ready and to wish are no commitments." in told(Page(client, mine))
    step(Page(client, mine), "assign", owner="Cục An ninh mạng")
    step(Page(client, mine), "promote", **{"promote.reason.text": "Đã xác nhận bằng công hàm."})
    assert "Counted, because its owner said so." in told(Page(client, mine))
    new = Page(client, reverse("register-commitment-new"))
    typed = {"obligor_country": "FR", "obligor": "Bộ Nội vụ Pháp", "words.text": "Gửi tài liệu", "words.language": "vi"}
    new.post({**typed, "strength": "signed-mou"}, action="/commitments/new/")
    assert new.onward == reverse("register-commitment", args=[Commitment.objects.get(state="proposed").number])


def test_lists_are_searched_without_marks(world, hands):
    """By any part of the register; what cannot be searched is said."""
    hands.accept_all(hands.bring())
    client = sign_in(world.drafter)
    for name, query, seen in (
        ("register-meetings", "viet nam", "M-000001"),
        ("register-actors", "tanaka", "Tanaka Kenji"),
        ("register-commitments", "dao tao", "C-000001"),
        ("register-documents", "nguyen van minh", "R-000001"),
        ("register-statements", "chia se", "chia sẻ thông tin"),
    ):
        assert seen in told(Page(client, f"{reverse(name)}?q={query}")), name
        assert seen not in told(Page(client, f"{reverse(name)}?q=zzzz")).replace("zzzz", ""), name
        assert "This cannot be kept" in told(Page(client, f"{reverse(name)}?q=%25%25")), name
    assert "C-000001" in told(Page(client, f"{reverse('register-commitments')}?of=JP"))
    assert "C-000001" not in told(Page(client, f"{reverse('register-commitments')}?of=FR"))


def test_from_a_statement_to_a_request_and_a_meeting(world, hands):
    """The country is chosen where the node knows a partner there; the words are in the facts of the draft."""
    hands.accept_all(hands.bring(FIRST.replace("Nhật Bản", "Pháp")))
    client = sign_in(world.drafter)
    told_one = Statement.objects.filter(act="commit").first()
    page = Page(client, reverse("register-statement", args=[told_one.pk]))
    assert told_one.words in told(page)
    ways = re.findall(r'href="(/(?:compose|register/meetings/new)/\?[^"]+)"', page.text)
    assert len(ways) == 2
    plan = Page(client, html.unescape(ways[1]))
    assert plan.chosen["with"] == "FR"
    assert told_one.words in told(plan)


def test_an_official_document_replaces_a_report(world, hands):
    """What stands in it too is official, the rest stays press."""
    report = hands.bring()
    hands.accept_all(report)
    official = hands.bring(SECOND, standing="official")
    client = sign_in(world.drafter)
    page = Page(client, reverse("register-replace", args=[report.number]))
    page.post({"official": "R-9"}, action="/replace/")
    assert page.status == 422
    assert re.search(r'value="R-9"[^>]* aria-invalid="true"', page.text)
    page.post({"official": official.number, "covers": ["event-0"]}, action="/replace/")
    assert Meeting.objects.get().source == "official"
    assert f"replaced by {official.number}" in told(Page(client, page.onward))


def test_two_entries_become_one(world, hands):
    """The one counts in the place of the other."""
    hands.accept_all(hands.bring())
    first, second = RegisterActor.objects.order_by("pk")
    page = Page(sign_in(world.drafter), reverse("register-actor", args=[second.pk]))
    page.post({"same_as": str(first.pk)}, action="/people/")
    second.refresh_from_db()
    assert second.same_as_id == first.pk


def test_who_only_reads_has_no_form(world, hands):
    """An auditor looks at everything, and changes nothing."""
    document = hands.bring()
    hands.accept_all(document)
    give_roles(world.chief, roles=[Role.AUDITOR], by="operator", at=world.at)
    client = sign_in(world.chief)
    for name, *args in (
        ("register",),
        ("register-documents",),
        ("register-review", document.number),
        ("register-meeting", "M-000001"),
        ("register-commitment", "C-000001"),
        ("register-actor", RegisterActor.objects.first().pk),
        ("register-statement", Statement.objects.first().pk),
    ):
        page = Page(client, reverse(name, args=args))
        assert page.status == 200, name
        assert not [form for form in page.forms if form["action"].startswith("/register/")], name
    labels = json.loads(client.get(reverse("register-labels", args=[document.number])).content)
    assert labels["rejected"] is not None
    assert client.get(reverse("register-import")).status_code == 403
    assert Page(client, reverse("register-review", args=["R-999999"])).status == 404


def test_nobody_takes_back_what_a_colleague_said_unseen(world, hands):
    """Two officers at one report: the second is told who was first, and nothing changes."""
    document = hands.bring()
    href = reverse("register-review", args=[document.number])
    early = Page(sign_in(world.drafter), href)
    give_roles(world.both, roles=[Role.DRAFTER], by="operator", at=world.at)
    world.both.refresh_from_db()
    hands.accept(document, "actor", 0, by=world.both)
    refused = press(early, "actor-0", "reject")
    assert refused.status == 422
    assert world.both.name in told(refused)
    assert Verdict.objects.get(ended_at=None).verdict == "accepted"
    press(Page(sign_in(world.drafter), href), "actor-0", "reopen")
    assert not Verdict.objects.filter(ended_at=None).exists()


def test_a_request_begins_with_the_partner_and_the_words(world, hands):
    """The authority of the country is chosen; the draft has the statement in its facts, and from which document."""
    hands.accept_all(hands.bring())
    one = Statement.objects.filter(act="request").first()
    page = Page(sign_in(world.drafter), f"{reverse('compose-start')}?country=XR&statement={one.pk}")
    form = page.form("/compose/")
    assert form["data"]["to"] == [str(world.puppet.node)]
    page.post({"kind": "REQ-PRESERVE"}, act="next", action="/compose/")
    assert Draft.objects.get().fields["facts"] == {"text": f"{one.words}\n(R-000001)", "language": "vi"}
    wrong = Page(sign_in(world.drafter), f"{reverse('compose-start')}?country=QQ&statement=999999")
    assert wrong.form("/compose/")["data"]["to"] == []
    wrong.post({"to": str(world.puppet.node), "kind": "REQ-PRESERVE"}, act="next", action="/compose/")
    assert wrong.status == 404


def test_the_gate_says_what_the_room_says():
    """Who reads and who keeps is decided by the register; the table of the desk names the same roles."""
    assert set(holders(Verb.READ_REGISTER)) == set(READERS)
    assert set(holders(Verb.KEEP_REGISTER)) == set(KEEPERS)
    assert set(holders(Verb.AGREE_LINE)) == set(AGREEING)


def test_what_is_typed_is_not_cut(world, twin):
    """A text that is too long is refused, and stands on the page as it was pasted."""
    long = f"{twin}\n{'Hai bên nhất trí. ' * 5000}"
    page = Page(sign_in(world.drafter), reverse("register-import"))
    page.post({"text.text": long}, action="/import/")
    assert page.status == 422
    assert html.unescape(page.text).count("Hai bên nhất trí.") == 5000
