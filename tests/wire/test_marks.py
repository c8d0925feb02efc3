"""What two nodes tell each other of what they hold: strict both ways."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.wire.marks import BUCKETS, MAX_WORD, MOST_MARKS, MarkSaid, MarksWord, parse_marks, print_marks

AT = Instant(1_790_000_000_000_000)
ONE = MarkSaid(True, Reference("XR-2026-000001"), 3, Digest.of(b"inner"))
WORD = MarksWord(
    node=NodeId("poc.xr.example"),
    to=NodeId("poc.vn.example"),
    at=AT,
    since=AT,
    root=Digest.of(b"root"),
    buckets=(1, 255),
    marks=(ONE,),
    strange=(ONE, ONE),
)
FULL = MarksWord(
    node=WORD.node, to=WORD.to, at=AT, since=AT, root=WORD.root, digests=(Digest.of(b"x"),) * BUCKETS, marks=(ONE,) * MOST_MARKS
)


@pytest.mark.parametrize("word", [WORD, FULL], ids=["few", "most"])
def test_a_word_is_read_back(word):
    """Byte by byte, and within its cap."""
    data = print_marks(word)
    assert parse_marks(data) == word
    assert len(data) <= MAX_WORD


def changed(**members):
    """Return the bytes of a word with other members."""
    value = json.loads(print_marks(WORD)) | members
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


MARK = json.loads(print_marks(WORD))["marks"][0]
WRONG = {
    "version": {"v": 2},
    "more": {"note": 1},
    "node": {"node": "POC"},
    "root": {"root": "00"},
    "digests": {"digests": ["0" * 64]},
    "digest": {"digests": 7},
    "bucket-none": {"buckets": [256]},
    "bucket-order": {"buckets": [2, 1]},
    "bucket-twice": {"buckets": [2, 2]},
    "bucket-true": {"buckets": [True]},
    "mark-text": {"marks": ["x"]},
    "mark-more": {"marks": [MARK | {"x": 1}]},
    "mark-zero": {"marks": [MARK | {"seq": 0}]},
    "mark-huge": {"marks": [MARK | {"seq": 2**53 + 1}]},
    "mark-ours": {"marks": [MARK | {"ours": 1}]},
    "mark-case": {"strange": [MARK | {"case": "xr-2026-000001"}]},
    "marks-many": {"strange": [MARK] * (MOST_MARKS + 1)},
    "since": {"since": None},
}


@pytest.mark.parametrize("members", WRONG.values(), ids=WRONG)
def test_another_word_is_refused(members):
    """Nothing is read that its printer would not write."""
    with pytest.raises(Malformed):
        parse_marks(changed(**members))


def test_nothing_over_the_cap_is_read():
    """Refused before it is parsed."""
    with pytest.raises(TooLarge):
        parse_marks(b"[" * (MAX_WORD + 1))


@given(where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_is_another_word(where, byte):
    """What is accepted prints the bytes that came."""
    data = bytearray(print_marks(WORD))
    data[int(where * len(data))] = byte
    try:
        found = parse_marks(bytes(data))
    except Refused:
        return
    assert print_marks(found) == bytes(data)
