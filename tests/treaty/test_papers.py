"""Twelve papers that offices use, each a whole case written by hand: checked on both sides, read in both languages, printed as letters."""

import html
import io
import re
from dataclasses import replace
from typing import Final

import docx
import pytest
from papers import ASKED, ASKS, Paper, PaperAct, papers, reading
from printed import printed_words
from samples_of_letters import letter

from comity.letters.docx import print_docx
from comity.letters.letter import Field, Line
from comity.letters.pdf import page_of_letter, print_pdf
from comity.terms.instants import Instant
from comity.treaty.check import check, may_send
from comity.treaty.clocks import clocks_for
from comity.treaty.fields import read_draft
from comity.treaty.findings import ROLES
from comity.treaty.forms import Form
from comity.treaty.legalbasis import legal_basis
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import Rulebook

PAPERS: Final = tuple(papers())
PRINTED: Final = (PAPERS[0], max(PAPERS, key=lambda paper: len(repr(paper))))  # an ordinary one and the longest
ACTS: Final = [(paper, act) for paper in PAPERS for act in paper.acts]
each = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
each_act = pytest.mark.parametrize(("paper", "act"), ACTS, ids=lambda one: one.name)


def test_there_are_twelve_of_twelve_kinds() -> None:
    """A paper that was lost would be tested by nobody; each says what it follows, and how well that was known."""
    assert len({paper.kind for paper in PAPERS}) == 12
    for paper in PAPERS:
        assert paper.source["template"]
        assert paper.source["reference"]
        assert paper.source["checked"] in ("read", "text", "recalled")


@each
def test_the_text_carries_it_at_the_article_of_the_paper(demo: Rulebook, paper: Paper) -> None:
    """Between the two States of the paper, on its day."""
    found = legal_basis(paper.kind, from_=ASKS, to=ASKED, on=paper.at.datetime().date(), rulebook=demo)
    assert {basis.instrument: basis.article for basis in found.carrying}[paper.instrument] == paper.article


@each_act
def test_the_rules_say_on_both_sides_what_the_paper_expects(demo: Rulebook, paper: Paper, act: PaperAct) -> None:
    """Who drafts, who approves and who receives it: nothing stops it, and what warns is named in the paper."""
    for role in ROLES:
        found = check(paper.facts(act, rulebook=demo), rulebook=demo, role=role, on=paper.at.datetime().date())
        assert [(one.rule_id, one.reason["en"]) for one in found if one.outcome == "stop"] == []
        assert may_send(found)
        assert tuple(one.rule_id for one in found if one.outcome == "warn") == act.warns, (role, [one.reason["en"] for one in found])
        assert {one.instrument for one in found} <= set(demo.reach(paper.instrument))


@each_act
def test_it_reads_in_both_languages_as_it_was_set_down(demo: Rulebook, paper: Paper, act: PaperAct) -> None:
    """Every item with its article, every line in Vietnamese and English, nothing more and nothing less."""
    form = demo.form_under(act.kind, act.act, paper.instrument)
    shown = reading(form, paper.facts(act, rulebook=demo).fields)
    assert not [line for line in shown if "not known here" in line]
    if act.reads or act is paper.request:
        assert shown == act.reads


@each_act
def test_its_clocks_run_to_the_moment_that_the_paper_names(demo: Rulebook, paper: Paper, act: PaperAct) -> None:
    """All of them and no other, on the desk of the State that was asked."""
    day = paper.at.datetime().date()
    urgency = str(act.fields.get("urgency", "urgent"))
    stated = paper.facts(act, rulebook=demo).fields.get("end")
    for event, expected in act.clocks.items():
        started = clocks_for(event, act.kind, rulebook=demo, on=day, urgency=urgency, instrument=paper.instrument)
        due = {
            clock.id: str(clock.due(paper.at, stated_end=Instant.parse(str(stated)) if stated else None))
            for clock in started
            if clock.side != "requesting"
        }
        assert due == expected


@each
def test_what_the_form_demands_is_named_when_it_is_missing(demo: Rulebook, paper: Paper) -> None:
    """Each mandatory field of the request in turn, by itself; where a rule asks for it too, the rule stops and names the same field."""
    act = paper.request
    form = demo.form_under(act.kind, act.act, paper.instrument)
    whole = paper.facts(act, rulebook=demo)
    demanded = [one.key for one in form.fields if one.mandatory == "always"]
    assert set(demanded) <= set(whole.fields)
    for key in demanded:
        fields, faults = read_draft(form, {name: value for name, value in whole.fields.items() if name != key})
        assert key in {fault.key for fault in faults}, key
        found = check(replace(whole, fields=fields), rulebook=demo, role="drafter", on=paper.at.datetime().date())
        stops = [one for one in found if one.outcome == "stop"]
        assert all(set(one.fields) & _beside(form, key) for one in stops), (key, [one.rule_id for one in stops])


def _beside(form: Form, key: str) -> set[str]:
    """Return the fields that a rule looks at together with one: those of its item."""
    return {one.key for one in form.item(form.by_key[key].item).fields}


@each
def test_nearly_everything_that_the_paper_asks_for_is_filled(demo: Rulebook, paper: Paper) -> None:
    """Each mandatory field, and most of the others: a paper that left them empty would try nothing."""
    act = paper.request
    form = demo.form_under(act.kind, act.act, paper.instrument)
    filled = set(paper.facts(act, rulebook=demo).fields)
    assert len(filled) >= len(form.fields) * 0.6, sorted(set(form.by_key) - filled)


def test_an_urgent_preservation_needs_hardly_any_free_text(demo: Rulebook) -> None:
    """At least nine of ten fields of the paper read in the other language without a translator."""
    paper = next(paper for paper in PAPERS if paper.name == "preservation")
    form = demo.form_under(paper.kind, "request", paper.instrument)
    fields = paper.facts(paper.request, rulebook=demo).fields
    free = [key for key in fields if form.by_key[key].type == "text"]
    assert free == ["facts"]
    assert len(fields) >= 25
    assert 1 - len(free) / len(fields) >= 0.9


@each
def test_the_request_makes_a_letter_in_both_languages(demo: Rulebook, paper: Paper) -> None:
    """Every line that the paper sets down stands on the page and in the DOCX, of two papers in the PDF; no character is without a font.

    That a page of any letter is printed whole is held in tests/letters/test_pdf.py; printing takes half a second.
    """
    act = paper.request
    form = demo.form_under(act.kind, act.act, paper.instrument)
    shown = {tag: render_form(form, act.fields, tag) for tag in ("en", "vi")}
    fields = tuple(
        Field(
            number=str(en.number),
            labels={"en": en.label, "vi": vi.label},
            article=en.article,
            lines={"en": tuple(map(Line, en.lines)), "vi": tuple(map(Line, vi.lines))},
        )
        for en, vi in zip(shown["en"], shown["vi"], strict=True)
        if en.lines
    )
    stands_on = replace(letter().basis, instrument=demo.instruments[paper.instrument].title, article=paper.article)
    made = letter(fields=fields, subject=demo.kind(paper.kind).labels, basis=stands_on)
    page = html.unescape(re.sub(r"<[^>]*>", "", page_of_letter(made)))
    pdf = printed_words(print_pdf(made)) if paper in PRINTED else "".join(page.split())
    read = docx.Document(io.BytesIO(print_docx(made)))
    word = "".join(node.text or "" for node in read.element.body.iter() if node.tag.endswith("}t"))
    for tag in ("en", "vi"):
        for one in shown[tag]:
            for line in one.lines:
                assert "".join(line.split()) in pdf, line
                assert "".join(line.split()) in "".join(word.split()), line
