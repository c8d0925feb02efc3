"""The fields of a warning: what is printed is read back, what is read prints the same, and the published vectors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.json import parse_json
from comity.terms.markings import Pap, Tlp
from comity.terms.outside import Domain, FileHash, IpAddress
from comity.terms.refusals import Refused
from comity.wire.warning import (
    KEPT,
    NOT_KEPT,
    Acknowledged,
    DoneSince,
    Followed,
    Published,
    Told,
    parse_acknowledged,
    parse_done_since,
    parse_followed,
    parse_published,
    print_acknowledged,
    print_done_since,
    print_followed,
    print_published,
)

FILES = sorted((Path(__file__).parents[2] / "vectors" / "warning").glob("*.txt"))
FORMATS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "published": (parse_published, print_published),
    "followed": (parse_followed, print_followed),
    "acknowledged": (parse_acknowledged, print_acknowledged),
    "done": (parse_done_since, print_done_since),
}
NAMES = {Published: "published", Followed: "followed", Acknowledged: "acknowledged", DoneSince: "done"}

NUMBERS = st.integers(0, 999_999_999).map(lambda number: f"W-{number:06}")
VERSIONS = st.integers(2, 99)
CODES = st.from_regex(r"[A-Z]{1,8}(-[A-Z0-9]{1,8})?", fullmatch=True)
LISTS = st.lists(CODES, max_size=3, unique=True).map(tuple)
SOME = st.lists(CODES, min_size=1, max_size=3, unique=True).map(tuple)
SIGNS = st.lists(
    st.sampled_from([Domain("relief-zenda.example"), IpAddress("192.0.2.17"), FileHash.parse("0f" * 32)]), max_size=3, unique=True
).map(tuple)


@st.composite
def told(draw) -> Told:
    """Draw what a warning may say."""
    words = draw(st.sampled_from(["", "Small sums.", "Góp nhỏ lẻ qua ví trung gian.\nHai dòng.", "<b>bold</b> & so on"]))
    return Told(
        sort=draw(CODES),
        field=draw(CODES),
        urgency=draw(st.sampled_from(["routine", "urgent"])),
        actions=draw(SOME),
        good_until=str(draw(st.dates())),
        tlp=draw(st.sampled_from(Tlp)).value,
        onward=draw(CODES),
        pap=draw(st.sampled_from(["", *(one.value for one in Pap)])),
        threat_level=draw(st.one_of(st.just(""), CODES)),
        techniques=draw(SOME),
        ict_uses=draw(LISTS),
        support_types=draw(LISTS),
        offences=draw(LISTS),
        technologies=draw(LISTS),
        sectors=draw(LISTS),
        words=words,
        words_language=draw(st.sampled_from(["vi", "en"])) if words else "",
        indicators=draw(SIGNS),
    )


VALUES = st.one_of(
    st.builds(Published, number=NUMBERS, told=told()),
    st.builds(Followed, number=NUMBERS, version=VERSIONS, told=told()),
    st.builds(Followed, number=NUMBERS, version=VERSIONS, reason=CODES),
    st.builds(Acknowledged, decision=st.just(KEPT), version=VERSIONS, done=CODES),
    st.builds(Acknowledged, decision=st.just(NOT_KEPT), version=VERSIONS, grounds=SOME),
    st.builds(DoneSince, version=VERSIONS, done=CODES),
)


@given(VALUES)
def test_what_is_printed_is_read_back(value):
    """A member taken away, added or emptied is another value, or none."""
    parse, printed = FORMATS[NAMES[type(value)]]
    fields = printed(value)
    assert parse(fields) == value
    with pytest.raises(Refused):
        parse({**fields, "more": ""})
    for key in fields:
        with pytest.raises(Refused):
            parse({**fields, key: ""})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_taken_or_refused_as_it_says(file):
    """What is taken prints the same fields again, but for the note."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(said) == {"expect", "spec", "format", "comment"}
    parse, printed = FORMATS[said["format"]]
    with_faults = said["expect"] == "malformed"
    try:
        fields = parse_json(body.removesuffix("\n").encode(), 65536)
    except Refused:
        assert with_faults
        return
    if not with_faults:
        assert printed(parse(fields)) == {name: value for name, value in fields.items() if name != "note"}
        return
    with pytest.raises(Refused):
        parse(fields)


def test_every_format_has_vectors_of_both_outcomes():
    """Nothing is left untested because its files are missing."""
    found = {tuple(line.split(": ")[1] for line in file.read_text().splitlines()[:3:2]) for file in FILES}
    assert found == {(expect, name) for expect in ("ok", "malformed") for name in FORMATS}
