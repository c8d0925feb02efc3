"""An act that is open, and what its receipt will say, which is known before the transaction: it is signed beside that.

Where somebody else writes meanwhile it says something else, and is signed once more.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from comity.courier.protocol.arriving import Arrived
from comity.courier.protocol.effects import Order
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import signing_key
from comity.records import journal
from comity.seal.abreast import beside, has_spare_core
from comity.seal.envelope import Opened
from comity.seal.receipt import sign_receipts
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.received import LogPosition, ReceivedBody, print_received


@dataclass(frozen=True, slots=True)
class Act:
    """An envelope that opened, the act in it, and the leaf that its arrival becomes."""

    opened: Opened
    body: ActBody
    sealed: bytes
    arrived: Arrived
    """The act as the protocol sees it."""
    leaf: journal.Leaf

    @classmethod
    def of(cls, opened: Opened, *, body: ActBody, sealed: bytes, at: Instant, key: KeyId) -> Self:
        """Print the leaf, too, which names this node's `key`: nobody who writes waits for that."""
        inner = opened.inner
        facts = {
            "envelope": str(inner.env_id),
            "inner": str(opened.inner_digest),
            "outer": str(opened.outer_digest),
            "act": body.act,
            "kind": body.kind,
            "seq": inner.seq,
        }
        entry = journal.Entry(name="act.received", actor=str(inner.sender), about=str(inner.case), facts=facts)
        arrived = Arrived(
            env_id=inner.env_id,
            outer_digest=opened.outer_digest,
            inner_digest=opened.inner_digest,
            sender=inner.sender,
            case=inner.case,
            seq=inner.seq,
            previous=inner.previous,
        )
        return cls(opened, body, sealed, arrived, journal.print_entry(entry, at=at, key=key))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the receipt of an act will rest on if nobody writes meanwhile, and its signature in the making.

    What was signed for another body than the one that is kept lived in memory alone, and is gone with it.
    """

    place: journal.Placed
    life: int
    signing: Callable[[], list[bytes]]

    def holds(self, orders: Sequence[Order], placed: Sequence[journal.Placed], *, life: int) -> bool:
        """Say whether it came so: of the rest of the receipt, the act and its moment, there was no doubt."""
        return (orders, placed, life) == ([Order.APPLIED], [self.place], self.life)


def foresee(acts: Collection[Act], *, life: int, at: Instant) -> Foreseen | None:
    """Begin to sign what an act that came alone will most likely be answered with: applied, at the next place of the log, in this `life`.

    Of many the receipts share a signature, which is cheap for each; on a busy machine a signature in vain would be dear.
    """
    if len(acts) != 1 or not has_spare_core():
        return None
    (act,) = acts
    (place,) = journal.foresee([act.leaf])
    body = print_received(received_body(act, Order.APPLIED, place, life=life, at=at))
    return Foreseen(place, life, beside(partial(sign_receipts, [body], key=signing_key(home()))))


def received_body(act: Act, order: Order, place: journal.Placed, *, life: int, at: Instant) -> ReceivedBody:
    """Return what a receipt says of `act`, whose leaf stands at `place`."""
    arrived, origin = act.arrived, book().node(home().node).log_origin
    return ReceivedBody(
        env_id=arrived.env_id,
        outer=arrived.outer_digest,
        inner=arrived.inner_digest,
        case=arrived.case,
        seq=arrived.seq,
        order=order.value,
        log=LogPosition(origin=origin, index=place.index, size=place.size, root=place.root),
        at=at,
        life=life,
    )
