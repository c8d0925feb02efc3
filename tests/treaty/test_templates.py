"""Ten forms as officers know them on paper: each is read, passes the rules, and reads in both languages."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from comity.terms.identifiers import Country, Reference
from comity.terms.instants import Instant
from comity.treaty.check import check, may_send
from comity.treaty.fields import parse_fields
from comity.treaty.findings import Facts, Original
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import Rulebook

TEMPLATES: Final = sorted((Path(__file__).parent / "samples" / "templates").glob("*.json"))
ON: Final = date(2026, 11, 24)
FIRST: Final = Original(
    reference=Reference("FR-2026-000001"),
    kind="REQ-PRESERVE",
    fields={"data_categories": ["DAT-SUB", "DAT-TRF"]},
    start=Instant.parse("2026-11-24T02:30:00.000000Z"),
    end=Instant.parse("2027-01-23T02:30:00.000000Z"),
)
each = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def read(path: Path, book: Rulebook) -> tuple[Mapping[str, Any], dict[str, object]]:
    """Return the template and its fields as the form reads them."""
    template = json.loads(path.read_text(encoding="utf-8"))
    return template, parse_fields(book.form(template["kind"], template["part"]), template["fields"])


def test_there_are_ten() -> None:
    """A template that was lost would be tested by nobody."""
    assert len(TEMPLATES) == 10


@each
def test_it_passes_the_rules(book: Rulebook, path: Path) -> None:
    """Nothing stops the act between two Parties, and it stands on the text that the paper names."""
    template, fields = read(path, book)
    facts = Facts(
        kind=template["kind"],
        part=template["part"],
        from_country=Country(template["from"]),
        to_country=Country(template["to"]),
        from_role=template["from_role"],
        to_role=template["to_role"],
        instrument=template["instrument"],
        fields=fields,
        peer_allowed=template.get("peer_allowed", False),
        original=FIRST if template["part"] != "request" or template["kind"] == "REQ-PRESERVE-EXT" else None,
    )
    found = check(facts, rulebook=book, role="drafter", on=ON)
    assert [(one.rule_id, str(one.reason["en"])) for one in found if one.outcome == "stop"] == []
    assert may_send(found)
    assert {one.instrument for one in found} <= set(book.reach(template["instrument"]))


@each
def test_it_reads_in_both_languages(book: Rulebook, path: Path) -> None:
    """Each code has its words in each language; only what a person typed is the same in both."""
    template, fields = read(path, book)
    form = book.form_under(template["kind"], template["part"], template["instrument"])
    shown = {language: render_form(form, fields, language) for language in ("vi", "en")}
    for vi, en in zip(shown["vi"], shown["en"], strict=True):
        assert vi.codes == en.codes
        assert len(vi.lines) == len(en.lines)
        assert vi.label != en.label
        for code, line_vi, line_en in zip(vi.codes, vi.lines, en.lines, strict=True):
            if code:
                assert line_vi != line_en
                assert code not in {line_vi, line_en}
                assert "not known" not in line_en


def test_an_urgent_preservation_needs_hardly_any_free_text(book: Rulebook) -> None:
    """At least nine of ten fields that the officer fills read in the other language without a translator."""
    path = next(path for path in TEMPLATES if path.stem == "preservation-request")
    template, fields = read(path, book)
    form = book.form(template["kind"], template["part"])
    free = [key for key in fields if form.by_key[key].type == "text"]
    assert free == ["facts"]
    assert len(fields) >= 20
    assert 1 - len(free) / len(fields) >= 0.9
