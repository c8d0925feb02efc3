"""One key, many threads: those who come while a signature is being made share the next one."""

import threading
from dataclasses import dataclass
from typing import Final

from comity.seal.keys import Signature, SigningKey


@dataclass(slots=True, eq=False)
class _Wish:
    """One payload, and its signature once it is made."""

    payload: bytes
    signature: Signature | None = None


class SharedSigner:
    """Signs payloads of one type for the threads of a process.

    Whoever comes alone gets a plain signature at once. Whoever finds a signature under way waits for its end, about a
    millisecond, and signs for everybody who waits by then: one signature over their tree, with a proof for each
    (docs/specs/envelope.md, section 6). Each verifies alone.
    """

    def __init__(self, key: SigningKey, *, payload_type: str) -> None:
        """`key` stays with its owner; nothing of it is kept elsewhere."""
        self._key: Final = key
        self._type: Final = payload_type
        self._turn = threading.Lock()
        self._gate = threading.Lock()
        self._waiting: list[_Wish] = []

    def sign(self, payload: bytes) -> Signature:
        """Return the signature of `payload`; what hinders one batch hinders everybody in it, and is raised to whoever signed it."""
        wish = _Wish(payload)
        with self._gate:
            self._waiting.append(wish)
        with self._turn:
            if wish.signature is None:
                with self._gate:
                    mine, self._waiting = self._waiting, []
                signed = self._key.sign_batch(self._type, [one.payload for one in mine])
                for one, signature in zip(mine, signed, strict=True):
                    one.signature = signature
        if wish.signature is None:
            # The thread that took this wish along could not sign; it says why. Here it is tried again, alone.
            return self._key.sign(self._type, payload)
        return wish.signature
