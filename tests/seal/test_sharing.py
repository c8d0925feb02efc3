"""One key for many threads: alone a plain signature, together one signature for all, and each verifies by itself."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.keys import SigningKey, parse_signature, print_signature
from comity.seal.sharing import SharedSigner
from comity.terms.refusals import Malformed

PAYLOADS = [b"act %d" % number for number in range(12)]


@pytest.fixture(scope="module")
def key():
    """A key of this file."""
    return SigningKey.generate()


class Slow:
    """A key whose first batch waits until so many others wait behind it; it may also fail once."""

    def __init__(self, key, *, others, signer=None, fails=False):
        """Remember how large each batch was."""
        self._key, self._others, self._fails = key, others, fails
        self.batches = []
        self.signer = signer

    def sign(self, payload_type, payload):
        """Sign alone."""
        self.batches.append(1)
        return self._key.sign(payload_type, payload)

    def sign_batch(self, payload_type, payloads):
        """Sign once the others have come."""
        if not self.batches and payloads:
            for _ in range(2000):
                with self.signer._gate:
                    if len(self.signer._waiting) >= self._others:
                        break
                threading.Event().wait(0.005)
        self.batches.append(len(payloads))
        if self._fails and len(self.batches) == 2:
            raise Malformed("key", "taken away")
        return self._key.sign_batch(payload_type, payloads)


def together(key, *, fails=False):
    """Have twelve threads ask at once; return what each got or why not, and the batches that were made."""
    slow = Slow(key, others=len(PAYLOADS) - 1, fails=fails)
    signer = slow.signer = SharedSigner(slow, payload_type=PAYLOAD_TYPE)

    def ask(payload):
        try:
            return signer.sign(payload)
        except Malformed as refusal:
            return refusal

    with ThreadPoolExecutor(len(PAYLOADS)) as threads:
        return list(threads.map(ask, PAYLOADS)), slow.batches


def test_alone_it_is_a_plain_signature(key):
    """No tree, no proof, the same bytes as the key's own form."""
    signature = SharedSigner(key, payload_type=PAYLOAD_TYPE).sign(b"act")
    assert signature.proof is None
    assert key.public.verify(PAYLOAD_TYPE, b"act", signature) == b"act"


def test_those_who_come_meanwhile_share_the_next(key):
    """Two signatures for twelve; every one is its payload's, survives printing, and is nobody else's."""
    signatures, batches = together(key)
    assert batches == [1, len(PAYLOADS) - 1]
    for payload, signature in zip(PAYLOADS, signatures, strict=True):
        assert key.public.verify(PAYLOAD_TYPE, payload, parse_signature(print_signature(signature))) == payload
        with pytest.raises(Exception, match="signature"):
            key.public.verify(PAYLOAD_TYPE, payload + b"!", signature)


def test_a_batch_that_fails_is_told_once_and_the_others_sign_alone(key):
    """Whoever signed for all hears why; nobody waits for ever, and nobody gets nothing."""
    got, _ = together(key, fails=True)
    assert sum(isinstance(one, Malformed) for one in got) == 1
    for payload, one in zip(PAYLOADS, got, strict=True):
        if not isinstance(one, Malformed):
            assert key.public.verify(PAYLOAD_TYPE, payload, one) == payload
