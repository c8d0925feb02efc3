"""Answers a peer that came up from a copy: its acts that came, ours that it took, all receipts; docs/specs/restoring.md, section 2."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Final, TypeAlias

from django.db import transaction

from comity.courier.epochs import learn
from comity.courier.protocol.restoring import settle_claim
from comity.courier.restoring.places import place_in
from comity.directory.book import book
from comity.directory.epochs import sealing_key
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.records.models import Inbox, Life, Message, Outbox, PeerLog, Receipt
from comity.seal.closed import close_file
from comity.seal.envelope import Recipient, rewrap_envelope
from comity.seal.frames import print_frames
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.lives import UNCLAIMED, Claim
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.kept import ANSWER_TYPE, MAX_ANSWER, QUESTION_TYPE, Answer, Item, Question, parse_question, print_answer

WINDOW: Final = timedelta(hours=24)  # how wrong the clock of a machine that was just set up again may be
_ROOM: Final = MAX_ANSWER - 64 * 1024
_NEWEST: Final = 50  # receipts that are looked at for the furthest place
_LATER: Final = ("opened", "decided")


# Whose row, by which number it is asked on from, and the items of that row: they stay together.
_Row: TypeAlias = tuple[str, int, list[Item]]


class StrangeQuestion(Refused):
    """Somebody asks for what is kept of another node, or long ago."""

    wire_class = "policy"
    sentence = gettext_noop("%(node)s asks what is kept of it, and the question is not its own, not for this node, or not of now.")
    next_step = gettext_noop("Nothing was given. Compare the clocks of both nodes, and call its contact point.")


Claimed: TypeAlias = Callable[[NodeId, int], None]
"""Let the line to a peer know the life that the peer has claimed; it holds from the moment that this returns."""


def answer_question(home: Home, data: bytes, *, at: Instant, claimed: Claimed = lambda _peer, _life: None) -> bytes:
    """Return the signed answer to the signed question in `data`; raises `Refused` for what is not asked by the node itself, now.

    What it gives is sealed for that node, or signed by it or by us: the node had all of it before. All that it changes is which life
    that node has claimed, and which of its daily keys is the newest; `claimed` hears of the life before anything is read, so that what
    counts later was given by the new life. What is given is sealed to the key that the question names, for the seeds of the other daily
    keys are in no copy of a disk.
    """
    # (1) the question is the node's own, for us, and of now
    verified = verify_statement(data, payload_type=QUESTION_TYPE, keyring=book(home).keyring, at=at)
    question = parse_question(verified.payload)
    late = max(at, question.at) - min(at, question.at)
    if [entry.owner for entry in verified.signed_by] != [question.node] or question.to != home.node or late > WINDOW:
        raise StrangeQuestion(node=question.node)
    if question.fresh is not None:
        learn(question.node, question.fresh, signed_by=verified.signed_by[0].key.key_id, at=at)
    # (2) from here on its receipts are those of the life that it takes
    known = _settle(question, at=at)
    if known is not None:
        claimed(question.node, known.life)
    # (3) what is kept of it
    log = PeerLog.objects.filter(peer=question.node.text).first()
    items: list[Item] = []
    came, went, more = question.came, question.went, False
    room = _ROOM
    for side, key, found in _kept(question) if question.since else _furthest(question):
        size = sum(len(part) + 8 for item in found for part in item.parts)
        if size > room and items:
            more = True
            break
        room -= size
        items += found
        came, went = (key, went) if side == "came" else (came, key)
    answer = Answer(
        node=home.node,
        to=question.node,
        at=at,
        note=bytes(log.note) if log else b"",
        noted=log.looked_at if log else at,
        more=more,
        came=came,
        went=went,
        items=tuple(items),
        claim=known,
    )
    # (4) signed, so that what it adds up to can be held against us
    return sign_statement(print_answer(answer), payload_type=ANSWER_TYPE, keys=(node_keys(home).signing,))


@transaction.atomic
def _settle(question: Question, *, at: Instant) -> Claim | None:
    """Write which life the node that asks is in now, and return it; None where it claims none."""
    if question.claim is None:
        return None
    row = Life.objects.select_for_update().filter(node=question.node.text).first()
    known = settle_claim(Claim(row.life, row.birth) if row else UNCLAIMED, question.claim)
    if row is None or known.life != row.life:
        values = {"life": known.life, "birth": known.birth, "at": at}
        Life.objects.update_or_create(node=question.node.text, defaults=values)
    return known


def _kept(question: Question) -> Iterator[_Row]:
    """Yield all that is kept: first what came, then what went."""
    return chain(_came(question), _went(question))


def _came(question: Question) -> Iterator[_Row]:
    """Yield what came from that node, with our receipt, and what opens it again, sealed for its author."""
    peer = question.node.text
    rows = (
        Inbox.objects.filter(peer=peer, id__gt=question.came, received_at__gte=question.since).exclude(order="refused").exclude(sealed=b"")
    )
    for row in rows.order_by("id").iterator(100):
        message = Message.objects.filter(env_id=row.env_id, direction="in", seq=row.seq).first()
        opening = b""
        if message is not None:
            key = sealing_key(question.node, at=question.at)
            content = print_frames(bytes(message.body), bytes(message.salt), bytes(message.inner), bytes(message.signatures))
            opening = close_file(content, recipients=[Recipient(question.node, key)])
        yield "came", row.pk, [Item("came", (bytes(row.sealed), bytes(row.receipt), opening))]


def _went(question: Question) -> Iterator[_Row]:
    """Yield what went to that node and was receipted: acts with its receipts, then ours that went on their own."""
    peer = question.node.text
    rows = Outbox.objects.filter(peer=peer, id__gt=question.went, state="receipted", outcome_at__gte=question.since).order_by("id")
    for row in rows.select_related("bytes").iterator(100):
        if row.item in _LATER:
            yield "went", row.pk, [Item("told", (bytes(row.sealed),))]
        if row.item == "envelope" and row.sealed:  # without them the act was destroyed after its time
            given = list(Receipt.objects.filter(env_id=row.env_id, direction="in").order_by("id"))
            acts = [Item("went", (_sealed_anew(row, question), bytes(receipt.sealed))) for receipt in given if receipt.kind == "received"]
            yield "went", row.pk, acts + [Item("said", (bytes(receipt.sealed),)) for receipt in given if receipt.kind in _LATER]


def _sealed_anew(row: Outbox, question: Question) -> bytes:
    """Return an envelope wrapped for the newest key of who asks; as it is, where its keys went with a disk of ours."""
    key = sealing_key(question.node, at=question.at)
    if row.keys is None or row.sealed_to == key.key_id.text:
        return bytes(row.sealed)
    return rewrap_envelope(bytes(row.sealed), keys=bytes(row.keys), recipient=Recipient(question.node, key))


def _furthest(question: Question) -> Iterator[_Row]:
    """Yield the newest receipts of that node: each names a place in its log."""
    peer = question.node.text
    newest = Outbox.objects.filter(peer=peer, item="envelope", state="receipted").order_by("-outcome_at", "-id")
    names = list(newest.values_list("env_id", flat=True)[:_NEWEST])
    for receipt in Receipt.objects.filter(env_id__in=names, kind="received", direction="in").order_by("-id"):
        yield "came", 0, [Item("place", (bytes(receipt.sealed),))]


def receipts_beyond(peer: NodeId, *, size: int, before: Instant) -> set[bytes]:
    """Return the digests of the receipts of `peer` that name a place beyond `size` leaves and were given before `before`."""
    names = Outbox.objects.filter(peer=peer.text, item="envelope", state="receipted").values("env_id")
    found = set()
    for receipt in Receipt.objects.filter(env_id__in=names, kind="received", direction="in").iterator(500):
        place, digest = place_in(bytes(receipt.sealed))
        if place is not None and place.size > size and place.at < before:
            found.add(digest)
    return found
