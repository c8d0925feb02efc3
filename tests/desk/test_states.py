"""The whole square of both tables: every state against everything that can happen, written down a second time."""

import itertools

import pytest
from eachof import each_of

from comity.desk import policy
from comity.desk.policy import DraftNotOpen, RequestNotOpen
from comity.desk.states import DECIDABLE, DRAFT_MOVES, MOVES, DraftState, Happening, State, after

# ruff: noqa: E501 -- the square is wider than a line, and broken lines would hide what is missing in it
# Rows: states. Columns: what can happen, in the order of `Happening`. A dot moves nothing.
SQUARE = """
                 delivery  opening question   information   status          consultation views       notice        path            offer   terms       postponement acceptance grant    consent   refusal  part      result    report    extension       withdrawal update          recall    closure filing expiry carrying        carried         not-carried     carry-withdrawn moved-on
sent             delivered opened  questioned sent          sent            consulting   .           risk-notified sent            offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  sent            withdrawn .       closed undelivered sent            sent            sent       sent                 closed
delivered        .         opened  questioned delivered     delivered       consulting   .           risk-notified delivered       offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  delivered       withdrawn .       closed .      delivered       delivered       delivered       delivered       closed
opened           .         .       questioned opened        opened          consulting   .           risk-notified opened          offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  opened          withdrawn .       closed .      opened          opened          opened          opened          closed
questioned       .         .       questioned opened        questioned      consulting   .           risk-notified questioned      offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  questioned      withdrawn .       .      .      questioned      questioned      questioned      questioned      closed
consulting       .         .       questioned consulting    consulting      consulting   views-given risk-notified consulting      offered views-given postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  consulting      withdrawn .       .      .      consulting      consulting      consulting      consulting      closed
views-given      .         .       questioned views-given   views-given     consulting   .           risk-notified views-given     offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  views-given     withdrawn .       .      .      views-given     views-given     views-given     views-given     closed
risk-notified    .         .       questioned risk-notified risk-notified   consulting   views-given risk-notified risk-notified   offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  risk-notified   withdrawn .       .      .      risk-notified   risk-notified   risk-notified   risk-notified   closed
offered          .         .       questioned offered       offered         consulting   views-given risk-notified offered         offered accepted    postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  offered         withdrawn .       .      .      offered         offered         offered         offered         closed
postponed        .         .       postponed  postponed     postponed       consulting   .           risk-notified postponed       offered .           postponed    accepted   answered fulfilled refused  accepted  fulfilled .         .               withdrawn  postponed       withdrawn .       .      .      postponed       postponed       postponed       postponed       closed
accepted         .         .       accepted   accepted      accepted        consulting   .           .             accepted        .       .           postponed    .          .        .         refused  accepted  fulfilled accepted  .               withdrawn  accepted        withdrawn .       .      .      accepted        accepted        accepted        accepted        closed
answered         .         .       .          .             answered        .            .           .             answered        .       .           .            .          .        .         .        .         .         .         extension-asked withdrawn  answered        withdrawn closed  .      .      answered        answered        answered        answered        closed
fulfilled        .         .       .          .             fulfilled       .            .           .             fulfilled       .       .           .            .          .        .         .        fulfilled fulfilled fulfilled .               withdrawn  fulfilled       withdrawn closed  closed .      fulfilled       fulfilled       fulfilled       fulfilled       closed
extension-asked  .         .       .          .             extension-asked .            .           .             extension-asked .       .           .            .          answered .         answered .         .         .         .               withdrawn  extension-asked withdrawn .       .      .      extension-asked extension-asked extension-asked extension-asked closed
refused          .         .       .          .             .               .            .           .             .               .       .           .            .          .        .         .        .         .         .         .               .          refused         withdrawn closed  closed .      .               .               .               .               .
withdrawn        .         .       .          .             .               .            .           .             .               .       .           .            .          .        .         .        .         .         .         .               .          .               .         .       .      .      .               .               .               .               .
undelivered      delivered opened  .          .             .               .            .           .             .               .       .           .            .          .        .         .        .         .         .         .               .          .               .         .       .      .      .               .               .               .               .
closed           .         .       .          .             .               .            .           .             .               .       .           .            .          .        .         .        .         .         closed    .               .          closed          withdrawn .       .      .      .               .               .               .               .
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


@each_of("state, happening, to", list(cells(SQUARE)))
def test_every_move(state, happening, to):
    """The table says exactly this."""
    found = after(State(state), Happening(happening))
    assert (found.value if found else ".") == to


@each_of("state, to, allowed", list(cells(DRAFTS)))
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
