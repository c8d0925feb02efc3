"""Pages of what the register shares, without JavaScript: both sides of a commitment, exercises, an incident, a note from abroad."""

import html
import re

import pytest
from django.urls import reverse
from tests.desk.test_sharing import THEIRS, promise, says, sent
from tests.register.hands import Hands
from tests.worlds.places import THERE
from visitors import Page, sign_in, stop_clock

from comity.directory.policy import Role
from comity.records.models import (
    CaseBond,
    Commitment,
    Document,
    Draft,
    DraftExercise,
    Meeting,
    MissionNote,
    Share,
    Statement,
)
from comity.register.offering.actions import offer_evidence
from comity.terms.digests import Digest


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def step(page, **named):
    """Fill in the form whose hidden fields are `named`, with what else is given, and send it."""
    hidden = {key: value for key, value in named.items() if key in ("step", "to", "offer")}
    form = next(one for one in page.forms if all(one["data"].get(key) == [value] for key, value in hidden.items()))
    held = {key: value for key, value in form["data"].items() if value} | {key: page.chosen[key] for key in page.chosen}
    page.take(page.client.post(form["action"], held | named), form["action"])
    return page


def at(officer, name, *of):
    """Open a page as an officer."""
    return Page(sign_in(officer), reverse(name, args=of))


def test_a_commitment_is_shared_and_told_of_from_its_page(world):
    """The form makes a draft that is filled in; the page then shows both sides, what is offered, and takes it with one button."""
    one = promise(world)
    page = at(world.drafter, "register-commitment", one.number)
    form = next(form for form in page.forms if form["data"].get("step") == ["share"])
    page.take(page.client.post(form["action"], form["data"] | {"to": str(THERE)}), form["action"])
    draft = Draft.objects.get()
    assert (draft.fields["number"], draft.peer) == (one.number, str(THERE))
    request = sent(world, draft)
    says(
        world,
        "answer",
        {"decision": "D-ACCEPT", "known_as": "KNOWN-SAME", "number": "C-000031"},
        case=request.reference,
        original=world.message(request).env_id,
    )
    offer_evidence(
        one, sort="counterpart", reference=f"{request.reference} 1", digest=Digest.of(b"x"), words="", supplied_by=str(THERE), at=world.at
    )
    assert one.number in told(at(world.drafter, "register"))
    page = at(world.drafter, "register-commitment", one.number)
    assert "Known at both sides".casefold() in told(page).casefold()
    page = step(page, step="take-offer")
    assert Commitment.objects.get(pk=one.pk).evidence_count == 1
    assert at(world.drafter, "register-share", request.reference).status == 200
    assert request.reference in told(at(world.approver, "register-shares"))


def test_theirs_is_answered_beside_ours(world):
    """The page has what the register holds between the two; each of the three answers is one form and begins a draft."""
    mine = promise(world, obligor="XR", beneficiary="VN")
    for case, number in (("XR-2026-000041", "C-000031"), ("XR-2026-000042", "C-000032"), ("XR-2026-000043", "C-000033")):
        says(world, "request", {**THEIRS, "number": number}, case=case)
    page = at(world.drafter, "register-share", "XR-2026-000041")
    assert mine.number in page.text
    step(page, step="same", same=mine.number)
    step(at(world.drafter, "register-share", "XR-2026-000042"), step="new")
    step(at(world.drafter, "register-share", "XR-2026-000043"), step="unknown", grounds="PROMISE-NOT-SAID")
    assert [draft.fields.get("known_as") or draft.fields["grounds"] for draft in Draft.objects.order_by("reference")] == [
        "KNOWN-SAME",
        "KNOWN-NEW",
        ["PROMISE-NOT-SAID"],
    ]
    page = step(at(world.drafter, "register-share", "XR-2026-000042"), step="same", same="C-999999")
    assert (page.status, "C-999999" in told(page)) == (422, True)
    assert not [form for form in at(world.approver, "register-share", "XR-2026-000041").forms if form["data"].get("step") == ["new"]]
    assert Share.objects.filter(state="offered").count() == 3


def test_from_a_statement_to_a_request_and_an_exercise(world):
    """Both keep the statement: the draft by a bond, the exercise in itself; each is shown on its page."""
    hands = Hands(world)
    hands.accept_all(hands.bring())
    spoken = Statement.objects.filter(act="request").first()
    page = at(world.drafter, "register-statement", spoken.pk)
    assert f"statement={spoken.pk}" in page.text
    page = Page(sign_in(world.drafter), f"{reverse('register-exercise-new')}?country=JP&statement={spoken.pk}")
    page.post(
        {"topic": "ransomware", "party1": "JP", "aim.text": "Find one intrusion in a day", "days": "2027-03"},
        action="/register/exercises/new/",
    )
    made = DraftExercise.objects.get()
    assert (made.number, made.statement_id, made.parties) == ("E-000001", spoken.pk, ["JP", "VN"])
    for name, of in (("register-statement", spoken.pk), ("register-exercise", made.number)):
        assert made.number in told(at(world.approver, name, of))
    assert made.number in told(at(world.drafter, "register-exercises"))
    step(at(world.drafter, "register-exercise", made.number), to="agreed")
    page = step(at(world.drafter, "register-exercise", made.number), to="dropped", **{"reason.text": ""})
    assert (page.status, page.text.count('<details class="ask" open>')) == (422, 1)
    begun = Page(sign_in(world.drafter), f"{reverse('compose-start')}?statement={spoken.pk}")
    begun.post({"to": str(THERE), "kind": "REQ-PRESERVE"}, action="/compose/")
    if not Draft.objects.exists():
        begun.post({"instrument": "UNCC"}, action="/compose/")
    bond = CaseBond.objects.get()
    assert (bond.draft, bond.statement_id) == (str(Draft.objects.get().pk), spoken.pk)


def test_the_page_of_an_incident_shows_all_that_hangs_on_it(world, root):
    """Statements, promises, requests, the place with both names of a merged province; a walled request is not told of."""
    hands = Hands(world)
    hands.accept_all(hands.bring((root / "tests/fixtures/reports/twins/002.txt").read_text()))
    one = Commitment.objects.filter(statement__isnull=False).first()
    meeting = one.statement.meeting
    Meeting.objects.filter(pk=meeting.pk).update(
        type="incident", country="VN", province="vn-phu-yen", province_now="vn-dak-lak", place="Tuy An"
    )
    request = world.send()
    step(at(world.drafter, "register-meeting", meeting.number), step="link", other=request.reference)
    page = told(at(world.approver, "register-meeting", meeting.number))
    for words in (one.number, one.statement.words, request.reference, "Phú Yên", "Đắk Lắk"):
        assert words in page
    request.wall = "named"
    request.save()
    assert request.reference not in told(at(world.approver, "register-meeting", meeting.number))
    page = step(at(world.drafter, "register-meeting", meeting.number), step="link", other="VN-2026-999999")
    assert "VN-2026-999999" in told(page)
    assert 'value="VN-2026-999999"' in page.text
    assert page.text.count('<details class="ask" open>') == 1


def test_a_note_from_abroad_is_kept_and_filed(world):
    """Each save keeps what is typed, also what is wrong; filed once, it is a document whose suggestions the capital confirms."""
    world.drafter.roles = [Role.MISSION.value]
    world.drafter.save()
    page = at(world.drafter, "mission-note")
    typed = {
        "type": "reception",
        "day": "31/11/2026",
        "country": "XR",
        "side_1": "theirs",
        "act_1": "welcome",
        "said_1": "Ruritania hoan nghênh.",
    }
    page.post({**typed, "act": "file"}, action="/mission/meeting/")
    assert (page.status, page.chosen.get("said_1", "") or typed["said_1"] in page.text) != (200, False)
    assert re.search(r'value="31/11/2026"[^>]* aria-invalid="true" aria-describedby="fault"', page.text)
    assert MissionNote.objects.get().typed["day"] == "31/11/2026"
    again = at(world.drafter, "mission-note")
    assert "31/11/2026" in again.text
    assert len(again.text.encode()) < 30_000
    again.post({**typed, "day": "2026-11-20", "act": "file"}, action="/mission/meeting/")
    document = Document.objects.get()
    assert (document.standing, document.open_count, document.number) == ("own", 2, "R-000001")
    assert "R-000001" in told(at(world.drafter, "mission-note-own", MissionNote.objects.get().pk))
