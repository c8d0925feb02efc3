"""Pages at home: a ministry is consulted, a request is handed over; a mission reports in small steps and the desk takes it up."""

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_outside_pages import Visitor
from visitors import faulted, stop_clock

import comity.doors.web
from comity.records.models import Clock, Draft, HomeQuestion, MissionReport, Officer, Outbox

LIGHT = 30 * 1024


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch, tmp_path):
    """The pages are made at the moment of the world; papers go to a folder of this test."""
    stop_clock(monkeypatch, world.at)
    monkeypatch.setattr(type(world.home), "papers", property(lambda _: tmp_path / "papers"))


@pytest.fixture
def diplomat(world):
    """An officer of the foreign ministry, at the same node."""
    officer = Officer.objects.get(pk=world.both.pk)
    officer.authority = "vn-mfa"
    officer.save(update_fields=["authority"])
    return officer


def abroad(world):
    """Return an officer of the mission in the other country, signed in."""
    world.approver.roles, world.approver.country = ["mission"], "XR"
    world.approver.save(update_fields=["roles", "country"])
    return Visitor(world.approver)


def asked(world, **changes):
    """Return the form of a question, filled in."""
    day = world.later(days=4).datetime()
    return {
        "act": "ask",
        "want": "ASK-OPINION",
        "of": "vn-mfa",
        "words": "Any objection?",
        "by-day": str(day.day),
        "by-month": str(day.month),
        "by-year": str(day.year),
        **changes,
    }


def test_the_ministry_is_consulted_page_by_page_and_its_opinion_stops_the_clock(world, diplomat):
    """The desk asks, the ministry answers with a code and words, the clock stops, and both stand in the timeline; nothing is sent."""
    request = world.receive()
    waiting = Outbox.objects.count()
    href = reverse("home-questions", args=[request.reference])
    desk, ministry = Visitor(world.drafter), Visitor(diplomat)
    assert href in desk.read(reverse("request", args=[request.reference]))
    assert desk.post(href, asked(world)).status_code == 302
    assert "Give the opinion" not in desk.read(href)
    answer = reverse("home-answer", args=[request.reference, HomeQuestion.objects.get().pk])
    assert answer in ministry.read(href)
    empty = ministry.post(answer, {"act": "give", "code": "OPN-NO-OBJECTION", "answer": ""}, page=href)
    assert empty.status_code == 422
    assert faulted(empty.content.decode()) == ["f-answer"]
    none = ministry.post(answer, {"act": "give", "code": "", "answer": "None."}, page=href)
    assert none.status_code == 422
    assert '<a href="#f-code">Choose the opinion from the list.' in none.content.decode()
    assert 'value="None."' in none.content.decode()
    assert ministry.post(answer, {"act": "give", "code": "OPN-NO-OBJECTION", "answer": "None."}, page=href).status_code == 302
    assert Clock.objects.get(request=request, code="OPINION").stopped_at == world.at
    shown = desk.read(reverse("request", args=[request.reference]))
    assert "asked vn-mfa at home for its opinion" in shown
    assert "Opinion of vn-mfa at home, No objection: None." in shown
    assert "No objection" in desk.read(href)
    assert Outbox.objects.filter(item="envelope").count() == 0
    assert Outbox.objects.count() <= waiting + 1  # the receipt of the opening, and nothing else


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"by-day": "32"}, "by", "no day of the calendar"),
        ({"by-year": "2001"}, "by", "must lie ahead"),
        ({"of": "vn-poc"}, "of", "no other authority of this State"),
        ({"words": ""}, "words", "Say what it has to look at"),
    ],
)
def test_a_wrong_question_is_not_asked(world, diplomat, changes, place, said):
    """The page says what, at its field; nothing is written."""
    href = reverse("home-questions", args=[world.receive().reference])
    answer = Visitor(world.drafter).post(href, asked(world, **changes))
    assert answer.status_code == 422
    assert re.search(rf'<a href="#f-{place}">[^<]*{said}', answer.content.decode())
    assert f'id="e-{place}"' in answer.content.decode()
    assert not HomeQuestion.objects.exists()


def test_a_handover_is_taken_on_the_page(world, diplomat):
    """Whoever takes it over holds it."""
    request = world.receive()
    href = reverse("home-questions", args=[request.reference])
    Visitor(world.drafter).post(href, asked(world, want="ASK-TRANSFER"))
    answer = reverse("home-answer", args=[request.reference, HomeQuestion.objects.get().pk])
    assert Visitor(diplomat).post(answer, {"act": "accept", "answer": ""}, page=href).status_code == 302
    request.refresh_from_db()
    assert request.holder == diplomat


def test_a_mission_reports_in_three_light_steps(world):
    """Each page with its style sheet weighs less than 30 KB and needs no script; the report is filed once, and stays."""
    mission = abroad(world)
    style = Path(comity.doors.web.__file__).parent / "static" / "web" / "mission.css"
    first = mission.client.get("/mission/")
    assert len(first.content) + style.stat().st_size < LIGHT
    assert b"<script" not in first.content
    fetched = re.findall(r'(?:src|href)="([^"]+\.(?:js|css|woff2|svg))', first.content.decode())
    assert [one.rpartition("/")[2] for one in fetched] == ["icon.svg", "mission.css"]
    begun = mission.post("/mission/", {"incident": "INC-RANSOMWARE", "place": "Praha", "happened_on": "26/11"})
    made = MissionReport.objects.get()
    assert begun["Location"] == f"/mission/{made.pk}/?step=2"
    second = mission.post(begun["Location"], {"persons": "12", "origin": "RSC-HOST", "tlp": "TLP:AMBER"})
    third = second["Location"]
    bare = mission.post(third, {"act": "file", "words": ""})
    assert bare.status_code == 422
    assert "say in words what happened" in html.unescape(bare.content.decode())
    letter = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note")
    assert mission.post(third, {"act": "file", "words": "A hospital is down.", "document": letter}).status_code == 302
    made.refresh_from_db()
    assert (made.persons, made.origin, made.media) == (12, "RSC-HOST", "application/pdf")
    assert made.filed_at == world.at
    assert "was filed at" in mission.read(f"/mission/{made.pk}/")
    Visitor(world.drafter).read(f"/mission/{made.pk}/", status=403)
    world.both.roles, world.both.country = ["mission"], "XR"
    world.both.save(update_fields=["roles", "country"])
    Visitor(world.both).read(f"/mission/{made.pk}/", status=404)


def test_a_broken_line_loses_one_step_at_most_and_codes_that_are_none_are_asked_for_again(world):
    """What was saved is there when the page is opened again; a wrong code is as good as none."""
    mission = abroad(world)
    begun = mission.post("/mission/", {"incident": "INC-NOTHING", "place": "Praha"})
    number = MissionReport.objects.get().pk
    assert 'value="Praha"' in mission.read(f"/mission/{number}/?step=1")
    shown = mission.post(f"/mission/{number}/?step=3", {"act": "file", "words": "x"})
    assert shown.status_code == 422
    assert "choose what happened" in html.unescape(shown.content.decode())
    assert MissionReport.objects.get().filed_at is None
    assert begun.status_code == 302


def test_the_desk_takes_a_report_up_and_begins_a_request_with_its_facts(world):
    """It stands in the header while it waits; who takes it up writes a request that holds its words; nobody takes it twice."""
    mission, desk = abroad(world), Visitor(world.drafter)
    mission.post("/mission/", {"incident": "INC-RANSOMWARE", "place": "Praha"})
    number = MissionReport.objects.get().pk
    mission.post(f"/mission/{number}/?step=2", {"origin": "RSC-OWN", "tlp": "TLP:GREEN"})
    mission.post(f"/mission/{number}/?step=3", {"act": "file", "words": "A hospital is down."})
    assert "/missions/" in desk.read("/")
    taken = desk.post(f"/missions/{number}/take/", {}, page="/missions/")
    assert taken["Location"] == f"/compose/?report={number}"
    desk.post("/compose/", {"to": "cert.xr.example", "kind": "REQ-PRESERVE", "instrument": "UNCC", "report": str(number)})
    facts = Draft.objects.get().fields["facts"]
    assert "A hospital is down." in facts["text"]
    assert "Praha" in facts["text"]
    again = desk.client.post(f"/missions/{number}/take/")
    assert again.status_code in (403, 409)
    assert "/missions/" not in desk.read("/")
