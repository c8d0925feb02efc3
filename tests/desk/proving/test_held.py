"""Custody and what is withheld, in a proof: both verifiers say the same of every chain, of every gap, and of every lie about one."""

import ast
import functools
import json
import textwrap
from dataclasses import replace

import pytest
from worlds.guarded import BYTES, CHAIN, OTHERS, Guarded
from worlds.played import Played
from worlds.second import PROGRAM, page_of, second, second_facts

from comity.desk.proving.bag import CASE_UCO, REPORT, print_lists
from comity.desk.proving.caseuco import print_case
from comity.desk.proving.choice import HeldStep, parse_choice, print_choice
from comity.desk.proving.layout import CUSTODY
from comity.desk.proving.making import make_proof
from comity.desk.proving.package import parse_package, print_package
from comity.desk.proving.refusals import NotProven
from comity.desk.proving.telling import WORDS, report_of
from comity.evidence.states import WITHHOLDABLE, Kind
from comity.evidence.steps import print_step
from comity.letters.report import print_reports, spell
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.treaty.rulebook import load_rulebook

pytestmark = pytest.mark.usefixtures("given_back")

WHO = "Who had the evidence, and is it unchanged?"


def test_a_chain_is_proven_from_its_first_step_to_its_last(guarded):
    """Who, when, where, with what, why; the registered digest; how it stands; each step an entry of the log."""
    data = guarded.played.make(guarded.contents())
    verdict = guarded.played.verify(data)
    one, two = verdict.custody
    assert [step.kind for step in one.steps] == list(CHAIN)
    assert (one.now.custodian, one.now.holds, one.now.digests) == ("Tòa án", (), BYTES)
    assert [step.leaf for step in one.steps] == guarded.leaves[1]
    assert (len(two.steps), verdict.needed, verdict.withheld) == (1, 3, None)
    assert b'"v":4' in parse_package(data)["data/manifest"]
    levels, said = page_of(data, trusted=guarded.played.trusted)
    assert levels[WHO] == "yellow"  # no witness has seen it
    assert "handed over to a colleague" in said
    assert "Kho vật chứng" in said
    assert CUSTODY == 4


LIES = {
    "a step is missing": ("custody/E1/0003.json", lambda _: {"steps": {3: None}}),
    "the last steps are cut off": ("log/", lambda _: {"steps": {7: None}}),
    "a step says other words": ("log/", lambda g: {"steps": {7: print_step(replace(g.steps[1][6], reason="Khác."))}}),
    "a step names other bytes": ("custody/E1/0005.json", lambda g: {"steps": {5: print_step(replace(g.steps[1][4], after=None))}}),
    "a step in another place": ("custody/E1/0002.json", lambda g: {"steps": {2: print_step(g.steps[1][4])}}),
    "one person where two are owed": ("custody/E1/0003.json", lambda g: {"steps": {3: print_step(replace(g.steps[1][2], second=""))}}),
    "another item": ("custody/E1/item.json", lambda g: {"item": g.contents().custody[2].item}),
    "a salt exchanged": ("custody/E1/0002.json", lambda g: {"steps": {1: print_step(replace(g.steps[1][0], salt="11" * 32))}}),
}


@pytest.mark.parametrize("name", LIES)
def test_a_chain_that_lies_is_refused(guarded, name):
    """By both, at the same place; whoever signed the file."""
    place, lie = LIES[name]
    contents, lied = guarded.contents(), lie(guarded)
    first = contents.custody[1]
    steps = {number: data for number, data in ({**first.steps, **lied.get("steps", {})}).items() if data is not None}
    changed = replace(first, item=lied.get("item", first.item), steps=steps)
    with pytest.raises(NotProven) as refusal:
        guarded.played.verify(guarded.played.make(replace(contents, custody=contents.custody | {1: changed})))
    if name == "a salt exchanged":
        place = "log/"  # its own leaf is looked at before the step behind it
    assert refusal.value.facts["file"].startswith(place)


@pytest.mark.parametrize(
    ("bend", "place"),
    [
        (lambda step: replace(step, by="stranger@poc.vn.example"), "custody/E1/0002.json"),
        (lambda step: replace(step, item="XR-2026-000009.E1"), "custody/E1/0002.json"),
        (lambda step: replace(step, previous=Digest.of(b"-")), "custody/E1/0002.json"),
    ],
)
def test_a_maker_who_logs_a_false_step_is_refused(played, bend, place):
    """The log signs for it, and still it does not stand in the chain."""
    guarded = Guarded.make(played, (Kind.REGISTERED,))
    guarded.step(1, Kind.OPENED, bent=bend, item=guarded.label(1))
    guarded.played.made_at = guarded.played.later()
    with pytest.raises(NotProven) as refusal:
        guarded.played.verify(guarded.played.make(guarded.contents()))
    assert refusal.value.facts["file"] == place


def test_what_is_withheld_is_proven_to_exist(guarded):
    """An act's words, an item and a step: none of them is in the file, each leaves its place, and two officers stand for it."""
    choice = guarded.choose(acts=(2,), items=(2,), steps=((1, 3),))
    contents = guarded.withholding(choice)
    data = guarded.played.make(contents)
    verdict = guarded.played.verify(data)
    act, item = verdict.acts[1], verdict.custody[0]
    assert (act.body, act.part, act.approved_by) == (None, "answer", (guarded.played.vn.approver,))
    assert (item.steps[2].kind, item.steps[2].step, item.whole) == (Kind.HANDED_OVER, None, False)
    assert [one.item.item for one in verdict.custody] == [guarded.label(1)]
    hidden = verdict.withheld
    assert (hidden.choice, hidden.approved_by) == (choice, guarded.maker.approver)
    assert [kind for kind, _ in hidden.shown.values()] == ["evidence.registered"]
    files = parse_package(data)
    assert "data/custody/E1/0003.json" not in files
    whole = b"".join(files.values())
    assert guarded.played.sent[1].closed.payload not in whole
    assert guarded.steps[1][2].salt.encode() not in whole
    levels, said = page_of(data, trusted=guarded.played.trusted)
    assert (levels["What is withheld?"], levels[WHO]) == ("yellow", "yellow")
    assert "Bảo vệ người làm chứng." in said
    assert "its content is withheld" in said


def test_what_was_withheld_can_be_compared_later(guarded):
    """The undisclosed step is fixed by the digest that the next one names, and by its leaf: the whole proof later says the same of both."""
    contents = guarded.withholding(guarded.choose(steps=((1, 3),)))
    redacted = guarded.played.verify(guarded.played.make(contents)).custody[0]
    whole = guarded.played.verify(guarded.played.make(guarded.contents())).custody[0]
    assert whole.steps[3].step.previous == Digest.of(print_step(whole.steps[2].step)) == redacted.steps[3].step.previous
    assert [(one.kind, one.at, one.leaf) for one in whole.steps] == [(one.kind, one.at, one.leaf) for one in redacted.steps]


def _without(contents, leaf):
    return replace(contents, leaves={one: files for one, files in contents.leaves.items() if one != leaf})


def _acts(contents, number, **changes):
    acts = [replace(act, **changes) if act.number == number else act for act in contents.acts]
    return replace(contents, acts=tuple(acts))


def _unopened(guarded, contents):
    last = guarded.leaves[1][-1]
    return replace(contents, leaves=contents.leaves | {last: replace(contents.leaves[last], opening=None)})


def _exchanged(guarded, choice):
    one, two = guarded.leaves[1][1:3]
    return guarded.withholding(replace(choice, steps=(HeldStep(1, 2, two), HeldStep(1, 3, one))))


def _there(guarded, contents):
    chain = contents.custody[1]
    return replace(contents, custody={1: replace(chain, steps={2: print_step(guarded.steps[1][1])} | dict(chain.steps))})


HIDING = {
    "nobody approved": ("withheld.json", lambda g, c: _without(g.withholding(c), len(g.log) - 1)),
    "approved by who chose it": ("log/", lambda g, c: g.withholding(c, second=str(g.maker.drafter))),
    "something else was approved": ("log/", lambda g, c: g.withholding(c, digest="00" * 32)),
    "approved by another country": ("log/", lambda g, c: g.withholding(c, second=str(g.played.vn.approver))),
    "the case went on": ("withheld.json", lambda g, c: g.withholding(replace(c, of_items={1: 8, 2: 1}))),
    "more is missing than is named": ("acts/004", lambda g, c: _acts(g.withholding(c), 4, salt=None, body=None)),
    "less is missing than is named": ("acts/002", lambda g, c: _acts(g.withholding(c), 2, salt=bytes(32), body=b"{}")),
    "half of an act": ("acts/004", lambda g, c: _acts(g.withholding(c), 4, salt=None)),
    "a leaf that is not named": ("log/", lambda g, c: _unopened(g, g.withholding(c))),
    "leaves of two steps exchanged": ("log/", _exchanged),
    "what is named is there": ("withheld.json", lambda g, c: _there(g, g.withholding(c))),
}


@pytest.mark.parametrize("name", HIDING)
def test_a_file_that_hides_more_or_otherwise_than_was_approved_is_refused(played, name):
    """By both, at the same place."""
    place, lie = HIDING[name]
    guarded = Guarded.make(played, (*CHAIN, Kind.RECEIVED, Kind.EXAMINED), (Kind.REGISTERED,))
    contents = lie(guarded, guarded.choose(acts=(2,), items=(2,), steps=((1, 2), (1, 3))))
    with pytest.raises(NotProven) as refusal:
        guarded.played.verify(guarded.played.make(contents))
    assert refusal.value.facts["file"].startswith(place)


def test_a_lock_is_never_withheld(played):
    """That its bytes were others once is what a court must see, whoever approved to leave it out."""
    guarded = Guarded.make(played, (Kind.REGISTERED, Kind.LOCKED, Kind.VERIFIED))
    contents = guarded.withholding(guarded.choose(steps=((1, 2),)))
    with pytest.raises(NotProven, match="never withheld"):
        guarded.played.verify(guarded.played.make(contents))


def test_a_choice_has_one_form_and_names_what_may_be_left_out(guarded):
    """Read back as printed; never the first act, never a first step, never something twice or nothing."""
    choice = guarded.choose(acts=(2, 3), items=(2,), steps=((1, 2), (1, 3)))
    assert parse_choice(print_choice(choice)) == choice
    for changes in (
        {"acts": (), "items": (), "steps": ()},
        {"acts": choice.acts[::-1]},
        {"acts": (replace(choice.acts[0], number=1),)},
        {"acts": (replace(choice.acts[0], number=9),)},
        {"steps": (HeldStep(1, 1, 9),)},
        {"steps": (HeldStep(2, 2, 9),)},
        {"steps": (HeldStep(1, 8, 9),)},
        {"steps": (HeldStep(1, 2, choice.items[0].leaves[0]),)},
        {"of_items": {1: 7, 2: 2}},
        {"words": " "},
        {"ground": "-"},
    ):
        with pytest.raises(Malformed):
            parse_choice(print_choice(replace(choice, **changes)))
        with pytest.raises(second().Refused):
            second().parse_choice(print_choice(replace(choice, **changes)))
    second().parse_choice(print_choice(choice))


def test_what_is_never_withheld_is_the_same_for_both():
    """And it is all that says which bytes an item has, that they are others, and that a hold stands."""
    assert {kind.value for kind in WITHHOLDABLE} == set(second()._MAY_MISS)
    assert not WITHHOLDABLE & {Kind.LOCKED, Kind.VERIFIED, Kind.REGISTERED, Kind.RECEIVED, Kind.DESTROYED, Kind.HOLD_PLACED}


def test_the_report_says_what_is_not_proven_in_both_languages(guarded):
    """To a judge: what it is first, then acts, evidence, what is withheld and by whom, what is not proven, and how it is checked."""
    choice = guarded.choose(acts=(2,), items=(2,), steps=((1, 3),))
    verdict = guarded.played.verify(guarded.played.make(guarded.withholding(choice)))
    for language, words in (("en", "It proves nothing by itself"), ("vi", "Tự văn bản này không chứng minh gì")):
        told = report_of(verdict, language=language, rules=load_rulebook(demo=True))
        text = repr(told)
        assert words in told.boxes[0][1][1]
        assert [one.anchor.split("-")[0] for one in told.chapters] == ["acts", "items", "withheld", "log", "open", "check"]
        assert "Bảo vệ người làm chứng." in text
        assert guarded.steps[1][2].digest.raw.hex()[:8] not in text
        assert len(told.chapters[1].blocks[3].rows) == len(CHAIN)
    assert {name for name, said in WORDS.items() if set(said) != {"en", "vi"} or not all(said.values())} == set()


def test_custody_goes_to_tools_of_forensics(guarded):
    """CASE/UCO: an action a step, in order, each with who did it; the withheld one with no more than its kind and moment."""
    contents = guarded.withholding(guarded.choose(steps=((1, 3),)))
    verdict = guarded.played.verify(guarded.played.make(contents))
    data = print_case(verdict)
    assert data == print_case(verdict)
    graph = {node["@id"]: node for node in json.loads(data)["@graph"]}
    actions = [node for node in graph.values() if node["@type"].endswith("InvestigativeAction")]
    assert len(actions) == len(CHAIN) + 1
    assert all(one["@id"] in graph for node in actions for one in node.get("case-investigation:wasInformedBy", ()))
    (hidden,) = [node for node in actions if "withheld" in node["uco-core:description"]]
    assert "uco-action:performer" not in hidden
    assert hidden["uco-core:name"].startswith("XR-2026-000001.E1 step 3")
    hashes = [
        node for item in graph.values() for facet in item.get("uco-core:hasFacet", ()) for node in facet.get("uco-observable:hash", ())
    ]
    assert {one["uco-types:hashValue"]["@value"] for one in hashes} == {str(BYTES.sha256).upper(), BYTES.sha512.upper()}


@pytest.mark.long
def test_the_report_is_the_same_bytes_each_time(guarded):
    """PDF/UA, in both languages; `tests/processes/test_demo.py` sees it in a proof of a real node."""
    verdict = guarded.played.verify(guarded.played.make(guarded.contents()))
    parts = tuple(spell(report_of(verdict, language=language, rules=load_rulebook(demo=True))) for language in ("vi", "en"))
    first = print_reports(parts)
    assert first.startswith(b"%PDF-")
    assert print_reports(parts) == first


# ---------------------------------------------------------------- a verifier with a weakness is found


def _bent(kind, /, *before, **changes):
    """Return what makes a proof whose maker logged a step that is not sound."""

    def make(played: Played) -> bytes:
        guarded = Guarded.make(played, before)
        guarded.step(1, kind, bent=lambda step: replace(step, **changes))
        guarded.played.made_at = guarded.played.later()
        return guarded.played.make(guarded.contents())

    return make


def _hidden(name):
    """Return what makes a proof that hides otherwise than was approved."""

    def make(played: Played) -> bytes:
        guarded = Guarded.make(played, (*CHAIN, Kind.RECEIVED, Kind.EXAMINED), (Kind.REGISTERED,))
        return guarded.played.make(HIDING[name][1](guarded, guarded.choose(acts=(2,), items=(2,), steps=((1, 2), (1, 3)))))

    return make


def _exchanged_step(played: Played) -> bytes:
    guarded = Guarded.make(played)
    contents = guarded.contents()
    steps = dict(contents.custody[1].steps) | {7: print_step(replace(guarded.steps[1][6], reason="Khác."))}
    return guarded.played.make(replace(contents, custody=contents.custody | {1: replace(contents.custody[1], steps=steps)}))


KEPT = Kind.REGISTERED
WEAKNESSES = {
    "steps in any order": ("Item.add", 'step["previous"] == self.head', "True", _bent(Kind.OPENED, KEPT, previous=Digest.of(b"-"))),
    "any step follows": (
        "Item.add",
        "kind in _NEXT[self.state]",
        "_NEXT[self.state].setdefault(kind, self.state)",
        _bent(Kind.SEALED, KEPT, kind=Kind.RECEIVED),
    ),
    "one person where two are owed": (
        "Item.add",
        '(kind in _BY_TWO) == bool(step["second"])',
        "True",
        _bent(Kind.HANDED_OVER, KEPT, second=""),
    ),
    "other bytes": ("Item.add", "before == known and sound", "True", _bent(Kind.VERIFIED, KEPT, after=OTHERS)),
    "persons of anybody": (
        "_disclosed",
        'person == manifest["node"] or (',
        "True or (",
        _bent(Kind.OPENED, KEPT, by="first@poc.vn.example"),
    ),
    "leaves of any step": ("_disclosed", 'payload["facts"].get(name) == one', "True", _exchanged_step),
    "anything approved": ("read_approval", "need(told == (", "need(told or (", _hidden("something else was approved")),
    "approved by one": ("read_approval", 'second != choice.told["chosen_by"] and ', "", _hidden("approved by who chose it")),
    "approved by nobody here": (
        "read_approval",
        ' and second.partition("@")[2] == manifest["node"]',
        "",
        _hidden("approved by another country"),
    ),
    "more is missing": ("read_choice", 'need(("body.json" not in held) == named', "need(True", _hidden("more is missing than is named")),
}


@functools.cache
def functions() -> dict[str, str]:
    """Return the text of each function of the second verifier by its name."""
    text = PROGRAM.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return {node.name: textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno])) for node in found}


def weaken(monkeypatch, name: str, before: str, after: str) -> None:
    """Put a version of one function of the second verifier into its place, until the test ends."""
    program, (owner, _, method) = second(), name.rpartition(".")
    source = functions()[method]
    assert before in source
    made: dict[str, object] = {}
    exec(source.replace(before, after), program.__dict__, made)
    monkeypatch.setattr(getattr(program, owner) if owner else program, method, made[method])


@pytest.mark.parametrize("name", WEAKNESSES)
def test_a_planted_weakness_is_found(played, monkeypatch, name):
    """Each check of a chain or of what is withheld that is taken out lets a lie pass which the shipped verifier refuses."""
    function, before, after, lie = WEAKNESSES[name]
    data = lie(played)
    assert second_facts(data, trusted=played.trusted)["verdict"] == "refused"
    weaken(monkeypatch, function, before, after)
    assert second_facts(data, trusted=played.trusted)["verdict"] == "verified"


def test_no_byte_of_what_is_new_changes_unseen(played):
    """A byte of a step, an item, what is withheld or a paper beside, or the file left out: checksums mended, both refuse it."""
    guarded = Guarded.make(played, (Kind.REGISTERED, Kind.OPENED), (Kind.REGISTERED,))
    contents = guarded.withholding(guarded.choose(acts=(2,), items=(2,)))
    papers = {REPORT: b"%PDF-1.7 ...", CASE_UCO: b"{}"}
    data = make_proof(
        contents, reference=played.case, node=guarded.maker.node, at=played.made_at, key=guarded.maker.node_key, papers=papers
    )
    assert played.verify(data).report
    files = parse_package(data)
    new = [name for name in files if name in papers or name.startswith(("data/custody/", "data/withheld"))]
    assert len(new) == 6
    for name in new:
        middle = len(files[name]) // 2
        spoiled = files[name][:middle] + bytes([files[name][middle] ^ 1]) + files[name][middle + 1 :]
        less = {one: kept for one, kept in files.items() if one != name}
        for changed in (files | {name: spoiled}, less):
            with pytest.raises(NotProven):
                played.verify(print_package(changed | print_lists(changed)))
        with pytest.raises(Malformed):
            played.verify(data.replace(files[name], spoiled))


def test_an_older_version_has_none_of_it(played, guarded):
    """Custody in a proof that says it is of version 1: refused, not passed over."""
    files = parse_package(guarded.played.make(guarded.contents()))
    unbagged = {path.removeprefix("data/"): data for path, data in files.items() if path.startswith("data/")}
    with pytest.raises(NotProven) as refusal:
        played.verify(print_package(unbagged))
    assert refusal.value.facts["file"] == "custody"
