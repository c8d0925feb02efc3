"""The fields and the content of a threat set: what is printed is read back, what is read prints the same, and the published vectors."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.json import parse_json
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.wire.listed import ListedFile
from comity.wire.settled import MAX_RUNS, runs_of
from comity.wire.threatset import (
    FILE_KIND,
    MAX_INLINE,
    MEDIA_TYPE,
    ThreatSet,
    digest_of,
    parse_set,
    print_digests,
    print_objects,
    print_set,
    read_digests,
    read_objects,
)

FILES = sorted((Path(__file__).parents[2] / "vectors" / "threat-set").glob("*.txt"))
UUID = "8d2b1f0e-3c4d-4e5f-8a6b-7c8d9e0f1a2b"
OBJECTS = st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6)


@st.composite
def sets(draw: Any) -> ThreatSet:
    """Draw a set, or a recall, that stands in its act."""
    objects = draw(OBJECTS)
    number = f"S-{draw(st.integers(0, 999_999_999)):06}"
    if draw(st.booleans()):
        content = print_digests(map(digest_of, objects))
        told: dict[str, Any] = {"reason": "RECALL-OVER", "objects": len(content) // 32}
    else:
        content = print_objects(objects)
        fields = draw(st.lists(st.sampled_from(["EF-CYBERCRIME", "EF-TERRORISM"]), unique=True, max_size=2))
        told = {"title": draw(st.sampled_from(["Shelf", "Máy chủ điều khiển"])), "fields": tuple(fields), "objects": len(objects)}
        told["unmarked"] = draw(st.none() | st.sampled_from(Tlp))
    return ThreatSet(number=number, collection=UUID, content=Digest.of(content), inline=content, **told)


@given(sets())
def test_what_is_printed_is_read_back(value):
    """A member more, emptied or of another set is refused; so is the same content in two places."""
    fields = print_set(value)
    assert parse_set(fields, files=()) == value
    beside = ListedFile(name="a", media_type=MEDIA_TYPE, size=1, sha256=value.content, kind=FILE_KIND, language="")
    with pytest.raises(Malformed):
        parse_set(fields, files=(beside,))
    for key in fields:
        with pytest.raises(Refused):
            parse_set({**fields, key: ""}, files=())
    without = {name: told for name, told in fields.items() if name != "inline"}
    assert parse_set(without, files=(beside,)).content == value.content
    with pytest.raises(Malformed):
        parse_set(without, files=())


@given(OBJECTS)
def test_a_content_is_read_as_it_was_printed_and_no_shorter(objects):
    """Whatever is cut off anywhere but between two objects is refused; a recall lists each once, in order."""
    content = print_objects(objects)
    assert list(read_objects(BytesIO(content))) == objects
    ends = {0}
    for one in objects:
        ends.add(max(ends) + 4 + len(one))
    for at in range(len(content)):
        if at not in ends:
            with pytest.raises(Malformed):
                list(read_objects(BytesIO(content[:at])))
    digests = list(read_digests(BytesIO(print_digests(map(digest_of, objects)))))
    assert set(digests) == set(map(digest_of, objects))
    assert all(one < two for one, two in pairwise(digests))


def test_what_is_over_its_cap_is_refused():
    """What does not fit into an act goes beside it, or not at all."""
    content = print_objects([b"x" * MAX_INLINE])
    with pytest.raises(TooLarge):
        ThreatSet(number="S-000001", collection=UUID, objects=1, content=Digest.of(content), title="Shelf", inline=content)


@given(st.lists(st.sampled_from(["SET-RECEIVED", "SET-CLASH"]), min_size=1, max_size=700))
def test_receipts_say_all_of_it_once_and_in_order(codes):
    """However the outcomes change, the receipts together are the list; none has more runs than it may."""
    told, after = [], 0
    for first, runs in runs_of(codes):
        assert first == after
        assert 1 <= len(runs) <= MAX_RUNS
        told += [code for count, code in runs for _ in range(count)]
        after = len(told)
    assert told == codes


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_vector_is_taken_or_refused_as_it_says(file):
    """What is taken prints the same fields again."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert set(said) == {"expect", "spec", "comment"}
    data = body.removesuffix("\n").encode()
    if said["expect"] == "ok":
        fields = parse_json(data, 65536)
        assert print_set(parse_set(fields, files=())) == fields
        return
    with pytest.raises(Refused) as refused:
        parse_set(parse_json(data, 65536), files=())
    assert refused.value.wire_class == said["expect"]


def test_there_are_vectors_of_every_outcome():
    """Nothing is left untested because its files are missing."""
    assert {file.read_text().partition("\n")[0] for file in FILES} == {"expect: ok", "expect: malformed", "expect: too-large"}
