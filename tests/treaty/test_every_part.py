"""Every part of every kind on every text that carries it: what the walk over two nodes sends on one text, the rules read on all of them."""

from typing import Any, Final

from answers_in_order import Answers
from eachof import each_of
from tests.treaty.conftest import ACTS, ON

from comity.terms.identifiers import Country, Reference
from comity.treaty.check import check
from comity.treaty.fields import parse_fields, read_draft
from comity.treaty.findings import ROLES, Facts, Original
from comity.treaty.legalbasis import legal_basis
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import load_rulebook

BOOK: Final = load_rulebook(demo=True)
XR, XF = Country("XR"), Country("XF")
OF: Final[dict[str, dict[str, Any]]] = {
    "UNTOC": {"treaty_offences": ["TO-UNTOC-05"], "transnational": ["TRN-MORE"], "organized_group": True},
    "UNCAC": {"treaty_offences": ["TO-UNCAC-23"]},
    "TF-1999": {"treaty_offences": ["TO-TF-02"]},
    "TB-1997": {"treaty_offences": ["TO-TB-02"]},
    "NT-2005": {"treaty_offences": ["TO-NT-02"]},
}
EVERY: Final = [
    (row.code, basis.instrument, part)
    for row in BOOK.kinds.values()
    if row.opens and row.nature == "wire"
    for basis in legal_basis(row.code, from_=XR, to=XF, on=ON, rulebook=BOOK).carrying
    for part in row.parts
]


@each_of("kind, instrument, part", EVERY)
def test_it_is_in_order_and_reads_in_both_languages(kind: str, instrument: str, part: str) -> None:
    """Nothing stops it for the one who drafts, approves or receives it, and each code has its words."""
    form = BOOK.form_under(kind, part, instrument)
    asked = BOOK.form(kind, "request").by_key
    request = {**ACTS[kind, "request"], **{key: value for key, value in OF.get(instrument, {}).items() if key in asked}}
    reads_in_order(kind, instrument, part, request, parse_fields(form, request if part == "request" else ACTS[kind, part]))


@each_of("kind, part", sorted({(kind, part) for kind, _, part in EVERY}))
def test_nothing_that_a_form_demands_may_be_missing(kind: str, part: str) -> None:
    """Each mandatory field in turn: the form names it; tests/processes/test_every_kind.py sees that no second officer is asked then."""
    form = BOOK.form(kind, part)
    demanded = [one.key for one in form.fields if one.mandatory == "always"]
    assert demanded or part != "request"
    for key in demanded:
        _, faults = read_draft(form, {name: value for name, value in ACTS[kind, part].items() if name != key})
        assert key in {fault.key for fault in faults}, key


ANSWERED: Final = [
    (kind, instrument, decision)
    for kind, instrument, part in EVERY
    if part == "answer"
    for decision in Answers(BOOK, kind, instrument, ON).decisions()
]


@each_of("kind, instrument, decision", ANSWERED)
def test_every_decision_is_in_order_too(kind: str, instrument: str, decision: str) -> None:
    """Granted, with conditions, in part, postponed, refused: with what it needs nothing stops it on any text."""
    filled = Answers(BOOK, kind, instrument, ON).filled(decision, own=ACTS[kind, "answer"])
    fields = parse_fields(BOOK.form_under(kind, "answer", instrument), filled)
    reads_in_order(kind, instrument, "answer", ACTS[kind, "request"], fields, consulted=decision == "D-POSTPONE")


def reads_in_order(
    kind: str, instrument: str, part: str, request: dict[str, Any], fields: dict[str, Any], *, consulted: bool = False
) -> None:
    """Fail where a rule stops an act, or a code has no words in one of the languages."""
    row, form = BOOK.kind(kind), BOOK.form_under(kind, part, instrument)
    asks = part in ("request", "report", "closure")
    facts = Facts(
        kind=kind,
        part=part,
        from_country=XR if asks else XF,
        to_country=XF if asks else XR,
        from_role=row.sender[0] if asks else row.receiver[0],
        to_role=row.receiver[0] if asks else row.sender[0],
        instrument=instrument,
        fields=fields,
        original=None if part == "request" else Original(reference=Reference("XR-2026-000001"), kind=kind, fields=request),
        consulted=consulted,
        switched_on=True,
        peer_allowed=True,
    )
    for role in ROLES:
        found = check(facts, rulebook=BOOK, role=role, on=ON)
        assert found, "no rule speaks of it"
        assert [(one.rule_id, one.reason["en"]) for one in found if one.outcome == "stop"] == []
    for vi, en in zip(render_form(form, fields, "vi"), render_form(form, fields, "en"), strict=True):
        assert vi.codes == en.codes
        assert len(vi.lines) == len(en.lines)
