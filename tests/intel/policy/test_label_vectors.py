"""Labels are read and printed as their vectors say: docs/specs/sharing-label.md."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from comity.intel.policy import Marking, marking_of, parse_label, print_label, read_marking
from comity.terms.refusals import Refused

FOLDER = Path(__file__).resolve().parents[3] / "vectors" / "label"
FILES = sorted(FOLDER.glob("*.txt"))
HEADERS = {"expect", "spec", "format", "comment", "sha256"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_read_or_refused_as_it_says(file):
    """A label prints again byte by byte; a marking gives its label, and what cannot be read gives a marking that nobody knows."""
    head, _, body = file.read_text(encoding="utf-8").removesuffix("\n").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(said) <= HEADERS
    if said["expect"] == "ok":
        assert sha256(body.encode()).hexdigest() == said["sha256"]
    if said["format"] == "label" and said["expect"] == "ok":
        assert print_label(parse_label(body)) == body
    elif said["format"] == "label":
        with pytest.raises(Refused) as refused:
            parse_label(body)
        assert refused.value.wire_class == said["expect"]
    else:
        told = json.loads(body)
        marking = read_marking(told)
        assert marking.known == (said["expect"] == "ok")
        if marking.known:
            again = marking_of(marking.label, id_=told["id"], created=told["created"])
            assert read_marking(again) == Marking(known=True, label=replace(marking.label, owner=None))


def test_both_outcomes_of_both_formats_have_vectors():
    """Good and bad ones."""
    heads = {
        tuple(line for line in file.read_text(encoding="utf-8").splitlines()[:3] if line.startswith(("expect", "format"))) for file in FILES
    }
    assert len(heads) == 4
