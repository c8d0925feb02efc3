from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger.checkpoint import Checkpoint, WrongOrigin, parse_checkpoint, print_checkpoint, sign_checkpoint, verify_checkpoint
from comity.ledger.logproof import LogProof, parse_log_proof, print_log_proof, verify_log_proof
from comity.ledger.note import (
    MAX_BYTES,
    MAX_SIGNATURES,
    MissingSignature,
    Note,
    NoteSignature,
    parse_note,
    print_note,
    sign_note,
    verify_note,
)
from comity.ledger.proofs import NotInLog, prove_inclusion
from comity.ledger.tree import MAX_SIZE, hashes_of, root_at
from comity.terms.digests import Digest, leaf_hash
from comity.terms.refusals import Malformed, Refused, TooLarge

ORIGIN = "poc.vn.example/log"
ROOT = Digest(bytes(range(32)))
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, ROOT)
ROOT_TEXT = b64encode(ROOT.raw).decode()

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="+"), min_size=1, max_size=40)
LINES = st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20), min_size=1, max_size=5)


@st.composite
def notes(draw):
    """Any note."""
    raw = st.builds(NoteSignature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))
    return Note("\n".join(draw(LINES)) + "\n", tuple(draw(st.lists(raw, min_size=1, max_size=4))))


@given(note=notes())
def test_notes_round_trip(note):
    """Texts with empty lines and any script, and any signatures, read back."""
    assert parse_note(print_note(note)) == note


@given(note=notes(), where=st.integers(0, 100_000), value=st.integers(1, 255))
def test_a_note_is_read_only_as_it_is_printed(note, where, value):
    """Whatever altered bytes are read, they print as they were."""
    data = bytearray(print_note(note))
    data[where % len(data)] ^= value
    try:
        found = parse_note(bytes(data))
    except Refused:
        return
    assert print_note(found) == data


@given(name=NAMES, size=st.integers(0, MAX_SIZE), root=st.binary(min_size=32, max_size=32))
def test_checkpoints_round_trip(name, size, root):
    """Every checkpoint reads back from its three lines."""
    checkpoint = Checkpoint(name, size, Digest(root))
    assert parse_checkpoint(print_checkpoint(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    "size",
    ["+5", " 5", "5 ", "05", "-1", "-0", "5_0", "", "5.0", "0x5", "\u0665", "\u00b2", str(MAX_SIZE + 1), "9" * 1000, "9" * 5000],
)
def test_sizes_have_one_form(size):
    """Signs, spaces, zeros, other digits and impossible sizes are refused."""
    with pytest.raises(Refused):
        parse_checkpoint(f"{ORIGIN}\n{size}\n{ROOT_TEXT}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n\n",
        f"{ORIGIN}\n5\n{ROOT_TEXT}",
        f"{ORIGIN}\n5\n{ROOT_TEXT}\n\n",
        f"{ORIGIN}\n5\n{ROOT_TEXT}\nextension\n",
        f"{ORIGIN}\r\n5\r\n{ROOT_TEXT}\r\n",
        f"\n5\n{ROOT_TEXT}\n",
        f"two words\n5\n{ROOT_TEXT}\n",
        f"a+b\n5\n{ROOT_TEXT}\n",
        f"a\u00a0b\n5\n{ROOT_TEXT}\n",
        f"{ORIGIN}\n5\n{ROOT_TEXT[:-1]}\n",
        f"{ORIGIN}\n5\n{ROOT_TEXT[:-2]}9=\n",
        f"{ORIGIN}\n5\n {ROOT_TEXT}\n",
        f"{ORIGIN}\n5\n{b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n5\n{b64encode(bytes(33)).decode()}\n",
        f"{ORIGIN}\n5\n{'-' * 43}=\n",
        f"{ORIGIN}\ud800\n5\n{ROOT_TEXT}\n",
    ],
)
def test_other_texts_are_no_checkpoint(text):
    """Missing, spare and misspelt lines are refused."""
    with pytest.raises(Refused):
        parse_checkpoint(text)


def test_caps_come_first():
    """What is too long is not read."""
    with pytest.raises(TooLarge):
        parse_checkpoint("\n" * 1201)
    with pytest.raises(TooLarge):
        parse_note(b"\n" * (MAX_BYTES + 1))
    with pytest.raises(TooLarge):
        parse_log_proof(b"\n" * 200_000)


def test_a_signed_checkpoint_verifies(log_key, witness_key):
    """All given keys verify, and the checkpoint comes back."""
    data = sign_checkpoint(CHECKPOINT, signers=[log_key, witness_key])
    for verifiers in ([log_key.verifier], [witness_key.verifier], [log_key.verifier, witness_key.verifier]):
        assert verify_checkpoint(data, origin=ORIGIN, verifiers=verifiers) == CHECKPOINT


def test_every_given_key_must_have_signed(log_key, other_key, witness_key):
    """One good signature does not stand in for another, nor one key for another of its name."""
    data = sign_checkpoint(CHECKPOINT, signers=[log_key])
    for verifiers in ([log_key.verifier, witness_key.verifier], [other_key.verifier], [witness_key.verifier], []):
        with pytest.raises(MissingSignature):
            verify_checkpoint(data, origin=ORIGIN, verifiers=verifiers)


def test_unknown_signatures_are_passed_over(log_key, other_key, witness_key):
    """Lines of keys that nobody asked for change nothing, whatever they hold."""
    note = parse_note(sign_checkpoint(CHECKPOINT, signers=[log_key]))
    strangers = (
        NoteSignature("stranger.example", bytes(4), b"?" * 5000),
        NoteSignature(log_key.name, other_key.key_hash, bytes(64)),
        NoteSignature(witness_key.name, log_key.key_hash, bytes(64)),
    )
    data = print_note(Note(note.text, (*strangers, *note.signatures)))
    assert verify_checkpoint(data, origin=ORIGIN, verifiers=[log_key.verifier]) == CHECKPOINT


def test_a_known_key_may_not_sign_wrongly_anywhere(log_key):
    """A second line of a known key with a wrong signature refuses the whole note, in either order."""
    note = parse_note(sign_checkpoint(CHECKPOINT, signers=[log_key]))
    forged = NoteSignature(log_key.name, log_key.key_hash, bytes(64))
    for lines in ((*note.signatures, forged), (forged, *note.signatures), (forged,)):
        with pytest.raises(Refused) as caught:
            verify_note(print_note(Note(note.text, lines)), verifiers=[log_key.verifier])
        assert caught.value.wire_class == "bad-signature"


def test_sixteen_large_signatures_are_read(log_key):
    """The specification's least: 16 signatures of a post-quantum size."""
    note = parse_note(sign_checkpoint(CHECKPOINT, signers=[log_key]))
    more = tuple(NoteSignature(f"w{number}.example", bytes(4), bytes(5000)) for number in range(15))
    data = print_note(Note(note.text, (*more, *note.signatures)))
    assert verify_checkpoint(data, origin=ORIGIN, verifiers=[log_key.verifier]) == CHECKPOINT


def test_another_log_is_refused(log_key):
    """A checkpoint that is good for one log says nothing of another."""
    data = sign_checkpoint(CHECKPOINT, signers=[log_key])
    with pytest.raises(WrongOrigin):
        verify_checkpoint(data, origin="poc.xr.example/log", verifiers=[log_key.verifier])


def test_the_log_signs_under_its_own_name(witness_key):
    """A checkpoint without the log's own signature is not made."""
    with pytest.raises(Malformed):
        sign_checkpoint(CHECKPOINT, signers=[witness_key])


@given(where=st.integers(0, 100_000), value=st.integers(1, 255))
def test_an_altered_checkpoint_is_refused(log_key, where, value):
    """No byte of a checkpoint with one signature can change."""
    data = bytearray(sign_checkpoint(CHECKPOINT, signers=[log_key]))
    data[where % len(data)] ^= value
    with pytest.raises(Refused):
        verify_checkpoint(bytes(data), origin=ORIGIN, verifiers=[log_key.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "nul\0\n", "return\r\n", "half \ud800\n"])
def test_texts_that_no_note_may_hold(log_key, text):
    """Control characters and texts without a last newline are neither signed nor read."""
    with pytest.raises(Malformed):
        sign_note(text, signers=[log_key])


@pytest.mark.parametrize("count", [0, MAX_SIGNATURES + 1])
def test_a_note_has_some_signatures(count):
    """None is no note, and there is an end."""
    with pytest.raises(Malformed):
        Note("text\n", (NoteSignature("a", bytes(4), b"s"),) * count)


def test_a_log_proof_says_where_the_record_stands(log_key):
    """Every record of a small log is proven by one file, and no other record by it."""
    entries = [b"%d" % number for number in range(7)]
    hash_at = hashes_of([leaf_hash(entry) for entry in entries])
    checkpoint = Checkpoint(ORIGIN, 7, root_at(7, hash_at=hash_at))
    signed = sign_checkpoint(checkpoint, signers=[log_key])
    for index, entry in enumerate(entries):
        proof = LogProof(index, prove_inclusion(index, size=7, hash_at=hash_at).path, signed)
        data = print_log_proof(proof)
        assert parse_log_proof(data) == proof
        logged = verify_log_proof(data, record=entry, origin=ORIGIN, verifiers=[log_key.verifier])
        assert (logged.record, logged.index, logged.checkpoint) == (entry, index, checkpoint)
        with pytest.raises(NotInLog):
            verify_log_proof(data, record=entry + b"\0", origin=ORIGIN, verifiers=[log_key.verifier])
        with pytest.raises(Refused):
            LogProof(-1, (), signed)


@given(where=st.integers(0, 100_000), value=st.integers(1, 255))
def test_an_altered_log_proof_is_refused(log_key, where, value):
    """No byte of a proof file can change."""
    hash_at = hashes_of([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    signed = sign_checkpoint(Checkpoint(ORIGIN, 3, root_at(3, hash_at=hash_at)), signers=[log_key])
    data = bytearray(print_log_proof(LogProof(1, prove_inclusion(1, size=3, hash_at=hash_at).path, signed)))
    data[where % len(data)] ^= value
    with pytest.raises(Refused):
        verify_log_proof(bytes(data), record=b"b", origin=ORIGIN, verifiers=[log_key.verifier])
