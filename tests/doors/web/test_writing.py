"""Writing an act: what is typed is kept, what is wrong is said, and nothing is submitted before it is right."""

import pytest
from django.urls import reverse
from visitors import Page, sign_in, stop_clock
from worlds.places import THERE

from comity.desk.reading.drafts import view_draft
from comity.records.models import Draft

RISK = {"risks": ["RISK-CONF"], "views_by": "2026-11-30"}
EVIL = '<script>alert("x")</script>"\' onmouseover=x'


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def browser(world):
    """The drafter's browser."""
    return sign_in(world.drafter)


@pytest.fixture
def draft(world):
    """A request that lacks nothing, still open."""
    return world.draft()


def item(draft, key, query=""):
    """Return the address of one page of a draft."""
    return reverse("compose-item", args=[draft.pk, key]) + query


def drafts_of(page):
    """Return the draft whose page this is."""
    return Draft.objects.get(pk=page.href.split("/")[2])


def test_a_request_begins_with_whom_and_what(browser):
    """Without a country the page says so and keeps the rest; with one the draft opens on its first item, our authority filled in."""
    page = Page(browser, reverse("compose-start")).post({"kind": "REQ-PRESERVE"})
    assert page.status == 200
    assert "Choose the country that is asked." in page.text
    assert page.held()["kind"] == ["REQ-PRESERVE"]
    page.post({"to": str(THERE)})
    assert page.href.endswith("/authority/")
    assert page.held()["authority"] == ["vn-poc"]


def test_the_same_form_twice_opens_one_draft(browser):
    """A double click on the first page gives the same draft."""
    page = Page(browser, reverse("compose-start"))
    data = {**page.held(), "to": str(THERE), "kind": "REQ-PRESERVE"}
    first, second = (browser.post(reverse("compose-start"), data)["Location"] for _ in range(2))
    assert first == second


def test_who_may_not_draft_reads_who_can(world):
    """The administrator's post does not draft; the page names those whose does."""
    page = Page(sign_in(world.administrator), reverse("compose-start"))
    assert page.status == 403
    assert "ha.n" in page.text


def test_what_is_typed_is_kept_even_when_it_is_wrong(browser, draft):
    """The first save shows the fault at its field and in the summary, with the words as typed; the second goes on."""
    page = Page(browser, item(draft, "offence")).post({"max_penalty_months": "six years"}, act="next")
    assert page.href.endswith("/offence/?mend=1")
    assert page.held()["max_penalty_months"] == ["six years"]
    assert page.text.count("must be a whole number") == 2
    assert 'href="#f-max_penalty_months"' in page.text
    page.post(act="next")
    assert page.href.endswith("/facts/")
    assert Draft.objects.get(pk=draft.pk).fields["max_penalty_months"] == "six years"


def test_a_page_opened_for_the_first_time_accuses_nobody(browser):
    """An empty item is not an error before anything was saved on it."""
    page = Page(browser, reverse("compose-start")).post({"to": str(THERE), "kind": "REQ-PRESERVE"})
    assert "missing" not in page.text


def test_more_lines_without_a_script(browser, draft):
    """The button saves what is there and gives three empty lines; what stood in the lines stays."""
    page = Page(browser, item(draft, "data")).post({"identifiers.1.value": "not an address"}, act="more:identifiers")
    assert "more=identifiers" in page.href
    assert page.held()["identifiers.1.value"] == ["not an address"]
    assert "identifiers.4.value" in page.held()
    assert "identifiers.5.value" not in page.held()


def test_moments_are_typed_by_the_desks_clock_and_kept_in_utc(world, browser):
    """12:00 at the desk (UTC+7) is 05:00 in UTC, and the page says so."""
    request = world.send()
    draft = world.draft("request", "REQ-PRESERVE-EXT", {"original": request.reference}, request=request)
    day = {"end-day": "1", "end-month": "4", "end-year": "2027", "end-time": "12:00"}
    page = Page(browser, item(draft, "all")).post(day, act="next")
    assert Draft.objects.get(pk=draft.pk).fields["end"] == "2027-04-01T05:00:00.000000Z"
    assert page.held()["end-time"] == ["12:00"]
    assert "1 Apr 2027 05:00 UTC" in page.text


def test_free_text_stands_as_typed_and_runs_nothing(browser, draft):
    """Markup in any text is shown, not obeyed: on its page, on the check, before the second officer."""
    page = Page(browser, item(draft, "facts")).post({"facts.text": EVIL}, act="next")
    page.take(browser.get(item(draft, "facts")), "")
    assert page.held()["facts.text"] == [EVIL]
    for href in (item(draft, "facts"), reverse("draft-check", args=[draft.pk])):
        assert "<script>alert" not in browser.get(href).content.decode()
    page = Page(browser, reverse("draft-check", args=[draft.pk])).post(act="submit")
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text


def test_hidden_characters_are_named_and_not_submitted(browser, draft):
    """A character that reorders what is read is kept in the draft, named at its field, and stops the submission."""
    page = Page(browser, item(draft, "facts")).post({"facts.text": "paid \u202e001"}, act="next")
    assert "can hide or reorder" in page.text
    page = Page(browser, reverse("draft-check", args=[draft.pk]))
    assert 'value="submit"' not in page.text
    assert page.post(act="submit").status == 200
    assert Draft.objects.get(pk=draft.pk).state == "open"


def test_the_check_lists_what_is_missing_by_item_and_offers_no_submission(world, browser):
    """Each missing content item is named with its article and leads to its page; a post does not get round it."""
    draft = world.draft(values=world.fields(offences=None, necessity=None))
    page = Page(browser, reverse("draft-check", args=[draft.pk]))
    assert "42(3)(b)" in page.text
    assert "42(3)(e)" in page.text
    assert "2 things to mend" in page.text
    assert item(draft, "necessity", "?mend=1#f-necessity") in page.text
    assert 'value="submit"' not in page.text
    page.post(act="submit")
    assert Draft.objects.get(pk=draft.pk).state == "open"


def test_a_rule_that_stops_is_listed_and_blocks(world, browser):
    """An offence that is neither of the Convention nor serious stops the request; the page says why and what mends it."""
    draft = world.draft(values=world.fields(offences=["OFF-OTHER"], max_penalty_months=12))
    page = Page(browser, reverse("draft-check", args=[draft.pk]))
    stops = [one for one in view_draft(draft.pk, by=world.actor(world.drafter), at=world.at).findings if one.outcome == "stop"]
    assert stops[0].title["en"] in page.text
    assert 'value="submit"' not in page.text


def test_submitting_names_who_can_approve_and_happens_once(world, browser, draft):
    """The act names the possible second officers; the same form posted twice submits once."""
    page = Page(browser, reverse("draft-check", args=[draft.pk]))
    assert "Submit to an.p, lan.v or minh.d for approval" in page.text
    data = {**page.held("check"), "act": "submit"}
    first, second = (browser.post(reverse("draft-check", args=[draft.pk]), data)["Location"] for _ in range(2))
    assert first == second == reverse("approve", args=[draft.pk])
    assert Draft.objects.get(pk=draft.pk).reference == "VN-2026-000001"


def test_a_stale_check_does_not_submit(world, browser, draft):
    """Somebody saved after the check was shown: nothing is submitted, and the page leads back to the draft."""
    page = Page(browser, reverse("draft-check", args=[draft.pk]))
    world_save(world, draft, case_number="OTHER")
    page.post(act="submit")
    assert page.status == 409
    assert reverse("draft-check", args=[draft.pk]) in page.text
    assert Draft.objects.get(pk=draft.pk).state == "open"


def world_save(world, draft, **changes):
    """Let a colleague save another version."""
    from comity.desk.drafting.actions import save_draft

    fresh = Draft.objects.get(pk=draft.pk)
    return save_draft(draft.pk, fields={**fresh.fields, **changes}, based_on=fresh.version, by=world.both, at=world.at)


@pytest.mark.parametrize(("act", "goes_on"), [("mine", "MINE"), ("theirs", "THEIRS")])
def test_a_second_editor_overwrites_nothing(world, browser, draft, act, goes_on):
    """The three versions stand side by side; whichever goes on is a new version, and the other stays in the history."""
    page = Page(browser, item(draft, "authority"))
    world_save(world, draft, case_number="THEIRS")
    page.post({"case_number": "MINE"}, act="next")
    assert page.status == 409
    assert all(text in page.text for text in ("MINE", "THEIRS", "FP-2026-1187", "minh.d"))
    there = reverse("draft-changed", args=[draft.pk])
    deep = browser.post(there, {**page.held(there), "mine": '{"case_number":' + "[" * 900 + "]" * 900 + "}", "act": act})
    assert (deep.status_code, Draft.objects.get(pk=draft.pk).fields["case_number"]) == (400, "THEIRS")
    page.post(act=act)
    now = Draft.objects.get(pk=draft.pk)
    assert now.fields["case_number"] == goes_on
    kept = [version.fields["case_number"] for version in now.versions.order_by("version")[2:]]
    assert kept == (["THEIRS", "MINE"] if act == "mine" else ["THEIRS", "MINE", "THEIRS"])


def test_autosave_answers_with_the_version_and_never_overwrites(world, browser, draft):
    """The script learns version and line; a stale one gets 409 and the draft stays."""
    page = Page(browser, item(draft, "authority"))
    href = reverse("draft-autosave", args=[draft.pk, "authority"])
    saved = browser.post(href, {**page.held(), "case_number": "A-1"})
    assert saved.json() == {"version": 3, "line": "Draft 3, saved 10:08:00"}
    stale = browser.post(href, {**page.held(), "case_number": "A-2"})
    assert stale.status_code == 409
    assert "version 3" in stale.json()["line"]
    assert Draft.objects.get(pk=draft.pk).fields["case_number"] == "A-1"


def test_a_draft_is_set_aside_with_a_reason_and_taken_up_again(browser, draft):
    """Without a reason nothing happens; nothing is deleted either way."""
    page = Page(browser, reverse("set-aside", args=[draft.pk])).post({"reason": "  "})
    assert "Give a reason." in page.text
    page.post({"reason": "The case was closed."})
    assert Draft.objects.get(pk=draft.pk).state == "set-aside"
    assert 'value="submit"' not in page.text
    page.post(action="take-up")
    assert Draft.objects.get(pk=draft.pk).state == "open"


def test_a_draft_that_is_not_there_is_a_clear_page(browser):
    """An address of no draft says so in words."""
    page = Page(browser, reverse("draft-check", args=["00000000-0000-0000-0000-000000000000"]))
    assert page.status == 404
    assert "no such draft" in page.text


def test_a_form_without_its_token_of_the_session_is_refused(browser, draft):
    """A post from elsewhere does nothing."""
    response = browser.post(item(draft, "authority"), {"case_number": "X"}, headers={"cookie": ""})
    assert response.status_code in (302, 403)
    assert Draft.objects.get(pk=draft.pk).fields["case_number"] == "FP-2026-1187"


def test_every_wish_on_a_request_opens_its_short_form(world, browser):
    """An extension of what is not granted does not follow; a withdrawal does, and its second click finds the same draft."""
    request = world.send()
    assert Page(browser, reverse("extend", args=[request.reference])).status == 409
    page = Page(browser, reverse("withdraw", args=[request.reference]))
    data = page.held() | {"reason": "WD-NOT-NEEDED", "reasons": "WD-NOT-NEEDED"}
    first, second = (browser.post(reverse("withdraw", args=[request.reference]), data)["Location"] for _ in range(2))
    assert first == second
    assert Page(browser, reverse("withdraw", args=[request.reference])).href == reverse("draft-check", args=[first.split("/")[2]])


def test_a_risk_notice_is_answered_with_whether_to_go_on(world, browser):
    """The form of the reply is that of the notice; what is chosen goes to the check."""
    request = world.send()
    notice = world.puppet.act(act="notice", kind="MSG-PRESERVE-RISK", case=request.reference, article="42(7)", values=RISK)
    world.deliver(world.puppet.say(notice))
    page = Page(browser, reverse("views", args=[request.reference]))
    assert "Preserve all the same" in page.text
    page.post({"go_on": "RSK-STOP"})
    assert page.href.endswith("/check/")
    assert "Do not preserve" in page.text
