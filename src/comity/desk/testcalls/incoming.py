"""Test calls of peers: answered at once by the node, confirmed by an officer where a person is asked for. One transaction each."""

from datetime import timedelta

from django.db import transaction

from comity.desk import occasions
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.testcalls.outgoing import Replied, require_pace
from comity.desk.testcalls.refusals import NoSuchCall, StrangeCall
from comity.desk.testcalls.states import OF_NOW, CallState
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Officer, PeerCall
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.wire.testcall import ANSWER_TYPE, CALL_TYPE, Call, CallAnswer, Says, parse_call, print_answer


def answer_call(data: bytes, *, at: Instant) -> Replied:
    """Return the signed answer to the signed call in `data`; the same call gets the same bytes again, and what a person confirmed since.

    Raises `Refused`: `StrangeCall` for what is not the caller's own, for us, and of now; `CalledTooOften`; `LogStopped` in quarantine.
    """
    # (1) signed by the node that it names, with a key that is good now, for us
    verified = verify_statement(data, payload_type=CALL_TYPE, keyring=book().keyring, at=at)
    call = parse_call(verified.payload)
    if [entry.owner for entry in verified.signed_by] != [call.node] or call.to != home().node:
        raise StrangeCall(node=call.node)
    with transaction.atomic():
        theirs = PeerCall.objects.select_for_update().filter(direction="in", peer=call.node.text)
        # (2) a repeat, in whatever moment: what was said to it
        row = theirs.filter(number=call.number).first()
        if row is not None and bytes(row.said) != data:
            raise StrangeCall(node=call.node)
        if row is None:
            # (3) a new one is of now, and not one too many
            if max(at, call.at) - min(at, call.at) > OF_NOW:
                raise StrangeCall(node=call.node)
            require_pace(theirs, person=call.until is not None, node=call.node, peer=home().node, at=at)
            row = _taken(call, data, at=at)
    return Replied(bytes(row.alive), bytes(row.awake) or None)


def confirm_call(number: int, *, by: Officer, at: Instant, token: str) -> PeerCall:
    """Say to who called that a person is awake here; the node signs it, and names nobody. Raises `NotAllowed`, `NoSuchCall`."""
    require(actor(by, at=at), Verb.ANSWER_CLOCK)

    def confirm() -> str:
        row = PeerCall.objects.select_for_update().filter(pk=number, direction="in", state=CallState.WAITING).first()
        if row is None or at >= row.until:
            raise NoSuchCall(number=number)
        row.awake, row.awake_at, row.officer, row.state, row.next_at = _said(row, Says.AWAKE, at=at), at, by, CallState.DONE, None
        row.save()
        facts = {"call": row.number, "peer": row.peer, "seconds": (at - row.alive_at) // timedelta(seconds=1)}
        note("call.attended", by=by, about="", at=at, facts=facts)
        return str(row.pk)

    with transaction.atomic():
        return PeerCall.objects.get(pk=once(token, confirm, officer=by, verb="call.confirm", at=at))


@transaction.atomic
def keep_wait(row: PeerCall, *, at: Instant) -> PeerCall:
    """Warn officers once half of the wait is over, and end it when it is over; what is not due yet stays."""
    row = PeerCall.objects.select_for_update().get(pk=row.pk)
    if row.direction != "in" or row.state != CallState.WAITING:
        return row
    if at >= row.until:
        row.state, row.next_at = CallState.UNCONFIRMED, None
        note("call.missed", by=home().node.text, about="", at=at, facts={"call": row.number, "peer": row.peer})
        row.save()
    elif not row.warned and at >= row.next_at:
        row.warned, row.next_at = True, row.until
        occasions.keep([occasions.of_call(name=occasions.Name.CALL_WAITS, at=at)])
        row.save()
    return row


def _taken(call: Call, data: bytes, *, at: Instant) -> PeerCall:
    asks = call.until is not None
    wait = 0 if call.until is None else max(1, (call.until - call.at) // timedelta(minutes=1))
    row = PeerCall(
        number=call.number, direction="in", peer=call.node.text, asked_at=at, wait_minutes=wait, said=data, alive_at=at, came_at=at
    )
    row.state = CallState.WAITING if asks else CallState.DONE
    if asks:
        # counted by our clock from when it came: two clocks that differ take no minute from the officer
        row.until = at + (call.until - call.at)  # type: ignore[operator]  # it asks
        row.next_at = at + (row.until - at) / 2
        occasions.keep([occasions.of_call(name=occasions.Name.CALLED, at=at)])
    row.alive = _said(row, Says.ALIVE, at=at)
    row.save()
    note("call.received", by=call.node.text, about="", at=at, facts={"call": row.number, "peer": row.peer, "person": asks})
    return row


def _said(row: PeerCall, says: Says, *, at: Instant) -> bytes:
    answer = CallAnswer(number=row.number, call=Digest.of(bytes(row.said)), node=home().node, to=NodeId(row.peer), at=at, says=says)
    return sign_statement(print_answer(answer), payload_type=ANSWER_TYPE, keys=(node_keys(home()).signing,))
