"""What the compiler and the linter say about rules that are wrong: each fault is planted once, and found by its place."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import compile_rules
import msgspec
import pytest

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.treaty.compiling import compile_pack, strange_folders
from comity.treaty.expanding import expand
from comity.treaty.linting import lint
from comity.treaty.loading import read_pack

WHOLE = json.loads((compile_rules.TREATY / "compiled" / "rulebook.json").read_bytes())["content"]
Change = Callable[[dict[str, Any]], None]


def faults(*changes: Change) -> list[str]:
    """Return what the linter says of the committed pack with these changes."""
    changed = copy.deepcopy(WHOLE)
    for change in changes:
        change(changed)
    printed = json.dumps(changed).encode()
    data = msgspec.json.encode({"content": msgspec.Raw(printed), "content_digest": str(Digest.of(printed)), "source_digest": "0" * 64})
    return [str(fault) for fault in lint([read_pack(data, demo=False)])]


def row(content: dict[str, Any], section: str, name: str, **more: str) -> dict[str, Any]:
    """Return the row of a section with this identifier or code."""
    return next(
        one
        for one in content[section]
        if name in (one.get("id"), one.get("code")) and all(one[key] == value for key, value in more.items())
    )


def test_the_pack_has_no_fault():
    """What is committed is clean."""
    assert faults() == []


# A change, where its fault is found, and what is said of it there.
PLANTED: list[tuple[Change, str, str]] = [
    (lambda c: row(c, "rules", "uncc.40.8").update(question="guess"), "rule uncc.40.8", "no question guess"),
    (lambda c: row(c, "rules", "uncc.40.8").update(acts=["REQ-TAP/request"]), "rule uncc.40.8", "no form for"),
    (lambda c: row(c, "rules", "uncc.40.8").update(question=""), "rule uncc.40.8", "a question needs acts and cases"),
    (lambda c: row(c, "rules", "uncc.40.8").update(article="99(8)"), "rule uncc.40.8", "no article UNCC 99(8)"),
    (lambda c: row(c, "rules", "uncc.40.8").update(replaces=["comity.99"]), "rule uncc.40.8", "which nobody wrote"),
    (lambda c: row(c, "rules", "uncc.40.8")["uses"].update(otherwise="perhaps"), "rule uncc.40.8", "perhaps"),
    (lambda c: row(c, "rules", "uncc.40.15.a")["uses"].update(items=["soul"]), "rule uncc.40.15.a", "soul"),
    (lambda c: row(c, "rules", "uncc.40.26")["uses"].update(fields=["soul"]), "rule uncc.40.26", "soul"),
    (
        lambda c: row(c, "rules", "uncc.42.8")["values"]["least_days"].append(row(c, "rules", "uncc.42.8")["values"]["least_days"][0]),
        "rule uncc.42.8 least_days",
        "two rows from 2024-12-24 on",
    ),
    (
        lambda c: row(c, "instruments", "UNCC")["in_force"].append(row(c, "instruments", "UNCC")["in_force"][0]),
        "instrument UNCC in force",
        "two rows from",
    ),
    (lambda c: row(c, "clocks", "ACK")["lengths"].append(row(c, "clocks", "ACK")["lengths"][0]), "clock ACK routine", "two rows from"),
    (lambda c: row(c, "clocks", "C-UN42").update(follows="uncc.42.8#most"), "clock C-UN42", "which nobody wrote"),
    (lambda c: row(c, "clocks", "ACK").update(lengths=[]), "clock ACK", "a length is in minutes"),
    (lambda c: row(c, "clocks", "ACK").update(kinds=[]), "clock ACK", "speaks of no kind"),
    (lambda c: row(c, "clocks", "ACK").update(kinds=["REQ-TAP"]), "clock ACK", "no kind ['REQ-TAP']"),
    (lambda c: c["clocks"].append(row(c, "clocks", "ACK")), "clock ACK", "stands there twice"),
    (lambda c: row(c, "instruments", "UNCC").update(basis=""), "instrument UNCC", "basis"),
    (lambda c: row(c, "instruments", "UNCC").update(leans_on=["MAGNA-CARTA"]), "instrument UNCC", "leans on MAGNA-CARTA"),
    (lambda c: row(c, "instruments", "UNCC")["clauses"].update(costs="uncc.99"), "instrument UNCC", "costs names the rule uncc.99"),
    (lambda c: row(c, "instruments", "UNCC").update(nature="bilateral"), "instrument UNCC", "two parties"),
    (lambda c: row(c, "kinds", "REQ-STORED").update(family="friends"), "kind REQ-STORED", "no family friends"),
    (lambda c: row(c, "kinds", "REQ-STORED").update(sender=["KING"]), "kind REQ-STORED", "no role ['KING']"),
    (lambda c: row(c, "kinds", "REQ-STORED")["parts"].append("notice"), "kind REQ-STORED", "no form for ['notice']"),
    (lambda c: row(c, "kinds", "REQ-STORED")["bases"][0].update(article="99"), "kind REQ-STORED", "no article UNCC 99"),
    (
        lambda c: [ground.update(kinds=[kind for kind in ground["kinds"] if kind != "AGR-JIT"]) for ground in c["grounds"]],
        "kind AGR-JIT under UNCC",
        "no ground of refusal is offered",
    ),
    (
        lambda c: [answer.update(kinds=[kind for kind in answer["kinds"] if kind != "AGR-JIT"]) for answer in c["answers"]],
        "kind AGR-JIT under UNCC",
        "no answer is offered",
    ),
    (
        lambda c: row(c, "answers", "D-REFUSE", article="48").update(code="D-PART"),
        "kind AGR-JIT",
        "D-PART",
    ),
    (lambda c: row(c, "grounds", "FISCAL").pop("why_not"), "ground FISCAL", "does not say why"),
    (lambda c: row(c, "grounds", "FISCAL").update(article="99"), "ground FISCAL", "no article UNCC 99"),
    (lambda c: c["status"][0].update(country="QQ"), "status of QQ", "does not know it"),
    (lambda c: c["status"][0].update(instrument="MAGNA-CARTA"), "status under MAGNA-CARTA", "no such instrument"),
    (
        lambda c: [rule.update(acts=[act for act in rule.get("acts", []) if act != "AGR-JIT/report"]) for rule in c["rules"]],
        "rules",
        "nothing is asked of ['AGR-JIT/report']",
    ),
]


def row_of(place: str) -> str:
    """Return the row that a change at a place is made in."""
    return " ".join(place.split()[:2])


def rounds() -> Iterator[list[tuple[Change, str, str]]]:
    """Yield the changes so that those of a round are in different rows: reading the whole pack takes a third of a second."""
    left = PLANTED
    while left:
        first = {row_of(one[1]): one for one in reversed(left)}
        yield list(first.values())
        left = [one for one in left if first[row_of(one[1])] is not one]


@pytest.mark.parametrize("planted", list(rounds()))
def test_each_fault_is_found_at_its_place(planted: list[tuple[Change, str, str]]):
    """By the name of the row, with what is wrong in it."""
    found = faults(*(change for change, _, _ in planted))
    for _, place, says in planted:
        assert any(place in fault and says in fault for fault in found), (place, says, found)


SMALL: dict[str, Any] = {
    "instruments": [
        {"code": "UNCC"},
        {"code": "2AP", "leans_on": ["BUDAPEST"]},
        {"code": "BUDAPEST"},
        {"code": "COMITY", "universal": True},
    ],
    "sets": [{"code": name} for name in ("mla", "odd", "opening", "inside", "record", "intrusive", "off", "high-risk", "executed")],
    "kinds": [
        {"code": "A", "sets": ["mla"], "opens": True, "parts": ["request", "result"], "bases": [{"instrument": "UNCC"}]},
        {"code": "B", "sets": ["mla", "odd"], "opens": True, "parts": ["request"], "bases": [{"instrument": "2AP"}], "off": True},
        {"code": "C", "nature": "record", "parts": ["request"], "bases": [{"instrument": "UNCC"}]},
    ],
}


def expanded(section: str, **written: Any) -> dict[str, Any]:
    """Return one row of a section with its shorthand written out, beside three kinds."""
    return expand({**copy.deepcopy(SMALL), section: [written]})[section][0]


@pytest.mark.parametrize(
    ("instrument", "kinds", "found"),
    [
        ("COMITY", ["@mla"], ["A", "B"]),
        ("UNCC", ["@mla"], ["A"]),
        ("BUDAPEST", ["@mla"], ["B"]),
        ("COMITY", ["@mla", "-B"], ["A"]),
        ("COMITY", ["@mla", "-@odd"], ["A"]),
        ("COMITY", ["C", "@mla", "C"], ["C", "A", "B"]),
        ("COMITY", ["@record"], ["C"]),
        ("COMITY", ["@off"], ["B"]),
        ("COMITY", ["@executed"], ["A"]),
    ],
)
def test_a_set_stands_for_the_kinds_that_the_text_reaches(instrument: str, kinds: list[str], found: list[str]):
    """In the order of the pack, once each; less one kind, or less those of another set."""
    assert expanded("grounds", code="G", instrument=instrument, kinds=kinds)["kinds"] == found
    acts = [f"{kind}/request" for kind in kinds]
    assert expanded("rules", id="r", instrument=instrument, acts=acts)["acts"] == [f"{kind}/request" for kind in found]


def test_a_set_of_acts_has_only_the_kinds_with_that_part():
    """No act without its form."""
    assert expanded("rules", id="r", instrument="COMITY", acts=["@mla/result"])["acts"] == ["A/result"]


@pytest.mark.parametrize(
    ("section", "written", "says"),
    [
        ("grounds", {"code": "G", "kinds": ["@nobody"]}, "no set nobody"),
        ("grounds", {"code": "G", "kinds": ["A", "-@nobody"]}, "no set nobody"),
        ("grounds", {"code": "G", "kinds": ["A", "-B"]}, "takes away what is not there: B"),
        ("rules", {"id": "r", "acts": ["@nobody/request"]}, "no set nobody"),
        ("rules", {"id": "r", "acts": ["A/request", "-B/request"]}, "takes away what is not there"),
        ("kinds", {"code": "K", "sets": ["nobody"], "parts": [], "bases": []}, "no set nobody"),
        ("forms", {"kind": "A", "part": "request", "items": [{"block": "nobody"}]}, "no block nobody"),
        ("forms", {"kind": "A", "part": "request", "items": [{"key": "a", "number": 2}]}, "is number 1, not 2"),
    ],
)
def test_shorthand_that_stands_for_nothing_is_refused(section: str, written: dict[str, Any], says: str):
    """It would be law that nobody asks for."""
    with pytest.raises(Malformed, match=says):
        expanded(section, **written)


def test_a_block_is_copied_and_changed_only_where_it_is_taken():
    """Its fields, what is mandatory, what is left out."""
    block = {"block": "b", "key": "b", "article": "1", "fields": [{"key": "x"}, {"key": "y", "mandatory": "always"}]}
    item = {"block": "b", "article": "2", "mandatory": {"x": "always"}, "without": ["y"]}
    made = expand({**copy.deepcopy(SMALL), "blocks": [block], "forms": [{"kind": "A", "part": "request", "items": [item, {"block": "b"}]}]})
    first, second = made["forms"][0]["items"]
    assert (first["article"], first["number"], first["fields"]) == ("2", 1, [{"key": "x", "mandatory": "always"}])
    assert (second["article"], second["number"], [field["mandatory"] for field in second["fields"]]) == ("1", 2, ["no", "always"])
    for wrong in ({"mandatory": {"z": "always"}}, {"without": ["z"]}):
        with pytest.raises(Malformed, match="has no field z"):
            expand(
                {**copy.deepcopy(SMALL), "blocks": [block], "forms": [{"kind": "A", "part": "request", "items": [{"block": "b", **wrong}]}]}
            )


def test_a_form_of_one_kind_goes_before_that_of_a_set():
    """The other kinds of the set keep the shared one."""
    shared = {"kinds": ["@mla"], "part": "request", "items": [{"key": "shared"}]}
    own = {"kind": "B", "part": "request", "items": [{"key": "own"}]}
    made = expand({**copy.deepcopy(SMALL), "forms": [shared, own]})["forms"]
    assert {form["kind"]: form["items"][0]["key"] for form in made} == {"A": "shared", "B": "own"}


def test_a_folder_that_nothing_reads_is_named(tmp_path: Path):
    """Law in a misspelt folder would be silent."""
    for name in ("uncc", "unccc"):
        (tmp_path / name).mkdir()
    assert strange_folders(tmp_path) == ("unccc",)


def test_a_row_without_its_source_is_named_when_it_is_compiled(tmp_path: Path):
    """The rule by its identifier, and what it lacks."""
    (tmp_path / "uncc").mkdir()
    (tmp_path / "VERSION").write_text("1", encoding="utf-8")
    (tmp_path / "uncc" / "x.yaml").write_text(
        "rules: [{id: uncc.9, instrument: UNCC, article: '9', title: {en: a, vi: b}, since: 2024-12-24, verified: memory}]",
        encoding="utf-8",
    )
    with pytest.raises(Exception, match=r"uncc\.9 has no source"):
        read_pack(compile_pack(tmp_path, ("uncc",)), demo=False)
