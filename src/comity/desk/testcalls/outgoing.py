"""Our test calls: asked for by hand or by the schedule, signed when first tried, and what came of them. One transaction each."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.testcalls.refusals import CalledTooOften, CallGoesOn, NoLineTo, StrangeAnswer
from comity.desk.testcalls.states import (
    ANSWERED_WITHIN,
    GRACE,
    HOUR,
    LOOK_EVERY,
    MOST_AN_HOUR,
    MOST_PERSONS_AN_HOUR,
    OF_NOW,
    OPEN,
    CallState,
    may_move,
    next_pause,
)
from comity.directory.book import book
from comity.directory.home import Home, home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.bell import ring_on_commit
from comity.records.models import Officer, PeerCall
from comity.seal.statement import sign_statement, verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.wire.testcall import ANSWER_TYPE, CALL_TYPE, Call, CallAnswer, Says, fresh_number, parse_answer, print_call

CONTACT_POINT = "POC"
"""The role, in the vocabulary `authority-role`, of a 24/7 contact point."""


@dataclass(frozen=True, slots=True)
class Replied:
    """What a peer answered: what its node says, and a person there, if one has."""

    alive: bytes
    awake: bytes | None = None


def ask_call(peer: NodeId, *, person: bool, by: Officer, at: Instant, token: str) -> PeerCall:
    """Have `peer` called in seconds, and where `person`, somebody there asked to confirm by hand.

    Raises `NotAllowed`, `NotInDirectory`, `NoLineTo`, `CallGoesOn`, `CalledTooOften`.
    """
    require(actor(by, at=at), Verb.ANSWER_CLOCK)
    if not book().node(peer).endpoint:
        raise NoLineTo(peer=peer)
    calls = home().test_calls
    wait = (calls.wait_minutes if calls is not None else 30) if person else 0

    def ask() -> str:
        require_pace(PeerCall.objects.filter(direction="out", peer=peer.text), person=person, node=home().node, peer=peer, at=at)
        if PeerCall.objects.filter(direction="out", peer=peer.text, state__in=OPEN).exists():
            raise CallGoesOn(peer=peer)
        return str(_made(peer, wait=wait, by=by, at=at).pk)

    with transaction.atomic():
        return PeerCall.objects.get(pk=once(token, ask, officer=by, verb="call.make", at=at))


def plan_calls(here: Home, *, at: Instant) -> int:
    """Ask for what the schedule owes: each contact point with a line, that long after its last scheduled call; return how many."""
    use = here.test_calls
    if use is None:
        return 0
    planned = 0
    for node in book(here).peers(here.node):
        if not node.endpoint or CONTACT_POINT not in book(here).authority_of(node.id).roles:
            continue
        with transaction.atomic():
            ours = PeerCall.objects.filter(direction="out", peer=node.id.text)
            newest = ours.filter(officer=None).order_by("-asked_at").first()
            if ours.filter(state__in=OPEN).exists() or (newest is not None and at - newest.asked_at < use.every):
                continue
            last = ours.filter(officer=None, wait_minutes__gt=0).order_by("-asked_at").first()
            person = use.person_every is not None and (last is None or at - last.asked_at >= use.person_every)
            _made(node.id, wait=use.wait_minutes if person else 0, by=None, at=at)
            planned += 1
    return planned


def require_pace(calls: QuerySet[PeerCall], *, person: bool, node: NodeId, peer: NodeId, at: Instant) -> None:
    """Raise `CalledTooOften` where `node` has called `peer` as often in the hour before `at` as may be; `calls` are its rows."""
    lately = calls.filter(asked_at__gt=at + -HOUR).exclude(asked_at__gt=at + HOUR)
    if lately.count() >= MOST_AN_HOUR or (person and lately.filter(wait_minutes__gt=0).count() >= MOST_PERSONS_AN_HOUR):
        raise CalledTooOften(caller=node, peer=peer)


def _made(peer: NodeId, *, wait: int, by: Officer | None, at: Instant) -> PeerCall:
    row = PeerCall.objects.create(
        number=fresh_number(),
        direction="out",
        peer=peer.text,
        state=CallState.ASKED,
        asked_at=at,
        wait_minutes=wait,
        officer=by,
        next_at=at,
    )
    facts = {"call": row.number, "peer": peer.text, "person": wait > 0, "by": "hand" if by is not None else "schedule"}
    note("call.made", by=by or home().node.text, about="", at=at, facts=facts)
    ring_on_commit()
    return row


@transaction.atomic
def begin_try(row: PeerCall, *, at: Instant) -> bytes:
    """Return the signed call to post now: signed at the first try, and the same bytes at each after it. Committed before it is posted."""
    row = PeerCall.objects.select_for_update().get(pk=row.pk)
    if row.state == CallState.ASKED:
        row.asked_at = at
        row.until = at + timedelta(minutes=row.wait_minutes) if row.wait_minutes else None
        call = Call(number=row.number, node=home().node, to=NodeId(row.peer), at=at, until=row.until)
        row.said = sign_statement(print_call(call), payload_type=CALL_TYPE, keys=(node_keys(home()).signing,))
        _move(row, CallState.CALLING)
    row.tries += 1
    waiting = row.state == CallState.WAITING
    if not waiting:
        row.tried_at = at
    row.next_at = at + (LOOK_EVERY if waiting else next_pause(row.tries))
    row.save()
    return bytes(row.said)


@transaction.atomic
def keep_reply(row: PeerCall, reply: Replied, *, at: Instant) -> PeerCall:
    """Keep what `reply` proves; raises `Refused` for what does not prove it, and nothing is changed."""
    row = PeerCall.objects.select_for_update().get(pk=row.pk)
    if row.state == CallState.CALLING:
        answer = _verified(reply.alive, row, says=Says.ALIVE, at=at)
        row.alive, row.alive_at, row.came_at, row.fault = reply.alive, answer.at, at, ""
        _move(row, CallState.WAITING if row.until is not None else CallState.DONE)
        facts = {"call": row.number, "peer": row.peer, "answered_at": str(answer.at), "milliseconds": _milliseconds(row)}
        note("call.answered", by=home().node.text, about="", at=at, facts=facts)
    if row.state == CallState.WAITING and reply.awake is not None:
        answer = _verified(reply.awake, row, says=Says.AWAKE, at=at)
        row.awake, row.awake_at = reply.awake, answer.at
        _move(row, CallState.DONE)
        note(
            "call.confirmed",
            by=home().node.text,
            about="",
            at=at,
            facts={"call": row.number, "peer": row.peer, "confirmed_at": str(answer.at)},
        )
    row.next_at = None if row.state == CallState.DONE else at + LOOK_EVERY
    row.save()
    return row


@transaction.atomic
def keep_failure(row: PeerCall, fault: str, *, at: Instant, refused: bool = False) -> PeerCall:
    """Keep that nothing came of a try, and why; a call whose time is over ends. `refused`: its node answered that it takes none."""
    row = PeerCall.objects.select_for_update().get(pk=row.pk)
    row.fault = fault[:20]
    if row.state == CallState.CALLING and refused:
        _ended(row, CallState.REFUSED, "call.refused", at=at)
    elif row.state == CallState.CALLING and at - row.asked_at >= ANSWERED_WITHIN:
        _ended(row, CallState.SILENT, "call.unanswered", at=at)
    row.save()
    return row


@transaction.atomic
def end_wait(row: PeerCall, *, at: Instant) -> PeerCall:
    """End a call whose person has not confirmed in time."""
    row = PeerCall.objects.select_for_update().get(pk=row.pk)
    if row.state == CallState.WAITING and row.direction == "out" and at >= row.until + GRACE:
        _ended(row, CallState.UNCONFIRMED, "call.unconfirmed", at=at)
        row.save()
    return row


def _ended(row: PeerCall, to: CallState, name: str, *, at: Instant) -> None:
    _move(row, to)
    row.next_at = None
    note(name, by=home().node.text, about="", at=at, facts={"call": row.number, "peer": row.peer, "why": row.fault})


def _verified(data: bytes, row: PeerCall, *, says: Says, at: Instant) -> CallAnswer:
    """Return what the peer signed about this very call; raises `Refused`."""
    # (1) signed by a node's key that is good now
    verified = verify_statement(data, payload_type=ANSWER_TYPE, keyring=book().keyring, at=at)
    answer = parse_answer(verified.payload)
    peer = NodeId(row.peer)
    # (2) by that node alone, to us, about these signed bytes
    if [entry.owner for entry in verified.signed_by] != [peer] or answer.node != peer or answer.to != home().node:
        raise StrangeAnswer(peer=peer, why="somebody else's")
    if answer.number != row.number or answer.call != Digest.of(bytes(row.said)) or answer.says is not says:
        raise StrangeAnswer(peer=peer, why="of something else")
    # (3) by its clock it is not of before the call, nor of later than now, but for what clocks differ
    if not row.asked_at + -OF_NOW <= answer.at <= at + OF_NOW:
        raise StrangeAnswer(peer=peer, why=f"dated {answer.at}")
    return answer


def _move(row: PeerCall, to: CallState) -> None:
    assert may_move(CallState(row.state), to), (row.state, to)  # noqa: S101 -- each caller asked for the state before
    row.state = to


def _milliseconds(row: PeerCall) -> int:
    return max(0, (row.came_at.micros - row.tried_at.micros) // 1000)
