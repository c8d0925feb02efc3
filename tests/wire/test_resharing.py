"""The fields of acts about passing on: the published vectors, and sets of identifiers as one text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.json import parse_json
from comity.terms.markings import Pap, Tlp
from comity.terms.refusals import Refused
from comity.wire.resharing import MOST_OBJECTS, parse_answered, parse_asked, parse_objects, print_objects

FILES = sorted((Path(__file__).parents[2] / "vectors" / "resharing").glob("*.txt"))
FORMATS = {"asked": parse_asked, "answered": parse_answered}
IDS = st.builds(
    lambda kind, number: f"{kind}--{number:08x}-0000-4000-8000-000000000000", st.sampled_from(("tool", "x-a")), st.integers(0, 99)
)


@given(st.sets(IDS, min_size=1, max_size=MOST_OBJECTS), st.randoms())
def test_what_is_printed_is_read_back(ids, chance):
    """In any order; one text is printed for each set."""
    assert parse_objects(print_objects(ids)) == ids
    shuffled = sorted(ids)
    chance.shuffle(shuffled)
    assert print_objects(parse_objects(" ".join(shuffled))) == print_objects(ids)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_taken_or_refused_as_it_says(file):
    """A yes has a moment at which it ends; what is no yes permits nothing."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(said) == {"expect", "spec", "format", "comment"}
    fields = parse_json(body.removesuffix("\n").encode(), 65536)
    if said["expect"] == "malformed":
        with pytest.raises(Refused):
            FORMATS[said["format"]](fields)
        return
    found = FORMATS[said["format"]](fields)
    assert (found is None) == (said["format"] == "answered" and fields["decision"] not in {"D-GRANT", "D-COND"})


def test_without_conditions_a_yes_has_no_limit_but_its_day():
    """And the day counts whole, in UTC; what only conditions may say is not read without them."""
    found = parse_answered({"decision": "D-GRANT", "until": "2027-01-31", "permitted": "x", "tlp": "x"})
    assert (found.objects, found.tlp, found.pap, str(found.until)) == (None, Tlp.RED, Pap.RED, "2027-02-01T00:00:00.000000Z")


def test_every_format_has_vectors_of_both_outcomes():
    """Nothing is left untested because its files are missing."""
    found = {tuple(line.split(": ")[1] for line in file.read_text(encoding="utf-8").splitlines()[:3:2]) for file in FILES}
    assert found == {(expect, name) for expect in ("ok", "malformed") for name in FORMATS}
