"""The pages of incidents, of what persons ask, of persons and accounts, of costs: each step by its form, and what is wrong said there."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from visitors import Page, faulted, sign_in, stop_clock

from comity.desk.claims.collecting import home_claims
from comity.desk.incidents.queries import standing_of
from comity.desk.remedies.actions import decide_remedy, register_remedy
from comity.desk.visibility import visible_to
from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.doors.cli.demo import fields
from comity.records.models import Cost, Draft, Incident, Remedy


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def advisers(world):
    """A legal adviser and a supervisor."""
    for officer, role in ((world.both, Role.LEGAL_ADVISER), (world.chief, Role.SUPERVISOR)):
        give_roles(officer, roles=[role], by="operator", at=world.at)
        officer.refresh_from_db()
    return world.both, world.chief


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def send(page, **values):
    """Post the form that holds all of `values`' hidden step, as a browser would."""
    wanted = {key: value for key, value in values.items() if key in ("sort", "step")}
    forms = [form for form in page.forms if all(form["data"].get(key) == [value] for key, value in wanted.items())]
    form = next(form for form in forms if not form["action"].startswith(("/switch", "/account")) and form["action"] != "/requests/")
    filled = {key: value for key, value in form["data"].items() if value} | {key.replace("__", "."): value for key, value in values.items()}
    page.take(page.client.post(form["action"] or page.href, filled), page.href)
    return page


def test_a_misdelivery_is_closed_told_and_ended_by_its_pages(world):
    """From the case to the end; the finder is out at once, each of the two says so once."""
    request = world.receive()
    for officer in (world.both, world.chief):
        give_roles(officer, roles=[Role.SUPERVISOR], by="operator", at=world.at)
        officer.refresh_from_db()
    case = Page(sign_in(world.drafter), reverse("request", args=[request.reference]))
    assert f"{reverse('incidents')}?reference={request.reference}" in case.text
    page = Page(case.client, f"{reverse('incidents')}?reference={request.reference}")
    assert f'value="{request.reference}"' in page.text
    send(page, sort="misdelivery", reference=request.reference, reason__text="")
    assert page.status == 422
    assert "This needs a reason in words." in told(page)
    send(page, sort="misdelivery", reference=request.reference, reason__text="It names another addressee.")
    incident = Incident.objects.get()
    assert page.onward == reverse("incident", args=[incident.pk])
    assert Page(case.client, reverse("request", args=[request.reference])).status == 404
    shown = Page(case.client, page.onward)
    shown.post(action="/notice/")
    draft = Draft.objects.get(kind="ADM-MISDELIVERY")
    assert draft.fields["original"] == request.reference
    more = {"misdirected": "MIS-ADDRESSEE", "read_by": "READ-NONE", "proposed": "END-DESTROY", "urgency": "routine"}
    notice = world.send("request", "ADM-MISDELIVERY", {**draft.fields, **more})
    shown = Page(case.client, reverse("incident", args=[incident.pk]))
    send(shown, step="told", reference="VN-2026-999999")
    assert shown.status == 422
    assert re.search(r'id="f-reference"[^>]* value="VN-2026-999999"[^>]* aria-invalid="true"', shown.text)
    send(shown, step="told", reference=notice.reference)
    for officer, step in ((world.both, {"step": "say", "ended": "END-DESTROYED"}), (world.chief, {"step": "confirm"})):
        send(Page(sign_in(officer), reverse("incident", args=[incident.pk])), **step)
    incident.refresh_from_db()
    assert standing_of(incident).stage == "ended"
    assert "Destroyed; no copy is kept" in told(Page(case.client, shown.href))
    assert 'href="/incidents/">To the incidents</a>' in Page(case.client, reverse("incident", args=[9999])).text


def test_a_breach_is_declared_with_its_moment(world):
    """Wrong things are said, what was typed stays; its clock is shown."""
    peer = world.receive().peer
    here = world.at.datetime() - timedelta(hours=2)
    page = Page(sign_in(world.drafter), reverse("incidents"))
    typed = {"sort": "breach", "peer": peer, "reason__text": "A disk was lost on the way."}
    send(page, **typed)
    assert page.status == 422
    assert "A disk was lost on the way." in told(page)
    day = {"found_at-day": str(here.day), "found_at-month": str(here.month), "found_at-year": str(here.year), "found_at-time": "01:00"}
    send(page, **typed, **day)
    assert page.onward == reverse("incident", args=[Incident.objects.get().pk])
    assert "the other side is to be told" in told(Page(page.client, page.onward))


def test_a_question_is_registered_decided_and_answered_by_its_pages(world, advisers):
    """By two; the letter is a file; nothing of it stands on the page of the case."""
    request = world.receive()
    page = Page(sign_in(advisers[0]), reverse("remedies"))
    typed = {
        "way": "RW-LETTER",
        "asker": "AK-PERSON",
        "person": "Phạm Thị Lan",
        "reach": "Hà Nội",
        "asked": ["RA-ACCESS", "RA-USE"],
        "references": request.reference,
        "words__text": "What do you hold on me?",
        "received_on-day": "20",
        "received_on-month": "11",
        "received_on-year": "2026",
    }
    for key, empty in (("person", ""), ("asked", []), ("received_on-day", "")):
        send(page, **{**typed, key: empty})
        assert page.status == 422
        assert f'href="#f-{key.removesuffix("-day")}"' in page.text
        assert f'id="e-{key.removesuffix("-day")}"' in page.text
        assert "What do you hold on me?" in told(page)
    send(page, **{**typed, "references": "no number"})
    assert "the number of the case that it concerns is missing or not on the list" in told(page)
    send(page, **typed)
    remedy = Remedy.objects.get()
    href = reverse("remedy", args=[remedy.number])
    assert page.onward == href
    until = (world.at.datetime() + timedelta(days=30)).date()
    day = {"until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year)}
    first = Page(page.client, href)
    send(first, step="decide", decision="RD-GRANTED", reasons__text="Looked at.")
    assert first.status == 422
    assert "is to be kept secret" in told(first)
    assert 'href="#f-decision"' in first.text
    send(first, step="hand-on", reference="VN-2026-999999")
    assert first.status == 422
    assert 'href="#f-reference"' in first.text
    assert re.search(r'id="f-reference"[^>]* value="VN-2026-999999"[^>]* aria-invalid="true"', first.text)
    send(first, step="decide", decision="RD-NEITHER", reasons__text="Looked at.", **day)
    second = Page(sign_in(advisers[1]), href)
    send(second, step="agree")
    letter = page.client.post(
        reverse("remedy-letter", args=[remedy.number, "pdf"]),
        {"csrfmiddlewaretoken": Page(page.client, href).form()["data"]["csrfmiddlewaretoken"][0]},
    )
    assert letter.content.startswith(b"%PDF")
    send(Page(sign_in(advisers[1]), href), step="answer")
    remedy.refresh_from_db()
    assert remedy.answered_at is not None
    case = Page(sign_in(world.drafter), reverse("request", args=[request.reference]))
    assert remedy.number not in case.text
    assert "remedies" not in case.text


def test_nobody_else_is_led_to_the_register_or_let_in(world, advisers):
    """Neither the list, one question, nor its letter."""
    typed = {"way": "RW-LETTER", "asker": "AK-PERSON", "person": "Lan", "reach": "HN", "words": "What?", "received_on": "2026-11-20"}
    kept = register_remedy(typed=typed, asked=["RA-ACCESS"], references=[], by=advisers[0], at=world.at, token=world.token())
    decide_remedy(kept.number, decision="RD-NONE", reasons="None.", until="", by=advisers[0], at=world.at, token=world.token())
    for officer in (world.drafter, world.approver):
        client = sign_in(officer)
        for href in (reverse("remedies"), reverse("remedy", args=[kept.number])):
            page = Page(client, href)
            assert page.status == 403
            assert "Lan" not in told(page)


def test_persons_and_accounts_are_a_picture_and_the_same_as_a_table(world):
    """A claim is added with its source, marked where it disagrees, and taken back; the picture has a text for who cannot see it."""
    values = {"identifiers": [{"type": "account", "value": "mail.example nguyen.a"}]}
    request = world.receive(values=fields.request("hospital", at=world.at) | values)
    href = reverse("persons", args=[request.reference])
    page = Page(sign_in(world.drafter), href)
    assert re.search(r'<svg width="(\d+)" viewBox="[1-9]\d* 0 \1 ', page.text)  # no person is named: the first column is left out
    assert re.search(r'<desc id="g-text">\d+ persons, accounts and providers', page.text)
    typed = {
        "one_type": "PERSON",
        "one": "Nguyễn Văn A",
        "relation": "CR-USES",
        "other_type": "ACCOUNT",
        "other": "mail.example nguyen.a",
        "state": "VN",
        "stand": "CS-SAYS",
        "confidence": "CC-PROBABLE",
        "source__text": "",
    }
    page.post({key.replace("__", "."): value for key, value in typed.items()}, action="/persons/")
    assert page.status == 422
    assert "Nguyễn Văn A" in page.text
    assert "Nothing was added: say where it is from." in told(page)
    assert faulted(page.text) == ["f-source"]
    for change in ({"source__text": "File 12"}, {"source__text": "Their call", "state": "XR", "stand": "CS-DENIES"}):
        adding = Page(page.client, href)
        adding.forms = [form for form in adding.forms if "one" in form["data"]]
        assert send(adding, **typed | change).onward == href
    seen = Page(page.client, href)
    assert "≠ the sources disagree" in told(seen)
    assert re.search(r"\d claims? joins? them\. 1 of them is disputed\.", told(seen))
    assert '<span class="tag">VN</span>' not in seen.text  # a State is chosen by its name
    assert seen.text.count('class="link odd"') == 1
    assert seen.text.count('<path class="link') == len(re.findall(r'<th[^>]*class="[^"]*\bgh\b', seen.text))
    assert len(home_claims(request)) == 2
    seen.post(action="/back/")
    assert len(home_claims(request)) == 1


def test_the_page_keeps_to_walls_and_roles(world):
    """Who may not know of the case is told that nothing is there; who may only read gets no form."""
    request = world.receive()
    give_roles(world.chief, roles=[Role.SUPERVISOR], by="operator", at=world.at)
    href = reverse("persons", args=[request.reference])
    assert 'name="one_type"' not in Page(sign_in(world.chief), href).text
    assert Page(sign_in(world.drafter), reverse("persons", args=["XR-2026-999999"])).status == 404
    assert visible_to(world.actor(world.drafter)).exists()


def test_costs_are_kept_and_wrong_ones_said(world):
    """An amount in digits and a currency of the list."""
    request = world.receive()
    page = Page(sign_in(world.drafter), reverse("costs", args=[request.reference]))
    for amount, currency, field in (("much", "EUR", "amount"), ("1", "", "currency")):
        page.post({"amount": amount, "currency": currency, "words.text": "Bill"}, action="/costs/")
        assert (page.status, page.text.count('aria-invalid="true"')) == (422, 1)
        assert f'<a href="#f-{field}">' in page.text
        assert f'aria-describedby="{"h-amount " if field == "amount" else ""}e-{field}"' in page.text
    page.post({"amount": "120.50", "currency": "EUR", "words.text": "Bill"}, action="/costs/")
    assert Cost.objects.get().hundredths == 12050
    assert "120.50 EUR" in told(Page(page.client, page.onward))
    world.drafter.language = "vi"
    world.drafter.save()
    page.client.cookies["django_language"] = "vi"
    assert "120,50 EUR" in told(Page(page.client, page.href))
