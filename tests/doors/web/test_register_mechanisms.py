"""The pages of mechanisms, the calendar, treaties, offers and asks, and tables, without JavaScript."""

import csv
import html
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.register.hands import Hands
from tests.register.test_calendar import INVITATION, event
from tests.register.test_mechanisms import NAMING
from visitors import Page, sign_in, stop_clock

from comity.records.models import Assistance, AssistanceMatch, Commitment, Evidence, Mechanism, MechanismRow, Meeting, Statement, TreatyAct


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def hands(world):
    """An officer at the register."""
    return Hands(world)


@pytest.fixture
def client(world):
    """A browser of the drafter's."""
    return sign_in(world.drafter)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def step(page, name, at=0, **typed):
    """Fill in the form of one step, and send it."""
    form = [one for one in page.forms if one["data"].get("step") == [name]][at]
    held = {key: value for key, value in form["data"].items() if value} | {key: page.chosen[key] for key in page.chosen}
    page.take(page.client.post(form["action"], held | typed), form["action"])
    return page


def test_a_mechanism_is_opened_from_what_a_document_names(client, hands):
    """Suggested, confirmed in its form, its meetings added, its rounds counted, ended with a reason."""
    hands.bring(NAMING)
    named = Page(client, reverse("register-mechanisms-named"))
    assert "Tham vấn ASEAN - Nga" in told(named)
    href = html.unescape(re.search(r'href="(/register/mechanisms/new/\?[^"]+)"', named.text)[1])
    page = Page(client, href)
    assert "ASEAN-Russia Consultations" in page.text
    coded = {"sort": "dialogue", "cadence": "yearly"}
    page.post({**coded, "rounds": "8"}, action="/mechanisms/new/")
    assert page.status == 422
    assert "needs at least one side" in told(page)
    page.post({**coded, "party_group": "ASEAN", "party_country": "RU", "next_said": "2026-12-07", "rounds": "8"}, action="/mechanisms/new/")
    made = Mechanism.objects.get()
    assert page.onward == reverse("register-mechanism", args=["K-000001"])
    assert (made.gazetteer, made.document.number, made.parties.count()) == ("asean-russia", "R-000001", 2)
    hands.accept_all(hands.bring())
    Meeting.objects.update(ordinal=3)
    shown = step(Page(client, page.onward), "add", row="m-000001")
    assert shown.onward
    shown = Page(client, page.onward)
    assert "round 3 of 8" in told(shown)
    assert "Viet Nam" in told(shown)  # of whom the group consists today
    step(shown, "out", out="M-000001")
    assert MechanismRow.objects.get().taken_out_at
    wrong = step(Page(client, page.onward), "amend", next_said="spring")
    assert wrong.status == 422
    assert "is no date that the register can keep" in told(wrong)
    assert wrong.text.count('<details class="ask" open>') == 1
    assert 'value="spring"' in wrong.text  # in the form that was refused, which stands open
    step(Page(client, page.onward), "end", **{"reason.text": "Không họp nữa"})
    assert "It has ended: Không họp nữa" in told(Page(client, page.onward))
    assert "K-000001" in told(Page(client, f"{reverse('register-mechanisms')}?country=VN"))
    assert "K-000001" not in told(Page(client, f"{reverse('register-mechanisms')}?country=JP"))
    groups = told(Page(client, reverse("register-groups")))
    assert "Declaration of admission of Viet Nam to ASEAN" in groups
    assert "checked: memory only" in groups


def test_a_month_and_a_calendar_to_take_along(client, hands):
    """A grid and a list; what is of no month is said; the file has the title of what was reported and no word of an officer's own."""
    hands.accept_all(hands.bring())
    page = Page(client, reverse("register-meeting-new"))
    page.post({"title": "Nội dung kín", "type": "talks", "said": "2026-12", "standing": "planned"}, action="/meetings/new/")
    month = Page(client, f"{reverse('register-calendar')}?month=2024-03")
    assert 'datetime="2024-03-12"' in month.text
    assert "M-000001" in told(month)
    assert "Only the month or the year is known." in told(Page(client, f"{reverse('register-calendar')}?month=2026-12"))
    refused = Page(client, f"{reverse('register-calendar')}?month=2024-13")
    assert "is no date that the register can keep" in told(refused)
    answer = client.get(reverse("register-calendar-file"))
    text = b"".join(answer.streaming_content).decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:M-000001: " in text
    assert "SUMMARY:≈ M-000002: Talks" in text
    assert "Only the month is known." in text
    assert "Nội dung kín" not in text
    assert "DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20270101" in text


def test_an_invitation_is_confirmed_by_a_person(client, hands):
    """Read, shown beside what may be the same, begun as a form; kept only when that is sent."""
    page = Page(client, reverse("register-invitation"))
    page.post({"file": SimpleUploadedFile("a.ics", b"Dear all")}, action="/invitation/")
    assert page.status == 422
    assert "no calendar that can be read (line 1)" in told(page)
    for _ in range(2):
        page = Page(client, reverse("register-invitation"))
        page.post({"file": SimpleUploadedFile("a.ics", INVITATION.encode())}, action="/invitation/")
        form = page.form("/meetings/new/")
        begun = page.client.post(form["action"], page.held("/meetings/new/"))
        page.take(begun, form["action"])
        assert 'value="07/12/2026"' in page.text
        kept = Meeting.objects.count()
        page.post({"type": "dialogue"}, action="/meetings/new/")
        assert Meeting.objects.count() == kept + 1
    page = Page(client, reverse("register-invitation"))
    page.post({"file": SimpleUploadedFile("a.ics", INVITATION.encode())}, action="/invitation/")
    assert "The register may have this already: M-000001 7 Dec 2026; M-000002" in told(page)
    page = Page(client, reverse("register-invitation"))
    page.post({"file": SimpleUploadedFile("a.ics", event("DTSTART:20261207", "STATUS:CANCELLED", "RRULE:x"))}, action="/invitation/")
    assert "does not take place. It repeats in the file" in told(page)


def test_the_table_of_a_treaty_tells_apart_who_says_what(client, hands):
    """Row 4: three States beside each other, each line with its source; an officer's line has its document and can be taken out."""
    hands.bring("Thông báo lưu chiểu.", standing="official")
    href = f"{reverse('register-treaty', args=['UNCC'])}?country=VN&and=US&with=RU"
    page = Page(client, href)
    for words in ("Viet Nam", "United States", "Russian Federation", "Ministry and press pages", "not signed", "rulebook"):
        assert words in told(page)
    assert "/law/UNCC/" in page.text
    refused = step(page, "register", country="VN", act="ratified", said="2026-11-20", document="R-9")
    assert "registered with the document that shows it" in told(refused)
    assert 'value="R-9"' in refused.text
    assert '<details class="ask" open>' in refused.text
    assert "not in force as it stood on" in told(refused)
    assert refused.text.index("Côte d") < refused.text.index("Croatia")  # by their letters, not by their marks
    step(Page(client, href), "register", country="VN", act="ratified", said="2026-11-20", document="R-000001")
    shown = Page(client, href)
    assert "registered by" in told(shown)
    assert "1 by officers" in told(shown)
    step(shown, "out", key=str(TreatyAct.objects.get().pk), **{"why.text": "Nhầm"})
    assert TreatyAct.objects.get().taken_out_for == "Nhầm"
    assert "Hanoi Convention" in told(Page(client, reverse("register-treaties")))
    absent = Page(client, reverse("register-treaty", args=["NOBODY"]))
    assert (absent.status, "The rulebook has no text NOBODY" in told(absent), "draft is kept" in told(absent)) == (404, True, False)


def test_offers_and_asks_are_coded_joined_parted_and_closed(client, hands):
    """From a statement, and an officer's own; the list says why two may belong together."""
    hands.accept_all(hands.bring())
    asked = Statement.objects.filter(act="request").first()
    listed = Page(client, reverse("register-assistance"))
    assert f"statement={asked.pk}" in listed.text
    page = Page(client, f"{reverse('register-assistance-new')}?statement={asked.pk}")
    page.post({"topic": "threat-information"}, action="/offers/new/")
    assert page.onward == reverse("register-assistance-one", args=["A-000001"])
    again = Page(client, f"{reverse('register-assistance-new')}?statement={asked.pk}")
    again.post({"topic": "threat-information"}, action="/offers/new/")
    assert "stands there with this topic already: A-000001" in told(again)
    own = Page(client, reverse("register-assistance-new"))
    typed = {"topic": "threat-information", "side": "offer", "country": "JP", "words.text": "Chia sẻ chỉ dấu", "words.language": "vi"}
    own.post(typed, action="/offers/new/")
    assert Assistance.objects.count() == 2
    one = Page(client, page.onward)
    assert "The topic is the same." in told(one)
    step(one, "match", other="a-000002", **{"reason.text": "Khớp"})
    assert AssistanceMatch.objects.get().reason == "Khớp"
    step(Page(client, page.onward), "part", **{"parted.text": "Nhầm"})
    assert AssistanceMatch.objects.get().ended_at
    step(Page(client, page.onward), "close", **{"closed.text": "Xong"})
    assert "It is closed: Xong" in told(Page(client, page.onward))
    assert "A-000002" in told(Page(client, f"{reverse('register-assistance')}?side=offer&topic=threat-information"))
    assert "A-000001" not in told(Page(client, f"{reverse('register-assistance')}?side=offer"))


def test_a_promise_that_comes_back_on_its_page(client, hands):
    """How often, what fits, taken by a click."""
    hands.accept_all(hands.bring())
    href = reverse("register-commitment", args=["C-000001"])
    step(Page(client, href), "repeat", cadence="yearly", since="2024-01-01")
    page = Page(client, href)
    assert "It comes back" in told(page)
    step(page, "take")
    assert (Evidence.objects.get().reference, Commitment.objects.get(number="C-000001").evidence_count) == ("M-000001", 1)


def test_tables_go_out_and_come_in_by_pages(client, hands):
    """Each as a download; a table is tried, mended where it stands, taken."""
    hands.accept_all(hands.bring())
    assert "meetings.csv" in told(Page(client, reverse("register-tables")))
    answer = client.get(reverse("register-table", args=["meetings", "csv"]) + "?bom=yes")
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeffnumber,")
    assert next(csv.DictReader(io.StringIO(text[1:])))["number"] == "M-000001"
    linked = b"".join(client.get(reverse("register-table", args=["actors", "jsonld"])).streaming_content)
    assert len(json.loads(linked)["@graph"]) == 2
    assert client.get("/register/tables/secrets.csv").status_code == 404
    page = Page(client, reverse("register-table-in"))
    table = "type,title,said,standing\ntalks,Hội đàm mới,soon,planned\n"
    page.post({"kind": "meetings", "file": SimpleUploadedFile("t.csv", table.encode())}, act="try", action="/tables/in/")
    assert "row 2, column said" in told(page)
    assert "talks,Hội đàm mới,soon,planned" in html.unescape(page.text)
    page.post({"kind": "meetings", "text.text": table.replace("soon", "2026-12-07")}, act="try", action="/tables/in/")
    assert "New rows: 1; in the register already, and left as they are: 0." in told(page)
    assert Meeting.objects.count() == 1
    page.post({"text.text": table.replace("soon", "2026-12-07")}, act="take", action="/tables/in/")
    assert "The table came in" in told(page)
    assert Meeting.objects.get(number="M-000002").said == "2026-12-07"
    bad = Page(client, reverse("register-table-in"))
    bad.post({"kind": "meetings", "file": SimpleUploadedFile("t.csv", b"type,\xe0\n")}, act="try", action="/tables/in/")
    assert "no table that can be read (line 1)" in told(bad)


def test_who_only_reads_is_offered_no_form(world, hands):
    """Lists, the calendar and downloads are theirs; nothing that writes."""
    hands.accept_all(hands.bring())
    client = sign_in(world.approver)
    for name in (
        "register-mechanisms",
        "register-calendar",
        "register-assistance",
        "register-treaties",
        "register-tables",
        "register-groups",
    ):
        page = Page(client, reverse(name))
        assert page.status == 200
        assert not [form for form in page.forms if form["action"].startswith("/register/")], name
    assert not [form for form in Page(client, reverse("register-treaty", args=["UNCC"])).forms if "/treaties/" in form["action"]]
    for name in ("register-mechanism-new", "register-assistance-new", "register-invitation", "register-table-in"):
        assert client.get(reverse(name)).status_code == 403
