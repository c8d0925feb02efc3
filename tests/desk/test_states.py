"""The whole square of both tables: every state against everything that can happen, written down a second time."""

import itertools

import pytest

from comity.desk import policy
from comity.desk.policy import DraftNotOpen, RequestNotOpen
from comity.desk.states import DECIDABLE, DRAFT_MOVES, MOVES, DraftState, Happening, State, after

# Rows: states. Columns: what can happen, in the order of `Happening`. A dot moves nothing.
SQUARE = """
                 delivery  opening consultation views       notice        grant    refusal  extension       withdrawal expiry
sent             delivered opened  consulting   .           risk-notified answered refused  .               withdrawn  undelivered
delivered        .         opened  consulting   .           risk-notified answered refused  .               withdrawn  .
opened           .         .       consulting   .           risk-notified answered refused  .               withdrawn  .
consulting       .         .       consulting   views-given risk-notified answered refused  .               withdrawn  .
views-given      .         .       consulting   .           risk-notified answered refused  .               withdrawn  .
risk-notified    .         .       consulting   views-given risk-notified answered refused  .               withdrawn  .
answered         .         .       .            .           .             .        .        extension-asked withdrawn  .
extension-asked  .         .       .            .           .             answered answered .               withdrawn  .
refused          .         .       .            .           .             .        .        .               .          .
withdrawn        .         .       .            .           .             .        .        .               .          .
undelivered      delivered opened  .            .           .             .        .        .               .          .
"""
DRAFTS = """
           open submitted sent set-aside
open       .    yes       .    yes
submitted  yes  .         yes  .
sent       .    .         .    .
set-aside  yes  .         .    .
"""


def cells(square):
    """Yield (row, column, cell) of a square."""
    head, *rows = (line.split() for line in square.strip().splitlines())
    for name, *row in rows:
        assert len(row) == len(head)
        yield from ((name, column, cell) for column, cell in zip(head, row, strict=True))


def test_the_square_is_whole():
    """No state and no happening is left out."""
    assert [(row, column) for row, column, _ in cells(SQUARE)] == list(itertools.product(map(str, State), map(str, Happening)))
    assert [(row, column) for row, column, _ in cells(DRAFTS)] == list(itertools.product(map(str, DraftState), map(str, DraftState)))


@pytest.mark.parametrize(("state", "happening", "to"), list(cells(SQUARE)))
def test_every_move(state, happening, to):
    """The table says exactly this."""
    found = after(State(state), Happening(happening))
    assert (found.value if found else ".") == to


@pytest.mark.parametrize(("state", "to", "allowed"), list(cells(DRAFTS)))
def test_every_move_of_a_draft(state, to, allowed):
    """The table says exactly this, and the policy refuses the rest."""
    assert (DraftState(to) in DRAFT_MOVES[DraftState(state)]) == (allowed == "yes")
    if allowed == "yes":
        policy.require_draft_move(DraftState(state), DraftState(to))
    else:
        with pytest.raises(DraftNotOpen):
            policy.require_draft_move(DraftState(state), DraftState(to))


def test_every_state_can_be_reached():
    """From sent, which is where the requesting node begins; the requested one begins at delivered."""
    reached, todo = {State.SENT}, [State.SENT]
    while todo:
        state = todo.pop()
        fresh = {to for (start, _), to in MOVES.items() if start is state} - reached
        reached |= fresh
        todo += fresh
    assert reached == set(State)


@pytest.mark.parametrize("state", State)
def test_what_may_be_decided_is_what_takes_a_decision(state):
    """A request that may be decided has a move for grant and for refusal, and the other way round but for what is only sent."""
    takes = {after(state, happening) for happening in (Happening.GRANT, Happening.REFUSAL)}
    assert (state in DECIDABLE) == (None not in takes and state is not State.SENT)
    if state in DECIDABLE:
        policy.require_decidable("VN-2026-000001", state)
    else:
        with pytest.raises(RequestNotOpen):
            policy.require_decidable("VN-2026-000001", state)


def test_a_refused_extension_takes_nothing_back():
    """What was preserved stays preserved."""
    assert after(State.EXTENSION_ASKED, Happening.REFUSAL) is State.ANSWERED
