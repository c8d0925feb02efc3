"""The published vectors of section 7: which histories of a case are taken, read and written again, and which are refused."""

from pathlib import Path

import pytest

from comity.desk.carried.history import read_history
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed

FOLDER = Path(__file__).parents[2] / "vectors" / "carry"
FILES = sorted(FOLDER.glob("*.txt"))
CREATED = Instant.parse("2026-11-24T03:07:00.000000Z")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_taken_or_refused_as_it_says(file):
    """What is taken gives the same papers when they are written again."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(said) == {"expect", "spec", "comment"}
    fields = parse_json(body.removesuffix("\n").encode(), 65536)
    if said["expect"] == "ok":
        found = read_history(fields, at=CREATED)
        assert found.state.value == fields["state"]
        assert print_json([paper.row() for paper in found.papers]) == print_json(fields["papers"])
    else:
        assert said["expect"] == "malformed"
        with pytest.raises(Malformed):
            read_history(fields, at=CREATED)


def test_both_outcomes_have_vectors():
    """Of each at least three."""
    outcomes = [file.read_text(encoding="utf-8").split("\n", 1)[0] for file in FILES]
    assert outcomes.count("expect: ok") >= 3
    assert outcomes.count("expect: malformed") >= 3
