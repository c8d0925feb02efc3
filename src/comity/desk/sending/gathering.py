"""Acts that are approved in the same moment share one signature of the node.

The node's signature costs a millisecond in which no other thread of the process works. Several officers who approve at once would pay
it once each; here whoever comes first waits a little for those who are on their way, and the last one signs for all. Each signature
verifies alone (docs/specs/envelope.md, section 6). An officer who is alone never waits.
"""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from comity.seal.keys import Signature, SigningKey

PATIENCE: Final = 0.005
"""Seconds that one waits for the others: longer than any of them is on its way, unless something holds it up."""


@dataclass(eq=False)
class _Asked:
    """One payload that waits for its signature."""

    payload: bytes
    key: SigningKey
    taken: bool = False
    signature: Signature | None = None
    fault: Exception | None = None

    @property
    def done(self) -> bool:
        return self.signature is not None or self.fault is not None


class Gathering:
    """Where the threads of one process meet to sign payloads of one type."""

    def __init__(self, payload_type: str, *, patience: float = PATIENCE) -> None:
        """Nobody is on the way yet."""
        self._type, self._patience = payload_type, patience
        self._changed = threading.Condition()
        self._coming: set[Way] = set()
        self._asked: list[_Asked] = []

    @contextlib.contextmanager
    def coming(self) -> Iterator["Way"]:
        """Be counted among those who will sign soon; who leaves without having signed is waited for no longer."""
        way = Way(self)
        with self._changed:
            self._coming.add(way)
        try:
            yield way
        finally:
            with self._changed:
                self._arrive(way)

    def sign(self, payload: bytes, *, key: SigningKey, way: "Way") -> Signature:
        """Return the signature of `key` over `payload`, alone or as one of a batch; what stopped the batch is raised for each of it."""
        asked = _Asked(payload, key)
        with self._changed:
            self._asked.append(asked)
            self._arrive(way)
            self._changed.wait_for(lambda: asked.taken or not self._coming, self._patience)
            mine = [] if asked.taken else self._take()
        if mine:
            self._sign(mine)
        with self._changed:
            self._changed.wait_for(lambda: asked.done)
        if asked.fault is not None:
            raise asked.fault
        return cast("Signature", asked.signature)

    def _arrive(self, way: "Way") -> None:
        self._coming.discard(way)
        if not self._coming:
            self._changed.notify_all()

    def _take(self) -> list[_Asked]:
        taken, self._asked = self._asked, []
        for asked in taken:
            asked.taken = True
        return taken

    def _sign(self, together: list[_Asked]) -> None:
        try:
            for key in dict.fromkeys(asked.key for asked in together):
                own = [asked for asked in together if asked.key is key]
                signed = key.sign_batch(self._type, [asked.payload for asked in own])
                for asked, signature in zip(own, signed, strict=True):
                    asked.signature = signature
        except Exception as fault:  # noqa: BLE001 it is raised by each of those who wait for it
            for asked in together:
                asked.fault = fault
        with self._changed:
            self._changed.notify_all()


class Way:
    """One thread on its way to sign."""

    def __init__(self, gathering: Gathering) -> None:
        """Made by `Gathering.coming`."""
        self._gathering = gathering

    def sign(self, payload: bytes, *, key: SigningKey) -> Signature:
        """Sign with whoever else is there; see `Gathering.sign`."""
        return self._gathering.sign(payload, key=key, way=self)
