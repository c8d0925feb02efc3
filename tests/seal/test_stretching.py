"""What costs tens of megabytes while it is reckoned has its room for that time, and gives it back."""

import pytest

from comity.seal import officerkey, stretching


@pytest.fixture
def free(monkeypatch):
    """Count the room; each look is made while something is reckoned."""
    looks = []

    class Counted:
        left = stretching.AT_ONCE

        def __enter__(self):
            Counted.left -= 1

        def __exit__(self, *_):
            Counted.left += 1

    monkeypatch.setattr(officerkey, "ROOM", Counted())
    monkeypatch.setattr(officerkey, "hash_secret_raw", lambda *_, **__: looks.append(Counted.left) or b"k" * 32)
    return looks, lambda: Counted.left


def test_a_passphrase_is_stretched_in_its_room(free):
    """One of the places is taken meanwhile, and only then."""
    looks, left = free
    officerkey.stretch("đèn lồng trên bến", b"s" * 16)
    assert looks == [stretching.AT_ONCE - 1]
    assert left() == stretching.AT_ONCE


def test_no_more_are_reckoned_at_once_than_there_is_memory_for():
    """The room is bounded, and as large as is said."""
    taken = [stretching.ROOM.acquire(blocking=False) for _ in range(stretching.AT_ONCE + 1)]
    for _ in range(stretching.AT_ONCE):
        stretching.ROOM.release()
    assert taken == [*[True] * stretching.AT_ONCE, False]
    with pytest.raises(ValueError, match="released too many"):
        stretching.ROOM.release()
