"""Pages of what other States gave and of what stays in the house: each deed by its form, each refusal with the one click that leads on."""

import re

import pytest
from tests.desk.test_onward import SPONT, THIRD, to_third
from tests.treaty.samples import every_act
from visitors import faulted, sign_in, stop_clock
from worlds.paper import bytes_of, listed

from comity.desk.onward.gate import links_of
from comity.records.models import Counsel, Disposal, Draft, Forwarding, Occurrence, Request

DATA = bytes_of(3000)


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def given(world):
    """Information of Ruritania, with terms and a file."""
    values = SPONT | {"binding": "CND-BOUND", "conditions": ["C-RETENTION"], "retain_until": "2026-12-01"}
    return world.receive(kind="MSG-SPONT", values=values, files=(listed(DATA),))


def get(client, href, status=200):
    """Return a page."""
    response = client.get(href)
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def press(client, page, action, filled=None, *, status=302):
    """Post the form of a page that goes to `action`, with its hidden fields and what is filled in; return the response."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if re.search(rf'action="[^"]*{action}', one))
    href = re.search(r'action="([^"]*)"', form)[1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    response = client.post(href, {**hidden, **(filled or {})})
    assert response.status_code == status, response.content.decode()[-3000:]
    return response


def as_role(world, officer, *roles, country=""):
    """Give an officer these roles, and sign them in."""
    officer.roles, officer.country = list(roles), country
    officer.save()
    return sign_in(officer)


# ---------------------------------------------------------------- sources


def test_the_check_says_what_waits_and_one_click_asks_the_originator(world, given):
    """From the check to the question that is filled in, and back to a draft that names it."""
    client, draft = sign_in(world.drafter), to_third(world)
    page = get(client, f"/drafts/{draft.pk}/check/")
    assert "Nobody has said yet whether this act uses what another State gave." in page
    assert "Sources: nothing said yet" in page
    sources = get(client, f"/drafts/{draft.pk}/sources/")
    assert given.reference in sources
    assert "Keep it at most until the day stated" in sources
    press(client, sources, f"sources/{given.reference}/same/")
    page = get(client, f"/drafts/{draft.pk}/check/")
    assert "XR has not been asked" in page
    asked = press(client, page, f"sources/{given.reference}/ask/")
    asking = Draft.objects.exclude(pk=draft.pk).get()
    assert str(asking.pk) in asked["Location"]
    assert (asking.kind, asking.fields["original"], asking.fields["recipient_country"]) == ("ADM-ONWARD", given.reference, "TH")
    assert asking.fields["authority"] == "vn-poc"
    sources = get(client, f"/drafts/{draft.pk}/sources/")
    assert "Go on with the question" in sources
    press(client, sources, f"sources/{given.reference}/drop/")
    sources = get(client, f"/drafts/{draft.pk}/sources/")
    press(client, sources, "sources/nothing/")
    assert [one.what for one in links_of(draft)] == ["nothing"]
    assert "nothing of what other States gave is used" in get(client, f"/drafts/{draft.pk}/check/")


def test_a_refused_submission_is_a_page_with_the_next_step(world, given):
    """Whoever submits all the same reads why not, and what to press."""
    client, draft = sign_in(world.drafter), to_third(world)
    page = get(client, f"/drafts/{draft.pk}/check/")
    sources = get(client, f"/drafts/{draft.pk}/sources/")
    press(client, sources, f"sources/{given.reference}/same/")
    page = get(client, f"/drafts/{draft.pk}/check/")
    refused = press(client, page, f"{draft.pk}/check/", status=409).content.decode()
    assert f"/drafts/{draft.pk}/sources/{given.reference}/ask/" in refused
    assert "would go to" in refused
    draft.refresh_from_db()
    assert draft.state == "open"


def test_a_source_that_is_nowhere_is_not_found(world, given):
    """Neither a case that nobody gave anything in, nor a deed that there is none of."""
    client, draft = sign_in(world.drafter), to_third(world)
    sources = get(client, f"/drafts/{draft.pk}/sources/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', sources)[1]
    for href in (f"sources/{given.reference}/bury/", "sources/XR-2026-424242/same/"):
        assert client.post(f"/drafts/{draft.pk}/{href}", {"csrfmiddlewaretoken": token}).status_code == 404


# ---------------------------------------------------------------- what came


def test_what_came_is_shown_recorded_certified_and_told(world, given):
    """The case says what is owed, the queue calls, one officer records and another certifies."""
    client = sign_in(world.drafter)
    assert "To be destroyed or returned by" in get(client, f"/requests/{given.reference}/")
    assert "must be destroyed or returned by" in get(client, "/")
    page = get(client, f"/requests/{given.reference}/received/")
    assert "Given by XR" in page
    task = Disposal.objects.get()
    href = f"/requests/{given.reference}/received/{task.pk}/"
    form = get(client, href)
    wrong = press(client, form, href, {"method": "DSP-ERASED", "who": "", "reason": "All of it"}, status=422).content.decode()
    assert "say who did it" in wrong
    assert faulted(wrong) == ["f-who"]
    assert "All of it" in wrong
    day = world.at.datetime().date()
    done = {"method": "DSP-ERASED", "who": "Records", "reason": "All of it", "on-day": day.day, "on-month": day.month, "on-year": day.year}
    press(client, form, href, done)
    assert "certify/" not in get(client, f"/requests/{given.reference}/received/")
    second = sign_in(world.approver)
    assert "it waits for a second officer" in get(second, "/")
    press(second, get(second, f"/requests/{given.reference}/received/"), f"{task.pk}/certify/")
    task.refresh_from_db()
    assert task.done_at is not None
    history = get(client, f"/requests/{given.reference}/history/")
    assert "Destroyed or returned, Erased from all media, by Records on 23 Nov 2026: All of it" in history


def test_the_state_that_gave_a_result_is_told_by_a_report(world):
    """Filled in with what was done."""
    request = world.send("request", "REQ-PROVIDER-LOC", dict(every_act()["REQ-PROVIDER-LOC", "request"]) | {"authority": "vn-poc"})
    result = dict(every_act()["REQ-PROVIDER-LOC", "result"]) | {"retain_until": "2026-12-01"}
    result.pop("conditions", None)
    asked = world.message(request).env_id
    world.deliver(world.puppet.say(world.puppet.act("result", "REQ-PROVIDER-LOC", result, case=request.reference, original=asked)))
    client, task = sign_in(world.drafter), Disposal.objects.get()
    day = world.at.datetime().date()
    done = {"method": "DSP-RETURNED", "who": "Records", "reason": "x", "on-day": day.day, "on-month": day.month, "on-year": day.year}
    href = f"/requests/{request.reference}/received/{task.pk}/"
    press(client, get(client, href), href, done)
    press(client, get(client, f"/requests/{request.reference}/received/"), f"{task.pk}/tell/")
    report = Draft.objects.get(act="report")
    assert report.fields == {"used_for": ["USE-RETURNED"], "used_on": day.isoformat()}


# ---------------------------------------------------------------- beside a case


def test_a_legal_opinion_stands_before_who_approves(world):
    """Given on the version that was read; shown on the check, the approval and the case."""
    adviser, draft = as_role(world, world.both, "legal-adviser"), world.submit(world.draft())
    href = f"/drafts/{draft.pk}/counsel/give/"
    form = get(adviser, href)
    uncoded = press(adviser, form, href, {"code": "", "reason": "x"}, status=422).content.decode()
    assert re.search(r'<fieldset class="field bad"', uncoded)
    press(adviser, form, href, {"code": "CSL-SOUND", "reason": "The warrant names the account."})
    assert Counsel.objects.get().version == draft.version
    page = get(sign_in(world.approver), f"/drafts/{draft.pk}/approve/")
    assert "Sound in law" in page
    assert "The warrant names the account." in page
    assert "gave a legal opinion" in get(sign_in(world.drafter), "/")
    request = world.approve(draft)
    assert "1 legal opinion" in get(sign_in(world.drafter), f"/requests/{request.reference}/")
    href = f"/requests/{request.reference}/counsel/give/"
    press(adviser, get(adviser, href), href, {"code": "CSL-AGAINST", "reason": "Too broad."})
    assert "Too broad." in get(adviser, f"/requests/{request.reference}/counsel/")


def test_a_supervisor_gives_a_request_to_another_officer(world):
    """By a form with a choice and a reason."""
    boss, request = as_role(world, world.chief, "supervisor"), world.receive()
    href = f"/requests/{request.reference}/reassign/"
    assert href in get(boss, f"/requests/{request.reference}/")
    form = get(boss, href)
    assert press(boss, form, href, {"to": world.drafter.officer_id, "reason": " "}, status=422)
    assert press(boss, form, href, {"to": "nobody@nowhere", "reason": "x"}, status=422)
    press(boss, form, href, {"to": world.drafter.officer_id, "reason": "On leave."})
    assert Request.objects.get(pk=request.pk).holder == world.drafter
    assert "gave you" in get(sign_in(world.drafter), "/")


def test_what_happened_is_recorded_with_its_day(world):
    """Not a day ahead, not what no clock waits for."""
    client, request = sign_in(world.drafter), world.receive()
    href = f"/requests/{request.reference}/event/"
    form, day = get(client, href), world.at.datetime().date()
    filled = {"event": "order.made", "reason": "By telephone.", "on-day": day.day, "on-month": day.month, "on-year": day.year}
    for wrong, field in (({"on-year": day.year + 1}, "on"), ({"event": "presence.left"}, "event"), ({"reason": " "}, "reason")):
        refused = press(client, form, href, filled | wrong, status=422).content.decode()
        assert [name for name in ("on", "event", "reason") if f'id="e-{name}"' in refused] == [field]
    press(client, form, href, filled)
    assert Occurrence.objects.get().event == "order.made"
    assert "Recorded: The order was made. By telephone." in get(client, f"/requests/{request.reference}/history/")


def test_a_mission_forwards_and_the_desk_reads(world):
    """With a document, which is saved and never shown."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = world.receive()
    mission = as_role(world, world.both, "mission", country="XR")
    href = f"/requests/{request.reference}/forwarded/forward/"
    form = get(mission, href)
    bad = SimpleUploadedFile("note.exe", b"MZ")
    wrong = press(mission, form, href, {"reason": "From the ministry.", "document": bad}, status=422).content.decode()
    assert faulted(wrong) == ["f-document"]
    press(mission, form, href, {"reason": "From the ministry.", "document": SimpleUploadedFile("note.pdf", b"%PDF-1.7 x")})
    client, kept = sign_in(world.drafter), Forwarding.objects.get()
    assert "1 thing forwarded by missions" in get(client, f"/requests/{request.reference}/")
    page = get(client, f"/requests/{request.reference}/forwarded/")
    assert "From the ministry." in page
    taken = client.get(f"/requests/{request.reference}/forwarded/{kept.digest}/file/")
    assert (taken.status_code, taken["X-Content-Type-Options"], taken.content) == (200, "nosniff", b"%PDF-1.7 x")


def test_a_disclosed_path_is_followed_by_one_click(world):
    """From the case to the draft for the next State; where nobody is known the case says so."""
    client, request = sign_in(world.drafter), world.send()
    notice = dict(every_act()["MSG-PATH", "notice"]) | {"next_state": "TH", "provider_state": "TH"}
    world.deliver(world.puppet.say(world.puppet.act("notice", "MSG-PATH", notice, case=request.reference)))
    page = get(client, f"/requests/{request.reference}/")
    assert "that State can be asked next" in page
    press(client, page, f"{request.reference}/path/")
    draft = Draft.objects.get(peer=str(THIRD))
    assert draft.fields["custodian"] == "Transit Example GmbH"
    assert "A disclosed path" in get(client, f"/requests/{request.reference}/received/")
    assert "A disclosed path" in get(client, f"/drafts/{draft.pk}/sources/")
    other = world.send()
    world.deliver(world.puppet.say(world.puppet.act("notice", "MSG-PATH", notice | {"next_state": "DE"}, case=other.reference)))
    page = get(client, f"/requests/{other.reference}/")
    assert "no authority there is known to this node" in page
    assert f"{other.reference}/path/" not in page
