"""The square from the other side of the wire: every act that a peer can sign, in every state, of either side of a case.

The wire is a door too. An act that stands in the table moves the request where the table says. One that belongs to the other
side of the case is refused with a signed receipt, and no row is touched. One that has no move crossed ours on the way: it is
kept and shown, marked for attention, and moves nothing.
"""

import pytest
from django.db import connection
from worlds.puppet import verified
from worlds.square import ACTS, cell, rows

from comity.desk.states import MOVES, Happening, State
from comity.records.models import Clock, Message, Outbox, Request
from comity.terms.identifiers import EnvelopeId

# Of going on on the wire a peer can say something only where that was proposed; tests/desk/test_carry_withdrawal.py plays that table.
CARRYING = {"information": {"carry": "CARRY-ACCEPT"}, "withdrawal": {"reason": "CARRY-SILENT"}, "question": {"side": "CARRY-ASKING"}}
OTHER_WAY = {Happening.STATUS: ("question", "ADM-STATUS")}


def case_of(world, direction, kind, *, number):
    """Return a case of that kind between the puppet and us, and the envelope of its request."""
    if direction == "in":
        said = world.puppet.act(kind=kind, values={}, case=f"XR-2026-{number:06}")
        world.deliver(world.puppet.say(said))
        return Request.objects.get(reference=str(said.reference))
    request = world.send()
    Request.objects.filter(pk=request.pk).update(kind=kind)
    return request


def stands(request):
    """Return what an act of the other side could change of a case, and whether we would owe anything for it."""
    found = Request.objects.filter(pk=request.pk).values_list("state", "holder_id", "due_at", "attention", "level")
    return list(found), list(Clock.objects.filter(request=request).values_list()), Message.objects.count(), Outbox.objects.count()


def states_by(happening):
    """Return every state; on the second database one in which that moves something, and one in which it does not."""
    if connection.vendor == "sqlite":
        return tuple(State)
    moved = [state for state in State if (state, happening) in MOVES]
    return (*moved[:1], *[state for state in State if state not in moved][:1])


@pytest.mark.parametrize("happening", ACTS)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_states_by_acts_of_a_peer(world, direction, happening):
    """Signed, sealed, in its place in the stream; then only the table and the side of the case decide."""
    told = ACTS[happening]
    act, kind, theirs = told.act, told.kind, told.asked == (direction == "out")
    if happening is Happening.STATUS and direction == "in":
        (act, kind), theirs = OTHER_WAY[happening], True  # who asks says it as a question
    request = case_of(world, direction, told.about, number=1)
    original = EnvelopeId(Message.objects.get(request=request).env_id)
    body = world.puppet.act(act, kind, dict(told.fields), case=request.reference, original=original)
    sealed = world.puppet.say(body, requires=("opened", "received"))
    for state in states_by(happening):
        with cell():
            Request.objects.filter(pk=request.pk).update(state=state.value)
            before, everything = stands(request), None if theirs else rows(world)
            (receipt,) = world.deliver(sealed).items
            found = verified(receipt)
            request.refresh_from_db()
            if not theirs:
                assert found.wire_class == "policy", (state, found)
                assert rows(world) == everything, state
                continue
            assert found.order == "applied", (state, found)
            message = Message.objects.filter(request=request).latest("id")
            assert (message.act, message.direction) == (act, "in")
            move = MOVES.get((state, happening))
            assert message.crossed is (move is None)
            if move is None:
                assert (request.state, request.attention) == (state, "crossed")
                assert stands(request)[1] == before[1]  # its clocks as they were
            else:
                assert request.state == move
            assert Outbox.objects.filter(item="envelope").count() == (direction == "out")  # nothing answers by itself


@pytest.mark.parametrize("part", CARRYING)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_states_by_what_carries_nothing(world, direction, part):
    """An answer, a withdrawal, a second beginning, in a case that nobody proposed to carry: refused in every state, no row touched."""
    request = case_of(world, direction, "REQ-STORED", number=1)
    original = EnvelopeId(Message.objects.get(request=request).env_id)
    body = world.puppet.act(part, "ADM-CARRY", dict(CARRYING[part]), case=request.reference, original=original)
    sealed = world.puppet.say(body, requires=("opened", "received"))
    for state in State:
        with cell():
            Request.objects.filter(pk=request.pk).update(state=state.value)
            before = rows(world)
            (receipt,) = world.deliver(sealed).items
            assert verified(receipt).wire_class == "policy", state
            assert rows(world) == before, state
