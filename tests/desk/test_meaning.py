"""What acts mean: one table for both sides, and no meaning where none is written down."""

import itertools

import pytest
from eachof import each_of

from comity.desk.meaning import (
    NotUnderstood,
    events_of,
    fits,
    happening_of,
    is_of_the_requested,
    opens_request,
    require_known_part,
)
from comity.desk.rules import rulebook
from comity.desk.states import Happening
from comity.treaty.rulebook import load_rulebook

PARTS = ("request", "answer", "result", "report", "closure", "consultation", "views", "notice", "question", "information", "withdrawal")
UNHEARD = "REQ-UNHEARD-OF"
KINDS = (*load_rulebook(demo=True).kinds, UNHEARD)
INSIDE = (
    "REQ-PRESERVE-EXT",
    "ADM-CONSULT",
    "MSG-PRESERVE-RISK",
    "ADM-WITHDRAW",
    "ADM-MOREINFO",
    "ADM-STATUS",
    "ADM-REFUSE",
    "ADM-POSTPONE",
    "ADM-CARRY",
)


def decision_of(kind):
    """Return a decision that the form of a kind takes; for a kind without such a form any that the desk knows."""
    form = load_rulebook(demo=True).forms.get((kind, "answer"))
    return next(iter(form.by_key["decision"].options)).code if form else "D-GRANT"


@each_of("part", PARTS)
@each_of("kind", KINDS)
def test_every_act_opens_a_request_or_happens_to_one_or_is_not_understood(part, kind):
    """Never two of them; a request of a kind that this desk does not know is still a request."""
    opens = opens_request(part, kind)
    try:
        happening = happening_of(part, kind, {"decision": decision_of(kind), "extent": "RES-ALL", "carry": "CARRY-ACCEPT"})
    except NotUnderstood:
        happening = None
    assert not (opens and happening)
    row = load_rulebook(demo=True).kinds.get(kind)
    assert opens == (part == "request" and (row is None or row.opens))
    assert happening is not None or part == "request"


@each_of("kind", INSIDE)
def test_what_is_inside_a_case_opens_none(kind):
    """Also an extension, which is a request by its part."""
    assert not opens_request("request", kind)


@each_of("part", PARTS)
@each_of("kind", KINDS)
def test_a_known_kind_has_its_own_parts_and_no_others(part, kind):
    """A kind that is only recorded has none that travels; of an unknown kind every part may come."""
    row = load_rulebook(demo=True).kinds.get(kind)
    if row is None or (part in row.parts and row.nature == "wire"):
        require_known_part(part, kind)
    else:
        with pytest.raises(NotUnderstood):
            require_known_part(part, kind)


FITTING = {
    ("answer", "REQ-STORED", "REQ-STORED"): True,
    ("answer", "ADM-REFUSE", "REQ-STORED"): True,
    ("answer", "ADM-POSTPONE", "REQ-STORED"): True,
    ("answer", "ADM-POSTPONE", "REQ-PRESERVE"): False,
    ("answer", "REQ-PRESERVE", "REQ-STORED"): False,
    ("result", "REQ-STORED", "REQ-STORED"): True,
    ("result", "REQ-STORED", "REQ-PRESERVE"): False,
    ("closure", "REQ-STORED", "REQ-PRESERVE"): False,
    ("request", "REQ-PRESERVE-EXT", "REQ-PRESERVE"): True,
    ("request", "REQ-PRESERVE-EXT", "REQ-STORED"): False,
    ("answer", "REQ-PRESERVE-EXT", "REQ-PRESERVE"): True,
    ("answer", "REQ-PRESERVE-EXT", "REQ-STORED"): False,
    ("notice", "MSG-PRESERVE-RISK", "REQ-PRESERVE"): True,
    ("notice", "MSG-PRESERVE-RISK", "REQ-STORED"): False,
    ("consultation", "ADM-CONSULT", "REQ-STORED"): True,
    ("question", "ADM-MOREINFO", "REQ-PRESERVE"): True,
    ("consultation", "REQ-PRESERVE", "REQ-STORED"): False,
    ("question", UNHEARD, "REQ-STORED"): True,
}


@pytest.mark.parametrize(("act", "kind", "about"), FITTING)
def test_an_act_fits_the_request_of_its_case_or_does_not(act, kind, about):
    """An answer is of the kind that was asked, or a refusal or postponement; only a preservation is extended."""
    assert fits(act, kind, about=about) is FITTING[act, kind, about]


# What a decision does where nothing follows it, and where a result does.
DECISIONS = {
    "D-GRANT": (Happening.GRANT, Happening.ACCEPTANCE),
    "D-COND": (Happening.GRANT, Happening.OFFER),
    "D-PART": (Happening.GRANT, Happening.ACCEPTANCE),
    "D-REFUSE": (Happening.REFUSAL, Happening.REFUSAL),
    "D-RISK": (Happening.NOTICE, Happening.NOTICE),
    "D-POSTPONE": (Happening.POSTPONEMENT, Happening.POSTPONEMENT),
    "D-ACCEPT": (Happening.CONSENT, Happening.CONSENT),
    "D-DECLINE": (Happening.REFUSAL, Happening.REFUSAL),
}


def test_every_decision_of_the_vocabulary_has_a_meaning():
    """A code that the vocabulary gets and this table lacks would be refused on arrival: this test says so first."""
    from comity.terms.vocabulary import vocabulary

    rules = load_rulebook(demo=True)
    for item in vocabulary("decision").items:
        for kind, at in (("REQ-PRESERVE", 0), ("REQ-STORED", 1)):
            fields = {"decision": item.code}
            if item.code in rules.form(kind, "answer").by_key["decision"].accepts:
                assert happening_of("answer", kind, fields) == DECISIONS[item.code][at]
            else:
                with pytest.raises(NotUnderstood):
                    happening_of("answer", kind, fields)
        assert happening_of("answer", UNHEARD, {"decision": item.code}) == DECISIONS[item.code][1]


@pytest.mark.parametrize("decision", [None, "", "D-UNHEARD", "d-grant", ["D-GRANT"], {}, 1, True])
def test_no_decision_is_no_grant(decision):
    """What cannot be read as one is not understood, whatever its type."""
    with pytest.raises(NotUnderstood):
        happening_of("answer", "REQ-PRESERVE", {"decision": decision})
    with pytest.raises(NotUnderstood):
        happening_of("answer", "REQ-PRESERVE", {})


def test_who_says_what():
    """Each part belongs to exactly one side; questions and what answers them go both ways, by their kind."""
    said = [part for part in PARTS if is_of_the_requested(part, "REQ-STORED")]
    assert said == ["answer", "result", "consultation", "notice"]
    assert is_of_the_requested("question", "ADM-MOREINFO")
    assert not is_of_the_requested("information", "ADM-MOREINFO")
    assert is_of_the_requested("information", "ADM-STATUS")
    assert not is_of_the_requested("question", "ADM-STATUS")


@pytest.mark.parametrize(("happening", "direction"), list(itertools.product(Happening, ("in", "out"))))
def test_every_event_is_one_that_a_clock_may_hear(happening, direction):
    """A word that no clock listens for is either silent on purpose or a slip of the pen: the silent ones are listed."""
    silent = {
        "views.received",
        "risk.sent",
        "question.sent",
        "information.sent",
        "information.received",
        "offer.sent",
        "offer.received",
        "conditions.accepted",
        "postponement.sent",
        "postponement.received",
        "acceptance.sent",
        "acceptance.received",
        "refusal.sent",
        "refusal.received",
        "part.sent",
        "part.received",
        "result.sent",
        "result.received",
        "report.sent",
        "report.received",
        "closure.sent",
        "closure.received",
        "status.asked",
        "status.given",
        "consent.sent",
        "consent.received",
    }
    heard = {event for row in rulebook_clocks() for event in (*row.starts, *row.stops)}
    for event in events_of(happening, direction=direction):
        assert event in heard | silent, event


def rulebook_clocks():
    """Return the clocks of the rulebook."""
    return load_rulebook(demo=True).clocks


def test_the_demo_rulebook_is_for_demo_nodes_only(world):
    """This world is one."""
    assert world.home.demo
    assert rulebook().version
