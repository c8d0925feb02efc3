"""Makes the test calls that are due, and answers those of peers. docs/specs/test-call.md.

Loaded once there is one: a node that nobody calls, and that calls nobody, does without. A thread does what is due and ends.
"""

import threading
from collections.abc import Callable
from typing import Final

import structlog
import urllib3
from django.db import close_old_connections, transaction

from comity.courier.alarms import raise_alarm
from comity.courier.opening import PinnedPool, failure_of
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.protocol.lines import Failure
from comity.desk.testcalls.incoming import answer_call, keep_wait
from comity.desk.testcalls.outgoing import Replied, begin_try, end_wait, keep_failure, keep_reply, plan_calls
from comity.desk.testcalls.states import CallState
from comity.directory.home import Home
from comity.records.lending import lent_connection
from comity.records.models import PeerCall
from comity.seal.frames import parse_frames, print_frames
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused

PATH: Final = "/comity/1/call"
MAGIC: Final = b"COMITY1L"
MAX_CALL: Final = 16 * 1024
MAX_REPLY: Final = 32 * 1024
TIMEOUT: Final = urllib3.Timeout(connect=5, read=10)
AT_ONCE: Final = 100
DAY: Final = 24 * 3_600_000_000  # microseconds

_ENDS: Final = {
    ("out", CallState.SILENT): AlarmKind.CALL_UNANSWERED,
    ("out", CallState.UNCONFIRMED): AlarmKind.CALL_UNCONFIRMED,
    ("in", CallState.UNCONFIRMED): AlarmKind.CALL_MISSED,
}
_OK: Final = 200
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_LOG: Final = structlog.get_logger("comity.courier")

Post = Callable[[NodeId, bytes], bytes]
"""Post a signed call to a peer and return its reply; raises `NoReplyError`."""


class NoReplyError(Exception):
    """Nothing came; `fault` says why, `refused` that the peer's node answered that it takes none."""

    def __init__(self, fault: str, *, refused: bool = False) -> None:
        """`fault` is a code of at most twenty letters."""
        super().__init__(fault)
        self.fault, self.refused = fault, refused


def reply_to(data: bytes, *, at: Instant) -> bytes:
    """Return the reply to a peer's call, printed; raises what `answer_call` does."""
    return print_reply(answer_call(data, at=at))


def print_reply(reply: Replied) -> bytes:
    """Print what is answered: that the node is alive, then what a person confirmed, if anything."""
    return MAGIC + print_frames(reply.alive, *([reply.awake] if reply.awake is not None else []))


def parse_reply(data: bytes) -> Replied:
    """Read what `print_reply` writes; raises `TooLarge`, `Malformed`. Nothing of it is verified yet."""
    if not data.startswith(MAGIC):
        raise Malformed("reply to a test call", "does not begin as one")
    return Replied(*parse_frames(data[len(MAGIC) :], what="reply to a test call", cap=MAX_REPLY, least=1, most=2))


def do_due(home: Home, *, post: Post, now: Callable[[], Instant]) -> int:
    """Do once what is due: calls that go out, waits that warn or end; return how many there were."""
    plan_calls(home, at=now())
    rows = list(PeerCall.objects.filter(next_at__lte=now()).order_by("next_at", "id")[:AT_ONCE])
    for row in rows:
        _ended(keep_wait(row, at=now()) if row.direction == "in" else _tried(row, post=post, now=now), home=home, at=now())
    return len(rows)


def _tried(row: PeerCall, *, post: Post, now: Callable[[], Instant]) -> PeerCall:
    """Try one of ours; the caller raises the alarm of how it ended."""
    said = begin_try(row, at=now())
    try:
        row = keep_reply(row, parse_reply(post(NodeId(row.peer), said)), at=now())
    except NoReplyError as fault:
        row = keep_failure(row, fault.fault, refused=fault.refused, at=now())
    except Refused as refusal:
        _LOG.warning("call", peer=row.peer, wire_class=refusal.wire_class, why=str(refusal))
        row = keep_failure(row, Failure.BAD_REPLY, at=now())
    return end_wait(row, at=now())


def _ended(row: PeerCall, *, home: Home, at: Instant) -> None:
    kind = _ENDS.get((row.direction, CallState(row.state)))
    if kind is not None:
        with transaction.atomic():  # one of a kind and peer a day
            raise_alarm(Alarm(kind, NodeId(row.peer), seq=row.asked_at.micros // DAY), home=home, at=at)


class Caller:
    """Does what is due in a thread of its own, which ends when it has done it."""

    def __init__(self, home: Home, *, now: Callable[[], Instant]) -> None:
        """Nobody is called before `tell`."""
        self._home, self._now = home, now
        self._thread: threading.Thread | None = None
        self._pools: dict[NodeId, PinnedPool] = {}

    def tell(self) -> None:
        """Something is due, or may be: look, unless that is being done."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self.look, name="caller", daemon=True)
            self._thread.start()

    @lent_connection()
    def look(self) -> None:
        """Do once what is due; whatever fails is due at the next time."""
        try:
            do_due(self._home, post=self._post, now=self._now)
        except Exception:  # noqa: BLE001 as for lines
            _LOG.exception("call")
            close_old_connections()

    def _post(self, peer: NodeId, data: bytes) -> bytes:
        if peer not in self._pools:
            self._pools[peer] = PinnedPool(peer, now=self._now, timeout=TIMEOUT, node=self._home)
        try:
            answer = self._pools[peer].request("POST", PATH, body=data, preload_content=False)
            body: bytes = answer.read(MAX_REPLY + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, Refused) as fault:
            raise NoReplyError(failure_of(fault).value) from fault
        if answer.status != _OK or len(body) > MAX_REPLY:
            raise NoReplyError(f"status-{answer.status}", refused=answer.status in (_NOT_FOUND, _TOO_MANY))
        return body
