"""A node tries its cryptography before it serves, and does not serve where that does not hold."""

import pytest

from comity.seal.keys import SealingKey, VerifyingKey
from comity.seal.refusals import BadSignature, SealBroken
from comity.seal.rehearsal import rehearse


def test_what_was_drawn_is_signed_verified_sealed_and_opened():
    """As installed, it holds."""
    rehearse()


def test_a_signature_that_does_not_verify_is_said(monkeypatch):
    """Whatever the library returned for a signature."""
    genuine = VerifyingKey.verify
    monkeypatch.setattr(VerifyingKey, "verify", lambda key, kind, payload, signature: genuine(key, kind, payload + b"!", signature))
    with pytest.raises(BadSignature):
        rehearse()


def test_something_else_than_what_was_sealed_is_said(monkeypatch):
    """Opening that returns other bytes is as broken as opening that fails."""
    monkeypatch.setattr(SealingKey, "open", lambda *_, info: info)
    with pytest.raises(SealBroken):
        rehearse()
