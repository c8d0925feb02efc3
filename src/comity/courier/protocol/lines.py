"""The sender's side as values: the line to a peer, what is due on it, and what can happen (docs/specs/protocol.md, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from comity.courier.protocol.effects import Order, SendingAfter, SendingInside
from comity.courier.protocol.granting import Grant, TrafficClass
from comity.courier.protocol.recourse import Recourse, recourse
from comity.courier.protocol.states import State
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed

BATCH_ITEMS: Final = 64  # wire.md line 37
BATCH_BYTES: Final = 8 * 1024 * 1024
MAX_REWRAPS: Final = 20  # of one envelope, each for a newer key: more than its life can need, and an end for a peer that refuses for ever
URGENT_PATIENCE: Final = timedelta(
    minutes=2
)  # how long urgent acts wait before people are told: a line that breaks and comes back calls nobody
CROWD: Final = 4  # items of one POST, from which on more are on their way
FILL: Final = 16  # items that are due, from which on waiting for more saves next to nothing
REST: Final = timedelta(milliseconds=15)  # about as long as a POST on a near line takes
LEASE: Final = timedelta(minutes=15)  # longer than any POST may take; guards against a stuck thread only


class Priority(StrEnum):
    """The class an envelope travels in, from its outer header."""

    ROUTINE = "routine"
    URGENT = "urgent"


class Verdict(StrEnum):
    """What a peer answered about one item."""

    APPLIED = "applied"  # a `received` receipt of order applied
    HELD = "held"  # a `received` receipt of order held
    TAKEN = "taken"  # the unsigned mark that a delivered receipt gets; for an act it says nothing, and the act stays due
    REFUSED = "refused"  # a `refused` receipt, with its class


class Failure(StrEnum):
    """Why a POST brought no reply; kept on the line, so that an operator sees why nothing moves."""

    NO_ROUTE = "no-route"  # no connection could be made
    NOT_TRUSTED = "not-trusted"  # the peer did not show the certificate that the directory names
    NOT_ACCEPTED = "not-accepted"  # the peer does not know this node, or the key that it showed
    NO_LINE_KEY = "no-tls-key"  # this node has no key of its own to show
    TIMEOUT = "timeout"
    CUT = "cut"  # the connection broke on the way
    STATUS = "status"  # an HTTP status other than 200
    BAD_REPLY = "bad-reply"  # a reply that cannot be read
    LEASE_ENDED = "lease-ended"  # this node never said what became of the POST


@dataclass(frozen=True, slots=True)
class Due:
    """One outbox entry, for one peer: an envelope, or a receipt that travels on its own.

    `env_id` names the row: for a receipt that travels on its own a fresh identifier, with `seq` 0 (outside every
    order) and the digest of its bytes as `outer_digest`. `size` is in bytes as printed. `order`, `receipt` (digest of
    the receipt's bytes), its `life` and `wire_class` say what the peer last signed, `rewraps` how often it was wrapped
    afresh for that. Raises `Malformed` for a negative number.
    """

    env_id: EnvelopeId
    outer_digest: Digest
    case: Reference
    seq: int
    size: int
    priority: Priority
    expires: Instant
    state: State = State.DUE
    attempts: int = 0
    order: Order | None = None
    wire_class: str | None = None
    receipt: Digest | None = None
    rewraps: int = 0
    life: int = 0

    def __post_init__(self) -> None:
        """Refuse what no outbox row can hold."""
        if min(self.seq, self.size, self.attempts, self.rewraps) < 0:
            raise Malformed("outbox entry", "a negative number")

    @property
    def keyless(self) -> bool:
        """Whether it was refused for its key alone, and waits for a newer one of the peer."""
        reseals = self.wire_class is not None and recourse(self.wire_class) is Recourse.RESEAL
        return self.state is State.REFUSED and reseals and self.rewraps < MAX_REWRAPS

    @property
    def signed_for(self) -> bool:
        """Whether the peer signed once that it has the act, whatever it signed since: a held one may be refused later, and was there."""
        return self.order is not None

    @property
    def gone(self) -> bool:
        """Whether nothing that this node does by itself will deliver it."""
        return self.state is State.EXPIRED or (self.state is State.REFUSED and not self.keyless)


@dataclass(frozen=True, slots=True)
class Lease:
    """The one POST that may be under way to a peer; ended by its outcome, or at `until`, or by a restart."""

    number: int
    until: Instant


@dataclass(frozen=True, slots=True)
class Wait:
    """One class waits until `at`, after the peer had no room for it `attempts` times in a row; the line itself goes on."""

    attempts: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Rest:
    """What is due waits for more until `until`, because the last POST carried many; `urgent`: it carried many that were urgent.

    Where it did not, nothing urgent waits.
    """

    until: Instant
    urgent: bool


@dataclass(frozen=True, slots=True)
class PeerLine:
    """The line to one peer. A new one is `PeerLine(peer)`; it may be kept in memory or in a row.

    `attempts` counts failures in a row; `next_at` None means at once; `posts` is the number of the last POST. `granted` is what the
    peer said last that it takes in one POST, None where it says no such thing; `waits` holds the classes that it had no room for.
    `rests` says whether a little waits for more to go with it.
    `life` is this node's own: what is unknown here of an earlier one, the disk that is lost had sent. `theirs` is the life that the
    peer has claimed here: what it signed in an earlier one and comes after that, its lost disk signed.
    """

    peer: NodeId
    attempts: int = 0
    next_at: Instant | None = None
    posts: int = 0
    in_flight: Lease | None = None
    granted: Grant | None = None
    waits: Mapping[TrafficClass, Wait] = field(default_factory=dict)
    failure: Failure | None = None
    life: int = 0
    theirs: int = 0
    rests: Rest | None = None


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """One receipt from the peer, verified by the shell and signed by the very peer of this line.

    `outer_digest` is what the receipt itself names; `receipt` is the digest of its bytes, None for the mark `taken`; `seq` the
    number that it gives, None where the peer could not open the act; `life` the life of the peer in which it was signed.
    Raises `Malformed` when `wire_class` is missing from a refusal, unknown, or stands elsewhere.
    """

    env_id: EnvelopeId
    outer_digest: Digest
    verdict: Verdict
    receipt: Digest | None = None
    wire_class: str | None = None
    seq: int | None = None
    life: int = 0

    def __post_init__(self) -> None:
        """Refuse a verdict without its parts."""
        if (self.verdict is Verdict.REFUSED) != (self.wire_class is not None):
            raise Malformed("answer", "a class belongs to a refusal, and to nothing else")
        if (self.verdict is Verdict.TAKEN) != (self.receipt is None):
            raise Malformed("answer", "every answer but the mark `taken` has receipt bytes")
        if self.wire_class is not None:
            recourse(self.wire_class)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The peer misses our stream of `case` from `from_seq` on."""

    case: Reference
    from_seq: int


@dataclass(frozen=True, slots=True)
class Posted:
    """New entries are due; they are among the entries given."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The peer reached us: whatever was wrong may be over, so the backoff starts afresh."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The node has just started: every lease is dead. Give it for each peer that has an open entry."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The POST with this number came back; items without an answer are due again."""

    number: int
    answers: tuple[PeerAnswer, ...]
    wants: tuple[Wanted, ...] = ()
    granted: Grant | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The POST with this number brought no reply."""

    number: int
    kind: Failure


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts that came in any other way: in a POST of the peer's, on a carrier, as the answer to a `Resend`."""

    answers: tuple[PeerAnswer, ...]


@dataclass(frozen=True, slots=True)
class Resealed:
    """A refused entry has been wrapped afresh under the same identifier and outer header, and is due again.

    The shell has written the state `due`, and that this was done once more, before it gives this; the entry in the slice may show either
    state. The wrap itself may be made later, and must be before the entry leaves.
    """

    env_id: EnvelopeId
    size: int


Happening = Posted | Woken | Contact | Restarted | Reply | Failed | Receipts | Resealed


@dataclass(frozen=True, slots=True)
class Step:
    """What follows: the new line, the entries that changed, `inside` one transaction with them, and `after` its commit.

    With `inside` empty nothing has to be committed before `after`: that an entry is SENT, and the line, may
    live in memory, because `Restarted` makes both good again. Every change to an outcome has its `Record`. `asks`: the peer signed
    for an act of an earlier life of this node, which its lost disk had sent; it shall be asked soon what it holds.
    """

    line: PeerLine
    changed: tuple[Due, ...]
    inside: tuple[SendingInside, ...]
    after: tuple[SendingAfter, ...]
    asks: bool = False
