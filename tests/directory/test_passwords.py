"""Passwords are kept as Django keeps them, and reckoned where there is room for it."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password

from comity.directory import passwords


@pytest.fixture
def entered(monkeypatch):
    """Count who took a place, and see that Django's own reckons inside."""
    inside = []

    class Room:
        def __enter__(self):
            inside.append("in")

        def __exit__(self, *_):
            inside.append("out")

    monkeypatch.setattr(passwords, "ROOM", Room())
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, lambda *args, _name=name, _real=real: inside.append(_name) or _real(*args))
    return inside


def test_setting_and_asking_take_a_place_each(entered):
    """One while it is made, one while it is compared."""
    kept = make_password("a lantern on the quay")
    assert identify_hasher(kept).__class__ is passwords.PasswordHasher
    assert check_password("a lantern on the quay", kept)
    assert not check_password("a lantern on the key", kept)
    assert entered[:6] == ["in", "encode", "out", "in", "verify", "out"]
    assert entered.count("in") == entered.count("out") == 3
