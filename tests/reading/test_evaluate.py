import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_of_reports import TALKS

from comity.reading.labels import CAP, LabelActor, Labels, label_files, parse_labels
from comity.reading.reading import read_report
from comity.reading.refusals import BadLabels
from comity.reading.scoring import KINDS, Share, Tally

LABELS = {
    "actors": [
        {"name": "Đinh Quang Thạch", "title": "Đại tướng"},
        {"name": "M. Kovačič", "forms": ["Matjaž Kovačič"]},
        {"name": "Lan Chi"},
    ],
    "events": [
        {"type": "meeting", "title": "", "place": "Hà Nội", "date": {"text": "Sáng 11/3", "iso": "2025-03-11", "precision": "day"}},
        {"type": "visit", "title": "", "place": None, "date": {"iso": "2025-03-10/2025-03-13"}},
        {"type": "signing", "title": "", "place": "thành phố Hà Nội", "date": {"iso": "--03-11"}},
    ],
    "statements": [
        {"speaker": "x", "act": "welcome", "quote_start": "Phát biểu tại hội đàm, Bộ trưởng Đinh Quang Thạch"},
        {"act": "condemn", "quote_start": "Phát biểu tại hội đàm, Bộ trưởng Đinh Quang Thạch"},
        {"act": "thank", "quote_start": "Ông Kovačič cảm ơn"},
    ],
    "commitments": [
        {"obligor": "hai bên", "beneficiary": "hai bên", "strength": "joint-statement", "quote_start": "Hai bên nhất trí tổ chức"},
        {"obligor": "Slovenia", "beneficiary": None, "strength": "readiness", "quote_start": "Ông Kovačič cảm ơn"},
    ],
    "figures": [{"number": 12, "unit": "công dân Slovenia", "what": "rescued"}],
}


def tally(labels):
    """Return the tally of one report."""
    found = Tally()
    found.add("001", read_report(TALKS), parse_labels(json.dumps(labels).encode(), file="001.json"))
    return found


def counts(found, kind):
    """Return how many were right, suggested and labelled."""
    score = found.scores[kind]
    return score.right, score.suggested, score.labelled


def test_what_matches_is_counted_once():
    """Names by any accepted form, events by class and date, statements by sentence and act, commitments by who and how strongly."""
    found = tally(LABELS)
    assert counts(found, "actors") == (2, 2, 3)
    right, _, labelled = counts(found, "events")
    assert (right, labelled) == (2, 3)
    assert counts(found, "places")[0] == 1
    assert (counts(found, "statements")[0], counts(found, "statements")[2]) == (2, 3)
    assert (counts(found, "commitments")[0], counts(found, "commitments")[2]) == (2, 2)
    assert (counts(found, "commitments-whole")[0], counts(found, "commitments-whole")[2]) == (1, 2)
    assert counts(found, "figures")[0] == 1


def test_a_year_that_the_label_does_not_have_is_wrong():
    """`--03-11` is not 2025-03-11: what is known and no more."""
    found = tally(LABELS)
    missed = {(miss.wrong, miss.what.split(":")[0]) for miss in found.misses if miss.kind == "events"}
    assert (False, "signing --03-11") in missed


def test_a_short_name_in_brackets_is_a_name_of_the_same_party():
    """*Cơ quan Công tố Hoàng gia Anh (CPS)*: a label may call it by either; a state before a bracket keeps its own name."""
    text = (
        "Ngày 3/2, Cơ quan Công tố Hoàng gia Anh (CPS) và Cục Điều tra Liên bang Mỹ (FBI) đã gặp nhau tại Hà Nội.\n\n"
        "CPS cam kết chia sẻ hồ sơ với Việt Nam. FBI sẵn sàng hỗ trợ Việt Nam.\n"
    )
    rows = [
        {
            "obligor": "Cơ quan Công tố Hoàng gia Anh",
            "beneficiary": "Việt Nam",
            "strength": "unilateral-public",
            "quote_start": "CPS cam kết",
        },
        {"obligor": "Hoa Kỳ", "beneficiary": "Việt Nam", "strength": "readiness", "quote_start": "FBI sẵn sàng"},
    ]
    tally = Tally()
    tally.add("001", read_report(text), parse_labels(json.dumps({"commitments": rows}).encode(), file="001.json"))
    score = tally.scores["commitments"]
    assert (score.right, score.suggested, score.labelled) == (1, 2, 2)


def test_every_miss_is_told():
    """One for each suggestion too many and each label too few."""
    found = tally(LABELS)
    for kind in KINDS:
        right, suggested, labelled = counts(found, kind)
        assert sum(miss.kind == kind and miss.wrong for miss in found.misses) == suggested - right
        assert sum(miss.kind == kind and not miss.wrong for miss in found.misses) == labelled - right


def test_no_labels_and_no_suggestions_have_no_share():
    """Of none there is no share, and everything is possible."""
    assert Share(0, 0).value is None
    assert Share(0, 0).bounds == (0.0, 1.0)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)
def test_intervals_are_wilsons(right, of, low, high):
    """Against the table of Newcombe (1998), method 3."""
    found = Share(right, of).bounds
    assert found == pytest.approx((low, high), abs=5e-4)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share(drawn):
    """Within 0 and 1, and narrower with more."""
    right, of = drawn
    low, high = Share(right, of).bounds
    assert 0 <= low <= right / of <= high <= 1
    wide, narrow = Share(right, of).bounds, Share(right * 4, of * 4).bounds
    assert narrow[1] - narrow[0] <= wide[1] - wide[0] + 1e-9


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"actors": [{}]}',
        b'{"events": [{"type": 1}]}',
        b'{"figures": [{"number": "x", "unit": "y"}]}',
        b"\xff",
        b"{" + b" " * CAP,
    ],
)
def test_bad_labels_are_refused(data):
    """With their file, and the place of the fault."""
    with pytest.raises(BadLabels) as refused:
        parse_labels(data, file="007.json")
    assert refused.value.facts["file"] == "007.json"


def test_labels_may_have_more_than_is_read():
    """Members that this version does not know are passed over."""
    assert parse_labels(b'{"actors": [{"name": "A B", "mood": "good"}], "more": 1}', file="x").actors == (LabelActor("A B"),)
    assert parse_labels(b"{}", file="x") == Labels()


def test_reports_without_labels_are_no_pair(tmp_path):
    """And labels without a report neither."""
    for name in ("002.txt", "002.json", "001.txt", "003.json", "README.md"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [(text.name, labels.name) for text, labels in label_files(tmp_path)] == [("002.txt", "002.json")]
