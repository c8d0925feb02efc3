import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples_of_reports import CONFERENCE, ENGLISH, NOTHING, TALKS

from comity.reading.normalising import CAP
from comity.reading.printing import print_reading
from comity.reading.reading import READ, read_report
from comity.reading.refusals import Unreadable
from comity.reading.when import Span
from comity.terms.vocabulary import vocabulary

REPORTS = {"talks": TALKS, "conference": CONFERENCE, "english": ENGLISH}


def spans_of(value):
    """Yield every span inside a suggestion."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from spans_of(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from spans_of(getattr(value, name))


def suggestions(reading):
    """Return all suggestions of a reading."""
    lists = (
        reading.actors,
        reading.events,
        reading.dates,
        reading.places,
        reading.figures,
        reading.statements,
        reading.commitments,
        reading.asks,
    )
    return [one for held in lists for one in held]


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS)
def test_the_same_report_gives_the_same_reading(text):
    """As bytes or as text, and whatever was read in between."""
    first = print_reading(read_report(text))
    read_report(CONFERENCE)
    assert print_reading(read_report(text.encode())) == first
    assert json.loads(json.dumps(first)) == first


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS)
def test_every_suggestion_says_where_from_and_how_sure(text):
    """A rule, a confidence and spans; codes are those of the vocabularies."""
    reading = read_report(text)
    for one in suggestions(reading):
        if hasattr(one, "ground"):
            assert one.ground.rule
            assert one.ground.spans
    assert {event.type for event in reading.events} <= set(vocabulary("meeting-type").codes)
    assert {one.act for one in reading.statements} <= set(vocabulary("speech-act").codes)
    assert {one.strength for one in reading.commitments} <= set(vocabulary("promise-strength").codes)
    assert {actor.country for actor in reading.actors if actor.country} <= set(vocabulary("country").codes)


def test_a_report_with_nothing_in_it_says_so():
    """Its language, and no suggestion at all."""
    reading = read_report(NOTHING)
    assert (reading.language, reading.statements, reading.actors, reading.events) == ("vi", (), (), ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a reçu les représentants de la France et des autres pays dans le cadre de la conférence.", "fr"),
        ("El ministro recibió a los representantes de los países en el marco de la conferencia por la tarde.", "es"),
        ("Der Minister hat die Vertreter der Länder empfangen und mit dem Bericht auf die Lage verwiesen.", "de"),
        ("Министр принял представителей стран в рамках конференции.", "ru"),
        ("部长会见了各国代表。", "zh"),
        ("大臣は各国の代表と会談した。", "ja"),
        ("장관은 각국 대표들을 만났다.", "ko"),
        ("รัฐมนตรีพบผู้แทนจากหลายประเทศ", "th"),
        ("الوزير استقبل ممثلي الدول في إطار المؤتمر", "ar"),
        ("Bo truong Cong an da tiep Dai su cac nuoc tai Ha Noi va trao doi voi nguoi dai dien cua bo ngoai giao.", "vi-bare"),
        ("Zyx qwv plok mnur tars bilk.", "und"),
    ],
)
def test_what_is_in_another_language_is_named_and_left(text, language):
    """Nothing is guessed in it."""
    reading = read_report(text)
    assert reading.language == language
    assert reading.language not in READ
    assert not reading.found


WORDS = (
    "Bộ trưởng|Đại tướng|Nguyễn Văn Sơn|Marc Knapper|Nga|Việt Nam|Bộ Công an|hai bên|cam kết|sẵn sàng|đề nghị|khẳng định|ngày 8-10|"
    '16-17/10|năm 2024|hội nghị|đã ký Biên bản|tại Hà Nội|cho biết|sẽ|và|,|.|;|:|“|”|"|(|)|- |\n|\n\n|Minister|said|will|agreed to|'
    "on May 5|400 đại biểu|lần thứ 18|Theo|ông|của|các|trong|với|được|the|of|\u0301|…|«|»|Cục|tỉnh|24/7|H'|-"
)
PIECES = st.sampled_from(WORDS.split("|"))
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join))


@settings(max_examples=300)
@given(TEXTS)
def test_spans_always_lie_in_the_text(text):
    """Whatever the text, nothing crashes; each span lies in the normal text and leads to bytes; numbers point to what is there."""
    try:
        reading = read_report(text)
    except Unreadable:
        return
    for one in suggestions(reading):
        for span in spans_of(one):
            if span != Span(0, 0):
                assert 0 <= span.start < span.end <= len(reading.text)
                first, after = reading.normal.original(span.start, span.end)
                assert 0 <= first <= after <= reading.normal.size
    for actor in reading.actors:
        assert all(reading.quote(form.span) == form.text for form in actor.forms)
    for when in reading.dates:
        assert when.span is None or reading.quote(when.span) == when.text
    assert all(event.parent is None or event.parent < event.number for event in reading.events)
    assert [event.number for event in reading.events] == list(range(len(reading.events)))
    assert all(one.statement is None or one.statement < len(reading.statements) for one in reading.commitments)


HARD = {
    "names": " ".join(f"Bộ trưởng Nguyễn Văn {chr(65 + at % 26)}{chr(97 + at // 26 % 26)} khẳng định." for at in range(3000)),
    "foreign": " ".join(
        f"Ngoại trưởng Nga Serg{chr(97 + at % 26)}{chr(97 + at // 26 % 26)} Lavr{at % 7}ov nhấn mạnh." for at in range(3000)
    ),
    "meetings": "; ".join(f"ngày {at % 28 + 1}/{at % 12 + 1} hội nghị lần thứ {at} tại Hà Nội" for at in range(3000)),
    "titles": "Bộ trưởng " * 9000,
    "quotations": 'hai bên cam kết "sẵn sàng mong muốn ' * 3000,
    "hyphens": "a-" * 30000 + " và của các trong được những",
    "no spaces": "à" * 30000,
    "numbers": "1.000.000.000,- ngày 1-2-3/4 " * 2500,
}


@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_no_text_takes_long(text, part):
    """At the largest size that is read at all: seconds, whatever it is made of; a rule that walked far would take hours.

    `make test` has a quarter of it, and lets that take what a rule that compares every word with every other may: a sixteenth.
    """
    whole = text.encode()[:CAP]
    data = whole[: len(whole) // part].decode(errors="ignore").encode()
    begun = time.process_time()
    read_report(data)
    assert time.process_time() - begun < 60 / part**2


def test_printed_spans_lead_to_bytes():
    """[first, after, first byte, byte after], of a file that is not normal."""
    data = f"\ufeff  {TALKS}".replace("\n", "\r\n").encode()
    printed = print_reading(read_report(data))
    actor = printed["actors"][0]
    first, after, begin, end = actor["forms"][0]["span"]
    assert printed["text"][first:after] == data[begin:end].decode() == actor["name"]
    assert (printed["v"], printed["kind"], printed["language"], printed["size"]) == (1, "reading", "vi", len(data))
    assert set(printed["gazetteers"]) >= {"ranks", "offices", "organs", "countries"}
