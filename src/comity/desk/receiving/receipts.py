"""Later receipts: that an officer opened an act, and what was decided on it; those we owe, and those we are given."""

from datetime import timedelta
from typing import Final

from comity.desk.carried.returning import give_back
from comity.desk.happenings import happen
from comity.desk.meaning import has_result
from comity.desk.states import Happening
from comity.desk.unread import mark_unread
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records.bell import ring_on_commit
from comity.records.deliveries import deliver, waits_of
from comity.records.models import IntelSet, Message, Outbox, Receipt, Request, WarningDelivery
from comity.records.outbox import owe
from comity.records.rows import change, fresh
from comity.seal.headers import parse_inner
from comity.seal.receipt import VerifiedReceipt, sign_receipts
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.decided import DecidedBody, print_decided
from comity.wire.opened import OpenedBody, print_opened

LIFE: Final = timedelta(days=90)
UNDELIVERED: Final = "undelivered"
CLOCKS: Final = "clocks"

# How an answer's code reads in the receipt `decided`, whose words are the wire's own.
DECIDED: Final = {
    "D-GRANT": "executed",
    "D-COND": "executed",
    "D-PART": "partial",
    "D-REFUSE": "declined",
    "D-POSTPONE": "postponed",
    "D-ACCEPT": "accepted",
    "D-DECLINE": "declined",
}
_PROMISED: Final = "accepted"


class StrangeReceipt(Refused):
    """A receipt for something that was not sent to its signer, or not with this content."""

    wire_class = "policy"
    sentence = gettext_noop("%(peer)s gave a receipt for an act that this node never sent it.")
    next_step = gettext_noop("It was kept out of the case. Call the contact point; its node may be misused.")


def owe_opened(message: Message, *, at: Instant) -> None:
    """Owe the sender of `message` the receipt that an officer has it before them; once."""
    body = OpenedBody(
        env_id=EnvelopeId(message.env_id),
        inner=Digest.of(bytes(message.inner)),
        case=Reference(message.request.reference),
        at=at,
    )
    _owe("opened", message, print_opened(body), at=at)


def owe_decided(request: Request, *, body: ActBody, answer: EnvelopeId, at: Instant) -> None:
    """Owe the requesting node the receipt of what was decided on the act that `body` answers."""
    message = Message.objects.get(request=request, env_id=str(body.original), direction="in")
    decided = DecidedBody(
        env_id=EnvelopeId(message.env_id),
        inner=Digest.of(bytes(message.inner)),
        case=Reference(request.reference),
        decision=_decided(body),
        answer=answer,
        at=at,
    )
    _owe("decided", message, print_decided(decided), at=at)


def _decided(body: ActBody) -> str:
    """Return the wire's word for a decision; where a result follows, a grant is a promise and not yet done."""
    word = DECIDED[str(body.fields["decision"])]
    return _PROMISED if word == "executed" and has_result(body.kind) else word


def _owe(kind: str, message: Message, body: bytes, *, at: Instant) -> None:
    request = message.request
    if Receipt.objects.filter(env_id=message.env_id, kind=kind, direction="out").exists():
        return
    (sealed,) = sign_receipts([body], key=node_keys(home()).signing)
    Receipt.objects.create(env_id=message.env_id, kind=kind, direction="out", case=request.reference, sealed=sealed, at=at)
    owe_sealed(sealed, item=kind, peer=request.peer, case=request.reference, at=at)


def owe_sealed(sealed: bytes, *, item: str, peer: str, case: str, at: Instant) -> None:
    """Put a sealed receipt into the outbox, to travel on its own; in the caller's transaction."""
    digest = Digest.of(sealed).raw
    row = fresh(
        Outbox,
        env_id=digest[:16].hex(),
        item=item,
        peer=peer,
        case=case,
        seq=0,
        size=len(sealed),
        outer_digest=digest,
        inner_digest=digest,
        posted_at=at,
        expires_at=at + LIFE,
    )
    owe(row, sealed=sealed)
    ring_on_commit()


def take_receipt(verified: VerifiedReceipt, *, body: OpenedBody | DecidedBody, data: bytes, at: Instant) -> None:
    """Keep a later receipt of a peer for an act of ours, in the courier's transaction; the same one again changes nothing.

    Raises `StrangeReceipt` where we sent that peer no such act.
    """
    peer = str(verified.node)
    message = (
        Message.objects.select_related("request")
        .filter(env_id=str(body.env_id), direction="out", request__reference=str(body.case))
        .first()
    )
    if message is None or Digest.of(bytes(message.inner)) != body.inner:
        raise StrangeReceipt(peer=peer)
    inner = parse_inner(bytes(message.inner))
    kind = "opened" if isinstance(body, OpenedBody) else "decided"
    # The header says to whom it went: a case on paper, in which only its going on was proposed, has the name of a stand-in.
    if verified.node not in inner.to or kind not in inner.requires:
        raise StrangeReceipt(peer=peer)
    _, fresh = Receipt.objects.get_or_create(
        env_id=message.env_id,
        kind=kind,
        direction="in",
        defaults={"case": message.request.reference, "sealed": data, "at": at},
    )
    if fresh and kind == "opened" and message.act == "request":
        request = Request.objects.select_for_update().get(pk=message.request_id)
        happen(request, Happening.OPENING, direction="in", kind=message.kind, fields={}, by="receipt.opened", at=at)
        mark_unread(request)


def delivered(cases: dict[str, list[str]], *, peer: NodeId, at: Instant) -> bool:
    """Note that `peer` has these envelopes, by case: requests that were only sent, or given up, are delivered. No clock hears of it.

    Return whether files are due to it.
    """
    deliver(list(cases), at=at)
    waiting = waits_of(list(cases), peer=peer.text)
    if waiting.warned:
        from comity.desk.warned.settling import settle_receipts  # noqa: PLC0415 a node that warns nobody does without

        settle_receipts(cases, at=at)
    if waiting.given:
        from comity.desk.given.settling import settle_receipts as settle_sets  # noqa: PLC0415 a node that gives nothing does without

        settle_sets(cases, at=at)
    return waiting.files


def doubted(case: str) -> None:
    """Note that the peer says of an act of `case` that its time is wrong: its request asks for attention until it is delivered."""
    change(Request, where={"reference": case, "attention": ""}, to={"attention": CLOCKS})


def undelivered(case: str, *, envelope: str, why: str, at: Instant) -> None:
    """Note that an envelope of `case` expired on the way, or was refused for good: its request shows it, and asks for attention.

    `why` is the class of the refusal, or `expired`. A case on paper whose going on on the wire was proposed goes on on paper.
    """
    if give_back(envelope, why=why, at=at):
        return
    if WarningDelivery.objects.filter(case=case).exists():
        from comity.desk.warned.settling import settle_undelivered  # noqa: PLC0415 a node that warns nobody does without

        settle_undelivered(case, envelope=envelope, why=why, at=at)
    if IntelSet.objects.filter(side="ours", case=case).exists():
        from comity.desk.given.settling import settle_undelivered as settle_set  # noqa: PLC0415 a node that gives nothing does without

        settle_set(case, envelope=envelope, why=why, at=at)
    request = Request.objects.select_for_update().filter(reference=case).first()
    if request is not None:
        request.attention = UNDELIVERED
        happen(request, Happening.EXPIRY, direction="out", kind=request.kind, fields={}, by="delivery.failed", at=at)
