"""A file sealed for nodes opens at each of them, and nowhere else; what was touched does not open. Its museum of faults is here too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds.places import HERE, SECOND_THERE, THERE, THIRD, sealing

from comity.seal.closed import MAGIC, close_file, is_closed, most_closed, open_file
from comity.seal.envelope import Recipient
from comity.seal.frames import parse_frames, print_frames
from comity.seal.refusals import CommitmentBroken, NotForUs, NotSealedToUs, SealBroken
from comity.seal.stream import CHUNK
from comity.terms.refusals import Malformed, Refused, TooLarge

CONTENT = b"COMITY1B and what follows"
MOST = 1000


def closed(content=CONTENT, *nodes):
    """Seal for these nodes, for Ruritania's without any."""
    return close_file(content, recipients=[Recipient(one, sealing(one).public) for one in nodes or (THERE,)])


def opened(data, node=THERE, *, keys=None, most=MOST):
    """Open as a node does."""
    held = keys if keys is not None else {sealing(node).public.key_id: sealing(node)}
    return open_file(data, node=node, sealing_keys=held, most=most)


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_every_recipient_opens_it_and_no_one_else(size):
    """Whatever its size in chunks; two closings of the same are two files."""
    content = b"x" * size
    data = closed(content, THIRD, THERE)
    assert is_closed(data)
    assert len(data) <= most_closed(size)
    assert opened(data, most=size) == opened(data, THIRD, most=size) == content
    assert closed(content) != closed(content)
    assert content[:64] not in data or size < 64
    with pytest.raises(NotForUs):
        opened(data, SECOND_THERE, most=size)


def test_it_opens_with_the_key_that_it_was_sealed_to_alone():
    """A node that lost the key, and one that has another one under its name."""
    data = closed()
    with pytest.raises(NotSealedToUs):
        opened(data, keys={})
    with pytest.raises(Refused):
        opened(data, keys={sealing(THERE).public.key_id: sealing(HERE)})


def parts(data):
    """Split a file."""
    return list(parse_frames(data[len(MAGIC) :], what="file", cap=len(data), least=3, most=3))


def joined(header, wraps, sealed):
    """Put a file together."""
    return MAGIC + print_frames(header, wraps, sealed)


def museum():
    """Return what is no file for Ruritania, with what is said of it."""
    header, wraps, sealed = parts(closed())
    other_header, other_wraps, other_sealed = parts(closed())
    two = parts(closed(CONTENT, THERE, THIRD))
    return {
        "empty": (b"", Malformed),
        "magic alone": (MAGIC, Malformed),
        "an envelope": (b"COMITY1E" + print_frames(header, wraps, sealed), Malformed),
        "no content": (MAGIC + print_frames(header, wraps), Malformed),
        "a part more": (MAGIC + print_frames(header, wraps, sealed, b""), Malformed),
        "something behind": (joined(header, wraps, sealed) + b"x", Malformed),
        "cut off": (joined(header, wraps, sealed)[:-1], Malformed),
        "content of another": (joined(header, wraps, other_sealed), Malformed),
        "header of another": (joined(other_header, wraps, sealed), Malformed),
        "content and header of another": (joined(other_header, wraps, other_sealed), Refused),
        "wrap of another": (joined(header, other_wraps, sealed), Refused),
        "no wrap": (joined(header, b"", sealed), Malformed),
        "a wrap more": (joined(header, wraps + other_wraps, sealed), Malformed),
        "wraps exchanged": (joined(two[0], two[1][len(two[1]) // 2 :] + two[1][: len(two[1]) // 2], two[2]), NotSealedToUs),
        "spaces in the header": (joined(header.replace(b",", b", "), wraps, sealed), Malformed),
        "another suite": (joined(header.replace(b'"suite":1', b'"suite":2'), wraps, sealed), Malformed),
        "another version": (joined(header.replace(b'"v":2', b'"v":3'), wraps, sealed), Malformed),
        "the version before, which did not pad": (joined(header.replace(b'"v":2', b'"v":1'), wraps, sealed), Refused),
        "a member more": (joined(header[:-1] + b',"z":1}', wraps, sealed), Malformed),
        "no node": (joined(header.replace(f'"{THERE}"'.encode(), b""), b"", sealed), Malformed),
        "no list of nodes": (joined(header.replace(f'["{THERE}"]'.encode(), f'"{THERE}"'.encode()), wraps, sealed), Malformed),
        "not JSON": (joined(b"{", wraps, sealed), Malformed),
        "a header without end": (joined(b" " * 20_000, wraps, sealed), TooLarge),
        "too much": (closed(b"x" * (MOST + 1)), TooLarge),
        "far too much": (MAGIC + b"x" * (most_closed(MOST) + 1), TooLarge),
    }


@pytest.mark.parametrize("name", list(museum()))
def test_what_is_no_file_is_refused(name):
    """Each in words of its own class."""
    data, refusal = museum()[name]
    with pytest.raises(refusal):
        opened(data)


def test_a_content_under_another_key_than_the_one_committed_to_is_refused(monkeypatch):
    """One ciphertext that opens under two keys would be two messages."""
    from comity.seal import closed as room

    real = room.commit_key
    monkeypatch.setattr(room, "commit_key", lambda key: real(key[::-1]))
    data = closed()
    monkeypatch.undo()
    with pytest.raises(CommitmentBroken):
        opened(data)


def test_a_content_that_was_sealed_for_something_else_does_not_open(monkeypatch):
    """The chunks are bound to the header's commitment."""
    from comity.seal import closed as room

    real = room.seal_body
    monkeypatch.setattr(room, "seal_body", lambda content, *, key, aad: real(content, key=key, aad=aad[::-1]))
    data = closed()
    monkeypatch.undo()
    with pytest.raises(SealBroken):
        opened(data)


@pytest.mark.parametrize("nodes", [[], [THERE, THERE]])
def test_nobody_and_one_twice_are_refused_where_it_is_made(nodes):
    """And so is nothing at all."""
    with pytest.raises(Malformed):
        close_file(CONTENT, recipients=[Recipient(one, sealing(one).public) for one in nodes])
    with pytest.raises(Malformed):
        close_file(b"", recipients=[Recipient(THERE, sealing(THERE).public)])


GOOD = closed()


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_touched_in_any_byte_it_is_refused(place, change):
    """Header, wrap or content."""
    with pytest.raises(Refused):
        opened(GOOD[:place] + bytes([GOOD[place] ^ change]) + GOOD[place + 1 :])
