"""The threat exchange, without JavaScript: a warning is written, approved by a second officer, acknowledged, followed up."""

import html
import re
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from tests.desk.test_warning import TYPED, give_roles, ledger, published, says
from tests.worlds.places import PASSPHRASE
from visitors import Page, sign_in, stop_clock

from comity.intel.warnings.actions import begin_warning
from comity.records.models import Draft, JournalAct, Receipt, ThreatWarning, WarningIssue
from comity.wire.warning import parse_told, print_told


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)
    give_roles(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at(officer, name, *of, **more):
    """Open a page as an officer."""
    return Page(sign_in(officer, **more), reverse(name, args=of))


def send(page, action, **named):
    """Send the form that posts to `action`, as it is filled in but for `named`."""
    form = next(one for one in page.forms if one["action"] == action)
    held = {key: value for key, value in form["data"].items() if value}
    reply = page.client.post(action, held | named)
    if reply.status_code == HTTPStatus.FOUND:
        return Page(page.client, reply["Location"])
    page.take(reply, action)
    return page


def test_a_warning_is_written_page_by_page_and_sent_by_the_second_officer(world):
    """One thing a page; the answers show who gets it and who does not, with the reason; the second officer sees the digest."""
    page = at(world.drafter, "warning-new")
    page = send(page, reverse("warning-new"), sort="WARN-METHOD", field="EF-FINANCING")
    number = ThreatWarning.objects.get().number
    for item, named in (
        ("threat", {"support_types": ["SUP-FINANCE"]}),
        ("words", {}),
        ("signs", {}),
        ("asked", {"actions": ["WACT-LOOK"], "good_until-day": "31", "good_until-month": "3", "good_until-year": "2027"}),
        ("limits", {"tlp": "TLP:GREEN", "onward": "ONWARD-ASK"}),
        ("aim", {"kinds": ["FIU"]}),
    ):
        page = send(page, reverse("warning-item", args=[number, item]), **named)
    words = told(page)
    assert "xr-cert" in words
    assert "It is for authorities of this kind: Financial intelligence unit; th-poc (TH) is none." in words
    page = send(page, reverse("warning-check", args=[number]))
    assert "You wrote this version" in told(page)
    page = at(world.approver, "warning-approve", number)
    page = send(page, reverse("warning-approve", args=[number]), password=PASSPHRASE)
    assert page.status == 200, told(page)
    assert ledger(ThreatWarning.objects.get()) == {"xr-cert": "sent", "xr-poc": "withheld", "th-poc": "withheld"}
    words = told(at(world.drafter, "warning", number))
    assert "Financing of terrorism" in words
    assert "Does not get it" in words


def test_what_came_is_acknowledged_from_its_page_and_from_its_case(world):
    """The case leads to the warning; one choice and one click; a second officer's approval sends it; both languages read it whole."""
    told_ = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told_}, case="XR-2026-000041", tlp="TLP:GREEN")
    case = at(world.drafter, "request", "XR-2026-000041")
    assert "Acknowledge the warning" in told(case)
    home = told(at(world.drafter, "exchange"))
    assert "Waits for our word" in home
    assert "No warning has come" not in home
    page = at(world.drafter, "warning", "XR-2026-000041")
    both = told(page)
    assert Receipt.objects.filter(kind="opened", direction="out", case="XR-2026-000041").exists()
    assert not JournalAct.objects.filter(name="content.read").exists()
    assert "Tài trợ khủng bố" in both  # how it reads in the other language stands on the page
    assert "Virtual assets" in both
    wrong = send(page, reverse("warning", args=["XR-2026-000041"]))
    assert wrong.status == 422
    assert "An acknowledgement says what was done, by the list." in told(wrong)
    assert not Draft.objects.exists()
    page = send(at(world.drafter, "warning", "XR-2026-000041"), reverse("warning", args=["XR-2026-000041"]), done="DONE-SEEN")
    draft = Draft.objects.get()
    assert (draft.state, draft.fields["done"]) == ("submitted", "DONE-SEEN")
    assert reverse("approve", args=[draft.pk]) in page.href
    assert at(world.approver, "approve", draft.pk).status == 200
    waits = at(world.drafter, "warning", "XR-2026-000041")
    assert "Our word waits for the second officer" in told(waits)
    assert not [form for form in waits.forms if "done" in form["data"]]


def test_the_list_is_narrowed_by_field_and_by_code(world):
    """What supports terrorism by money is found by that code; a code that is none narrows nothing."""
    published(world)
    published(world, support_types=["SUP-WEAPONS"], words=None)
    browser = sign_in(world.drafter)

    def found(**asked):
        page = Page(browser, f"{reverse('exchange')}?{urlencode(asked)}")
        return list(dict.fromkeys(re.findall(r"W-00000\d", page.text.partition('id="warnings"')[2])))

    assert found() == ["W-000002", "W-000001"]
    assert found(code="support-type~SUP-FINANCE") == ["W-000001"]
    assert found(code="support-type~SUP-WEAPONS", field="EF-FINANCING") == ["W-000002"]
    assert found(field="EF-DRUGS") == []
    assert found(code="support-type~NOBODY") == ["W-000002", "W-000001"]


def test_why_nobody_gets_it_is_said_before_it_is_submitted(world):
    """No button, the reason of each authority, and the way to mend it; what was typed wrongly is marked where it stands."""
    made = begin_warning(typed={**TYPED, "tlp": "TLP:RED"}, by=world.drafter, at=world.at, token=world.token())
    page = at(world.drafter, "warning-check", made.number)
    assert "Nobody would get this: in the field Financing of terrorism, marked TLP:RED" in told(page)
    assert "TLP:RED: only the recipients named may see it, and xr-cert (XR) is not among them." in told(page)
    assert "Submit to" not in told(page)
    broken = begin_warning(typed={**TYPED, "good_until": "2026-13-45"}, by=world.drafter, at=world.at, token=world.token())
    page = at(world.drafter, "warning-check", broken.number)
    assert "Not submitted: 1 thing to mend" in told(page)
    assert at(world.drafter, "warning-item", broken.number, "asked").status == 200
    bad = Page(page.client, f"{reverse('warning-item', args=[broken.number, 'asked'])}?mend=1")
    assert "e-good_until" in bad.text


def test_a_warning_is_begun_from_a_case_and_from_a_statement(world):
    """Codes alone come over from a case; from a statement its words, with the number of its document."""
    request = world.receive()
    page = at(world.drafter, "request", request.reference)
    href = next(one for one in re.findall(r'href="([^"]*)"', page.text) if one.startswith(reverse("warning-new")))
    page = Page(page.client, html.unescape(href))
    page = send(page, reverse("warning-new"), sort="WARN-THREAT", field="EF-CYBERCRIME")
    begun = ThreatWarning.objects.get()
    assert begun.source == request.reference
    assert "words" not in WarningIssue.objects.get().typed
    assert page.status == 200
    assert at(world.drafter, "warning-new").status == 200
    assert Page(page.client, f"{reverse('warning-new')}?from=XR-2026-999999").status == 404


def test_follow_ups_are_prepared_from_the_page(world):
    """A recall asks why; the second officer sees how many it reaches; afterwards nobody overlooks it."""
    warning = published(world)
    page = at(world.drafter, "warning", warning.number)
    hidden = next(form for form in page.forms if form["data"].get("step") == ["recall"])
    reply = page.client.post(hidden["action"], hidden["data"] | {"reason": "RECALL-WRONG"})
    page = Page(page.client, reply["Location"])
    assert "It was wrong" in told(page)
    page = send(page, reverse("warning-check", args=[warning.number]))
    page = at(world.approver, "warning-approve", warning.number)
    assert "Approve, and recall it from 1 authority" in told(page)
    wrong = send(page, reverse("warning-approve", args=[warning.number]), password="not this one")
    assert "This is not your password" in told(wrong)
    page = send(page, reverse("warning-approve", args=[warning.number]), password=PASSPHRASE)
    assert "Recalled: It was wrong. Do not rely on it" in told(page)
    assert at(world.drafter, "warning", "W-999999").status == 404


def test_reading_what_is_for_named_recipients_only_stands_in_the_journal(world):
    """Once a sitting, as on the page of its case."""
    told_ = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"} | {"tlp": "TLP:RED"}))
    says(world, "request", {"number": "W-000031", **told_}, case="XR-2026-000041", tlp="TLP:RED")
    client = sign_in(world.drafter)
    for _ in range(2):
        assert client.get(reverse("warning", args=["XR-2026-000041"])).status_code == HTTPStatus.OK
    assert JournalAct.objects.filter(name="content.read", about="XR-2026-000041").count() == 1
