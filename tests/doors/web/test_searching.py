"""The search page and the box in the header, as officers see them; kept searches beside the queue."""

import pytest
from visitors import Page, sign_in, stop_clock

from comity.desk.filters.actions import save_filter
from comity.desk.reading.search import Query
from comity.doors.cli.demo import fields
from comity.records.models import SavedFilter


@pytest.fixture
def browser(world, monkeypatch):
    """An officer before the pages."""
    stop_clock(monkeypatch, world.at)
    return sign_in(world.drafter)


@pytest.fixture
def lak(world):
    """A request about a place with all its marks."""
    facts = {"text": "Máy chủ đặt tại Đắk Lắk.", "language": "vi"}
    return world.receive(case="XR-2026-000107", values=fields.request("hospital", at=world.at) | {"facts": facts})


def test_every_page_has_the_box_and_it_finds(browser, lak):
    """One field in the header, to the page of all requests; the words stay in the form there."""
    for path in ("/", "/requests/", "/journal/", f"/requests/{lak.reference}/"):
        form = next(form for form in Page(browser, path).forms if form["action"] == "/requests/")
        assert list(form["data"]) == ["q"]
    shown = Page(browser, "/requests/?q=dak+lak")
    assert lak.reference in shown.text
    assert 'value="dak lak"' in shown.text


@pytest.mark.both_databases("search")
def test_a_search_is_narrowed_and_says_so(browser, lak):
    """What is chosen stays chosen, and stands in the address of the next page and of what is kept."""
    shown = Page(browser, "/requests/?q=lak&direction=in&state=delivered&country=XR&holder=nobody&since=2026-01-01")
    assert lak.reference in shown.text
    for name, value in (("direction", "in"), ("state", "delivered"), ("country", "XR"), ("holder", "nobody")):
        assert shown.chosen[name] == value
    assert '<details class="narrowing" open>' in shown.text
    kept = "/filters/keep/?q=lak&amp;direction=in&amp;state=delivered&amp;country=XR&amp;holder=nobody&amp;since=2026-01-01"
    assert kept in shown.text
    assert lak.reference not in Page(browser, "/requests/?q=lak&state=refused").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("q=" + "a" * 10_000, "at most 200"),
        ("q=%22%27%3B--", "holds no word"),
        ("state=lost", "state=lost"),
        ("since=2026-13-01", "since=2026-13-01"),
        ("since=2026-02-02&until=2026-02-01", "before that"),
    ],
)
def test_what_cannot_be_searched_is_said_beside_the_field(browser, lak, asked, said):
    """With what was typed still in the form, and what to do next; nothing is searched."""
    shown = Page(browser, f"/requests/?{asked}")
    assert shown.status == 422
    assert said in shown.text
    assert 'role="alert"' in shown.text
    assert lak.reference not in shown.text
    assert len(shown.text) < 60_000


def test_markup_in_a_search_is_text(browser, lak):
    """Where it is repeated."""
    shown = Page(browser, "/requests/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in shown.text
    assert "&lt;script&gt;alert(1)" in shown.text


def test_a_search_is_kept_renamed_and_retired(world, browser, lak):
    """Under a name, beside the queue, until it is taken out of use; a second click keeps one."""
    page = Page(browser, "/filters/keep/?q=dak+lak&state=delivered")
    assert "dak lak" in page.text
    page.post({"name": "Tây Nguyên", "scope": "desk"})
    assert page.onward == "/requests/?q=dak+lak&state=delivered"
    row = SavedFilter.objects.get()
    assert (row.name, row.shared) == ("Tây Nguyên", True)
    queue = Page(sign_in(world.approver), "/")
    assert "Tây Nguyên" in queue.text
    assert 'href="/requests/?q=dak+lak&amp;state=delivered"' in queue.text
    renamed = Page(browser, f"/filters/{row.pk}/").post({"name": "Dak Lak"})
    assert renamed.onward == "/requests/?q=dak+lak&state=delivered"
    Page(browser, f"/filters/{row.pk}/").post(action="/retire/")
    assert "Dak Lak" not in Page(browser, "/").text
    assert Page(browser, f"/filters/{row.pk}/").status == 404
    assert SavedFilter.objects.get().retired_at == world.at


@pytest.mark.both_databases("names that are alike")
def test_a_name_that_is_taken_is_said_beside_the_field(world, browser):
    """What was typed and chosen stays; nothing is overwritten."""
    for name in ("Late", "Other"):
        save_filter(name, query=Query(q=name), shared=True, by=world.approver, at=world.at, token=name)
    for typed, said in (("late", "There is a filter"), ("", "needs a name"), ("x" * 61, "needs a name")):
        page = Page(browser, "/filters/keep/?q=x").post({"name": typed, "scope": "desk"})
        assert page.status == 422
        assert said in page.text
        assert 'value="desk" checked' in page.text
    other = SavedFilter.objects.get(name="Other")
    assert Page(browser, f"/filters/{other.pk}/").post({"name": "LATE"}).status == 422
    assert set(SavedFilter.objects.values_list("name", "query")) == {("Late", "q=Late"), ("Other", "q=Other")}


def test_the_filters_of_others_are_nobody_elses(world, browser):
    """Not shown, and not there."""
    row = save_filter("Own-7", query=Query(q="x"), shared=False, by=world.approver, at=world.at, token="t")
    assert "Own-7" not in Page(browser, "/").text
    assert Page(browser, f"/filters/{row.pk}/").status == 404


def test_an_address_that_cannot_be_a_request_is_not_there(browser):
    """Whatever stands in it, on either database."""
    for path in ("/requests/%00/", "/requests/XR-2026-000999/", "/requests/x'%20OR%201=1/"):
        assert Page(browser, path).status == 404
