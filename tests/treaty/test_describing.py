"""The list of kinds: every kind, every field, everything in both languages, always the same bytes; and which rule looks at which field."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.treaty.conftest import ACTS, ON, VN, XR

from comity.terms.json import parse_json, print_json
from comity.treaty.check import QUESTIONS
from comity.treaty.describing import TYPE_CHECKS, describe_all, describe_kind, grounds_in_order, rules_of, verified_counts
from comity.treaty.findings import Facts, Original
from comity.treaty.forms import TYPES
from comity.treaty.looking import looked_at, rules_on
from comity.treaty.questions import Asked
from comity.treaty.rulebook import NoRule

WORDS = {"labels", "purpose", "complete", "title", "short", "effect", "why_not", "hint", "type_check"}


def words(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield everything in two languages, with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in WORDS and inner is not None:
                yield f"{path}.{name}", inner
            else:
                yield from words(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from words(inner, f"{path}.{at}")


@pytest.fixture(scope="module")
def said(book):
    """The whole list."""
    return describe_all(book, on=ON)


def test_every_kind_and_every_field_of_every_part_is_there(book, said):
    """Nothing that the rulebook asks is left out: kinds, parts, items, fields, in the order of the forms."""
    assert [kind["code"] for kind in said["kinds"]] == list(book.kinds)
    for kind in said["kinds"]:
        row = book.kinds[kind["code"]]
        assert [part["part"] for part in kind["parts"]] == list(row.parts)
        for part in kind["parts"]:
            keys = [one["key"] for item in part["items"] for one in item["fields"]]
            assert keys == [one.key for one in book.form(kind["code"], part["part"]).fields]
        assert [base["instrument"] for base in kind["bases"]] == [base.instrument for base in row.bases]
        assert {clock["id"] for clock in kind["clocks"]} == {clock.id for clock in book.clocks if row.code in clock.kinds}


def test_everything_is_in_both_languages(said):
    """And no word is empty."""
    found = list(words(said))
    assert len(found) > 5000
    assert [path for path, one in found if set(one) != {"en", "vi"} or not all(text.strip() for text in one.values())] == []


def test_the_list_is_canonical_and_the_same_each_time(book, said):
    """The bytes are read back by the strict reader, and a second list of the same rulebook is the same."""
    printed = print_json(said)
    assert parse_json(printed, 16 * 2**20, what="list") == parse_json(print_json(describe_all(book, on=ON)), 16 * 2**20, what="list")
    assert print_json(describe_all(book, on=ON)) == printed


def test_every_citation_says_how_well_it_was_checked(said):
    """Wherever an article stands, the word stands beside it."""

    def look(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if value.get("article") and "verified" not in value and "unit" not in value:
                yield str(value)[:100]
            for inner in value.values():
                yield from look(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from look(inner)

    assert list(look(said)) == []


def test_grounds_that_protect_persons_stand_first(book):
    """Under every kind: the texts' own, then those of home law, then the rest."""
    for code in book.kinds:
        order = [row.protects for row in grounds_in_order(code, book)]
        assert order == sorted(order, reverse=True)


def test_a_clock_has_the_value_of_its_day(book):
    """A dated value is taken as it holds on the day asked about; before the first there is none."""
    clock = next(row for row in describe_kind("REQ-PRESERVE", rulebook=book, on=ON)["clocks"] if row["id"] == "C-UN42")
    assert clock["lengths"] == [{"urgency": [], "value": 60, "unit": "days", "article": "42(8)"}]
    early = next(row for row in describe_kind("REQ-PRESERVE", rulebook=book, on=date(1990, 1, 1))["clocks"] if row["id"] == "C-UN42")
    assert early["lengths"] == []


def test_an_unknown_kind_is_refused(book):
    """No rule, no answer."""
    with pytest.raises(NoRule):
        describe_all(book, on=ON, kinds=["REQ-NONE"])


def test_every_type_says_what_the_machine_checks():
    """One sentence for each type of field."""
    assert set(TYPE_CHECKS) == set(TYPES)


def test_the_counts_are_those_of_the_rows(book):
    """Every rule, ground, answer and item of a kind is counted once."""
    for code in book.kinds:
        items = sum(len(book.form(code, part).items) for part in book.kind(code).parts)
        assert sum(verified_counts(code, book).values()) >= len(rules_of(code, book)) + items


class _Watched(dict[str, object]):
    """Fields that note which of them were looked at."""

    def __init__(self, values: Any) -> None:
        super().__init__(values)
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> object:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]  # a dict of text
        self.seen.add(key)
        return super().get(key, default)


def test_what_a_rule_looks_at_is_found_without_a_list(demo):
    """Each question is asked about every sample act: whatever field it looked at, the list names that rule at the field."""
    missed: set[tuple[str, str]] = set()
    for (kind, part), values in ACTS.items():
        form = demo.form(kind, part)
        for rule in demo.rules.values():
            if f"{kind}/{part}" not in rule.acts:
                continue
            watched = _Watched(values)
            facts = Facts(
                kind=kind,
                part=part,
                from_country=XR,
                to_country=VN,
                fields=watched,
                from_role="POC",
                to_role="CA",
                instrument=rule.instrument if demo.kind(kind).base(rule.instrument) else "",
                original=Original(kind="REQ-PRESERVE", fields=ACTS["REQ-PRESERVE", "request"]),
            )
            QUESTIONS[rule.question](Asked(facts, rule, demo, "drafter", ON, {}))
            missed |= {
                (rule.id, key) for key in watched.seen & set(form.by_key) if rule not in rules_on(form, form.by_key[key], rulebook=demo)
            }
    assert missed == set()


def test_a_duty_of_people_looks_at_nothing(book):
    """A rule without a question is kept by people."""
    duty = next(rule for rule in book.rules.values() if not rule.question and not rule.uses)
    assert looked_at(duty) == frozenset()
