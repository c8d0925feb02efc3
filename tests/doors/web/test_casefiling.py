"""The page of case files: what it warns of, what it gives away, what it keeps of what was typed."""

import io
import re

import pytest
from django.urls import reverse
from visitors import sign_in

from comity.courier.publishing import publish_log
from comity.desk.casefile.verifying import verify_casefile
from comity.records.models import JournalAct
from comity.terms.digests import Digest

TYPED = {
    "reader": "RD-COURT",
    "court": "Tòa án nhân dân tỉnh Đắk Lắk",
    "number": "12/2026/HSST",
    "purpose.text": "Evidence at the trial",
    "language": "en",
    "word.text": "The court ordered it.",
}


@pytest.fixture
def browser(world):
    """The approver, signed in just now."""
    return visitor(world.approver)


def visitor(officer):
    """Sign in; that a form needs its token is held for every address elsewhere."""
    client = sign_in(officer)
    client.handler.enforce_csrf_checks = False
    return client


def page(request):
    """Return the address."""
    return reverse("casefile", args=[request.reference])


def test_it_gives_the_file_away_and_lists_who_took_it(world, browser):
    """What comes verifies; its digest stands on the page."""
    request = world.receive()
    publish_log(world.home)
    shown = browser.get(page(request)).content.decode()
    assert "only an approver" not in shown
    assert "Why this is allowed" in shown
    response = browser.post(page(request), TYPED)
    assert response["Content-Type"] == "application/zip"
    assert f"{request.reference}.court.casefile.zip" in response["Content-Disposition"]
    data = b"".join(response.streaming_content)
    assert verify_casefile(io.BytesIO(data), trusted={}).manifest.court == TYPED["court"]
    after = browser.get(page(request)).content.decode()
    assert str(Digest.of(data)) in after
    assert "12/2026/HSST" in after
    assert page(request) in browser.get(reverse("request", args=[request.reference])).content.decode()


@pytest.mark.parametrize(
    ("changes", "words", "keys"),
    [
        ({"court": "", "language": ""}, "Name the court", ["court", "language"]),
        ({"reader": "press"}, "Say for whom it is", ["reader"]),
        ({"word.text": ""}, "say in words why", ["word"]),
        ({"withhold": ["1"], "ground": "WH-USE"}, "Nothing is withheld from a court", ["withhold"]),
        ({"reader": "RD-DEFENCE", "withhold": ["1"]}, "needs one ground", ["ground"]),
        ({"reader": "RD-DEFENCE", "withhold": ["²"], "ground": "WH-USE"}, "cannot be withheld", ["withhold"]),
        ({"purpose.text": "to\u202eday"}, "can hide or reorder", ["purpose"]),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, browser, changes, words, keys):
    """Status 422, the sentence at its field and above, the form as it was; nothing in the journal."""
    request = world.receive()
    response = browser.post(page(request), TYPED | changes)
    said = response.content.decode()
    assert response.status_code == 422
    assert words in said
    assert re.findall(r'href="#f-(\w+)"', said) == keys
    assert re.findall(r'id="e-(\w+)"', said) == keys
    assert "12/2026/HSST" in said
    assert not JournalAct.objects.filter(name="casefile.exported").exists()


def test_an_officer_who_may_not_release_is_told_so_before(world, browser):
    """A legal adviser reads why and who can, gets no form, and is refused when they post all the same."""
    world.both.roles = ["legal-adviser"]
    world.both.save()
    adviser = visitor(world.both)
    request = world.receive()
    shown = adviser.get(page(request)).content.decode()
    told = re.search(r"only an approver can export it\. ([^<]+) can\.", shown)
    assert world.approver.name in told[1]
    assert world.both.name not in told[1]
    assert 'name="court"' not in shown
    assert adviser.post(page(request), TYPED).status_code == 422


def test_it_is_not_there_for_a_drafter(world):
    """The gate says no, and the request's page has no link to it."""
    request = world.receive()
    drafter = sign_in(world.drafter)
    assert drafter.get(page(request)).status_code == 403
    assert page(request) not in drafter.get(reverse("request", args=[request.reference])).content.decode()
