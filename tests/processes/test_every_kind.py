"""Every kind of request over two real nodes: asked, checked where it arrives, answered in each way that its table knows, closed, proved.

Two fictional States that have joined every text ask each other; what the law says of real States is for the tests of the treaty room, and
so is every part of every kind on every text, with every decision (tests/treaty/test_every_part.py). Here each kind goes once through two
nodes, and each text once; each decision, the pages of a proof's report and what a form demands once for each set of parts. `make test-long`
walks each text with each set of parts, and each decision once for each form that takes it. What is alike in all of that is walked once.
"""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from answers_in_order import Answers
from papers import Paper, papers
from real_nodes import Pair, RealNode, RefusedError, found_pair, instant_now, wait_until
from tests.treaty.samples import every_act
from worlds.second import verify_by_both

from comity.desk.meaning import GIVING, RESHARING, SHARING, WARNING
from comity.desk.proving.bag import REPORT
from comity.desk.proving.verifying import verify_proof
from comity.directory.book import parse_trust
from comity.doors.cli.demo.people import RURITANIA, Side
from comity.terms.identifiers import Country
from comity.treaty.fields import holds
from comity.treaty.legalbasis import legal_basis
from comity.treaty.pack import KindRow
from comity.treaty.rulebook import load_rulebook

FREEDONIA: Final = Side(
    **{name: getattr(RURITANIA, name) for name in ("zone", "language", "drafter", "approver", "administrator")},
    code="xf",
    country="XF",
    node="poc.xf.example",
    authority="xf-poc",
    country_names={"en": "Freedonia", "vi": "Freedonia"},
    authority_names={"en": "24/7 Contact Point, Freedonia", "vi": "Đầu mối 24/7 Freedonia"},
    languages=("en",),
)
SIDES: Final = (FREEDONIA, RURITANIA)
BOOK: Final = load_rulebook(demo=True)
ACTS: Final = every_act()
WRITTEN_ON: Final = date(2026, 11, 24)  # the day on which the samples were in order
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}\.\d{6}Z)?")

# A shared commitment is written from the register alone (tests/desk/test_sharing.py), a warning goes to all at once (test_warning.py), and
# what a threat set holds is fixed when it is proposed (tests/processes/test_sets.py).
_APART: Final = (GIVING, RESHARING, SHARING, WARNING)
WIRE: Final = [row for row in BOOK.kinds.values() if row.opens and row.nature == "wire" and row.code not in _APART]
RECORDED: Final = [row for row in BOOK.kinds.values() if row.nature == "record"]


def moved(value: Any, days: int) -> Any:
    """Return a sample with every day in it moved on, so that what was ahead when it was written is ahead today."""
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        return (date.fromisoformat(found[1]) + timedelta(days=days)).isoformat() + (found[2] or "")
    if isinstance(value, Mapping):
        return {name: moved(inner, days) for name, inner in value.items()}
    return [moved(inner, days) for inner in value] if isinstance(value, list | tuple) else value


def filled(kind: str, part: str, **changes: Any) -> dict[str, Any]:
    """Return the values of one act as of today."""
    today = (datetime.now(UTC).date() - WRITTEN_ON).days
    return {**moved(dict(ACTS[kind, part]), today), **changes}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Pair]:
    """Both nodes, each of which permits what is off or of high risk."""
    folder = tmp_path_factory.mktemp("every-kind")
    found_pair(folder, port=port, sides=SIDES)
    with Pair.at(folder, port=port, sides=SIDES) as pair:
        for node in pair.nodes:
            officers = {"proposer": node.drafter, "approver": node.approver}
            for row in WIRE:
                if row.off:
                    node.play("permit", kind=row.code, **officers)
                if row.high_risk:
                    node.play("permit", kind=row.code, country=pair.peer(node).side.country, **officers)
        yield pair
    shutil.rmtree(folder)


@dataclass
class Case:
    """One case between two nodes: who asks, who is asked, its number, and how many acts it has so far."""

    pair: Pair
    kind: KindRow
    instrument: str
    number: str = ""
    acts: int = 0
    envelopes: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def asks(self) -> RealNode:
        """The node that asks: Ruritania, whose authority the samples name."""
        return self.pair.xr

    @property
    def asked(self) -> RealNode:
        """The other one."""
        return self.pair.vn

    def say(self, sender: RealNode, act: str, kind: str, fields: dict[str, Any], *, to: str = "") -> str:
        """Let an act be drafted, approved, delivered and read; return the state at both, which is one."""
        receiver = self.pair.peer(sender)
        more = {"reference": self.number} if self.number else {"instrument": self.instrument}
        if to:
            more["replies_to"] = self.envelopes[to]
        self.number, envelope = sender.send(receiver, act, kind, fields, **more)
        self.acts += 1
        self.envelopes[act] = envelope
        wait_until(lambda: receiver.has_acts(self.number, self.acts), f"{kind}/{act} of {self.number} arrives")
        read = self.seen = receiver.play("read", officer=receiver.drafter, reference=self.number)
        assert read["env_id"] == envelope
        assert not read["differs"], (kind, act, read["text"])
        assert not [line for line in read["findings"] if line[0] == "stop"], (kind, act, read["findings"])
        assert read["findings"], (kind, act)
        here, there = (
            node.rows.one("SELECT state FROM records_request WHERE reference = ?", self.number)["state"] for node in self.pair.nodes
        )
        assert here == there or {here, there} <= UNANSWERED, (kind, act, here, there)
        return str(there)

    def request(self) -> None:
        """Ask."""
        self.say(self.asks, "request", self.kind.code, self.own("request"))

    def own(self, part: str, **changes: Any) -> dict[str, Any]:
        """Return the values of a part of this kind, the asking authority's own identifier in them."""
        fields = filled(self.kind.code, part, **changes)
        if "authority" in fields:
            fields["authority"] = RURITANIA.authority
        if part == "request":
            asked = BOOK.form(self.kind.code, part).by_key
            fields |= {key: value for key, value in WITHIN.get(self.instrument, {}).items() if key in asked}
        return fields

    def decide(self, decision: str) -> str:
        """Answer with one of the decisions that the form takes, and with what it needs."""
        fields = self.answers.filled(decision, own=self.own("answer"))
        return self.say(self.asked, "answer", self.kind.code, fields, to="request")

    @property
    def answers(self) -> Answers:
        """What may be answered."""
        return Answers(BOOK, self.kind.code, self.instrument, datetime.now(UTC).date())

    def result(self, extent: str) -> dict[str, Any]:
        """Return the values of a result of some extent: without what its form asks of another extent only."""
        form, values = BOOK.form(self.kind.code, "result"), self.own("result", extent=extent)
        return {key: value for key, value in values.items() if not form.by_key[key].only or holds(form.by_key[key].only, values)}

    def hand_over(self, extent: str) -> str:
        """Hand over a part, or all of it, or say that there is nothing."""
        return self.say(self.asked, "result", self.kind.code, self.result(extent), to="request")

    def report(self, *, on: str) -> None:
        """Say how it was used, or what was done."""
        assert self.say(self.asks, "report", self.kind.code, self.own("report"), to=on) == "fulfilled"

    def close(self, *, second: bool = False, printed: bool = False) -> None:
        """Close, and prove, as `prove` does."""
        state = self.say(self.asks, "closure", self.kind.code, self.own("closure"))
        assert state == "closed"
        self.prove(second=second, printed=printed)

    def prove(self, *, second: bool = False, printed: bool = False) -> None:
        """Verify the file that each side makes of the case; with `second`, that of who asked by the second verifier too.

        The report inside is written in both languages each time; with `printed`, that of who asked is laid out as pages.
        """
        self.pair.settle()
        for node in self.pair.nodes:
            verify = verify_by_both if second and node is self.asks else verify_proof
            laid_out = printed and node is self.asks
            path = Path(node.play("proof", officer=node.drafter, reference=self.number, printed=laid_out)["path"])
            pinned = node.home / "trust.json"
            trusted = {country: key.key_id for country, key in parse_trust(pinned.read_text(encoding="ascii"), file=pinned).items()}
            verdict = verify(path.read_bytes(), trusted=trusted)
            assert str(verdict.reference) == self.number
            assert len(verdict.acts) == self.acts
            with zipfile.ZipFile(path) as bag:
                assert (REPORT in bag.namelist()) is laid_out
            path.unlink()


UNANSWERED: Final = {"sent", "delivered", "opened"}  # one node may be a receipt behind the other
# What brings a case within a text that covers some offences only.
WITHIN: Final[dict[str, dict[str, Any]]] = {
    "UNTOC": {"treaty_offences": ["TO-UNTOC-05"], "transnational": ["TRN-MORE"], "organized_group": True},
    "UNCAC": {"treaty_offences": ["TO-UNCAC-23"]},
    "TF-1999": {"treaty_offences": ["TO-TF-02"]},
    "TB-1997": {"treaty_offences": ["TO-TB-02"]},
    "NT-2005": {"treaty_offences": ["TO-NT-02"]},
}


def bases_of(row: KindRow) -> list[str]:
    """Return the texts that carry a kind between the two States of these tests today."""
    found = legal_basis(row.code, from_=Country("XR"), to=Country("XF"), on=datetime.now(UTC).date(), rulebook=BOOK)
    return [basis.instrument for basis in found.carrying]


def one_each(cases: Iterable[Any], *, alike: Callable[[Any], Any]) -> list[Any]:
    """Return the first of those that are alike, in their order."""
    return list({alike(case): case for case in reversed(list(cases))}.values())[::-1]


def walks() -> dict[str, list[str]]:
    """Return the texts on which each kind is walked: its first, and those on which no other of the same parts was."""
    first = [(row, bases_of(row)[0]) for row in WIRE]
    every = [*first, *((row, text) for row in WIRE for text in bases_of(row)[1:])]
    walked = [*first, *one_each(every, alike=lambda case: (case[0].parts, case[1]))]
    return {row.code: [text for text in bases_of(row) if (row, text) in walked] for row in WIRE}


WALKS: Final = walks()
# The pages of the report beside a proof have a row an act and a row a receipt, whatever the kind: the first of each set of parts.
PRINTED: Final = one_each(WIRE, alike=lambda row: row.parts)
# Of these, the first of each kind, and those on a text that no kind is walked on before; `make test-long` walks all of them.
FIRST: Final = [(row.code, WALKS[row.code][0]) for row in WIRE]
ONCE: Final = {*FIRST, *one_each([*FIRST, *((kind, text) for kind, texts in WALKS.items() for text in texts)], alike=lambda walk: walk[1])}


def test_the_walks_leave_no_kind_out_and_no_text_of_any_set_of_parts():
    """Each kind on its first text, which carries it; each text that carries anything, with each set of parts that it carries."""
    assert all(texts and texts[0] == bases_of(row)[0] for row, texts in ((row, WALKS[row.code]) for row in WIRE))
    carried = {(row.parts, text) for row in WIRE for text in bases_of(row)}
    assert {(row.parts, text) for row in WIRE for text in WALKS[row.code]} == carried
    assert {kind for kind, _ in ONCE} == {row.code for row in WIRE}
    assert {text for _, text in ONCE} == {text for _, text in carried}


@pytest.mark.parametrize("row", WIRE, ids=lambda row: row.code)
def test_a_kind_is_asked_granted_executed_and_closed(states: Pair, row: KindRow):
    """From the first act to the closure; the proof of every case holds on both sides, and of every kind for both verifiers.

    On its first text a kind is carried out in two parts and reported on; on another all is handed over at once.
    """
    walk(states, row, [text for text in WALKS[row.code] if (row.code, text) in ONCE], printed=row in PRINTED)


@pytest.mark.long
@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WALKS.items() for text in texts if (kind, text) not in ONCE])
def test_a_kind_goes_on_every_text_of_its_parts(states: Pair, kind: str, text: str):
    """The same on the texts on which another set of parts was walked already, which `make test` reads by the rules alone."""
    walk(states, BOOK.kind(kind), [text], printed=True)


def walk(states: Pair, row: KindRow, texts: list[str], *, printed: bool) -> None:
    """Walk a kind from its first act to the closure on each of these texts."""
    carrying = WALKS[row.code]
    for instrument in texts:
        case = Case(states, row, instrument)
        case.request()
        if "answer" in row.parts:
            first = next(code for code in ("D-GRANT", "D-ACCEPT") if code in BOOK.form(row.code, "answer").by_key["decision"].accepts)
            state = case.decide(first)
            assert state in ("accepted", "answered", "fulfilled")
        if "result" in row.parts and instrument == carrying[0]:
            assert case.hand_over("RES-PART") == "accepted"
        if "result" in row.parts:
            assert case.hand_over("RES-ALL") == "fulfilled"
        if "report" in row.parts and instrument == carrying[0]:
            case.report(on="result" if "result" in row.parts else "answer")
        case.close(second=instrument == carrying[0], printed=printed)


def decisions_of(row: KindRow) -> list[str]:
    """Return the decisions but the first that a kind knows under its first text, in the order of the page."""
    offered = Answers(BOOK, row.code, bases_of(row)[0], WRITTEN_ON).decisions()
    return [code for code in offered if code not in ("D-GRANT", "D-ACCEPT")]


def form_of_answer(row: KindRow) -> tuple[tuple[str, ...], ...]:
    """Return what the form of an answer asks, and when."""
    return tuple((one.key, one.type, one.mandatory, str(one.only)) for one in BOOK.form(row.code, "answer").fields)


ANSWERED: Final = one_each(
    ((row, code) for row in WIRE if "answer" in row.parts for code in decisions_of(row)),
    alike=lambda case: (case[1], case[0].parts, bases_of(case[0])[0], form_of_answer(case[0])),
)


# The first that takes it of each set of parts; `make test-long` walks all of them.
EACH_DECISION: Final = one_each(ANSWERED, alike=lambda case: (case[1], case[0].parts))


@pytest.mark.parametrize(
    ("row", "decision"),
    [case if case in EACH_DECISION else pytest.param(*case, marks=pytest.mark.long) for case in ANSWERED],
    ids=lambda one: one if isinstance(one, str) else one.code,
)
def test_every_other_answer_of_its_table_leads_to_a_closed_case(states: Pair, row: KindRow, decision: str):
    """Conditions are accepted, what is postponed is taken up, a risk is borne, a refusal stands: each ends in a closure and a proof."""
    case = Case(states, row, bases_of(row)[0])
    case.request()
    if decision == "D-POSTPONE" and case.instrument == "UNCC":  # 40(28): the two States consult before a postponement too
        consulted = filled("ADM-CONSULT", "consultation", grounds=[case.answers.ground(consult=False)])
        assert case.say(case.asked, "consultation", "ADM-CONSULT", consulted, to="request") == "consulting"
        assert case.say(case.asks, "views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"}, to="consultation") == "views-given"
    state = case.decide(decision)
    if state == "offered":
        accepting = {"views": "VIEWS-ACCEPT-TERMS", "conditions": ["C-USE"]}
        state = case.say(case.asks, "views", "ADM-CONSULT", accepting, to="answer")
    elif state == "risk-notified":
        case.say(case.asks, "views", "MSG-PRESERVE-RISK", {"go_on": "RSK-GO"}, to="answer")
        state = case.decide("D-GRANT")
    elif state == "consulting":
        case.say(case.asks, "views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"}, to="answer")
        state = case.decide(decision)
    if state == "postponed":
        state = case.decide("D-GRANT")
    if state == "accepted":
        state = case.hand_over("RES-ALL")
    assert state in ("answered", "fulfilled", "refused")
    case.close()


CONSULTED: Final = one_each(
    (
        row
        for row in WIRE
        if "answer" in row.parts
        and "D-REFUSE" in decisions_of(row)
        and any(ground.offered and ground.consult.owed for ground in BOOK.grounds_of(row.code, instrument=bases_of(row)[0]))
    ),
    alike=lambda row: (row.parts, bases_of(row)[0]),
)


@pytest.mark.parametrize("row", CONSULTED, ids=lambda row: row.code)
def test_where_the_text_wants_it_the_refusal_sends_the_consultation_first(states: Pair, row: KindRow):
    """The same submit; after the views the refusal itself can go."""
    case = Case(states, row, bases_of(row)[0])
    case.request()
    refusal = {"decision": "D-REFUSE", "grounds": [case.answers.ground(consult=True)]}
    assert case.say(case.asked, "answer", row.code, refusal, to="request") == "consulting"
    case.envelopes["consultation"] = case.envelopes["answer"]
    assert case.say(case.asks, "views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"}, to="consultation") == "views-given"
    assert case.say(case.asked, "answer", row.code, refusal, to="request") == "refused"
    case.close()


# What a form demands is the rules' to say, and tests/treaty/test_every_part.py leaves it out of every part of every kind: what the desk
# does about it is alike for kinds of the same parts that may be sent in the same way.
DEMANDING: Final = one_each(WIRE, alike=lambda row: (row.parts, row.off, row.high_risk))


@pytest.mark.parametrize(
    "row", [row if row in DEMANDING else pytest.param(row, marks=pytest.mark.long) for row in WIRE], ids=lambda row: row.code
)
def test_nothing_that_a_form_demands_may_be_missing(states: Pair, row: KindRow):
    """Each mandatory field in turn is left out; the desk says so before a second officer is asked."""
    form, whole = BOOK.form(row.code, "request"), Case(states, row, bases_of(row)[0]).own("request")
    demanded = [one.key for one in form.fields if one.key in whole and one.mandatory == "always"]
    assert demanded
    asked = {"officer": states.xr.drafter, "kind": row.code, "peer": states.vn.side.node, "instrument": bases_of(row)[0]}
    refused = states.xr.play("lack", fields=whole, keys=demanded, **asked)
    assert set(refused) == set(demanded)
    assert set(refused.values()) <= {"FieldFaults", "Stopped"}, refused


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row.code)
def test_what_goes_to_a_provider_travels_between_no_nodes(states: Pair, row: KindRow):
    """It is recorded and tracked; no draft of it can be begun for a peer."""
    with pytest.raises(RefusedError, match=r"NotUnderstood|NoBasis"):
        states.xr.draft(states.vn, "request", row.code, filled(row.code, "request"), instrument=row.instrument)


def test_what_is_said_inside_a_case_moves_it_only_as_the_table_says(states: Pair):
    """A question and its answer, how far it is, a consultation of its own, the path, an extension, a withdrawal."""
    stored = Case(states, BOOK.kind("REQ-STORED"), "UNCC")
    stored.request()
    assert stored.say(stored.asked, "question", "ADM-MOREINFO", filled("ADM-MOREINFO", "question"), to="request") == "questioned"
    assert stored.say(stored.asks, "information", "ADM-MOREINFO", filled("ADM-MOREINFO", "information"), to="question") == "opened"
    assert stored.say(stored.asks, "question", "ADM-STATUS", filled("ADM-STATUS", "question")) == "opened"
    assert stored.say(stored.asked, "information", "ADM-STATUS", filled("ADM-STATUS", "information"), to="question") == "opened"
    assert stored.say(stored.asked, "consultation", "ADM-CONSULT", filled("ADM-CONSULT", "consultation"), to="request") == "consulting"
    assert stored.say(stored.asks, "withdrawal", "ADM-WITHDRAW", filled("ADM-WITHDRAW", "withdrawal")) == "withdrawn"
    kept = Case(states, BOOK.kind("REQ-PRESERVE"), "UNCC")
    kept.request()
    assert kept.say(kept.asked, "notice", "MSG-PATH", filled("MSG-PATH", "notice"), to="request") == "opened"
    assert kept.decide("D-GRANT") == "answered"
    extension = filled("REQ-PRESERVE-EXT", "request", original=kept.number)
    assert kept.say(kept.asks, "request", "REQ-PRESERVE-EXT", extension) == "extension-asked"
    assert kept.say(kept.asked, "answer", "REQ-PRESERVE-EXT", filled("REQ-PRESERVE-EXT", "answer"), to="request") == "answered"
    kept.close()


def test_an_act_that_does_not_fit_its_case_is_not_begun(states: Pair):
    """An answer of another kind, a result to a preservation, an extension of what was not preserved."""
    stored = Case(states, BOOK.kind("REQ-STORED"), "UNCC")
    stored.request()
    for act, kind in (("answer", "REQ-PRESERVE"), ("notice", "MSG-PRESERVE-RISK"), ("request", "REQ-STORED")):
        with pytest.raises(RefusedError, match="NotUnderstood"):
            states.vn.draft(states.xr, act, kind, filled(kind, act), reference=stored.number, replies_to=stored.envelopes["request"])
    extension = filled("REQ-PRESERVE-EXT", "request", original=stored.number)
    with pytest.raises(RefusedError, match="NotUnderstood"):
        states.xr.draft(states.vn, "request", "REQ-PRESERVE-EXT", extension, reference=stored.number)


def cited(rules: Iterable[str]) -> list[str]:
    """Return where the rules of a list stand, as a node shows them."""
    return sorted(f"{rule.instrument} {rule.article}" for rule in map(BOOK.rule, rules))


@pytest.mark.parametrize("paper", tuple(papers()), ids=lambda paper: paper.name)
def test_a_paper_that_offices_use_is_played_to_its_end(states: Pair, paper: Paper):
    """Every act as it was written by hand: what warns there warns here, each state is the paper's, and the proof holds on both sides."""
    case, days = Case(states, BOOK.kind(paper.kind), paper.instrument), (instant_now().datetime().date() - paper.at.datetime().date()).days
    for act in paper.acts:
        fields = moved(act.fields, days)
        if "authority" in fields:
            fields["authority"] = RURITANIA.authority
        if "original" in fields:
            fields["original"] = case.number
        state = case.say(case.asks if act.by == "asks" else case.asked, act.act, act.kind, fields, to=act.to)
        assert state == act.state or {state, act.state} <= UNANSWERED, act.name
        assert set(act.clocks.get("request.received", ())) - {"ACK"} <= {
            code  # read, and so acknowledged
            for code, _ in case.seen["clocks"]
        }
        assert sorted(line[2] for line in case.seen["findings"] if line[0] == "warn") == cited(act.warns), act.name
    case.prove(second=True)
