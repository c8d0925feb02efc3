"""The fields of a shared commitment: what is printed is read back, what is read prints the same, and the published vectors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.json import parse_json
from comity.terms.refusals import Refused
from comity.wire.commitment import (
    KNOWN,
    NEW,
    SAME,
    UNKNOWN,
    Recognised,
    Shared,
    Standing,
    parse_recognised,
    parse_shared,
    parse_standing,
    print_recognised,
    print_shared,
    print_standing,
)

FILES = sorted((Path(__file__).parents[2] / "vectors" / "commitment").glob("*.txt"))
FORMATS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "shared": (parse_shared, print_shared),
    "recognised": (parse_recognised, print_recognised),
    "standing": (parse_standing, print_standing),
}

NUMBERS = st.integers(0, 999_999_999).map(lambda number: f"C-{number:06}")
LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=40)
CODES = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)
DIGESTS = st.sampled_from(["", "0f" * 32])
SHARED = st.builds(
    Shared,
    number=NUMBERS,
    words=LINES.filter(bool),
    words_language=st.sampled_from(["vi", "en", "ru"]),
    strength=CODES,
    obligor_country=st.sampled_from(["VN", "XR"]),
    beneficiary_country=st.sampled_from(["US", "JP"]),
    source_standing=CODES,
    state=CODES,
    due=st.sampled_from(["", "2027", "2027-06", "--06", "--06-30", "2027-06-30", "--06-01/--06-03"]),
    obligor=LINES,
    beneficiary=LINES,
    source_title=LINES,
    source_digest=DIGESTS,
)
STANDING = st.builds(Standing, number=NUMBERS, state=CODES, why=LINES, shown_by=LINES, shown_digest=DIGESTS)
RECOGNISED = st.one_of(
    st.builds(Recognised, decision=st.just(KNOWN), known_as=st.just(SAME), number=NUMBERS),
    st.just(Recognised(decision=KNOWN, known_as=NEW)),
    st.builds(Recognised, decision=st.just(UNKNOWN), grounds=st.just(("PROMISE-NOT-SAID", "PROMISE-WORDS"))),
)


@given(st.one_of(SHARED, STANDING, RECOGNISED), st.booleans())
def test_what_is_printed_is_read_back(value, noted):
    """With a note beside it or without; a member taken away, added or emptied is another value, or none."""
    name = type(value).__name__.lower()
    parse, printed = FORMATS[name]
    fields = printed(value)
    assert parse({**fields, "note": {"language": "en", "text": "x"}} if noted else fields) == value
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
    fields = parse_json(body.removesuffix("\n").encode(), 65536)
    if said["expect"] == "ok":
        assert printed(parse(fields)) == {name: value for name, value in fields.items() if name != "note"}
        return
    assert said["expect"] == "malformed"
    with pytest.raises(Refused):
        parse(fields)


def test_every_format_has_vectors_of_both_outcomes():
    """Nothing is left untested because its files are missing."""
    found = {tuple(line.split(": ")[1] for line in file.read_text().splitlines()[:3:2]) for file in FILES}
    assert found == {(expect, name) for expect in ("ok", "malformed") for name in FORMATS}
