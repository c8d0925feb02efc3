"""Receipts: four kinds, one door, nothing that reads as two of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import WIRE_CLASSES, Malformed, TooLarge
from comity.wire.decided import DECISIONS, DecidedBody, parse_decided, print_decided
from comity.wire.files import FilesBody, parse_files, print_files
from comity.wire.opened import OpenedBody, parse_opened, print_opened
from comity.wire.receipts import parse_receipt
from comity.wire.received import MAX_BYTES, LogPosition, ReceivedBody, parse_received, print_received
from comity.wire.refused import RefusedBody, parse_refused, print_refused
from comity.wire.settled import SettledBody, parse_settled, print_settled, runs_of

PRINT = {
    ReceivedBody: print_received,
    RefusedBody: print_refused,
    OpenedBody: print_opened,
    DecidedBody: print_decided,
    FilesBody: print_files,
    SettledBody: print_settled,
}
PARSE = {
    ReceivedBody: parse_received,
    RefusedBody: parse_refused,
    OpenedBody: parse_opened,
    DecidedBody: parse_decided,
    FilesBody: parse_files,
    SettledBody: parse_settled,
}

env_ids = st.integers(0, 2**128 - 1).map(lambda number: EnvelopeId(f"{number:032x}"))
digests = st.binary(min_size=32, max_size=32).map(Digest)
cases = st.integers(1, 999_999).map(lambda number: Reference(f"VN-2026-{number:06}"))
instants = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999).map(Instant)
numbers = st.integers(1, 2**53)


@st.composite
def positions(draw):
    """Draw a leaf inside its tree."""
    size = draw(numbers)
    origin = draw(st.from_regex(r"[!-*,-~]{1,255}", fullmatch=True))
    return LogPosition(origin=origin, index=draw(st.integers(0, size - 1)), size=size, root=draw(digests))


received = st.builds(
    ReceivedBody,
    env_id=env_ids,
    outer=digests,
    inner=digests,
    case=cases,
    seq=numbers,
    order=st.sampled_from(["applied", "held"]),
    log=positions(),
    at=instants,
)
classes = st.sampled_from(sorted(WIRE_CLASSES))
unopened = st.builds(RefusedBody, env_id=st.none() | env_ids, outer=digests, wire_class=classes, at=instants, log=st.none() | positions())
opened_then_refused = st.builds(
    RefusedBody, env_id=env_ids, outer=digests, wire_class=classes, at=instants, inner=digests, case=cases, seq=numbers, log=positions()
)
opened = st.builds(OpenedBody, env_id=env_ids, inner=digests, case=cases, at=instants)
decided = (
    st.tuples(env_ids, st.none() | env_ids)
    .filter(lambda pair: pair[0] != pair[1])
    .flatmap(
        lambda pair: st.builds(
            DecidedBody,
            env_id=st.just(pair[0]),
            inner=digests,
            case=cases,
            decision=st.sampled_from(sorted(DECISIONS)),
            answer=st.just(pair[1]),
            at=instants,
            due=st.none() | instants,
        )
    )
)
files = st.builds(FilesBody, env_id=env_ids, inner=digests, case=cases, whole=st.integers(1, 64), broken=st.none() | digests, at=instants)
settled = st.lists(st.sampled_from(["SET-RECEIVED", "SET-CLASH", "SET-GONE"]), min_size=1, max_size=300).map(
    lambda codes: SettledBody(
        env_id=EnvelopeId("0" * 31 + "1"),
        inner=Digest.of(b"inner"),
        case=Reference("XR-2026-000123"),
        objects=len(codes),
        first=next(runs_of(codes))[0],
        runs=next(runs_of(codes))[1],
        at=Instant(0),
    )
)
bodies = received | unopened | opened_then_refused | opened | decided | files | settled


@given(body=bodies)
def test_what_is_printed_is_read_back(body):
    """By its own door and by the common one; no other kind's door takes it."""
    data = PRINT[type(body)](body)
    assert len(data) <= MAX_BYTES
    assert parse_receipt(data) == body
    assert PARSE[type(body)](data) == body
    for kind, parse in PARSE.items():
        if kind is not type(body):
            with pytest.raises(Malformed):
                parse(data)


@given(body=bodies, where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), way=st.sampled_from(["change", "insert", "remove"]))
def test_a_changed_byte_is_refused_or_is_another_receipt(body, where: float, byte: int, way: str):
    """What is accepted prints the bytes that came."""
    data = PRINT[type(body)](body)
    at = int(where * len(data))
    changed = data[:at] + (b"" if way == "remove" else bytes((byte,))) + data[at + (way != "insert") :]
    try:
        found = parse_receipt(changed)
    except Malformed:
        return
    assert PRINT[type(found)](found) == changed
    assert (found == body) is (changed == data)


@given(data=st.binary(max_size=120))
def test_any_bytes_are_refused_calmly(data: bytes):
    """A stranger's bytes cause a refusal and no other exception."""
    with pytest.raises(Malformed):
        parse_receipt(data)


@pytest.mark.parametrize(
    "data", [b"[]", b"null", b"1", b'{"receipt":["opened"]}', b'{"receipt":{"opened":1}}', b'{"receipt":"read"}', b"{}"]
)
def test_no_known_kind_is_refused(data: bytes):
    """The common door looks before it opens."""
    with pytest.raises(Malformed):
        parse_receipt(data)


def test_a_receipt_over_its_cap_is_not_read():
    """4 KiB, before anything else."""
    with pytest.raises(TooLarge):
        parse_receipt(b"{" * (MAX_BYTES + 1))


DIGEST = Digest.of(b"")
ENV_ID = EnvelopeId("0" * 32)
AT = Instant(0)


@pytest.mark.parametrize("wire_class", ["", "STALE", "boredom", "stale\n"])
def test_an_unknown_refusal_class_cannot_be_said(wire_class: str):
    """The set of classes is closed."""
    with pytest.raises(Malformed):
        RefusedBody(env_id=ENV_ID, outer=DIGEST, wire_class=wire_class, at=AT)


@pytest.mark.parametrize("decision", ["", "GRANT", "refused", "executed "])
def test_an_unknown_decision_cannot_be_said(decision: str):
    """The set of decisions is closed."""
    with pytest.raises(Malformed):
        DecidedBody(env_id=ENV_ID, inner=DIGEST, case=Reference("VN-2026-000001"), decision=decision, answer=None, at=AT)


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (1, 1), (0, 0), (0, 2**53 + 1), (True, 2), (0.0, 1)])
def test_a_leaf_outside_its_tree_cannot_be_said(index: int, size: int):
    """0 <= index < size <= 2**53, whole numbers."""
    with pytest.raises(Malformed):
        LogPosition(origin="poc.vn.example/log", index=index, size=size, root=DIGEST)


@pytest.mark.parametrize("seq", [0, -1, 2**53 + 1, True, 1.0])
def test_a_number_that_no_act_has_cannot_be_said(seq: int):
    """Acts of a case are numbered from 1."""
    with pytest.raises(Malformed):
        RefusedBody(env_id=ENV_ID, outer=DIGEST, wire_class="policy", at=AT, inner=DIGEST, case=Reference("VN-2026-000001"), seq=seq)
