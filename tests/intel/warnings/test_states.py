"""The tables of a warning, of its versions and of its deliveries, written down a second time; who may read and write one."""

import itertools

import pytest

from comity.desk.permissions import Verb, may
from comity.directory.policy import Actor, Role
from comity.intel.warnings.policy import may_approve, may_read, may_write
from comity.intel.warnings.states import (
    HOLDING,
    ISSUE_MOVES,
    WARNING_MOVES,
    DeliveryState,
    Heard,
    IssueState,
    WarningState,
    after,
)
from comity.records.models import DELIVERY_STATES, ISSUE_STATES, WARNING_STATES
from comity.terms.identifiers import OfficerId

# Rows: where a delivery stands. Columns: what is heard, in the order of `Heard`. A dot moves nothing.
DELIVERIES = """
             receipt  acknowledgement decline  refusal expiry  recall
withheld     .        .               .        .       .       .
sent         received acknowledged    declined refused expired recalled
received     .        acknowledged    declined .       .       recalled
acknowledged .        acknowledged    .        .       .       recalled
declined     .        .               .        .       .       recalled
refused      .        .               .        .       .       .
expired      received acknowledged    declined .       .       .
recalled     .        .               .        .       .       .
"""
WARNINGS = """
             draft published recalled set-aside received acknowledged declined
draft        .     yes       .        yes       .        .            .
published    .     .         yes      .         .        .            .
recalled     .     .         .        .         .        .            .
set-aside    yes   .         .        .         .        .            .
received     .     .         yes      .         .        yes          yes
acknowledged .     .         yes      .         .        .            .
declined     .     .         yes      .         .        .            .
"""
ISSUES = """
           open submitted sent set-aside received
open       .    yes       .    yes       .
submitted  yes  .         yes  .         .
sent       .    .         .    .         .
set-aside  yes  .         .    .         .
received   .    .         .    .         .
"""


def cells(square):
    """Yield (row, column, cell) of a square."""
    head, *rows = (line.split() for line in square.strip().splitlines())
    for name, *row in rows:
        yield from ((name, column, cell) for column, cell in zip(head, row, strict=True))


def test_the_squares_are_whole():
    """No state and nothing that is heard is left out; the database knows the same states."""
    assert [(row, column) for row, column, _ in cells(DELIVERIES)] == list(itertools.product(map(str, DeliveryState), map(str, Heard)))
    for square, states in ((WARNINGS, WarningState), (ISSUES, IssueState)):
        assert [(row, column) for row, column, _ in cells(square)] == list(itertools.product(map(str, states), map(str, states)))
    assert (tuple(DeliveryState), tuple(WarningState), tuple(IssueState)) == (DELIVERY_STATES, WARNING_STATES, ISSUE_STATES)


def test_every_move():
    """The tables say exactly this."""
    for state, heard, to in cells(DELIVERIES):
        assert str(after(DeliveryState(state), Heard(heard)) or ".") == to, (state, heard)
    for state, to, allowed in cells(WARNINGS):
        assert (WarningState(to) in WARNING_MOVES[WarningState(state)]) == (allowed == "yes"), (state, to)
    for state, to, allowed in cells(ISSUES):
        assert (IssueState(to) in ISSUE_MOVES[IssueState(state)]) == (allowed == "yes"), (state, to)
    # What follows goes to those alone from whom a recall can still take it.
    assert {state for state in DeliveryState if after(state, Heard.RECALL)} == HOLDING


@pytest.mark.parametrize("role", Role)
def test_the_room_and_the_desk_say_the_same_of_every_role(role):
    """The room cannot ask the table of the desk, which stands above it; both are held together here."""
    actor = Actor(OfficerId("ha.n@poc.vn.example"), "ha.n", frozenset({role}))
    assert may_read(actor) is may(actor, Verb.READ_WARNINGS)
    assert may_write(actor) is may(actor, Verb.WARN)
    assert may_approve(actor) is may(actor, Verb.APPROVE)
