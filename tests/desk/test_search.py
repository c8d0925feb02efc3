"""Searching: what an officer finds, by which words, in which order, and what nobody finds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.indexing import forget, index_again, index_all, newest_owed, pay_words
from comity.desk.reading.search import (
    DIRECTIONS,
    NOBODY,
    PAGE,
    URGENCIES,
    BackwardDates,
    NoSuchChoice,
    NoSuchDay,
    NoWords,
    Query,
    QueryTooLong,
    parse_query,
    print_query,
    search,
)
from comity.desk.states import State
from comity.directory.officers import actor
from comity.doors.cli.demo import fields
from comity.records.models import Request, SearchText
from comity.terms.instants import Instant

pytestmark = pytest.mark.both_databases("search")


def found(world, words="", *, by=None, before=None, **narrowed):
    """Return the references that a search finds, newest first."""
    officer = by or world.drafter
    page = search(parse_query({"q": words, **narrowed}), officer=officer, by=actor(officer, at=world.at), at=world.at, before=before)
    return [row.request.reference for row in page.rows]


@pytest.fixture
def lak(world):
    """A request about a place with all its marks."""
    facts = {"text": "Máy chủ đặt tại Buôn Ma Thuột, Đắk Lắk; chuyển dữ liệu về Hà Nội. Шойгу С. К. ＡＢＣ", "language": "vi"}
    values = fields.request("hospital", at=world.at) | {"facts": facts, "custodian": "Bưu điện O'Neill & Co", "case_number": "FP-77/2026"}
    return world.receive(case="XR-2026-000107", values=values)


@pytest.mark.parametrize(
    "words",
    [
        "dak lak",
        "Đắk Lắk",
        "ĐẮK LẮK",
        "ｄａｋ ｌａｋ",
        "lak dak",
        "daklak",
        "hanoi",
        "ha noi",
        "HÀ NỘI",
        "buon ma thu",
        "шойгу",
        "ШОЙГУ",
        "abc",
        "XR-2026-000107",
        "xr-2026-0001",
        "107",
        "000107",
        "fp 77",
        "o'neill",
        "buu dien",
        "preservation",
        "bao quan",
        "illegal access",
        "truy cap trai phep",
        "ruritania",
        "cert.xr.example",
        "email",
        "e-mail",
    ],
)
def test_it_is_found_by(world, lak, words):
    """Reference, place, person, custodian, case number, kind, offence, country, node; in either language, with marks or without."""
    assert found(world, words) == [lak.reference]


@pytest.mark.parametrize("words", ["dak lakk", "dac lac", "lak zanzibar", "108", "hanoii", "XR-2026-000108", "VN-2025"])
def test_it_is_not_found_by(world, lak, words):
    """Every word must be there; only the last may be a beginning."""
    assert found(world, words) == []
    assert found(world, "lak " + words) == []


def test_the_last_word_may_be_a_beginning_and_no_other(world, lak):
    """As one types."""
    assert found(world, "dak l") == [lak.reference]
    assert found(world, "l dak") == []


def test_what_was_said_later_is_found_too(world, puppet, lak):
    """An answer, whoever gave it; the words are owed in the transaction of the act."""
    assert found(world, "unobtainium") == []
    note = {"text": "Kept under the label unobtainium.", "language": "en"}
    world.answer(lak, fields.preserved(at=world.at) | {"note": note})
    assert found(world, "unobtainium") == [lak.reference]
    assert found(world, "dak lak unobtainium") == [lak.reference]


def test_the_index_can_be_made_anew_from_the_acts(world, lak):
    """Word for word, from nothing."""
    world.answer(lak, fields.preserved(at=world.at))
    assert found(world, "dak lak") == [lak.reference]
    kept = SearchText.objects.get()
    SearchText.objects.all().delete()
    assert found(world, "dak lak") == []
    assert list(index_all()) == [1]
    again = SearchText.objects.get()
    assert set(again.words.split()) == set(kept.words.split())
    assert again.tags == kept.tags
    assert found(world, "dak lak") == [lak.reference]


def test_words_are_owed_with_the_act_and_paid_once(world, lak):
    """A few at a time, the oldest first; a search pays the rest before it asks, and an act that is broken on the disk stops nobody."""
    world.answer(lak, fields.preserved(at=world.at))
    acts = list(lak.messages.order_by("pk"))
    assert newest_owed() == acts[-1].pk
    assert not SearchText.objects.exists()
    assert pay_words(1) == 1
    assert newest_owed() == acts[-1].pk
    first = SearchText.objects.get().words
    type(acts[-1]).objects.filter(pk=acts[-1].pk).update(body=b"{")
    assert found(world, "dak lak") == [lak.reference]
    assert SearchText.objects.get().words == first
    assert newest_owed() == pay_words(1) == 0


def test_words_go_with_their_acts(world, lak):
    """Erased, then found by nothing; what is left of the acts can be indexed again."""
    forget(lak)
    assert newest_owed() == 0
    assert found(world, "dak lak") == found(world, "", direction="in") == []
    index_again(lak)
    assert found(world, "dak lak") == [lak.reference]
    lak_messages = lak.messages.all()
    lak_messages.delete()
    index_again(lak)
    assert found(world, "dak lak") == []
    assert found(world, "XR-2026-000107") == [lak.reference]


def test_a_search_is_narrowed(world, lak):
    """By each list and by several at once, and the lists follow what happens to the request."""
    ours = world.send()
    both = [ours.reference, lak.reference]
    assert found(world) == found(world, kind="REQ-PRESERVE") == found(world, country="XR") == both
    assert found(world, direction="in") == [lak.reference]
    assert found(world, direction="out") == found(world, state="sent") == [ours.reference]
    assert found(world, holder=NOBODY) == [lak.reference]
    assert found(world, holder=world.drafter.officer_id) == [ours.reference]
    assert found(world, holder="nobody.here@poc.vn.example") == found(world, country="TH") == found(world, country="FR") == []
    assert found(world, "preservation", direction="in", state="delivered", country="XR") == [lak.reference]
    assert found(world, "preservation", direction="in", state="sent") == []
    Request.objects.filter(pk=lak.pk).update(state="opened", holder=world.both)
    assert found(world, state="delivered") == found(world, holder=NOBODY) == []
    assert found(world, state="opened", holder=world.both.officer_id) == [lak.reference]


def test_a_search_is_narrowed_by_days(world, lak):
    """Both ends included, over months and years."""
    day = world.at.datetime().date()
    for since, until in ((day, day), (day, None), (None, day), (date(2000, 1, 1), date(2099, 12, 31)), (day - timedelta(400), day)):
        asked = {name: str(value) for name, value in (("since", since), ("until", until)) if value}
        assert found(world, "lak", **asked) == found(world, **asked) == [lak.reference], asked
    for since, until in ((day + timedelta(1), None), (None, day - timedelta(1)), (date(2000, 1, 1), day - timedelta(1))):
        asked = {name: str(value) for name, value in (("since", since), ("until", until)) if value}
        assert found(world, "lak", **asked) == found(world, **asked) == [], asked


def test_pages_are_by_the_row(world, lak):
    """25 a page, newest first; what comes meanwhile moves nothing; each request once."""
    rows = [copy_of(lak, number) for number in range(1, 61)]
    Request.objects.bulk_create(rows)
    for row in Request.objects.exclude(pk=lak.pk):
        SearchText.objects.create(request=row, words=f"lak number{row.pk}")
    seen, before = [], None
    for _ in range(4):
        page = search(Query(q="lak"), officer=world.drafter, by=actor(world.drafter, at=world.at), at=world.at, before=before)
        seen += [row.request.pk for row in page.rows]
        assert not page.cut
        if page.older is None:
            break
        assert len(page.rows) == PAGE
        before = page.older
        Request.objects.bulk_create([copy_of(lak, 500 + before)])
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 61


def test_a_page_that_takes_too_long_says_how_far_it_came(world, lak, monkeypatch):
    """Rows that nobody may see, or whose day is wrong, are looked through for so long; the next page goes on from there."""
    from comity.desk.reading import search as module

    monkeypatch.setattr(module, "_BATCH", 5)
    monkeypatch.setattr(module, "_BATCHES", 2)
    Request.objects.bulk_create([replace_day(copy_of(lak, number), days=1) for number in range(1, 31)])
    for row in Request.objects.exclude(pk=lak.pk):
        SearchText.objects.create(request=row, words="lak")
    query = Query(q="lak", until=world.at.datetime().date())
    before, pages = None, 0
    while True:
        page = search(query, officer=world.drafter, by=actor(world.drafter, at=world.at), at=world.at, before=before)
        pages += 1
        if not page.cut:
            break
        assert page.rows == ()
        before = page.older
    assert [row.request.reference for row in page.rows] == [lak.reference]
    assert pages == 4


def copy_of(request, number):
    """Return a request like another, unsaved."""
    values = {field.attname: getattr(request, field.attname) for field in Request._meta.concrete_fields if field.attname != "id"}
    return Request(**values | {"reference": f"XR-2025-{number:06d}"})


def replace_day(request, *, days):
    """Return it with another day of arrival."""
    request.opened_at = request.opened_at + timedelta(days=days)
    return request


def test_who_left_finds_nothing(world, lak):
    """The index knows keys; who may see a row is asked where it is always asked."""
    assert found(world, "dak lak", by=world.gone) == found(world, by=world.gone) == []


def test_walls_of_the_one_place_hold_for_searches(world, lak, monkeypatch):
    """A later wall is built there alone."""
    from comity.desk.reading import search as module

    monkeypatch.setattr(module, "visible_to", lambda _: Request.objects.exclude(pk=lak.pk))
    assert found(world, "dak lak") == []


# ---------------------------------------------------------------- the address

queries = st.builds(
    Query,
    q=st.text(alphabet="abcđắ 12", max_size=40).map(lambda text: " ".join(text.split())),
    direction=st.sampled_from(("", *DIRECTIONS)),
    kind=st.sampled_from(("", "REQ-PRESERVE", "ADM-X")),
    state=st.sampled_from(("", *(state.value for state in State))),
    country=st.sampled_from(("", "XR", "VN")),
    holder=st.sampled_from(("", NOBODY, "ha.n@poc.vn.example")),
    urgency=st.sampled_from(("", *URGENCIES)),
    since=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    until=st.none() | st.dates(date(2030, 1, 2), date(2099, 12, 31)),
)


@given(queries)
def test_a_search_is_an_address(query):
    """Printed and read again it is the same, and equal searches have equal addresses."""
    from urllib.parse import parse_qsl

    printed = print_query(query)
    assert parse_query(dict(parse_qsl(printed))) == query
    assert print_query(replace(query)) == printed
    assert (printed == "") == (query == Query())


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"q": "a" * 10_000}, QueryTooLong),
        ({"q": "a " * 101}, QueryTooLong),
        ({"q": "... --"}, NoWords),
        ({"state": "lost"}, NoSuchChoice),
        ({"direction": "up"}, NoSuchChoice),
        ({"urgency": "very"}, NoSuchChoice),
        ({"country": "Ruritania"}, NoSuchChoice),
        ({"kind": "'; DROP TABLE"}, NoSuchChoice),
        ({"holder": "\x00"}, NoSuchChoice),
        ({"since": "2026-02-30"}, NoSuchDay),
        ({"since": "30/02/2026"}, NoSuchDay),
        ({"since": "1999-12-31"}, NoSuchDay),
        ({"until": "x" * 1000}, NoSuchDay),
        ({"since": "2026-02-02", "until": "2026-02-01"}, BackwardDates),
    ],
)
def test_what_cannot_be_asked_is_said(asked, refusal):
    """Clearly, with what to do; never half a search in silence."""
    with pytest.raises(refusal) as caught:
        parse_query(asked)
    assert caught.value.next_step
    assert len(str(caught.value)) < 400


def test_other_names_in_an_address_are_not_ours():
    """And empty ones narrow nothing."""
    assert parse_query({"before": "7", "utm": "x", "q": "  ", "state": " "}) == Query()


def test_an_instant_is_needed_for_nothing_else(world):
    """An empty search is the list."""
    world.receive()
    page = search(Query(), officer=world.drafter, by=actor(world.drafter, at=world.at), at=Instant(0))
    assert len(page.rows) == 1
