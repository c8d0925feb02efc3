from dataclasses import replace

import pytest

from comity.seal.disclosed import verify_disclosed
from comity.seal.envelope import MAX_PAYLOAD
from comity.seal.refusals import BadSignature, CommitmentBroken, KeyExpired, NodeSignatureMissing, OfficerSignatureMissing, UnknownKey
from comity.terms.refusals import Malformed, TooLarge


def _verify(world, closed, **other):
    given = {"salt": closed.salt, "payload": closed.payload, "keyring": world.keyring} | other
    inner_bytes, signatures = given.pop("inner_bytes", closed.inner_bytes), given.pop("signatures", closed.signatures)
    return verify_disclosed(inner_bytes, signatures, **given)


def test_a_disclosed_act_verifies_without_any_key_to_open(world):
    """Header, signatures, salt and payload are enough, from the sender's side as from the receiver's."""
    closed = world.close()
    disclosed = _verify(world, closed)
    opened = world.open(closed.data)
    assert disclosed == _verify(world, opened)
    assert (disclosed.inner, disclosed.inner_digest, disclosed.payload) == (opened.inner, closed.inner_digest, b"a request")
    assert disclosed.signed_by == opened.signed_by
    assert "a request" not in repr(disclosed)


def test_what_was_not_signed_is_refused(world):
    """Another payload, salt, header or key; a signature stripped or changed."""
    closed, other = world.close(), world.close()
    officer, node = closed.signatures
    for refusal, changes in (
        (CommitmentBroken, {"payload": b"a requesT"}),
        (CommitmentBroken, {"salt": other.salt}),
        (BadSignature, {"inner_bytes": other.inner_bytes}),
        (OfficerSignatureMissing, {"signatures": [node]}),
        (NodeSignatureMissing, {"signatures": [officer]}),
        (BadSignature, {"signatures": [officer, replace(node, ed25519=officer.ed25519)]}),
        (BadSignature, {"signatures": [officer, replace(node, mldsa65=officer.mldsa65)]}),
        (UnknownKey, {"keyring": world.ring(world.sender)}),
        (KeyExpired, {"keyring": world.ring(*world.owners, valid=(world.tool.VALID[0], world.created))}),
        (Malformed, {"inner_bytes": closed.inner_bytes + b" "}),
        (Malformed, {"salt": b""}),
        (Malformed, {"salt": closed.salt + b"a", "payload": b" request"}),
        (TooLarge, {"payload": bytes(MAX_PAYLOAD + 1)}),
        (TooLarge, {"signatures": [officer] * 9}),
    ):
        with pytest.raises(refusal):
            _verify(world, closed, **changes)
