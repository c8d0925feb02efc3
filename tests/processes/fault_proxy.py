"""A wire with faults: a TCP proxy of our own between a node and its peer, one thread a direction, one fault at a time.

It knows nothing of what it carries. What it does is drawn by whoever holds it: `Wire.next_fault`.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

_CHUNK: Final = 16 * 1024
_RESET: Final = struct.pack("ii", 1, 0)  # linger of nothing: the other end sees a reset, as from a machine that went down
_LOOK_EVERY: Final = 0.05


class Fault(Enum):
    """What a wire does to what goes through it."""

    SLOW = "latency"
    CUT_REQUEST = "cut in the request"
    CUT_REPLY = "cut before the reply"
    HALF_OPEN = "half-open"
    LORIS = "slow-loris"
    CORRUPT_REQUEST = "corrupted byte of the request"
    CORRUPT_REPLY = "corrupted byte of the reply"
    TWICE = "request delivered twice"


ONCE: Final = frozenset({Fault.CUT_REQUEST, Fault.CUT_REPLY, Fault.CORRUPT_REQUEST, Fault.CORRUPT_REPLY, Fault.TWICE})
"""These strike once, and the wire is good again; the others last until `heal`."""


@dataclass
class Wire:
    """Listens on `port` of the loopback and carries to `target`. `struck` counts what was done, by fault."""

    port: int
    target: int
    struck: dict[str, int] = field(default_factory=dict)
    _fault: Fault | None = None
    _place: int = 0
    _pace: float = 0.0

    def __post_init__(self) -> None:
        """Bind and begin."""
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._ended = threading.Event()
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]  # where none was named
        self._door.settimeout(_LOOK_EVERY)
        self._keeper = threading.Thread(target=self._listen, name=f"wire-{self.port}", daemon=True)
        self._keeper.start()

    # -- who holds it --------------------------------------------------------------------------------

    def next_fault(self, fault: Fault, *, place: int, pace: float) -> None:
        """Do `fault` to what comes next: at byte `place` of it, or with `pace` seconds between its pieces."""
        with self._lock:
            self._fault, self._place, self._pace = fault, place, pace

    def heal(self) -> None:
        """Be a good wire from now on; connections on which something hangs are reset."""
        with self._lock:
            hanging = self._fault in (Fault.HALF_OPEN, Fault.LORIS)
            self._fault = None
        if hanging:
            self.reset()

    def reset(self) -> None:
        """Reset every connection that is open."""
        with self._lock:
            held, self._open = self._open, set()
        for one in held:
            _slam(one)

    def end(self) -> None:
        """Carry nothing any more."""
        self._ended.set()
        self._keeper.join()
        self._door.close()
        self.reset()

    # -- the wire itself -----------------------------------------------------------------------------

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                near, _ = self._door.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target), timeout=30)
        except OSError:
            _slam(near)  # nobody is there: the same as no proxy
            return
        near.settimeout(None)
        far.settimeout(None)
        with self._lock:
            self._open |= {near, far}
        asked = bytearray()  # the request that is under way, to be delivered twice
        try:
            while not self._ended.is_set():
                ready, _, _ = select.select([near, far], [], [], _LOOK_EVERY)
                for one in ready:
                    data = one.recv(_CHUNK)
                    if not data or not self._pass(data, near=near, far=far, up=one is near, asked=asked):
                        return
        except (OSError, ValueError):  # a closed socket has no number for `select`
            return
        finally:
            with self._lock:
                self._open -= {near, far}
            _slam(near)
            _slam(far)

    def _pass(self, data: bytes, *, near: socket.socket, far: socket.socket, up: bool, asked: bytearray) -> bool:
        """Carry one piece; return whether the connection goes on."""
        fault, place, pace = self._struck(len(data), up=up)
        to = far if up else near
        if up:
            asked += data
        match fault:
            case Fault.CUT_REQUEST | Fault.CUT_REPLY:
                to.sendall(data[:place] if up else b"")
                return False
            case Fault.HALF_OPEN:
                return True  # swallowed: both ends believe in a connection on which nothing comes
            case Fault.LORIS:
                return self._trickle(data, to, pace=pace)
            case Fault.CORRUPT_REQUEST | Fault.CORRUPT_REPLY:
                data = data[:place] + bytes([data[place] ^ (1 << place % 8)]) + data[place + 1 :]
            case Fault.SLOW:
                time.sleep(pace)
            case Fault.TWICE:
                self._deliver_again(bytes(asked))
        to.sendall(data)
        if not up:
            asked.clear()
        return True

    def _trickle(self, data: bytes, to: socket.socket, *, pace: float) -> bool:
        for byte in data:
            to.sendall(bytes([byte]))
            time.sleep(pace / 20)
            if self._fault is not Fault.LORIS:
                return False
        return True

    def _struck(self, size: int, *, up: bool) -> tuple[Fault | None, int, float]:
        """Return what is to be done to a piece, and where in it; what strikes once is used up."""
        with self._lock:
            fault = self._fault
            of_replies = fault in (Fault.CUT_REPLY, Fault.CORRUPT_REPLY, Fault.TWICE)
            if fault is None or (fault in ONCE and of_replies is up):
                return None, 0, 0.0
            if fault in ONCE:
                self._fault = None
            self.struck[fault.value] = self.struck.get(fault.value, 0) + 1
            return fault, self._place % size, self._pace

    def _deliver_again(self, request: bytes) -> None:
        """Deliver a request once more, over a connection of its own; whatever is said to it is lost."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target), timeout=30) as again:
            again.sendall(request)
            again.recv(_CHUNK)


def _slam(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)  # whoever waits in another thread for it is let go
    one.close()
