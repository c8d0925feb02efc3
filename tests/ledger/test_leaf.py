import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger.leaf import MAX_BYTES, LeafRecord, NotCommitted, commit, parse_leaf, print_leaf, verify_commitment
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge

SALT = bytes(range(32))
RECORD = LeafRecord(
    kind="request.sent",
    commitment=commit(b"payload", salt=SALT),
    key=KeyId("ab" * 32),
    at=Instant.parse("2026-11-23T03:07:00.000000Z"),
)


@st.composite
def records(draw):
    """Any leaf."""
    kind = draw(st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z0-9-]{1,20}){1,2}", fullmatch=True))
    micros = draw(st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999))
    raw = st.binary(min_size=32, max_size=32)
    return LeafRecord(kind=kind, commitment=Digest(draw(raw)), key=KeyId(draw(raw).hex()), at=Instant(micros))


@given(record=records())
def test_what_is_printed_is_read_again(record):
    """The round trip holds, and the hash is that of the printed bytes."""
    assert parse_leaf(print_leaf(record)) == record
    assert record.hash == leaf_hash(print_leaf(record))


def test_the_printed_form_is_fixed():
    """These bytes are hashed into logs for ever."""
    assert print_leaf(RECORD) == (
        b'{"at":"2026-11-23T03:07:00.000000Z","commitment":"'
        + str(RECORD.commitment).encode()
        + b'","key":"'
        + b"ab" * 32
        + b'","kind":"request.sent"}'
    )


def test_the_commitment_is_label_salt_payload():
    """The three parts are hashed one after another."""
    assert commit(b"payload", salt=SALT) == Digest.of(b"comity/1 leaf" + SALT + b"payload")


@given(payload=st.binary(max_size=64), salt=st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_with_its_salt_and_payload_only(payload, salt):
    """Another payload, or another salt, is refused."""
    record = LeafRecord(kind="a.b", commitment=commit(payload, salt=salt), key=KeyId("00" * 32), at=Instant(0))
    assert verify_commitment(payload, salt=salt, record=record) == payload
    with pytest.raises(NotCommitted):
        verify_commitment(payload + b"\0", salt=salt, record=record)
    with pytest.raises(NotCommitted):
        verify_commitment(payload, salt=salt[1:] + bytes([salt[0] ^ 1]), record=record)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_has_32_bytes(length):
    """Otherwise bytes could move between salt and payload."""
    with pytest.raises(Malformed):
        commit(b"", salt=bytes(length))


@pytest.mark.parametrize("kind", ["", "sent", "Request.sent", "request.", ".sent", "request sent.x", "a." + "b" * 63, "yêu.cầu"])
def test_kinds_are_dotted_lower_case(kind):
    """Journal act names are plain, so that nothing personal hides in one."""
    with pytest.raises(Malformed):
        LeafRecord(kind=kind, commitment=RECORD.commitment, key=RECORD.key, at=RECORD.at)


@given(record=records(), where=st.integers(0, 10_000), value=st.integers(1, 255))
def test_an_altered_byte_never_reads_as_the_same_record(record, where, value):
    """Whatever a changed byte reads as, it has another hash."""
    data = bytearray(print_leaf(record))
    data[where % len(data)] ^= value
    try:
        found = parse_leaf(bytes(data))
    except Refused:
        return
    assert found != record
    assert found.hash != record.hash


def test_a_long_leaf_is_refused_unread():
    """The cap comes first."""
    with pytest.raises(TooLarge):
        parse_leaf(b"{" * (MAX_BYTES + 1))
