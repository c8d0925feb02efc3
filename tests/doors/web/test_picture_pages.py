"""The pages of the risk picture, without JavaScript: levels set, indicators read, figures shown, events coded; the brief on paper."""

import html
import io
import re

import pypdf
import pytest
from django.urls import reverse
from printed import printed_words
from tests.picture.assessing import COUNTED, REASON, WATCHED, Assessor
from tests.register.hands import Hands
from visitors import Page, sign_in, stop_clock

from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.picture.series.actions import add_figure
from comity.records.models import EventCode, Indicator, IndicatorReading, JournalAct, Officer, RiskLevel, Series, SeriesPoint


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def assessor(world):
    """An officer at the risk picture, and at the register."""
    return Assessor(world)


def told(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def step(page, name, **typed):
    """Fill in the form of one step, and send it."""
    form = next(one for one in page.forms if one["data"].get("step") == [name])
    held = {key: value for key, value in form["data"].items() if value}
    page.take(page.client.post(form["action"], held | typed), form["action"])
    return page


def test_a_level_is_set_on_its_page_and_stands_on_the_first(world, assessor):
    """What is missing is said with what was typed kept; then it stands with its meaning, and in what changed."""
    client = sign_in(world.drafter)
    href = reverse("picture-level", args=["RS-NATIONAL"])
    assert "Not assessed" in told(Page(client, reverse("picture")))
    page = Page(client, href)
    typed = {"level": "RL-SEVERE", "reason.text": REASON, "reason.language": "vi", "sources.text": "", "review_on": assessor.day(30)}
    page.post(typed, action=href)
    assert page.status == 422
    assert "A level rests on at least one source." in told(page)
    assert REASON in page.text
    assert re.search(r'id="f-sources"[^>]* aria-invalid="true"', page.text)
    page.post({**typed, "sources.text": "Báo cáo tháng 11"}, action=href)
    assert page.onward == href
    assert RiskLevel.objects.get().level == "RL-SEVERE"
    words = told(Page(client, reverse("picture")))
    assert "Severe Highly likely." in words
    assert "National: the level was set, to Severe" in words


def test_a_stale_level_says_so_loudly(world, assessor):
    """On the first page and on its own."""
    assessor.level()
    RiskLevel.objects.update(review_on=assessor.day(-1))
    client = sign_in(world.drafter)
    assert Page(client, reverse("picture-level", args=["nguyen.van.a"])).status == 404
    assert "1 level is out of date: its review is overdue." in told(Page(client, reverse("picture")))
    page = Page(client, reverse("picture-level", args=["RS-NATIONAL"]))
    assert "Out of date: its review was due on" in told(page)
    assert 'class="stale-note"' in page.text


def test_an_indicator_is_watched_read_and_retired(world, assessor):
    """By its forms; the board says that it warns."""
    client = sign_in(world.drafter)
    made = Page(client, reverse("picture-indicator-new"))
    made.post({**WATCHED, "threshold": "many"}, action="/indicators/new/")
    assert made.status == 422
    assert re.search(r'value="many"[^>]* aria-invalid="true"', made.text)
    made.post(WATCHED, action="/indicators/new/")
    indicator = Indicator.objects.get()
    assert made.onward == reverse("picture-indicator", args=[indicator.pk])
    page = Page(client, made.onward)
    step(page, "read", value="46", on=assessor.day(0), source="Báo cáo")
    assert IndicatorReading.objects.get().crossed
    assert "It warns: 46 vụ/tháng" in told(Page(client, made.onward))
    assert "It warns" in told(Page(client, reverse("picture")))
    step(Page(client, made.onward), "retire", **{"reason.text": "Nguồn đã dừng."})
    assert "Nguồn đã dừng." in told(Page(client, made.onward))
    assert "No indicator is watched yet." in told(Page(client, reverse("picture")))


def test_figures_stand_in_a_series_with_their_sentences(world, assessor):
    """Found by words, put in, shown with quotation and document, taken out."""
    figure = assessor.figure()
    client = sign_in(world.drafter)
    made = Page(client, reverse("picture-series-new"))
    made.post({**{key: COUNTED[key] for key in ("name", "language", "unit")}, "caveat.text": COUNTED["caveat"]}, action="/series/new/")
    href = reverse("picture-series", args=[Series.objects.get().pk])
    assert made.onward == href
    step(Page(client, href), "add", figure=str(figure.pk), said="2023")
    words = told(Page(client, href))
    assert "Trong năm qua đã xảy ra hơn 100000 vụ." in words
    assert "Beware: Cách đếm thay đổi từ năm 2024." in words
    assert "R-000001" in words
    assert COUNTED["name"] in told(Page(client, reverse("picture")))
    step(Page(client, href), "take-out", point=str(SeriesPoint.objects.get().pk), **{"reason.text": "Sai kỳ."})
    assert "No figure stands in it yet." in told(Page(client, href))


def test_the_first_page_draws_the_newest_of_a_long_series_and_says_so(world, assessor, monkeypatch):
    """The line and its table show the same numbers; further series are named, each with the way to its page."""
    monkeypatch.setattr("comity.picture.series.queries.SHOWN", 2)
    monkeypatch.setattr("comity.picture.series.queries.MOST", 1)
    older, newer = assessor.series(name="Loại cũ"), assessor.series(name="Loại mới")
    for year, value in (("2021", "1001"), ("2022", "1002"), ("2023", "1003")):
        add_figure(newer.pk, figure=assessor.figure(value=value).pk, said_on=year, **assessor.more())
    page = Page(sign_in(world.drafter), reverse("picture"))
    words = told(page)
    assert "The newest 2 numbers; there are earlier ones." in words
    assert ("hơn 1001 vụ" in words, "hơn 1002 vụ" in words, "hơn 1003 vụ" in words) == (False, True, True)
    assert "2 numbers from 2022 to 2023" in words
    assert "Further series" in words
    assert f'<a href="{reverse("picture-series", args=[older.pk])}">Loại cũ</a>' in page.text
    assert "there are earlier ones" not in told(Page(sign_in(world.drafter), reverse("picture-series", args=[newer.pk])))


def test_an_event_gets_its_codes_on_its_own_page(world, assessor):
    """And the first page counts it by use and sector."""
    hands = Hands(world)
    hands.accept_all(hands.bring())
    client = sign_in(world.drafter)
    page = Page(client, reverse("register-meeting", args=["M-000001"]))
    step(page, "codes", uses=["USE-PROPAGANDA"], sectors=["SCT-MEDIA"], supports=["SUP-IDEOLOGY"])
    assert EventCode.objects.count() == 2
    assert "Propaganda" in told(Page(client, reverse("register-meeting", args=["M-000001"])))
    shown = Page(client, reverse("picture"))
    assert re.search(r'<th scope="row">Propaganda</th><td class="h4">1', shown.text)


def test_one_hop_is_drawn_with_its_list(world, assessor):
    """From a meeting and from an actor; what is not there is not found; signs alone find nothing."""
    hands = Hands(world)
    hands.accept_all(hands.bring())
    client = sign_in(world.drafter)
    page = Page(client, f"{reverse('picture-links')}?meeting=M-000001")
    assert page.text.count('<rect class="box') == page.text.count("One hop from here") + page.text.count('href="/register/statements/')
    assert 'role="img"' in page.text
    assert Page(client, f"{reverse('picture-links')}?actor=99999").status == 404
    assert "Nothing in the register answers to it." in told(Page(client, f"{reverse('picture-links')}?q=%2B%2B"))


def test_the_base_map_of_the_node_is_drawn_and_a_bad_one_is_told(world, assessor):
    """None is shipped: without a file there are tiles alone; a file that is no drawing says what the operator can do."""
    world.receive(case="XR-2026-000107")
    client = sign_in(world.drafter)
    href = reverse("picture-map")
    page = Page(client, href)
    assert "Base map of this node" not in told(page)
    assert "imply no opinion on the status of any territory" in told(page)
    assert 'class="h4"' in page.text
    world.home.base_map.parent.mkdir()
    world.home.base_map.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="xr" d="M0 0h3v3z"/><script>x</script></svg>'
    )
    page = Page(client, href)
    assert '<path class="h4" d="M0 0h3v3z"><title>Ruritania: 1</title></path>' in page.text
    assert "<script>x" not in page.text
    world.home.base_map.write_text("<p>no map</p>")
    page = Page(client, href)
    assert "The base map of this node cannot be shown: it is no SVG drawing." in told(page)
    assert "Ruritania" in told(page)


def test_the_brief_is_two_pages_in_two_languages(world, assessor):
    """The reader's own first; each level with its reason in its own language; the journal keeps the digest."""
    assessor.level()
    assessor.level("RF-TERRORISM", level="RL-CRITICAL", reason="Word for word.", language="en")
    assessor.read(assessor.indicator(), "46")
    world.receive(case="XR-2026-000107")
    for language, first in (("vi", "Bức tranh nguy cơ"), ("en", "Risk picture")):
        Officer.objects.update(language=language)
        world.drafter.refresh_from_db()
        response = sign_in(world.drafter).get(reverse("picture-brief"))
        assert response["Content-Type"] == "application/pdf"
        reader = pypdf.PdfReader(io.BytesIO(response.content))
        assert len(reader.pages) == 2
        words = printed_words(response.content)
        assert "".join(REASON.split()) in words
        assert {"Moderate", "Trungbình"} <= {one for one in ("Moderate", "Trungbình") if one in words}
        assert reader.metadata.title.startswith(first)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert JournalAct.objects.filter(name="picture.brief-made").count() == 2


def test_the_auditor_sees_no_case_in_it_and_who_reads_sets_nothing(world, assessor):
    """Levels and events, no request; the forms are for who assesses; the administrator is turned away."""
    world.receive(case="XR-2026-000107")
    assessor.level()
    auditor = Officer.objects.create(
        officer_id="nga.l@poc.vn.example", name="nga.l", authority="vn-poc", roles=[], language="en", password="!"
    )
    give_roles(auditor, roles=[Role.AUDITOR], by="operator", at=world.at)
    auditor.refresh_from_db()
    page = Page(sign_in(auditor), reverse("picture"))
    assert "Your role reads no cases: they are not counted here." in told(page)
    assert "XR-2026-000107" not in page.text
    assert "Set a level" not in told(page)
    shown = Page(sign_in(world.approver), reverse("picture-level", args=["RS-NATIONAL"]))
    assert REASON in told(shown)
    assert not [form for form in shown.forms if "/picture/" in form["action"]]
    assert sign_in(world.administrator).get(reverse("picture")).status_code == 403
