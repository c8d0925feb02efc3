"""What is known here of what comes: inbox rows and streams, for the protocol's core; docs/specs/protocol.md, sections 2 and 10."""

from collections.abc import Sequence

from comity.courier.protocol.arriving import Arrived, Head, HeldAct, Stored, new_head
from comity.courier.protocol.batches import Shelf, Stream, TurnedAway
from comity.courier.protocol.effects import Order
from comity.records.inbox import held_of
from comity.records.models import Inbox
from comity.records.models import Stream as StreamRow
from comity.records.rows import find
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import begins_life, first_of, life_of


def shelf_for(things: Sequence[Arrived | TurnedAway]) -> Shelf:
    """Return what is known of `things`, inside the transaction that decides about them."""
    names = {(thing.sender, thing.env_id) for thing in things}
    arrived = [thing for thing in things if isinstance(thing, Arrived)]
    places = {(thing.sender, thing.case) for thing in arrived}
    return Shelf(
        stored={name: stored for name in names if (stored := stored_as(*name)) is not None},
        streams={place: stream_of(*place, coming=[one for one in arrived if (one.sender, one.case) == place]) for place in places},
    )


def stream_of(peer: NodeId, case: Reference, *, coming: Sequence[Arrived] = ()) -> Stream:
    """Return where a stream stands: in the newest life of its sender, and in those of the acts that come or are held."""
    row = find(StreamRow, peer=str(peer), case=str(case), direction="in")
    head = Head() if row is None else Head(row.next_seq, Digest(bytes(row.head)) if row.head else None)
    held = {
        act.seq: HeldAct(EnvelopeId(act.env_id), Digest(act.inner_digest), Digest(act.previous) if act.previous else None)
        for act in held_of(str(peer), case=str(case))
    }
    earlier = {life_of(seq) for seq in (*held, *(one.seq for one in coming))} - {head.life}
    if not earlier and not any(begins_life(one.seq) for one in coming):
        return Stream(head, held)  # as ever, where no peer has come up from a copy
    if earlier:
        earlier |= set(range(max(head.life, *earlier)))
    others = {life: _head_of(peer, case, life) for life in earlier - {head.life}}
    named = [one.previous.raw for one in coming if begins_life(one.seq) and one.previous is not None]
    here = Inbox.objects.filter(peer=str(peer), case=str(case), inner_digest__in=named, order=Order.APPLIED.value)
    return Stream(head, held, others, frozenset(Digest(bytes(inner)) for inner in here.values_list("inner_digest", flat=True)))


def _head_of(peer: NodeId, case: Reference, life: int) -> Head:
    """Return where the stream of a life stands that is not the newest: after the last of its acts that was applied."""
    of_life = Inbox.objects.filter(peer=str(peer), case=str(case), seq__gte=first_of(life), seq__lt=first_of(life + 1))
    last = of_life.filter(order=Order.APPLIED.value).order_by("-seq").values_list("seq", "inner_digest").first()
    return new_head(life) if last is None else Head(last[0] + 1, Digest(bytes(last[1])))


def stored_as(peer: NodeId, env_id: EnvelopeId) -> Stored | None:
    """Return the inbox row of one envelope, None where it never came."""
    kept = find(Inbox, peer=str(peer), env_id=str(env_id))
    return None if kept is None else Stored(Digest(bytes(kept.outer_digest)), bytes(kept.receipt))
