"""What is carried, what waits, and how what the other side lists compares with what is held here on paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.desk.carried.history import OPEN, History, read_history
from comity.desk.carried.returning import has, withdrawals
from comity.desk.carried.states import CarryState
from comity.desk.carried.waiting import waits
from comity.desk.carrying.refusals import CannotCarry
from comity.desk.joining.queries import node_of
from comity.desk.states import State
from comity.desk.visibility import visible_to
from comity.directory.book import book
from comity.directory.policy import Actor
from comity.directory.ways import OUTSIDE, authority_behind, is_outside
from comity.records.models import Carry, Message, Outbox, Passage, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.speech import gettext_noop
from comity.wire.act import parse_act


@dataclass(frozen=True, slots=True)
class Comparison:
    """Documents by digest: those that both sides hold, those that only the other lists, those that only this node holds."""

    same: frozenset[Digest]
    theirs: frozenset[Digest]
    ours: frozenset[Digest]


def destination(request: Request) -> NodeId | None:
    """Return the node on which a case outside the wire can go on; None while its partner has none."""
    return node_of(authority_behind(NodeId(request.peer))) if is_outside(request.peer) else None


def carries(request: Request) -> bool:
    """Say whether a case on paper could be proposed for the wire: it is open, its partner joined, and no proposal of it waits."""
    return State(request.state) in OPEN and destination(request) is not None and waits(request.reference) is None


def carry_of(request: Request) -> Carry | None:
    """Return the newest proposal for a case."""
    return Carry.objects.filter(request=request).order_by("-id").first()


def asked_by_us(request: Request) -> Carry | None:
    """Return our proposal that waits for the answer of the other side."""
    found = waits(request.reference) if is_outside(request.peer) else None
    return found if found is not None and found.side == "ours" else None


def withdrawable(request: Request) -> Carry | None:
    """Return our proposal that two officers can withdraw: one that the other side has and that waits, or whose withdrawal came back."""
    carry = carry_of(request)
    if carry is None or carry.side != "ours" or State(request.state) not in OPEN:
        return None
    if carry.state == CarryState.WAITING:
        return carry if has(carry.env_id, peer=carry.peer) else None
    return carry if carry.state == CarryState.WITHDRAWN and withdrawal_of(carry) is None else None


def withdrawal_of(carry: Carry) -> Message | None:
    """Return the act that withdrew a proposal of ours, as long as it did not come back."""
    sent = withdrawals(Message.objects.filter(request_id=carry.request_id, road="wire")).order_by("-id").first()
    return sent if sent is not None and parse_act(bytes(sent.body)).original == EnvelopeId(carry.env_id) else None


def withdrawal_known(carry: Carry) -> bool:
    """Say whether the other side signed that it has the withdrawal of a proposal of ours."""
    sent = withdrawal_of(carry)
    return sent is not None and has(sent.env_id, peer=carry.peer)


def on_its_way(carry: Carry) -> bool:
    """Say whether our proposal lies in the outbox still: nothing that the other side signed says that it came."""
    return Outbox.objects.filter(peer=carry.peer, env_id=carry.env_id, state__in=("due", "sent")).exists()


def asked_of_us(request: Request) -> Carry | None:
    """Return the proposal of the other side that waits for our answer."""
    found = carry_of(request)
    return found if found is not None and (found.side, found.state) == ("theirs", "waiting") else None


def history_carried(carry: Carry) -> History:
    """Return what a proposal says of its case."""
    message = Message.objects.get(request_id=carry.request_id, env_id=carry.env_id, road="wire")
    return read_history(parse_act(bytes(message.body)).fields, at=message.at)


def held_documents(request: Request) -> frozenset[Digest]:
    """Return the digests of all documents of a case that this node holds."""
    rows = Passage.objects.filter(message__request=request).exclude(digest="").values_list("digest", flat=True)
    return frozenset(map(Digest.parse, rows))


def compare(history: History, held: Iterable[Digest]) -> Comparison:
    """Return how the documents that a proposal lists compare with those held."""
    ours, theirs = frozenset(held), history.documents
    return Comparison(ours & theirs, theirs - ours, ours - theirs)


def own_cases(carry: Carry, *, by: Actor) -> tuple[Request, ...]:
    """Return the open cases on paper with that country that could be the one proposed, those that share a document first."""
    listed = history_carried(carry).documents
    country = book().authority_of(NodeId(carry.peer)).id.country
    rows = visible_to(by).filter(direction=carry.request.direction, peer__endswith=OUTSIDE, state__in=[one.value for one in OPEN])
    found = [row for row in rows.order_by("id") if authority_behind(NodeId(row.peer)).country == country]
    return tuple(sorted(found, key=lambda row: -len(held_documents(row) & listed)))


def same_on_paper(carry: Carry, history: History) -> tuple[Request, ...]:
    """Return every open case on paper of this node that shares a document or a number with the one proposed, whoever may see it."""
    country = book().authority_of(NodeId(carry.peer)).id.country
    rows = Request.objects.filter(direction=carry.request.direction, peer__endswith=OUTSIDE, state__in=[one.value for one in OPEN])
    here = [row for row in rows if authority_behind(NodeId(row.peer)).country == country]
    return tuple(row for row in here if row.reference == history.their_number or held_documents(row) & history.documents)


def same_on_the_wire(carry: Carry, history: History) -> Request | None:
    """Return an open case that goes on on the wire with that node already and shares a document or a number with the one proposed."""
    others = Carry.objects.select_related("request").filter(state="accepted", peer=carry.peer).exclude(request=carry.request_id)
    still_open = {"request__direction": carry.request.direction, "request__state__in": [one.value for one in OPEN]}
    for other in others.filter(**still_open).order_by("id"):
        ours = other.side == "ours"
        documents = held_documents(other.request) if ours else history_carried(other).documents
        numbers = {other.request.reference, other.own_case}
        if (history.their_number and history.their_number in numbers) or documents & history.documents:
            return other.request
    return None


def require_own_case(carry: Carry, reference: str, *, among: Iterable[Request]) -> Request:
    """Return the case on paper that an officer named; raises `CannotCarry`."""
    found = next((row for row in among if row.reference == reference), None)
    if found is None:
        raise CannotCarry(
            reference=carry.request.reference, where=gettext_noop("the case on paper that was named is not open with that State")
        )
    return found
