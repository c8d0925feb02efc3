import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from comity.seal import envelope
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import MAGIC, MAX_PAYLOAD, Recipient, close_envelope, draft_envelope, outline, parse_envelope
from comity.seal.headers import InnerDraft
from comity.seal.refusals import (
    BadSignature,
    CommitmentBroken,
    ForeignSigner,
    FromTheFuture,
    KeyExpired,
    NodeSignatureMissing,
    NotForUs,
    NotSealedToUs,
    OfficerSignatureMissing,
    SealBroken,
    SignedTwice,
    Stale,
    UnknownKey,
)
from comity.seal.stream import CHUNK, TAG
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Malformed, Refused, TooLarge


@given(payload=some.binary(max_size=300))
@settings(max_examples=10, deadline=None)
def test_what_is_closed_opens(world, payload):
    """Payload, headers, digests and signers come back as they went."""
    closed = world.close(payload)
    opened = world.open(closed.data)
    assert (opened.payload, opened.salt) == (payload, closed.salt)
    assert (opened.outer_digest, opened.inner_digest) == (closed.outer_digest, closed.inner_digest)
    assert (opened.inner_bytes, opened.signatures) == (closed.inner_bytes, closed.signatures)
    assert opened.outer.env_id == opened.inner.env_id == closed.env_id
    assert [str(entry.owner) for entry in opened.signed_by] == [world.officer, world.sender]
    assert opened.inner.digest == opened.inner_digest
    assert outline(closed.data).outer == opened.outer


def test_a_forger_who_plays_by_the_rules_is_believed(world):
    """The forger's own construction of the format opens: two writings of one specification agree."""
    assert world.open(world.Forger(padded=True).envelope()).payload == world.tool.PAYLOAD
    assert world.open(world.Forger().envelope()).payload == world.tool.PAYLOAD  # from before there was padding


def test_ten_kibibytes_fit_into_twenty_thousand_bytes(world):
    """An act of 10,240 bytes, signed by officer and node, for one recipient."""
    assert len(world.close(random.Random(2).randbytes(10_240)).data) <= 20_000


def test_every_recipient_opens_and_nobody_else(world):
    """One ciphertext, one wrap each, in the order of `to`."""
    closed = world.close(to=(world.third, world.receiver))
    for node in (world.receiver, world.third):
        assert world.open(closed.data, node=node).payload == b"a request"
    with pytest.raises(NotForUs):
        world.open(closed.data, node="other.example", sealing=[world.third])


@pytest.mark.parametrize("size", [CHUNK - 33, CHUNK - 32, CHUNK - 31, 2 * CHUNK])
def test_bodies_of_several_chunks_open(world, size):
    """At the edges of chunks too."""
    payload = random.Random(size).randbytes(size)
    assert world.open(world.close(payload).data).payload == payload


def test_no_flipped_bit_goes_unnoticed(world):
    """One bit of any byte: all bytes of the frame lengths and the outer header, and every 37th of the rest."""
    data = world.close(b"x").data
    structure = set(range(len(MAGIC) + 4 + 330)) | {len(data) - 1} | set(range(0, len(data), 37))
    for at in sorted(structure):
        with pytest.raises(Refused):
            world.open(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])


@pytest.fixture(scope="module")
def good(world):
    """Return the bytes of one small envelope."""
    return world.close(b"x").data


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("where", [0, 32, 33, 64, 96, 97, 1000, 2500, 3405])
def test_no_flipped_bit_of_a_signature_goes_unnoticed(world, at, where):
    """Key id, form and both halves, flipped before the header block was sealed, so that only the signature is at fault."""

    def edit(printed):
        return [world.tool.flip(one, where) if number == at else one for number, one in enumerate(printed)]

    with pytest.raises((BadSignature, UnknownKey, Malformed)):
        world.open(world.Forger(edit_signatures=edit).envelope())


@given(data=some.data())
@settings(max_examples=100, deadline=None)
def test_no_other_bytes_open(world, good, data):
    """Cut, extended, or with a piece replaced: refused, or the very same bytes."""
    start = data.draw(some.integers(0, len(good)))
    other = good[:start] + data.draw(some.binary(max_size=40)) + good[data.draw(some.integers(start, len(good))) :]
    if other != good:
        with pytest.raises(Refused):
            world.open(other)


def test_time_bounds_both_ends(world):
    """Open until just before its end, and from five minutes before it was made."""
    data = world.close().data
    step, drift = timedelta(microseconds=1), timedelta(minutes=5)
    world.open(data, at=world.expires + -step)
    world.open(data, at=world.created + -drift)
    with pytest.raises(Stale):
        world.open(data, at=world.expires)
    with pytest.raises(FromTheFuture):
        world.open(data, at=world.created + (-drift - step))


@pytest.mark.parametrize(
    ("signers", "refusal"),
    [
        (("officer",), NodeSignatureMissing),
        (("sender",), OfficerSignatureMissing),
        ((), NodeSignatureMissing),
        (("sender", "officer", "sender"), NodeSignatureMissing),
        (("officer", "officer", "sender"), SignedTwice),
        (("officer", "sender", "stranger"), ForeignSigner),
        (("officer", "receiver"), ForeignSigner),
    ],
)
def test_the_sending_node_once_and_its_officers_sign(world, signers, refusal):
    """Anything less, more or else is refused, though every signature verifies."""
    forged = world.Forger(signers=tuple(getattr(world, name) for name in signers))
    with pytest.raises(refusal):
        world.open(forged.envelope())


def test_a_country_signs_no_envelope(world):
    """A country's key is for the directory."""
    with pytest.raises(ForeignSigner):
        world.open(world.Forger(signers=("XR", world.officer, world.sender)).envelope(), keyring=world.ring("XR", *world.owners))


def test_too_many_signatures_are_refused(world):
    """Nine cannot even be frames of a header block."""
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_signatures=lambda printed: [printed[0]] * 9).envelope())


def test_keys_are_asked_for_when_the_header_says_it_was_made(world):
    """Unknown, ended before, begun after: refused. Ended since: good."""
    data = world.close().data
    first, until = world.tool.VALID
    step = timedelta(microseconds=1)
    with pytest.raises(UnknownKey):
        world.open(data, keyring=world.ring(world.sender))
    for valid in ((first, world.created), (world.created + step, until)):
        with pytest.raises(KeyExpired):
            world.open(data, keyring=world.ring(*world.owners, valid=valid))
    world.open(data, keyring=world.ring(*world.owners, valid=(first, world.created + step)))


@pytest.mark.parametrize("ed25519", [True, False])
def test_one_half_of_a_signature_is_none(world, ed25519):
    """The other half good, of the same key, over other bytes."""
    forged = world.Forger(edit_signatures=lambda printed: world.tool.half_of_another(printed, ed25519=ed25519))
    with pytest.raises(BadSignature):
        world.open(forged.envelope())


def test_a_wrap_for_another_does_not_open_for_us(world):
    """In our place under its own name, or under ours, or in another envelope."""
    to = (world.receiver, world.third)
    with pytest.raises(NotSealedToUs):
        world.open(world.Forger(recipients=to, edit_wraps=lambda wraps: wraps[::-1]).envelope())
    with pytest.raises(SealBroken):
        world.open(world.Forger(recipients=to, edit_wraps=lambda wraps: [wraps[0][:32] + wraps[1][32:], wraps[1]]).envelope())
    ours = []
    world.Forger(edit_wraps=lambda wraps: ours.extend(wraps) or wraps).envelope()
    with pytest.raises(SealBroken):
        world.open(world.Forger(edit_outer=world.tool.put(priority="urgent"), edit_wraps=lambda _: ours).envelope())
    with pytest.raises(NotSealedToUs):
        world.open(world.close().data, sealing=[world.third])


def test_a_wrap_of_another_size_is_refused(world):
    """One key instead of two, or none at all."""
    with pytest.raises(Malformed):
        world.open(world.Forger(wrapped=b"k" * 32).envelope())
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_wraps=lambda _: []).envelope())


@pytest.mark.parametrize(
    "changes",
    [
        {"to": ["poc.zz.example"]},
        {"to": ["poc.vn.example", "poc.zz.example"]},
        {"env_id": "0" * 32},
        {"chunk_root": "0" * 64},
        {"created": "2026-08-01T00:00:00.000000Z"},
        {"created": "2026-12-24T00:00:00.000000Z"},
        {"world": "exercise"},
    ],
)
def test_the_signed_header_rules_over_the_outer(world, changes):
    """Forwarded to another recipient, moved into another envelope or body, kept too long: refused, though duly signed."""
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_inner=world.tool.put(**changes)).envelope())


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data.replace(b'"seq":1', b'"seq":1,"seq":1'),
        lambda data: data.replace(b",", b", ", 1),
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"v":1', b'"v":1,"w":1'),
        lambda data: data.replace(b"drill", b"\\u0064rill"),
        lambda _: b"[" * 2000,
        lambda _: b"",
    ],
)
def test_a_header_in_another_form_is_refused(world, edit):
    """JSON that means the same, or nothing: inside and outside."""
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_inner_bytes=edit).envelope())
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_outer_bytes=lambda data: edit(data) if edit(data) != data else b"{}").envelope())


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"suite": 2},
        {"size": 0},
        {"size": 1},
        {"to": []},
        {"priority": "flash"},
        {"header_hash": "0" * 64},
        {"chunk_root": "0" * 64},
        {"expires": "2026-11-24"},
    ],
)
def test_an_outer_header_out_of_range_is_refused(world, changes):
    """Wraps are made over the changed header: only the header is at fault."""
    with pytest.raises(Malformed):
        world.open(world.Forger(edit_outer=world.tool.put(**changes)).envelope())


def test_a_sender_who_commits_to_another_key_is_refused(world):
    """The wrap's content key is not the one committed to: before the content is decrypted."""
    forged = world.Forger(wrapped=world.tool.seed("header key") + world.tool.seed("another content key"))
    with pytest.raises(CommitmentBroken, match="key"):
        world.open(forged.envelope())
    with pytest.raises(CommitmentBroken, match="key"):
        world.open(world.Forger(edit_inner=world.tool.put(key_commit="0" * 64)).envelope())


def test_a_sender_who_commits_to_another_content_is_refused(world):
    """Everything opens, but it is not what was signed for."""
    with pytest.raises(CommitmentBroken, match="content"):
        world.open(world.Forger(edit_inner=world.tool.put(plaintext_commit="0" * 64)).envelope())


@pytest.mark.parametrize(
    "edit",
    [
        lambda chunks: chunks[:-1],
        lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
        lambda chunks: [*chunks, chunks[-1]],
        lambda chunks: [chunks[0], *chunks],
        lambda chunks: [*chunks[:-1], chunks[-1][:-1]],
        lambda _: [],
        lambda _: [b"\0" * TAG],
    ],
)
def test_chunks_cut_off_reordered_or_added_do_not_open(world, edit):
    """A sender who signs the root of such a body finds that it does not open."""
    forged = world.Forger(payload=bytes(2 * CHUNK), edit_chunks=edit)
    with pytest.raises((SealBroken, Malformed)):
        world.open(forged.envelope())


def test_an_empty_last_chunk_is_refused(world):
    """The same content in one chunk more would be a second form of it."""
    size = CHUNK - 32

    class Padder(world.Forger):
        def chunks(self, plain, env_id):
            sealer = envelope.AESGCM(self.keys[32:])
            return [sealer.encrypt(bytes(12), plain, env_id), sealer.encrypt(bytes(10) + b"\1\1", b"", env_id)]

    with pytest.raises(SealBroken):
        world.open(Padder(payload=bytes(size)).envelope())


def test_a_body_shorter_than_its_salt_is_refused(world):
    """The salt is not optional."""
    with pytest.raises(SealBroken):
        world.open(world.Forger(salt=b"s" * 31, payload=b"").envelope())


def test_caps_come_first(world, monkeypatch):
    """A payload, a body, a header block and an envelope over their caps are refused unread."""
    with pytest.raises(TooLarge):
        draft_envelope(bytes(MAX_PAYLOAD + 1), header=world.tool.header())
    with pytest.raises(TooLarge):
        outline(b"\0" * (envelope.MAX_ENVELOPE + 1))
    with pytest.raises(TooLarge):
        outline(world.Forger(edit_parts=lambda parts: [*parts[:3], bytes(envelope._MAX_BODY + 1)]).envelope())
    with pytest.raises(TooLarge):
        outline(world.Forger(edit_parts=lambda parts: [*parts[:2], bytes(envelope._MAX_BLOCK + 1), parts[3]]).envelope())


def test_the_largest_payload_passes(world):
    """8 MiB exactly."""
    payload = bytes(MAX_PAYLOAD)
    assert world.open(world.close(payload).data).payload == payload


@pytest.mark.parametrize("data", [b"", b"COMITY1", b"COMITY1R", b"COMITY1E", b"COMITY1E" + bytes(16), b"PK\3\4"])
def test_other_bytes_are_no_envelope(data):
    """Magic, then four frames."""
    for parse in (outline, parse_envelope):
        with pytest.raises(Malformed):
            parse(data)


def test_a_relay_sees_whether_the_parts_belong_together(world):
    """`parse_envelope` needs no key and notices a changed body; `outline` is cheaper and does not."""
    closed = world.close()
    sealed = parse_envelope(closed.data)
    assert sealed.outer_digest == closed.outer_digest
    assert [str(key_id) for key_id, _ in sealed.wraps] == [str(world.sealing(world.receiver).public.key_id)]
    changed = closed.data[:-1] + bytes([closed.data[-1] ^ 1])
    assert outline(changed).outer == sealed.outer
    with pytest.raises(Malformed):
        parse_envelope(changed)


def test_nothing_of_the_content_stands_outside(world):
    """Neither sender, case, kind nor payload can be read without the key."""
    data = world.close(b"the content of the request").data
    for word in (world.sender, world.officer, "XR-2026-000007", "REQ-PRESERVE", "drill", "the content"):
        assert word.encode() not in data


def test_secrets_and_content_are_not_in_representations(world):
    """Logs that print a draft, an envelope or an opened one show headers only."""
    draft = draft_envelope(b"the content", header=world.tool.header())
    closed = world.close(b"the content")
    for thing in (draft, closed, world.open(closed.data)):
        assert "the content" not in repr(thing)
    assert repr(draft.keys) not in repr(draft)


def test_an_envelope_is_not_closed_wrongly(world):
    """Recipients, life and signers are checked where they are set."""
    draft = draft_envelope(b"x", header=world.tool.header())
    signatures = [world.key(owner).sign(PAYLOAD_TYPE, draft.inner_bytes) for owner in (world.officer, world.sender)]
    ours, other = (Recipient(NodeId(node), world.sealing(node).public) for node in (world.receiver, world.third))

    def close(*, recipients=(ours,), signed=signatures, expires=world.expires):
        return close_envelope(draft, signatures=signed, recipients=recipients, expires=expires, priority="urgent")

    assert world.open(close().data).outer.priority == "urgent"
    for recipients in ((), (other,), (ours, ours), (ours, other)):
        with pytest.raises(Malformed):
            close(recipients=recipients)
    for expires in (world.created, world.created + timedelta(days=90, microseconds=1)):
        with pytest.raises(Malformed):
            close(expires=expires)
    with pytest.raises(SignedTwice):
        close(signed=(*signatures, signatures[0]))
    with pytest.raises(TooLarge):
        close(signed=signatures * 5)


@pytest.mark.parametrize("changes", [{"world": "test"}, {"seq": 2}, {"to": ()}, {"kind": ""}, {"previous": Digest.of(b"")}])
def test_a_header_out_of_range_is_not_drafted(world, changes):
    """What would be refused is not made."""
    with pytest.raises(Malformed):
        draft_envelope(b"", header=world.tool.header(**changes))


def test_a_draft_sorts_what_its_header_leaves_unsorted(world):
    """Recipients and required receipts."""
    header = world.tool.header(to=(NodeId(world.third), NodeId(world.receiver)), requires=("received", "decided"))
    inner = draft_envelope(b"", header=header).inner
    assert [str(node) for node in inner.to] == [world.receiver, world.third]
    assert inner.requires == ("decided", "received")
    assert isinstance(inner, InnerDraft)


def test_two_envelopes_of_one_payload_have_nothing_in_common(world):
    """Identifier, keys and salt are drawn anew."""
    one, two = world.close(), world.close()
    assert one.env_id != two.env_id
    assert one.salt != two.salt
    assert parse_envelope(one.data).body != parse_envelope(two.data).body
