"""What acts mean: one table for both sides, and no meaning where none is written down."""

import itertools

import pytest

from comity.desk.meaning import NotUnderstood, events_of, happening_of, is_of_the_requested, opens_request
from comity.desk.rules import rulebook
from comity.desk.states import Happening

PARTS = ("request", "answer", "consultation", "views", "notice", "withdrawal")
KINDS = ("REQ-PRESERVE", "REQ-PRESERVE-EXT", "ADM-CONSULT", "MSG-PRESERVE-RISK", "ADM-WITHDRAW", "ADM-MOREINFO", "REQ-UNHEARD-OF")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_act_opens_a_request_or_happens_to_one_or_is_not_understood(part, kind):
    """Never two of them; a request of a kind that this desk does not know is still a request."""
    opens = opens_request(part, kind)
    try:
        happening = happening_of(part, kind, {"decision": "D-GRANT"})
    except NotUnderstood:
        happening = None
    assert not (opens and happening)
    assert opens == (part == "request" and kind.startswith("REQ-") and kind != "REQ-PRESERVE-EXT")
    if part in ("consultation", "views", "notice", "withdrawal"):
        assert happening is not None
    if kind == "ADM-MOREINFO" and part in ("request", "answer"):
        assert happening is None


DECISIONS = {
    "D-GRANT": Happening.GRANT,
    "D-COND": Happening.GRANT,
    "D-PART": Happening.GRANT,
    "D-REFUSE": Happening.REFUSAL,
    "D-RISK": Happening.NOTICE,
}


def test_every_decision_of_the_vocabulary_has_a_meaning():
    """A code that the vocabulary gets and this table lacks would be refused on arrival: this test says so first."""
    from comity.terms.vocabulary import vocabulary

    for item in vocabulary("decision").items:
        assert happening_of("answer", "REQ-PRESERVE", {"decision": item.code}) is DECISIONS[item.code]


@pytest.mark.parametrize("decision", [None, "", "D-POSTPONE", "d-grant", ["D-GRANT"], {}, 1, True])
def test_no_decision_is_no_grant(decision):
    """What cannot be read as one is not understood, whatever its type."""
    with pytest.raises(NotUnderstood):
        happening_of("answer", "REQ-PRESERVE", {"decision": decision})
    with pytest.raises(NotUnderstood):
        happening_of("answer", "REQ-PRESERVE", {})


def test_who_says_what():
    """Each part belongs to exactly one side."""
    assert [part for part in PARTS if is_of_the_requested(part)] == ["answer", "consultation", "notice"]


@pytest.mark.parametrize(("happening", "direction"), list(itertools.product(Happening, ("in", "out"))))
def test_every_event_is_one_that_a_clock_may_hear(happening, direction):
    """A word that no clock listens for is either silent on purpose or a slip of the pen: the silent ones are listed."""
    silent = {"views.received", "risk.sent"}
    heard = {event for row in rulebook_clocks() for event in (*row.starts, *row.stops)}
    for event in events_of(happening, direction=direction):
        assert event in heard | silent, event


def rulebook_clocks():
    """Return the clocks of the rulebook."""
    from comity.treaty.rulebook import load_rulebook

    return load_rulebook(demo=True).clocks


def test_the_demo_rulebook_is_for_demo_nodes_only(world):
    """This world is one."""
    assert world.home.demo
    assert rulebook().version
