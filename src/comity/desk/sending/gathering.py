"""Acts that are approved in the same moment share one signature of the node, made beside the officers', and are written together.

A signature costs a millisecond of a core, in which other threads of the process go on (docs/subsystems/seal.md), and a commit half of one,
with pages that the next act writes again. Several officers who approve at once would pay each once for each act. Here they meet twice:

1. Whoever asks for the node's signature waits a little for those who are on their way, and the last one has it made for all. Each
   signature verifies alone (docs/specs/envelope.md, section 6).
2. When each has sealed its own, the last one writes for all, in one transaction (`writing`).

Acts are written one after the other in any case. So while some that are signed for are on their way to the disk, whoever asks is gathered,
and signed for when those are written: the more come, the more go together. An officer who is alone waits for nobody: the node's signature
is made in a thread of its own while theirs is made, for neither covers the other.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

from django.db import connection, transaction

from comity.desk.sending.writing import Deed, write_together
from comity.seal.keys import Signature, SigningKey

PATIENCE: Final = 0.005
"""Seconds that one waits for those who are on their way: longer than any of them is, unless something holds it up."""
AHEAD: Final = 0.25
"""Seconds that one waits for those who go to the disk before: it could not be written earlier, unless something holds them up."""

Done = TypeVar("Done")


@dataclass(eq=False)
class Asked:
    """One payload that waits for its signature."""

    payload: bytes
    key: SigningKey
    way: "Way"
    made: Signature | Exception | None = None

    def signature(self) -> Signature:
        """Wait for the signature and return it; what stopped the batch is raised for each of it."""
        self.way.gathering.wait_for(self)
        if isinstance(self.made, Exception):
            raise self.made
        return cast("Signature", self.made)


class Gathering:
    """Where the threads of one process meet to have payloads of one type signed, and what was signed written."""

    def __init__(self, payload_type: str, *, patience: float = PATIENCE) -> None:
        """Nobody is on the way yet."""
        self._type, self._patience = payload_type, patience
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._coming: set[Way] = set()
        self._ahead: set[Way] = set()
        self._asked: list[Asked] = []
        self._beside: queue.SimpleQueue[list[Asked]] | None = None

    @contextlib.contextmanager
    def coming(self) -> Iterator["Way"]:
        """Be counted among those who will sign soon, and then write what was signed; who goes without either is waited for no longer.

        Who has a transaction of their own goes alone: in that one nobody else writes, and nobody else can begin one.
        """
        way = Way(self, is_alone=connection.in_atomic_block)
        if not way.is_alone:
            with self._lock:
                self._coming.add(way)
        try:
            yield way
        finally:
            self._pass_by(way)

    def ask(self, payload: bytes, *, key: SigningKey, way: "Way") -> Asked:
        """Ask for the signature of `key` over `payload`, alone or as one of a batch; whoever comes last has it made for all."""
        asked = Asked(payload, key, way)
        with self._lock:
            if way.is_alone:
                self._sign_beside([asked])
                return asked
            self._asked.append(asked)
            self._coming.discard(way)
            if not self._coming and not self._ahead:
                self._sign_beside(self._take())
        return asked

    def wait_for(self, asked: Asked) -> None:
        """Return when `asked` is signed for, or never will be: not before those ahead are written, or those who come have asked too."""
        way, mine = asked.way, list[Asked]()
        with self._lock:
            self._changed.wait_for(lambda: way.is_taken or not self._ahead, AHEAD)
            self._changed.wait_for(lambda: way.is_taken or not self._coming, self._patience)
            if not way.is_taken:
                mine = self._take()
        if mine:
            self._sign(mine)
        with self._lock:
            self._changed.wait_for(lambda: asked.made is not None)

    def write(self, deed: Deed, *, way: "Way") -> None:
        """Return when `deed` was written with those of whoever was signed for with `way`, or is to be written alone."""
        party, together = way.party, list[Deed]()
        with self._lock:
            party.sealing.discard(way)
            party.sealed.append(deed)
            self._changed.wait_for(lambda: deed not in party.sealed or not party.sealing, self._patience)
            if deed in party.sealed:
                together, party.sealed = party.sealed, []
        if len(together) > 1:
            try:
                write_together(together)
            finally:
                with self._lock:
                    party.over.update(together)
                    self._changed.notify_all()
        elif not together:
            with self._lock:
                self._changed.wait_for(lambda: deed in party.over)

    def _pass_by(self, way: "Way") -> None:
        """Wait for `way` no longer: what it had signed is written, or never will be."""
        with self._lock:
            self._coming.discard(way)
            self._ahead.discard(way)
            way.party.sealing.discard(way)
            self._changed.notify_all()

    def _take(self) -> list[Asked]:
        taken, self._asked = self._asked, []
        ways = {asked.way for asked in taken}
        party = Party(set(ways))
        for way in ways:
            way.party, way.is_taken = party, True
        self._ahead |= ways
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
        made: dict[Asked, Signature | Exception] = {}
        try:
            for key in dict.fromkeys(asked.key for asked in together):
                own = [asked for asked in together if asked.key is key]
                made |= zip(own, key.sign_batch(self._type, [asked.payload for asked in own]), strict=True)
        except Exception as fault:  # noqa: BLE001 it is raised by each of those who wait for it
            made = dict.fromkeys(together, fault)
        with self._lock:
            for asked, one in made.items():
                asked.made = one
            self._changed.notify_all()


@dataclass(eq=False)
class Party:
    """Those who were signed for together; whoever looks at it holds the gathering's lock."""

    sealing: set["Way"]
    """Who has not come with what they sealed yet."""
    sealed: list[Deed] = field(default_factory=list)
    """What waits to be written."""
    over: set[Deed] = field(default_factory=set)
    """What was written by one of them for others, or in vain."""


class Way:
    """One thread on its way to sign, and to the transaction in which what was signed is written."""

    def __init__(self, gathering: Gathering, *, is_alone: bool) -> None:
        """Made by `Gathering.coming`."""
        self.gathering, self.is_alone = gathering, is_alone
        self.party, self.is_taken = Party(set()), is_alone

    def ask(self, payload: bytes, *, key: SigningKey) -> Asked:
        """Ask for a signature with whoever else is there; see `Gathering.ask`."""
        return self.gathering.ask(payload, key=key, way=self)

    def write(self, do: Callable[[], Done]) -> Done:
        """Return what `do` does, once it is on the disk, in a transaction with those who were signed for together, or in its own.

        It may be done twice, the first time in vain. Raises what it raises alone. In the caller's transaction, if there is one.
        """
        if not self.is_alone:
            deed = Deed(do)
            self.gathering.write(deed, way=self)
            if deed.is_written:
                return cast("Done", deed.came)
        with transaction.atomic():
            return do()
