"""Acts that are approved in the same moment share one signature of the node, which is made beside the officer's.

A signature costs a millisecond of a core, in which other threads of the process go on (docs/subsystems/seal.md). Several officers who
approve at once would pay the node's once each; here whoever comes first waits a little for those who are on their way, and the last one
has it made for all. Each signature verifies alone (docs/specs/envelope.md, section 6). An officer who is alone never waits: the node's
signature is made in a thread of its own while theirs is made, for neither covers the other.

Acts are written one after the other, so an act that is signed while others wait for that turn waits behind them. Until the last of those
has begun, whoever asks meanwhile is gathered instead.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, cast

from comity.seal.keys import Signature, SigningKey

PATIENCE: Final = 0.005
"""Seconds that one waits for the others: longer than any of them is on its way, unless something holds it up."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class Asked:
    """One payload that waits for its signature; `ready` is let go when it has one, or never will."""

    payload: bytes
    key: SigningKey
    gathering: "Gathering"
    way: "Way"
    ready: threading.Lock = field(default_factory=_held)
    made: Signature | None = None
    fault: Exception | None = None

    def signature(self) -> Signature:
        """Wait for the signature, once, and return it; what stopped the batch is raised for each of it."""
        self.gathering.wait_for(self)
        if self.fault is not None:
            raise self.fault
        return cast("Signature", self.made)


class Gathering:
    """Where the threads of one process meet to have payloads of one type signed."""

    def __init__(self, payload_type: str, *, patience: float = PATIENCE) -> None:
        """Nobody is on the way yet."""
        self._type, self._patience = payload_type, patience
        self._changing = threading.Lock()
        self._coming: set[Way] = set()
        self._leaving: set[Way] = set()
        self._asked: list[Asked] = []
        self._beside: queue.SimpleQueue[list[Asked]] | None = None

    @contextlib.contextmanager
    def coming(self) -> Iterator["Way"]:
        """Be counted among those who will sign soon, and then write what was signed; who goes without either is waited for no longer."""
        way = Way(self)
        with self._changing:
            self._coming.add(way)
        try:
            yield way
        finally:
            self.pass_by(way)

    def pass_by(self, way: "Way") -> None:
        """Wait for `way` no longer: what it had signed is being written, or never will be."""
        with self._changing:
            self._coming.discard(way)
            self._leaving.discard(way)
            self._sign_if_all_came()

    def ask(self, payload: bytes, *, key: SigningKey, way: "Way") -> Asked:
        """Ask for the signature of `key` over `payload`, alone or as one of a batch; whoever comes last has it made for all."""
        asked = Asked(payload, key, self, way)
        with self._changing:
            self._asked.append(asked)
            self._coming.discard(way)
            self._sign_if_all_came()
        return asked

    def wait_for(self, asked: Asked) -> None:
        """Return when `asked` is signed for, or never will be; those who are held up on their way are waited for a moment only."""
        if asked.ready.acquire(timeout=self._patience):
            return
        with self._changing:
            mine = self._take() if asked in self._asked else []
        if mine:
            self._sign(mine)
        asked.ready.acquire()

    def _sign_if_all_came(self) -> None:
        if self._asked and not self._coming and not self._leaving:
            self._sign_beside(self._take())

    def _take(self) -> list[Asked]:
        taken, self._asked = self._asked, []
        self._leaving.update(asked.way for asked in taken)
        return taken

    def _sign_beside(self, together: list[Asked]) -> None:
        """Have them signed in the thread that is kept for it, from the first time on: a process that approves nothing has none."""
        if self._beside is None:
            self._beside = queue.SimpleQueue()
            threading.Thread(target=self._serve, args=(self._beside,), name="node-signs", daemon=True).start()
        self._beside.put(together)

    def _serve(self, waiting: queue.SimpleQueue[list[Asked]]) -> None:
        while True:
            self._sign(waiting.get())

    def _sign(self, together: list[Asked]) -> None:
        try:
            for key in dict.fromkeys(asked.key for asked in together):
                own = [asked for asked in together if asked.key is key]
                signed = key.sign_batch(self._type, [asked.payload for asked in own])
                for asked, signature in zip(own, signed, strict=True):
                    asked.made = signature
        except Exception as fault:  # noqa: BLE001 it is raised by each of those who wait for it
            for asked in together:
                asked.fault = fault
        for asked in together:
            asked.ready.release()


class Way:
    """One thread on its way to sign, and to the turn in which it writes what was signed."""

    def __init__(self, gathering: Gathering) -> None:
        """Made by `Gathering.coming`."""
        self._gathering = gathering

    def ask(self, payload: bytes, *, key: SigningKey) -> Asked:
        """Ask for a signature with whoever else is there; see `Gathering.ask`."""
        return self._gathering.ask(payload, key=key, way=self)

    def has_begun(self) -> None:
        """Say that the transaction has begun in which what was signed is written: it holds up nobody's signature any more."""
        self._gathering.pass_by(self)
