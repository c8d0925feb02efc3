"""Bundles, purely: headers and contents print and parse back, and what is missing is what a slow look at the contents says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed, TooLarge
from comity.wire import bundle
from comity.wire.bundle import BundleHeader, Content, Removal

digests = st.binary(min_size=32, max_size=32).map(Digest)
instants = st.integers(0, 2**50).map(Instant)
objects = st.lists(st.binary(min_size=1, max_size=40), max_size=5)
names = st.text(st.characters(codec="utf-8"), max_size=20)
removals = st.lists(st.builds(Removal, names, st.sampled_from(["", "2026"]), digests), max_size=4)


@st.composite
def headers(draw):
    """Any header that can be."""
    number = draw(st.integers(1, 2**53))
    dates = sorted(draw(st.lists(instants, min_size=2, max_size=2)))
    count = draw(st.integers(0, 100_000))
    return BundleHeader(
        node=NodeId("poc.vn.example"),
        authority=AuthorityId("vn-poc"),
        to=AuthorityId("xr-cert"),
        collection=str(draw(st.uuids())),
        title=draw(st.text(st.characters(codec="utf-8"), max_size=200)),
        fields=tuple(sorted(draw(st.sets(st.sampled_from(["CYBERCRIME", "DRUGS", "X"]))))),
        unmarked=draw(st.none() | st.sampled_from(Tlp)),
        number=number,
        after=draw(st.integers(0, number - 1)),
        previous=None if number == 1 else draw(digests),
        made=draw(instants),
        first=dates[0] if count else None,
        last=dates[1] if count else None,
        objects=count,
        removed=draw(st.integers(0, 100_000)),
        content=draw(digests),
        more=draw(st.booleans()),
    )


@given(headers())
def test_a_header_is_read_as_it_was_printed(header):
    """And its digest is that of the bytes."""
    printed = bundle.print_header(header)
    assert bundle.parse_header(printed) == header
    assert header.digest == Digest.of(printed)


@given(headers(), objects, removals)
def test_content_comes_back_and_another_one_does_not(header, parts, removed):
    """Byte for byte; under a header that tells other counts or another digest it is refused."""
    printed = bundle.print_content(parts, removed)
    dates = {"first": Instant(1), "last": Instant(1)} if parts else {"first": None, "last": None}
    told = replace(header, objects=len(parts), removed=len(removed), content=Digest.of(printed), **dates)
    assert bundle.parse_content(printed, header=told) == Content(tuple(parts), tuple(removed))
    statement, content = bundle.split_bundle(bundle.print_bundle(b"signed", printed))
    assert (statement, bytes(content)) == (b"signed", printed)
    for wrong in (replace(told, removed=len(removed) + 1), replace(told, content=Digest.of(b"another"))):
        with pytest.raises(Malformed):
            bundle.parse_content(printed, header=wrong)


def test_what_is_too_much_is_refused_before_it_is_read(monkeypatch):
    """A statement, a content, a file."""
    monkeypatch.setattr(bundle, "MAX_CONTENT", 100)
    monkeypatch.setattr(bundle, "MAX_FILE", 100)
    for deed in (
        lambda: bundle.print_content([bytes(97)], []),
        lambda: bundle.print_bundle(bytes(bundle.MAX_STATEMENT + 1), b""),
        lambda: bundle.split_bundle(bundle.MAGIC + bytes(100)),
    ):
        with pytest.raises(TooLarge):
            deed()


@given(st.data())
def test_nothing_is_missing_where_all_that_was_given_is_there(data):
    """Each bundle brings one thing more and holds what came after the one that it follows; a reader who reads some of them, in order."""
    given_ = [(number, data.draw(st.integers(0, number - 1))) for number in range(1, data.draw(st.integers(2, 8)))]
    read = data.draw(st.lists(st.sampled_from(given_), unique=True))
    has = {thing for number, after in read for thing in range(after + 1, number + 1)}
    whole = next(number for number in range(len(given_) + 1) if number + 1 not in has)
    assert bundle.whole_up_to(read) == whole
    number = max((one for one, _ in read), default=0) + data.draw(st.integers(1, 3))
    after = data.draw(st.integers(0, number - 1))
    header = replace(_HEADER, number=number, after=after, previous=Digest.of(b"x") if number > 1 else None)
    numbers = {one for one, _ in read}
    lacking = {thing for thing in range(1, after + 1) if thing not in has}
    missing = bundle.missing_before(header, read=read)
    assert bool(missing) == bool(lacking)
    assert lacking <= set(missing) <= set(range(whole + 1, after + 1)) - numbers


_HEADER = BundleHeader(
    node=NodeId("poc.vn.example"),
    authority=AuthorityId("vn-poc"),
    to=AuthorityId("xr-cert"),
    collection="0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0",
    title="",
    number=1,
    after=0,
    previous=None,
    made=Instant(0),
    first=None,
    last=None,
    objects=0,
    removed=0,
    content=Digest.of(b""),
)
