"""Asks others to countersign what this node publishes of its log: witnesses for a cosignature, an authority for a time stamp.

A thread of its own, told of each published checkpoint: whoever is slow or away holds up no act. Too few is no fault that stops
anything; `comity link` says who cosigned, and since when nobody did. docs/specs/log.md, sections 8 and 9.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
import urllib3
from django.db import close_old_connections, transaction

from comity.courier.alarms import raise_alarm
from comity.courier.opening import PinnedPool
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.publishing import published_note
from comity.courier.replacing import write_file
from comity.courier.stamping import stamp_hour
from comity.courier.witnessing import PATH, SIZE_KIND
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.sections import Node
from comity.directory.witnessing import witness_name
from comity.ledger.checkpoint import Checkpoint
from comity.ledger.cosigning import MAX_COSIGNATURES, Submission, join_lines, own_lines, parse_lines, print_submission, verify_cosignature
from comity.ledger.note import parse_note
from comity.ledger.proofs import prove_consistency
from comity.ledger.tiles import TileHashes
from comity.records.lending import lent_connection
from comity.records.models import AskedWitness, Cosignature, SignedCheckpoint
from comity.seal.cosignature import cosignature_verifiers, parse_moment
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

COSIGNED: Final = "cosigned"
"""The file beside the checkpoint: the newest one that somebody cosigned, with its witnesses' lines."""
TIMEOUT: Final = urllib3.Timeout(connect=5, read=30)
TRIES: Final = 2  # the second with the size that the witness named
PATIENT: Final = 15  # rounds, of a minute, that a witness which did not answer is left alone for at most

STAMP_ROUNDS: Final = 5
"""So often it is looked whether an hour's stamp is missing: an authority that is away is not asked each minute."""

_SIZE: Final = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
_OK: Final = 200
_CONFLICT: Final = 409
_INCONSISTENT: Final = 422
_LOG: Final = structlog.get_logger("comity.courier")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a witness said: status, kind of content, body."""

    status: int
    kind: str
    body: bytes


Post = Callable[[NodeId, bytes], Answered]
"""Post a submission to a witness; raises `NoAnswerError`."""


class NoAnswerError(Exception):
    """The witness could not be asked just now."""


def witnesses_of(home: Home) -> tuple[NodeId, ...]:
    """Return whom this node asks: of its policy, those that the directory knows."""
    known = book(home)
    peers = [peer.id for peer in known.peers(home.node)]
    chosen = home.witnesses.of(home.node, abroad=[peer for peer in peers if known.authority_of(peer).id.country != home.country])
    return tuple(peer for peer in chosen if peer in peers)


def countersign(home: Home, *, post: Post, at: Instant, skip: frozenset[NodeId] = frozenset()) -> dict[NodeId, str]:
    """Have the published checkpoint cosigned by every witness of the policy that has not yet; return what came of those who were asked.

    `skip` are left alone this time. A witness that refuses for inconsistency is an alarm; none of them stops another.
    """
    found = published_note(home)
    if found is None:
        return {}
    checkpoint, note = found
    have = set(Cosignature.objects.filter(size=checkpoint.size).values_list("witness", flat=True))
    due = [one for one in witnesses_of(home) if str(one) not in have and one not in skip]
    if due:
        SignedCheckpoint.objects.get_or_create(size=checkpoint.size, defaults={"note": note, "at": at})
    came = {}
    for witness in due:
        came[witness] = outcome = _asked(book(home).node(witness), note, checkpoint, home=home, post=post, at=at)
        values = {"outcome": outcome, "size": checkpoint.size, "at": at}
        AskedWitness.objects.update_or_create(witness=str(witness), defaults=values)
    if "cosigned" in came.values():
        lines = Cosignature.objects.filter(size=checkpoint.size).order_by("witness").values_list("lines", flat=True)
        write_file(home.log / COSIGNED, join_lines(note, map(bytes, lines)))
    return came


def _asked(witness: Node, note: bytes, checkpoint: Checkpoint, *, home: Home, post: Post, at: Instant) -> str:
    """Ask one witness; return `cosigned`, or in a word why not."""
    text = parse_note(note).text
    hash_at = TileHashes(checkpoint.size, read=lambda tile: (home.log / tile.path).read_bytes())
    newest = Cosignature.objects.filter(witness=str(witness.id), size__lte=checkpoint.size).order_by("-size").first()
    old = newest.size if newest else 0
    for _ in range(TRIES):
        path = prove_consistency(old, size=checkpoint.size, hash_at=hash_at).path if old else ()
        try:
            said = post(witness.id, print_submission(Submission(old, path, note)))
        except NoAnswerError:
            return "no-answer"
        if said.status == _OK:
            return _cosigned(witness, said.body, text=text, size=checkpoint.size, at=at)
        theirs = _their_size(said) if said.status == _CONFLICT else None
        if theirs is not None and theirs != old and theirs <= checkpoint.size:
            old = theirs  # it saw more than we know of, or forgot
            continue
        if theirs is not None or said.status == _INCONSISTENT:
            # It cosigned another log of this length, or a longer one, than ours is now; or it cannot follow the proof.
            # Named by a size that stays as it is: the alarm's own leaf is published too, and asked about again.
            with transaction.atomic():
                raise_alarm(Alarm(AlarmKind.WITNESS_REFUSED, witness.id, seq=theirs or old), home=home, at=at)
            return "inconsistent"
        return f"status-{said.status}"
    return "conflict"


def _cosigned(witness: Node, body: bytes, *, text: str, size: int, at: Instant) -> str:
    why = ""
    for key in book().signing_keys(witness.id, at=at):  # two while one takes the place of the other
        try:
            verifiers = cosignature_verifiers(key, name=witness_name(witness.id))
            lines = own_lines(body, verifiers=verifiers)
            moment = verify_cosignature(parse_lines(lines), text=text, verifiers=verifiers, moment=parse_moment)
        except Refused as refusal:
            why = why or str(refusal)
            continue
        Cosignature.objects.get_or_create(size=size, witness=str(witness.id), defaults={"lines": lines, "at": moment})
        return "cosigned"
    _LOG.warning("cosignature", witness=str(witness.id), why=why)
    return "bad-signature"


def _their_size(said: Answered) -> int | None:
    size = _SIZE.fullmatch(said.body) if said.kind.partition(";")[0].strip().lower() == SIZE_KIND else None
    return int(size[1]) if size else None


class Countersigner(threading.Thread):
    """Asks whenever it is told that a checkpoint was published."""

    def __init__(self, home: Home, *, now: Callable[[], Instant]) -> None:
        """Nothing is asked before `start`."""
        super().__init__(name="countersigner", daemon=True)
        self._home, self._now = home, now
        self._stopping, self._told = threading.Event(), threading.Event()
        self._rounds = 0
        self._resting: dict[NodeId, tuple[int, int]] = {}  # rounds to wait still, and how many the next time
        self._pools: dict[NodeId, PinnedPool] = {}

    def run(self) -> None:
        """Ask until told to stop."""
        while not self._stopping.is_set():
            self._told.wait()
            self._told.clear()
            if not self._stopping.is_set():
                self.ask()

    def tell(self) -> None:
        """A checkpoint was published, or looked at again; may be called from any thread."""
        self._told.set()

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()
        self._told.set()

    @lent_connection()
    def ask(self) -> None:
        """Ask once for what is owed; whatever fails is owed at the next time."""
        skip = frozenset(peer for peer, (rounds, _) in self._resting.items() if rounds > 0)
        self._resting = {peer: (max(0, rounds - 1), nap) for peer, (rounds, nap) in self._resting.items()}
        try:
            for peer, outcome in countersign(self._home, post=self._post, at=self._now(), skip=skip).items():
                nap = min(PATIENT, 2 * self._resting.get(peer, (0, 1))[1])
                self._resting[peer] = (0, 1) if outcome == "cosigned" else (nap - 1, nap)
            if self._rounds % STAMP_ROUNDS == 0:
                stamp_hour(self._home, now=self._now)
            self._rounds += 1
        except Exception:  # noqa: BLE001 as for lines
            _LOG.exception("countersign")
            close_old_connections()

    def _pool(self, witness: NodeId) -> PinnedPool:
        if witness not in self._pools:
            self._pools[witness] = PinnedPool(witness, now=self._now, timeout=TIMEOUT, node=self._home)
        return self._pools[witness]

    def _post(self, witness: NodeId, data: bytes) -> Answered:
        try:
            answer = self._pool(witness).request("POST", PATH, body=data, preload_content=False)
            body: bytes = answer.read(MAX_COSIGNATURES + 1)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, Refused) as fault:
            raise NoAnswerError from fault
        return Answered(answer.status, answer.headers.get("Content-Type", ""), body)
