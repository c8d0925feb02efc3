"""Identifiers, instants, dates, digests, markings, languages: the small values."""

import hashlib
import string
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest, leaf_hash, node_hash, tree_root
from comity.terms.identifiers import AuthorityId, Country, EnvelopeId, KeyId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant, PreciseDate, Precision
from comity.terms.languages import Language
from comity.terms.markings import Pap, Tlp, least, strictest
from comity.terms.refusals import WIRE_CLASSES, Malformed, Refused, TooLarge
from comity.terms.vocabulary import vocabulary

micros = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999)


@given(micros)
def test_instants_make_a_round_trip(count):
    """Every moment of the years 1 to 9999 prints as 27 characters that are read back."""
    text = str(Instant(count))
    assert len(text) == 27
    assert Instant.parse(text) == Instant(count)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T03:07:00Z",
        "2026-11-23T03:07:00.000Z",
        "2026-11-23t03:07:00.000000z",
        "2026-11-23T03:07:00.000000+00:00",
        "2026-11-23 03:07:00.000000Z",
        "2026-02-30T03:07:00.000000Z",
        "2026-11-23T24:00:00.000000Z",
        "2026-11-23T03:07:60.000000Z",
        "0000-01-01T00:00:00.000000Z",
        "2026-11-23T03:07:00.000000Z\n",
        "\uff12\uff10\uff12\uff16-11-23T03:07:00.000000Z",
    ],
)
def test_other_moments_are_refused(text):
    """A moment has one form."""
    with pytest.raises(Malformed):
        Instant.parse(text)


def test_instants_know_their_zone():
    """A local time is converted; one without zone is refused; sums and differences are exact."""
    hanoi = datetime(2026, 11, 23, 10, 7, tzinfo=timezone(timedelta(hours=7)))
    assert str(Instant.of(hanoi)) == "2026-11-23T03:07:00.000000Z"
    with pytest.raises(Malformed):
        Instant.of(hanoi.replace(tzinfo=None))
    later = Instant.of(hanoi) + timedelta(days=60)
    assert later - Instant.of(hanoi) == timedelta(days=60)
    assert later.datetime().tzinfo is UTC
    with pytest.raises(Malformed):
        Instant(253_402_300_800_000_000)


@pytest.mark.parametrize(("text", "precision"), [("2026-11-23", Precision.DAY), ("2026-11", Precision.MONTH), ("2026", Precision.YEAR)])
def test_dates_say_how_much_is_known(text, precision):
    """A date prints as much as is known, and no more."""
    found = PreciseDate.parse(text)
    assert (str(found), found.precision) == (text, precision)


@pytest.mark.parametrize("text", ["", "26-11-23", "2026-13", "2026-02-30", "2026-1-1", "0000", "2026-11-23T", "\u0662\u0660\u0662\u0666"])
def test_other_dates_are_refused(text):
    """What is no date, or is written in another way, is refused."""
    with pytest.raises(Malformed):
        PreciseDate.parse(text)


def test_a_date_holds_nothing_that_it_does_not_know():
    """A month carries no day, a year no month."""
    day = PreciseDate.parse("2026-11-23").first
    for precision in (Precision.MONTH, Precision.YEAR):
        with pytest.raises(Malformed):
            PreciseDate(day, precision)


GOOD = [
    (Country, ["VN", "XR"]),
    (AuthorityId, ["vn-poc", "xr-24-7"]),
    (NodeId, ["poc.vn.example", "a.b"]),
    (OfficerId, ["ha.n@poc.vn.example"]),
    (Reference, ["VN-2026-000123"]),
    (EnvelopeId, ["0" * 32]),
    (KeyId, ["a" * 64]),
]
BAD = [
    (Country, ["", "vn", "VNM", "V1", "VN\n", "\uff36\uff2e"]),
    (AuthorityId, ["poc", "VN-poc", "vn-", "vn-poc-", "vn_poc"]),
    (NodeId, ["poc", "poc.", "-a.b", "A.b", "a..b", "a." + "b" * 64, "a." * 127 + "bb", "a.b\n"]),
    (
        OfficerId,
        [
            "ha",
            "@a.b",
            "ha@",
            "ha..n@a.b",
            "Ha@a.b",
            "ha@a.b@c.d",
            "ha n@a.b",
            "ha@a",
            "ha@a..b",
            "a" * 65 + "@a.b",
            "ha@" + "a." * 127 + "bb",
        ],
    ),
    (
        Reference,
        [
            "VN-26-000123",
            "VN-2026-123",
            "VN-2026-0001234",
            "vn-2026-000123",
            "VN-3026-000123",
            "VN-2026-000000",
            "VN-\uff12\uff10\uff12\uff16-000123",
            "VN-2\u0660\u0662\u0666-000123",
        ],
    ),
    (EnvelopeId, ["0" * 31, "0" * 33, "A" * 32, "g" * 32]),
    (KeyId, ["0" * 32, "A" * 64]),
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in GOOD for text in texts])
def test_names(kind, text):
    """A name prints as it was read, and equals its like only."""
    assert str(kind(text)) == text
    assert kind(text) == kind(text)
    assert kind(text) != text


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in BAD for text in texts])
def test_names_that_are_none(kind, text):
    """An invalid name cannot exist."""
    with pytest.raises(Malformed):
        kind(text)


def test_names_tell_their_parts():
    """An officer names a node, an authority and a reference a country."""
    assert OfficerId("ha.n@poc.vn.example").node == NodeId("poc.vn.example")
    assert AuthorityId("vn-poc").country == Country("VN")
    assert Reference.of(Country("VN"), year=2026, number=123) == Reference("VN-2026-000123")
    assert Reference("VN-2026-000123").country == Country("VN")
    for number in (0, 1_000_000):
        with pytest.raises(Malformed):
            Reference.of(Country("VN"), year=2026, number=number)
    assert EnvelopeId.fresh() != EnvelopeId.fresh()
    assert hash(Country("VN")) == hash(Country("VN"))


@given(st.binary(min_size=32, max_size=32))
def test_digests_make_a_round_trip(raw):
    """A digest prints as lower-case digits that are read back; its groups are how it is read out."""
    digest = Digest(raw)
    assert Digest.parse(str(digest)) == digest
    assert "".join(digest.groups(16)) == str(digest)


@given(st.text(alphabet=string.hexdigits + " x\n", max_size=70))
def test_other_digests_are_refused(text):
    """A digest has one form."""
    try:
        found = Digest.parse(text)
    except Malformed:
        return
    assert str(found) == text


def test_digests_have_one_size():
    """Another number of bytes is no digest."""
    with pytest.raises(Malformed):
        Digest(b"short")
    assert Digest.of(b"a", b"b") == Digest(hashlib.sha256(b"ab").digest())


def _tree(leaves):
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_tree(leaves[:split]), _tree(leaves[split:]))


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_tree_root_is_that_of_the_standard(leaves):
    """The root by levels equals the recursive definition of RFC 6962."""
    assert tree_root([leaf_hash(leaf) for leaf in leaves]) == _tree(leaves)


def test_markings():
    """Markings are ordered from strict to free; unmarked means strictest."""
    assert [Tlp.parse(marking.value) for marking in Tlp] == list(Tlp)
    assert strictest([Tlp.CLEAR, Tlp.AMBER_STRICT, Tlp.AMBER]) is Tlp.AMBER_STRICT
    assert strictest([]) is Tlp.RED
    assert Tlp.RED.covers(Tlp.GREEN)
    assert Tlp.GREEN.covers(Tlp.GREEN)
    assert not Tlp.GREEN.covers(Tlp.RED)
    for text in ("RED", "TLP:WHITE", "tlp:red", "TLP:RED "):
        with pytest.raises(Malformed):
            Tlp.parse(text)


def test_permissible_actions():
    """PAP is ordered from what nobody notices to everything; where nobody wrote one there is no limit."""
    assert [Pap.parse(marking.value) for marking in Pap] == list(Pap)
    assert vocabulary("pap").codes == tuple(Pap)
    assert least([Pap.CLEAR, Pap.AMBER, Pap.GREEN]) is Pap.AMBER
    assert least([]) is Pap.CLEAR
    for marking in Pap:
        assert marking.allows(marking)
        assert marking.allows(Pap.RED)
    assert not Pap.AMBER.allows(Pap.GREEN)
    for text in ("RED", "PAP:WHITE", "pap:red", "TLP:RED"):
        with pytest.raises(Malformed):
            Pap.parse(text)


def test_languages():
    """A language is its primary subtag; what browsers send is cut down to it."""
    assert Language.parse(" vi-VN ") == Language.parse("VI_vn") == Language("vi")
    for text in ("", "VI", "v", "viet", "vi-VN", "1a"):
        with pytest.raises(Malformed):
            Language(text)


def test_refusals_keep_their_facts():
    """A refusal has a wire class, a sentence with its facts, and a next step that can be filled."""
    for refusal in (Malformed("act", "byte 3"), TooLarge("act", size=2, cap=1)):
        assert refusal.wire_class in WIRE_CLASSES
        assert "act" in str(refusal)
        assert refusal.next_step % refusal.facts


def test_every_refusal_of_the_room_has_a_known_wire_class():
    """Each refusal class names one of the eleven classes, and says what to do."""
    pending, seen = [Refused], []
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        seen.append(kind)
    for kind in seen:
        assert kind.wire_class in WIRE_CLASSES
        assert kind.sentence
        assert kind.next_step
