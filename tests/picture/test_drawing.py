"""Charts, tiles and the base map: pure, inside their sheets, the same for the same values; a bad map is refused and not drawn."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.picture.basemap import CAP, read_base_map
from comity.picture.charts import SHADES, diverging, line, scale, shade, spark
from comity.picture.refusals import BadBaseMap
from comity.picture.tiles import SIZE, lay_out
from comity.terms.threats import ThreatRow, threat_rows
from comity.terms.vocabulary import vocabulary

COUNTS = st.integers(0, 10**7)
VALUES = st.decimals(-(10**9), 10**9, places=3)


@given(st.lists(st.tuples(st.text(max_size=8), COUNTS, COUNTS), max_size=12))
def test_bars_stand_in_their_sheet_and_keep_the_order_of_their_numbers(rows):
    """No bar leaves the sheet, what is more is never drawn shorter, and what is above 0 is seen."""
    drawn = diverging(rows)
    for row in drawn.rows:
        assert row.left_x >= 0
        assert row.left_x + row.left_width == drawn.middle
        assert drawn.middle + row.right_width <= drawn.width
        assert row.y + drawn.bar <= drawn.height
        assert (row.left > 0, row.right > 0) == (row.left_width > 0, row.right_width > 0)
    lengths = sorted((count, length) for row in drawn.rows for count, length in ((row.left, row.left_width), (row.right, row.right_width)))
    assert all(one[1] <= other[1] for one, other in pairwise(lengths) if one[0] < other[0])


@given(
    st.lists(st.tuples(st.integers(700_000, 740_000), VALUES), min_size=1, max_size=30, unique_by=lambda one: one[0]), st.none() | VALUES
)
def test_a_line_keeps_its_points_in_time_and_in_height(points, threshold):
    """Every dot is inside, earlier is further left, more is further up, and the scale reaches every value and 0."""
    points = sorted(points)
    drawn = line(points, threshold=threshold)
    assert all(drawn.left <= dot.x <= drawn.right and 0 <= dot.y <= drawn.bottom for dot in drawn.dots)
    assert all(one.x <= other.x for one, other in pairwise(drawn.dots))
    for dot in drawn.dots:
        for other in drawn.dots:
            if points[dot.at][1] > points[other.at][1]:
                assert dot.y <= other.y
    ticks = [tick.value for tick in drawn.ticks]
    assert ticks[0] <= min([*(value for _, value in points), Decimal(0)]) <= max([*(value for _, value in points), Decimal(0)]) <= ticks[-1]
    assert (drawn.threshold is None) == (threshold is None)


@given(VALUES, VALUES)
def test_a_scale_is_round_and_short(one, other):
    """Steps are 1, 2 or 5 of a power of ten, and few."""
    low, high = sorted((one, other))
    found = scale(low, high)
    step = found[1] - found[0]
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert found[0] <= low <= high <= found[-1]
    assert 2 <= len(found) <= 7


def test_a_shade_says_more_or_less_and_a_short_line_is_none():
    """Nothing has no shade, the most the darkest, and one number is no trend."""
    assert [shade(count, most=8) for count in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert shade(0, most=0) == 0
    assert shade(3, most=3) == SHADES
    assert spark([Decimal(3)]) == ""
    assert spark([Decimal(1), Decimal(1), Decimal(3)]) == "M4 24L60 24L116 4"


def test_each_state_has_one_tile_and_no_two_share_a_place():
    """193 members and two observers of the United Nations; what else has a number stands below them."""
    known = lay_out().places
    assert len({one.code for one in known}) == len(known) == 195
    assert {one.code for one in known} <= set(vocabulary("country").codes)
    found = lay_out(["XR", "TW", "VN", ""])
    assert [one.code for one in found.places[195:]] == ["TW", "XR"]
    assert len({(one.x, one.y) for one in found.places}) == 197
    assert all(one.x + SIZE <= found.width and one.y + SIZE <= found.height for one in found.places)


@given(st.sets(st.sampled_from(vocabulary("ict-use").codes)), st.sets(st.sampled_from(vocabulary("sector").codes)))
def test_each_use_is_counted_with_each_sector_once(uses, sectors):
    """Every pair, none twice; what this node does not know is left out."""
    rows = threat_rows(uses=[*uses, "USE-NEWER"], sectors=sectors, supports=["SUP-FINANCE", "SUP-FINANCE"])
    assert len(rows) == len(set(rows)) == (max(1, len(uses)) * max(1, len(sectors)) if uses or sectors else 0) + 1
    assert {row.ict_use for row in rows} - {""} == uses
    assert {row.sector for row in rows} - {""} == sectors
    assert rows[-1] == ThreatRow(support="SUP-FINANCE")


# ---------------------------------------------------------------- the operator's map

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'


def test_a_map_becomes_paths_and_nothing_else():
    """Shapes become paths with their State; a script, a style, a picture, a link's address and text are left behind."""
    inside = (
        '<script>alert(1)</script><style>path{fill:red}</style><image href="http://x.test/"/><text>Name</text>'
        '<g id="vn" transform="translate(1 2)"><path d="M0 0L1 1Z" onclick="x()" style="fill:red"/>'
        '<a href="http://x.test/"><circle r="2"/></a></g>'
        '<rect id="XR" x="1" y="2" width="3" height="4"/><polygon points="0,0 1,0 1,1"/>'
    )
    drawn = read_base_map(SVG.format(inside).encode())
    assert [(one.path, one.transform, one.country) for one in drawn.shapes] == [
        ("M0 0L1 1Z", "translate(1 2)", "VN"),
        ("M-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z", "translate(1 2)", "VN"),
        ("M1 2h3v4h-3Z", "", "XR"),
        ("M0,0 1,0 1,1Z", "", ""),
    ]
    assert drawn.box == "0 0 10 10"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe<\x00s\x00v\x00g\x00",
        b"not a drawing",
        b"<html/>",
        SVG.format("").encode(),
        SVG.format("<text>only words</text>").encode(),
        SVG.format('<path d="M0 0&quot; onload=&quot;x"/>').encode(),
        SVG.format('<path d="url(#x)"/>').encode(),
        SVG.format('<path d="M0 0" transform="evil(1)"/>').encode(),
        SVG.format('<rect width="-1"/>').encode(),
        SVG.format('<rect width="NaN"/>').encode(),
        SVG.format('<rect width="x"/>').encode(),
        SVG.replace("0 0 10 10", "0 0 10").format('<rect width="1"/>').encode(),
        SVG.format("<g>" * 20 + '<rect width="1"/>' + "</g>" * 20).encode(),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format('<path d="M0 0"/>').encode(),
        SVG.format('<path d="M0 0"/>' * 4001).encode(),
        b" " * (CAP + 1),
    ],
)
def test_what_is_no_map_is_refused(data):
    """Nothing is drawn of it, and the refusal says why."""
    with pytest.raises(BadBaseMap) as refused:
        read_base_map(data)
    assert refused.value.facts["where"]
