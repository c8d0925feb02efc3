"""Accepts one POST: opens outside the write lock, decides and keeps inside one transaction, answers after its commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import structlog
from django.db import transaction

from comity.courier.alarms import keep_alarms
from comity.courier.foreseeing import Act, Foreseen, foresee, received_body
from comity.courier.granting import Gate, NoRoom, Passage
from comity.courier.hearing import Answered, hear_receipt
from comity.courier.protocol.arriving import Stored
from comity.courier.protocol.batches import Batch, TurnedAway, decide_batch, repeats
from comity.courier.protocol.effects import (
    COMMIT,
    Advance,
    Alarm,
    Answer,
    AppendLeaf,
    Apply,
    Keep,
    Order,
    SignReceipt,
    SignRefusal,
    Unhold,
)
from comity.courier.protocol.effects import Want as Wanted
from comity.courier.refusing import Refusals
from comity.courier.shelf import shelf_for, stream_of
from comity.desk.crashing import crash_point
from comity.desk.receiving.actions import take_act
from comity.desk.receiving.admission import admit
from comity.desk.receiving.receipts import owe_sealed
from comity.directory.book import book, one_look
from comity.directory.epochseeds import opening_keys, shown_epoch
from comity.directory.home import home
from comity.directory.keyfiles import signing_key
from comity.records import journal
from comity.records.inbox import Came, came_of
from comity.records.lives import life_in_rows
from comity.records.models import Inbox
from comity.records.rows import fresh, insert_all
from comity.records.statements import has_one_writer
from comity.records.streams import Come, move_heads
from comity.seal.abreast import abreast, halves_abreast
from comity.seal.envelope import Opened, Outlined, open_again, open_envelope, outline
from comity.seal.keyring import Keyring
from comity.seal.keys import SealingKey
from comity.seal.receipt import receipt_body, sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, KeyId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.act import ActBody
from comity.wire.batch import MAX_WANTS, Item, Reply, Want, parse_delivery, print_reply
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody, print_received
from comity.wire.refused import KEY_EXPIRED, RefusedBody, print_refused

_LOG: Final = structlog.get_logger("comity.courier")


@dataclass(slots=True)
class _Delivery:
    """One POST in the making of its answer: by place in the POST, what came of each item."""

    items: tuple[Item, ...]
    acts: dict[int, Act] = field(default_factory=dict)
    turned: dict[int, TurnedAway] = field(default_factory=dict)
    receipts: dict[int, bytes | None] = field(default_factory=dict)
    repeated: set[EnvelopeId] = field(default_factory=set)
    wants: tuple[Want, ...] = ()
    life: int = 0
    """In which this node was when the POST came."""
    said_no: list[tuple[Refused, EnvelopeId | None, Reference | None]] = field(default_factory=list)


def accept_delivery(
    data: bytes,
    *,
    sender: NodeId,
    at: Instant,
    answered: Answered,
    gate: Gate | None = None,
    refusals: Refusals | None = None,
    knows_grants: bool = False,
) -> bytes:
    """Return the reply to one POST; raises `Malformed` or `TooLarge` where the POST itself cannot be read.

    `answered` is told of receipts that answer our own envelopes outside a reply. `sender` is who the connection says delivered
    it; only the signatures inside decide whose acts they are. Every effect of the reply is durable before this returns. `gate` measures
    the room; whoever posts and `knows_grants` is told what is still taken, and is refused `no-credit` where others hear `unavailable`.
    `refusals` remembers for people why an act was not taken.
    """
    delivery = _Delivery(parse_delivery(data))
    with one_look():
        named = _outlined(delivery, sender=sender, at=at)
        came = came_of(sender.text, node=home().node.text, env_ids=[seen.outer.env_id.text for seen in named.values()])
        new = _announced(delivery, named, came, sender=sender)
        delivery.life = came.life
        with (gate or Gate()).passage(sender, size=len(data), held=came.held, knows_grants=knows_grants) as passage:
            _accept(delivery, new, passage, sender=sender, at=at, answered=answered)
        granted = passage.statement(at=at, holds=bool(delivery.wants))
    if refusals is not None:
        for refusal, env_id, case in delivery.said_no:
            refusals.remember(refusal, peer=sender, env_id=env_id, case=case)
    receipts = tuple(delivery.receipts[place] for place in range(len(delivery.items)))
    return print_reply(Reply(receipts, delivery.wants, granted))


def _accept(delivery: _Delivery, new: Mapping[int, Outlined], passage: Passage, *, sender: NodeId, at: Instant, answered: Answered) -> None:
    # (1) open and admit outside the write lock what there is room for; nothing is written for what does not hold
    taken: dict[int, Outlined] = {}
    for place, seen in new.items():
        if passage.takes(delivery.items[place], priority=seen.outer.priority):
            taken[place] = seen
        else:
            delivery.turned[place] = TurnedAway(seen.outer.env_id, seen.outer_digest, sender, passage.no_room)
            delivery.said_no.append((NoRoom(), None, None))
    _open(delivery, taken, sender=sender, at=at)
    passage.kept((delivery.items[place], taken[place].outer.priority) for place in delivery.acts)
    # (2) decide, keep, apply, log, sign: one transaction
    if delivery.acts or delivery.turned:
        _keep_acts(delivery, at=at)
    for place, item in enumerate(delivery.items):
        if item.kind == "receipt":
            delivery.receipts[place] = hear_receipt(item.data, answered=answered, at=at)
    # (3) answer, after the commit; the answer that first asked for what is missing may have been lost on the way
    delivery.wants = (*delivery.wants, *_still_missing(delivery, sender=sender))[:MAX_WANTS]  # what is left out is asked for the next time


def _outlined(delivery: _Delivery, *, sender: NodeId, at: Instant) -> dict[int, Outlined]:
    """Return what each envelope says of itself, by place; of one that says nothing a refusal is signed."""
    named: dict[int, Outlined] = {}
    for place, item in enumerate(delivery.items):
        if item.kind != "receipt":
            try:
                named[place] = outline(item.data)
            except Refused as refusal:
                _tell_operator(refusal, sender=sender, env_id=None)
                delivery.said_no.append((refusal, None, None))
                body = RefusedBody(env_id=None, outer=Digest.of(item.data), wire_class=refusal.wire_class, at=at)
                (delivery.receipts[place],) = sign_receipts([print_refused(body)], key=signing_key(home()))
    return named


def _announced(delivery: _Delivery, named: dict[int, Outlined], came: Came, *, sender: NodeId) -> dict[int, Outlined]:
    """Return each envelope that is new here, by place; a repeat gets its receipt without being opened."""
    if not came.before:
        return named
    new = {}
    for place, seen in named.items():
        found = came.before.get(seen.outer.env_id.text)
        kept = None if found is None else repeats(Stored(Digest(found[0]), found[1]), outer_digest=seen.outer_digest)
        if kept is None:
            new[place] = seen
        else:
            delivery.receipts[place] = _of_now(kept, sender=sender, env_id=seen.outer.env_id, life=came.life)
            delivery.repeated.add(seen.outer.env_id)
    return new


def _of_now(kept: bytes, *, sender: NodeId, env_id: EnvelopeId, life: int) -> bytes:
    """Return a receipt that is given again: one of an earlier life is signed once more first, as of now, and kept in its place.

    What was signed before this node came up from a copy says nothing to a peer any more: it might be of an act that the copy lacks.
    """
    if not life:
        return kept
    body = parse_receipt(receipt_body(kept))
    if not isinstance(body, ReceivedBody) or body.life >= life:
        return kept
    (again,) = sign_receipts([print_received(replace(body, life=life))], key=signing_key(home()))
    Inbox.objects.filter(peer=str(sender), env_id=str(env_id)).update(receipt=again)
    return again


def _open(delivery: _Delivery, taken: dict[int, Outlined], *, sender: NodeId, at: Instant) -> None:
    """Open and admit; of many the second half is opened beside the first."""
    key = signing_key(home()).public.key_id
    opens = partial(_try_to_open, keys=opening_keys(home(), at=at), keyring=book().keyring, at=at) if taken else None
    for (place, seen), opened in zip(taken.items(), halves_abreast(opens, list(taken.values())) if opens else (), strict=True):
        try:
            if isinstance(opened, Refused):
                raise opened
            delivery.acts[place] = Act.of(opened, body=admit(opened), sealed=delivery.items[place].data, at=at, key=key)
        except Refused as refusal:
            _tell_operator(refusal, sender=sender, env_id=seen.outer.env_id)
            case = opened.inner.case if isinstance(opened, Opened) else None  # known as soon as it is open
            delivery.said_no.append((refusal, seen.outer.env_id, case))
            delivery.turned[place] = TurnedAway(seen.outer.env_id, seen.outer_digest, sender, refusal.wire_class)


def _try_to_open(seen: Outlined, *, keys: Mapping[KeyId, SealingKey], keyring: Keyring, at: Instant) -> Opened | Refused:
    try:
        return open_envelope(seen, node=home().node, sealing_keys=keys, keyring=keyring, at=at)
    except Refused as refusal:
        return refusal


def _tell_operator(refusal: Refused, *, sender: NodeId, env_id: EnvelopeId | None) -> None:
    """Write down why an item was refused: the reason stays here, the sender learns the class."""
    _LOG.warning("refused", sender=str(sender), env_id=str(env_id), wire_class=refusal.wire_class, why=str(refusal))


def _still_missing(delivery: _Delivery, *, sender: NodeId) -> tuple[Want, ...]:
    """Return what the repeated items wait for, unless it is asked for already."""
    if not delivery.repeated:
        return ()
    names = [str(env_id) for env_id in delivery.repeated]
    held = Inbox.objects.filter(peer=str(sender), env_id__in=names, order=Order.HELD.value)
    cases = set(held.values_list("case", flat=True)) - {str(want.case) for want in delivery.wants}
    missing = {case: stream_of(sender, Reference(case)).missing() for case in sorted(cases)}
    return tuple(Want(Reference(case), seq) for case, numbers in missing.items() for seq in numbers)


def _keep_acts(delivery: _Delivery, *, at: Instant) -> None:
    # A receipt dated outside the life of its key proves nothing, and would be repeated for ever: the act waits for a clock that is right.
    book().key(signing_key(home()).public.key_id, at=at)
    foreseen = foresee(delivery.acts.values(), life=delivery.life, at=at) if not delivery.turned else None
    places = sorted({*delivery.acts, *delivery.turned})
    things = [delivery.acts[place].arrived if place in delivery.acts else delivery.turned[place] for place in places]
    with transaction.atomic():
        batch = decide_batch(shelf_for(things), things)
        signed = _Kept(delivery, batch, at=at, foreseen=foreseen).perform()
        answers = [effect for effect in batch.after if isinstance(effect, Answer)]
        for place, answer in zip(places, answers, strict=True):
            kept = answer.receipt
            delivery.receipts[place] = kept if isinstance(kept, bytes) else signed[kept]
        delivery.wants = tuple(Want(want.case, want.from_seq) for want in batch.after if isinstance(want, Wanted))
        crash_point(f"receive.before-{COMMIT}")
    crash_point(f"receive.{COMMIT}")
    crash_point("receive.answer")
    if delivery.wants:
        crash_point("receive.want")


def keep_again(opened: Opened, *, body: ActBody, sealed: bytes, receipt: bytes, at: Instant, now: Instant) -> journal.Entry | None:
    """Keep an act that was taken before, as of then (`at`), with the very receipt that was given for it; in the caller's transaction.

    For a node that came up from a copy. Returns the leaf that this owes, or None where the act is here. Alarms are of `now`.
    """
    act = Act.of(opened, body=body, sealed=sealed, at=at, key=signing_key(home()).public.key_id)
    delivery = _Delivery((), acts={0: act})
    batch = decide_batch(shelf_for([act.arrived]), [act.arrived])
    if not any(isinstance(effect, Keep) for effect in batch.inside):
        return None
    kept = _Kept(delivery, batch, at=at, again=receipt)
    kept.perform()
    return kept.entry_again(now=now)


class _Kept:
    """Performs the effects of one batch inside the caller's transaction."""

    def __init__(
        self, delivery: _Delivery, batch: Batch, *, at: Instant, again: bytes | None = None, foreseen: Foreseen | None = None
    ) -> None:
        self._batch, self._at, self._again, self._foreseen = batch, at, again, foreseen
        # Of two envelopes under one identifier the first is the one that is kept; the other is refused by its own digest.
        self._acts: dict[tuple[NodeId, EnvelopeId], Act] = {}
        self._opened: dict[tuple[NodeId, EnvelopeId, Digest], Act] = {}
        for act in delivery.acts.values():
            arrived = act.arrived
            self._acts.setdefault((arrived.sender, arrived.env_id), act)
            self._opened.setdefault((arrived.sender, arrived.env_id, arrived.outer_digest), act)
        self._rows: dict[tuple[NodeId, EnvelopeId], Inbox] = {}
        self._heads: dict[tuple[NodeId, Reference], Come] = {}
        self._leaves: list[tuple[NodeId, EnvelopeId]] = []
        self._receipts: list[SignReceipt] = []
        self._refusals: list[SignRefusal] = []
        self._alarms: list[Alarm] = []

    def perform(self) -> dict[SignReceipt | SignRefusal, bytes]:
        """Perform all; return the receipts signed now, by the effect that asked for each.

        Where a transaction has the database to itself the leaves come first, and receipts are signed beside everything else; elsewhere the
        log's head is locked last. Until the caller's commit receipts are here alone: where that does not come they are gone, unsent.
        """
        self._collect()
        signing = self._begin_to_sign() if has_one_writer() else None
        for effect in self._batch.inside:
            match effect:
                case Keep():
                    self._keep(effect)
                case Apply():
                    self._apply(effect)
                case Advance():
                    self._advance(effect)
                case Unhold():
                    self._unhold(effect)
                case Alarm():
                    self._alarms.append(effect)
            crash_point(f"receive.{effect.name}")
        return self._write(signing or self._begin_to_sign())

    def _keep(self, effect: Keep) -> None:
        act = self._acts[effect.sender, effect.env_id]
        arrived = act.arrived
        self._rows[effect.sender, effect.env_id] = fresh(
            Inbox,
            env_id=str(effect.env_id),
            peer=str(effect.sender),
            case=str(effect.case),
            seq=effect.seq,
            order=effect.order.value,
            outer_digest=arrived.outer_digest.raw,
            inner_digest=arrived.inner_digest.raw,
            previous=arrived.previous.raw if arrived.previous else None,
            sealed=act.sealed,
            received_at=self._at,
            keys=act.opened.keys if effect.order is Order.HELD else None,
        )

    def _apply(self, effect: Apply) -> None:
        act = self._acts.get((effect.sender, effect.env_id))
        if act is not None:
            take_act(act.opened, body=act.body, at=self._at)
            # Held by an item of this very POST, and no longer: the row is still only in memory.
            row = self._rows[effect.sender, effect.env_id]
            row.order, row.keys = Order.APPLIED.value, None
            return
        # It was held: open it again as of the moment it came. The seed that opened it then may be destroyed since; its own keys are here.
        row = Inbox.objects.get(peer=str(effect.sender), env_id=str(effect.env_id))
        opened = open_again(bytes(row.sealed), keys=bytes(row.keys or b""), keyring=book().keyring, at=row.received_at)
        take_act(opened, body=admit(opened), at=self._at)
        Inbox.objects.filter(pk=row.pk).update(order=Order.APPLIED.value, keys=None)

    def _advance(self, effect: Advance) -> None:
        come = Come(str(effect.sender), str(effect.case), effect.next_seq, effect.digest.raw)
        before = self._heads.get((effect.sender, effect.case))
        if before is None or before.next_seq < come.next_seq:
            self._heads[effect.sender, effect.case] = come

    def _unhold(self, effect: Unhold) -> None:
        row = self._rows.get((effect.sender, effect.env_id))
        if row is None:
            row = Inbox.objects.get(peer=str(effect.sender), env_id=str(effect.env_id))
            Inbox.objects.filter(pk=row.pk).update(order="refused", keys=None)
        # Held by an item of this very POST: the row is still only in memory, and is inserted as it then stands.
        row.order, row.keys = "refused", None
        body = RefusedBody(
            env_id=effect.env_id,
            outer=Digest(bytes(row.outer_digest)),
            wire_class="conflict",
            at=self._at,
            inner=Digest(bytes(row.inner_digest)),
            case=effect.case,
            seq=effect.seq,
        )
        (sealed,) = sign_receipts([print_refused(body)], key=signing_key(home()))
        owe_sealed(sealed, item="refused", peer=str(effect.sender), case=str(effect.case), at=self._at)

    def entry_again(self, *, now: Instant) -> journal.Entry:
        """Return the leaf of an act that is kept a second time: it says that it was received before, and under which receipt."""
        (name,) = self._leaves
        entry = self._acts[name].leaf.entry
        alarms = keep_alarms(self._alarms, at=now)
        facts = {**entry.facts, "was": entry.name, "receipt": str(Digest.of(self._again or b"")), "alarms": len(alarms)}
        return journal.Entry(name="act.recovered", actor=entry.actor, about=entry.about, facts=facts)

    def _collect(self) -> None:
        for effect in self._batch.inside:
            match effect:
                case AppendLeaf():
                    self._leaves.append((effect.sender, effect.env_id))
                case SignReceipt():
                    self._receipts.append(effect)
                case SignRefusal():
                    self._refusals.append(effect)

    def _begin_to_sign(self) -> Callable[[], list[bytes]] | None:
        """Append the leaves and begin to sign what names them; None where nothing is signed."""
        if self._again is not None or not (self._receipts or self._refusals):
            return None
        placed = journal.append_leaves([self._acts[name].leaf for name in self._leaves]) if self._leaves else []
        places, life = dict(zip(self._leaves, placed, strict=True)), life_in_rows(home().node.text)
        orders = [effect.order for effect in self._receipts]
        if self._foreseen is not None and not self._refusals and self._foreseen.holds(orders, placed, life=life):
            return self._foreseen.signing
        bodies = []
        for effect in self._receipts:
            name = effect.sender, effect.env_id
            bodies.append(print_received(received_body(self._acts[name], effect.order, places[name], life=life, at=self._at)))
        bodies += [print_refused(self._refused(effect)) for effect in self._refusals]
        return abreast(partial(sign_receipts, bodies, key=signing_key(home())))

    def _write(self, signing: Callable[[], list[bytes]] | None) -> dict[SignReceipt | SignRefusal, bytes]:
        signed: dict[SignReceipt | SignRefusal, bytes] = {}
        if self._again is None and (alarms := keep_alarms(self._alarms, at=self._at)):
            journal.append(*alarms, at=self._at, key=signing_key(home()).public.key_id)
        move_heads(self._heads.values())  # before the receipts are waited for
        if signing is not None:
            signed = dict(zip((*self._receipts, *self._refusals), signing(), strict=True))
        for effect in self._receipts:
            self._rows[effect.sender, effect.env_id].receipt = signed[effect] if self._again is None else self._again
        insert_all(list(self._rows.values()))
        return signed

    def _refused(self, effect: SignRefusal) -> RefusedBody:
        act = self._opened.get((effect.sender, effect.env_id, effect.outer_digest))
        if act is None:
            shown = shown_epoch(home(), at=self._at) if effect.wire_class == KEY_EXPIRED else None
            fresh = None if shown is None else shown.epoch
            return RefusedBody(env_id=effect.env_id, outer=effect.outer_digest, wire_class=effect.wire_class, at=self._at, fresh=fresh)
        arrived = act.arrived
        return RefusedBody(
            env_id=effect.env_id,
            outer=effect.outer_digest,
            wire_class=effect.wire_class,
            at=self._at,
            inner=arrived.inner_digest,
            case=arrived.case,
            seq=arrived.seq,
        )
