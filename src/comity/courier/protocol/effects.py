"""Effects as data: what the shell must do, in the order given; the core itself does nothing.

Each effect has a `name`. Together with `COMMIT` these names are the crash points of the courier:
a test kills the node at each of them and finds one row, one receipt, one leaf.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from comity.courier.protocol.states import State
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant


class Order(StrEnum):
    """What a `received` receipt says about the act's place in its stream."""

    APPLIED = "applied"
    HELD = "held"  # kept for ever, and not yet applied: an earlier act is missing


class AlarmKind(StrEnum):
    """What an operator must look at. Two equal alarms are one alarm."""

    SAME_ID = "same-id"  # a peer used one identifier for two envelopes
    SEQ_TAKEN = "seq-taken"  # a peer used one place in a stream twice
    BROKEN_CHAIN = "broken-chain"  # an act does not name the digest of the one before it
    HELD_BROKEN = "held-broken"  # a held act turned out not to follow what then came before it
    REFUSED = "refused"  # a peer refused an act of ours for good
    EXPIRED = "expired"  # an act of ours expired without receipt or refusal
    OTHER_DIGEST = "other-digest"  # a peer signed a receipt for our identifier over bytes we never sent
    CONTRADICTION = "contradiction"  # a peer signed both that it took an act and that it did not
    SECOND_RECEIPT = "second-receipt"  # a peer signed two different receipts for one act: it lost data, or forks its log
    STRANGE_RECEIPT = "strange-receipt"  # a receipt for something that we never sent to this peer
    CLOCKS = "clocks"  # a peer says that an act of ours is too old or too new: one of the two clocks is wrong
    GAP_GONE = "gap-gone"  # a peer waits for an act that was refused or has expired here, or is unknown
    LOG_FORKED = "log-forked"  # a peer signed for two logs; the proof is in the folder `forks`
    LOG_WENT_BACK = "log-went-back"  # a peer shows a shorter log than it did
    LOG_UNPROVEN = "log-unproven"  # a peer shows a log that does not fit its own checkpoint
    WITNESS_REFUSED = "witness-refused"  # a witness does not cosign our log: it saw another or a longer one, or cannot follow our proof
    STAMP_WRONG = "stamp-wrong"  # a time stamp that we asked for is not what it should be; about ourselves
    STAMP_LATE = "stamp-late"  # no time stamp came for this day's checkpoints; about ourselves
    NOT_TRUSTED = "not-trusted"  # whoever answers at a peer's address did not show a key that the directory names
    LOG_DISCONTINUED = "log-discontinued"  # a peer says openly, signed by two of its officers, that its log breaks
    DIRECTORY_DIFFERS = "directory-differs"  # a peer was told another history of the directory repository than this node
    MARK_MISSING_HERE = "mark-missing-here"  # a peer names an act of its own that is not here
    MARK_MISSING_THERE = "mark-missing-there"  # a peer does not have an act of its own that is here
    OWN_MISSING_HERE = "own-missing-here"  # a peer names an act of ours that is not here
    OWN_MISSING_THERE = "own-missing-there"  # a peer does not have an act of ours that it signed for
    MIRROR_WRONG = "mirror-wrong"  # what a mirror of the directory repository serves is none, or another history; about ourselves
    MIRRORS_SILENT = "mirrors-silent"  # no mirror of it answered; about ourselves
    FILE_BROKEN = "file-broken"  # the bytes that came for a listed file are not those that its signed act lists
    CALL_UNANSWERED = "call-unanswered"  # a peer's node did not answer a test call
    CALL_UNCONFIRMED = "call-unconfirmed"  # it did, and no person there confirmed in time
    CALL_MISSED = "call-missed"  # a peer asked whether a person is awake here, and nobody confirmed in time
    KEY_AWAY = "key-away"  # what keeps this node's keys did not answer on this day; about ourselves
    FILE_GONE = "file-gone"  # a file of an act of ours is missing here, or changed: it cannot be sent


@dataclass(frozen=True, slots=True)
class Alarm:
    """Tell the operator, once per equal value. `case` and `seq` are None where no entry is known."""

    name: ClassVar[str] = "alarm"
    kind: AlarmKind
    peer: NodeId
    env_id: EnvelopeId | None = None
    case: Reference | None = None
    seq: int | None = None


# -- receiving: inside the one transaction ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keep:
    """Insert the inbox row, unique by (sender, env_id), in `order`; a held one keeps seq, inner digest and previous."""

    name: ClassVar[str] = "inbox-row"
    sender: NodeId
    env_id: EnvelopeId
    case: Reference
    seq: int
    order: Order


@dataclass(frozen=True, slots=True)
class Apply:
    """Perform the act's change of state; when its inbox row was held, it becomes applied."""

    name: ClassVar[str] = "apply"
    sender: NodeId
    env_id: EnvelopeId
    case: Reference
    seq: int


@dataclass(frozen=True, slots=True)
class Advance:
    """Write the stream's head: the next number expected, and the inner digest of the last act applied."""

    name: ClassVar[str] = "stream-head"
    sender: NodeId
    case: Reference
    next_seq: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class AppendLeaf:
    """Append the leaf of this arrival to the node's log: one for each `Keep`, none for anything else."""

    name: ClassVar[str] = "leaf"
    sender: NodeId
    env_id: EnvelopeId


@dataclass(frozen=True, slots=True)
class SignReceipt:
    """Sign the `received` receipt (it names the leaf just appended) and store its bytes with the inbox row."""

    name: ClassVar[str] = "sign-receipt"
    sender: NodeId
    env_id: EnvelopeId
    order: Order


@dataclass(frozen=True, slots=True)
class SignRefusal:
    """Sign a `refused` receipt; store one of a final class under (env_id, outer digest, class).

    It binds nothing: only an inbox row binds an identifier, or a stranger could burn one. Without the store
    the next copy is only signed, and raises its alarm, once more.
    """

    name: ClassVar[str] = "sign-refusal"
    sender: NodeId
    env_id: EnvelopeId
    outer_digest: Digest
    wire_class: str


@dataclass(frozen=True, slots=True)
class Unhold:
    """Mark a held inbox row as refused: what came before it is not what it names. Its receipt stays as it is.

    The shell signs a `refused` receipt of class conflict for it and posts that to the sender as an outbox
    entry of its own (`Due.seq` 0), because the answer to the POST that brought it has long gone.
    """

    name: ClassVar[str] = "unhold"
    sender: NodeId
    env_id: EnvelopeId
    case: Reference
    seq: int


# -- receiving: after the commit ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer one item of the POST: with these stored bytes, or with what this effect of the same batch has signed."""

    name: ClassVar[str] = "answer"
    env_id: EnvelopeId
    receipt: bytes | SignReceipt | SignRefusal


@dataclass(frozen=True, slots=True)
class Want:
    """Ask the sender for its stream of `case` from `from_seq` on."""

    name: ClassVar[str] = "want"
    sender: NodeId
    case: Reference
    from_seq: int


# -- sending: inside the transaction ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """Write an outcome: the entry's row, the receipt's bytes where there is one, and one leaf, together."""

    name: ClassVar[str] = "outcome"
    env_id: EnvelopeId
    state: State
    wire_class: str | None
    order: Order | None
    receipt: Digest | None


# -- sending: after the commit ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transmit:
    """POST these, in this order; then give `Reply` or `Failed` with the same `number`, before `until`.

    `along` are those that go with an urgent act of their case, to be marked: the peer takes them out of the reserve, too.
    """

    name: ClassVar[str] = "transmit"
    peer: NodeId
    number: int
    env_ids: tuple[EnvelopeId, ...]
    until: Instant
    along: tuple[EnvelopeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Resend:
    """POST these once more, after any `Transmit` of the same step, and give the answers as `Receipts`.

    The peer says that it misses them though it has receipted them. If it then signs another receipt,
    that is the alarm; if it repeats the old one, nothing was wrong.
    """

    name: ClassVar[str] = "resend"
    peer: NodeId
    env_ids: tuple[EnvelopeId, ...]


@dataclass(frozen=True, slots=True)
class Reseal:
    """Seal the content afresh, then give `Resealed`.

    `key-expired`: wrap the same content keys for the peer's new key; identifier, outer and inner header stay.
    """

    name: ClassVar[str] = "reseal"
    peer: NodeId
    env_id: EnvelopeId
    wire_class: str


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Give `Woken` for this peer at `at`, or earlier, or more often; a later `WakeAt` replaces it."""

    name: ClassVar[str] = "wake-at"
    peer: NodeId
    at: Instant


COMMIT: Final = "commit"

ArrivalInside = Keep | Apply | Advance | AppendLeaf | SignReceipt | SignRefusal | Unhold | Alarm
ArrivalAfter = Answer | Want
SendingInside = Record | Alarm
SendingAfter = Transmit | Resend | Reseal | WakeAt

ARRIVAL_POINTS: Final = (
    *(kind.name for kind in (Keep, Apply, Advance, AppendLeaf, SignReceipt, SignRefusal, Unhold, Alarm)),
    COMMIT,
    *(kind.name for kind in (Answer, Want)),
)
SENDING_POINTS: Final = (
    *(kind.name for kind in (Record, Alarm)),
    COMMIT,
    *(kind.name for kind in (Transmit, Resend, Reseal, WakeAt)),
)
