"""What is known here of what comes: inbox rows and streams, for the protocol's core; docs/specs/protocol.md, sections 2 and 10."""

from collections.abc import Iterable, Mapping, Sequence

from comity.courier.protocol.arriving import Arrived, Head, HeldAct, Stored, new_head
from comity.courier.protocol.batches import Shelf, Stream, TurnedAway
from comity.courier.protocol.effects import Order
from comity.records.inbox import Held, held_of, of_one
from comity.records.models import Inbox
from comity.records.models import Stream as StreamRow
from comity.records.rows import find_each
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import begins_life, first_of, life_of


def shelf_for(things: Sequence[Arrived | TurnedAway]) -> Shelf:
    """Return what is known of `things`, inside the transaction that decides about them."""
    if len(things) == 1 and isinstance(things[0], Arrived) and (shelf := _for_one(things[0])) is not None:
        return shelf
    names = dict.fromkeys((thing.sender, thing.env_id) for thing in things)
    coming: dict[NodeId, dict[Reference, list[Arrived]]] = {}
    for one in things:
        if isinstance(one, Arrived):
            coming.setdefault(one.sender, {}).setdefault(one.case, []).append(one)
    return Shelf(
        stored=stored_of(names),
        streams={(peer, case): stream for peer, cases in coming.items() for case, stream in _streams_of(peer, cases).items()},
    )


def _for_one(one: Arrived) -> Shelf | None:
    """Return the same for an act that came alone, as most do; None where acts of its case are held."""
    found = of_one(one.sender.text, env_id=one.env_id.text, case=one.case.text)
    if found.held:
        return None
    name = one.sender, one.env_id
    stored = {} if found.outer_digest is None else {name: Stored(Digest(bytes(found.outer_digest)), bytes(found.receipt or b""))}
    head = Head() if found.next_seq is None else _head(found.next_seq, found.head)
    return Shelf(stored, {(one.sender, one.case): _stream(one.sender, one.case, head, (), coming=(one,))})


def _head(next_seq: int, head: bytes | None) -> Head:
    return Head(next_seq, Digest(bytes(head)) if head else None)


def stream_of(peer: NodeId, case: Reference) -> Stream:
    """Return where a stream stands."""
    return _streams_of(peer, {case: ()})[case]


def _streams_of(peer: NodeId, coming: Mapping[Reference, Sequence[Arrived]]) -> dict[Reference, Stream]:
    """Return where streams stand: in the newest life of their sender, and in those of the acts that come or are held."""
    cases = list(map(str, coming))
    rows = find_each(StreamRow, "case", cases, peer=str(peer), direction="in")
    heads = {row.case: _head(row.next_seq, row.head) for row in rows}
    held = held_of(str(peer), cases=cases)
    return {case: _stream(peer, case, heads.get(str(case), Head()), held.get(str(case), ()), coming=acts) for case, acts in coming.items()}


def _stream(peer: NodeId, case: Reference, head: Head, waiting: Sequence[Held], *, coming: Sequence[Arrived]) -> Stream:
    held = {
        act.seq: HeldAct(EnvelopeId(act.env_id), Digest(act.inner_digest), Digest(act.previous) if act.previous else None)
        for act in waiting
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


def stored_of(names: Iterable[tuple[NodeId, EnvelopeId]]) -> dict[tuple[NodeId, EnvelopeId], Stored]:
    """Return the inbox rows of some envelopes (64 at most), by sender and identifier; one that never came is not there."""
    by_peer: dict[NodeId, list[EnvelopeId]] = {}
    for peer, env_id in names:
        by_peer.setdefault(peer, []).append(env_id)
    return {
        (peer, EnvelopeId(row.env_id)): Stored(Digest(bytes(row.outer_digest)), bytes(row.receipt))
        for peer, env_ids in by_peer.items()
        for row in find_each(Inbox, "env_id", list(map(str, env_ids)), peer=str(peer))
    }
