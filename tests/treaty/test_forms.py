"""Forms: read strictly, one fault a field, rendered in both languages without translating anything."""

import json
import unicodedata
from datetime import date

import pytest
from eachof import each_of
from hypothesis import given
from hypothesis import strategies as st
from tests.treaty.conftest import ACTS, REQUEST

from comity.terms.json import print_json
from comity.treaty.faults import FieldFaults
from comity.treaty.fields import parse_fields, read_draft
from comity.treaty.forms import Names, build_form
from comity.treaty.pack_forms import FormRow, ItemRow
from comity.treaty.rendering import render_form
from comity.treaty.rulebook import load_rulebook

BOOK = load_rulebook()
FORM = BOOK.form("REQ-PRESERVE", "request")
ANSWER = BOOK.form("REQ-PRESERVE", "answer")


def faults(form=FORM, base=REQUEST, **changes) -> dict[str, str]:
    """Return the faults of a form in order but for the changes, by field, in English."""
    raw = {key: value for key, value in {**base, **changes}.items() if value is not None}
    return {fault.key: str(fault) for fault in read_draft(form, raw)[1]}


@each_of("kind, part", sorted(ACTS))
def test_what_was_read_reads_the_same_again(kind: str, part: str):
    """Values are JSON-ready and stable."""
    form = BOOK.form(kind, part)
    fields = parse_fields(form, ACTS[kind, part])
    assert parse_fields(form, json.loads(print_json(fields))) == fields


def test_every_part_of_every_kind_has_a_form_and_an_act_in_order():
    """Every item has its article and both labels; free text is capped, for it is what nobody translates."""
    assert {(kind.code, part) for kind in BOOK.kinds.values() for part in kind.parts} == set(BOOK.forms) == set(ACTS)
    for form in BOOK.forms.values():
        assert sum(field.type == "text" for field in form.fields) <= 4, form.kind
        assert all(item.article and item.labels["vi"] and item.labels["en"] for item in form.items)
        assert all(field.cap <= 4000 for field in form.fields if field.type == "text")


def test_an_act_in_order_fills_everything_that_its_form_always_demands():
    """So that taking one thing away is a fault."""
    for (kind, part), fields in ACTS.items():
        form = BOOK.form(kind, part)
        for field in form.fields:
            if field.mandatory == "always":
                assert field.key in fields
                assert field.key in {fault.key for fault in read_draft(form, {**fields, field.key: None})[1]}, (kind, part, field.key)


def test_the_request_has_the_seven_items_of_the_article_and_a_length():
    """By letter, in order; then what the templates of the network ask besides."""
    assert [item.article for item in FORM.items] == [
        "42(3)(a)",
        "42(3)(b)",
        "42(3)(b)",
        *(f"42(3)({letter})" for letter in "cdefg"),
        "42(8)",
        "43",
        "12",
        "12",
        "1",
    ]
    assert [item.number for item in FORM.items] == list(range(1, 14))
    listed = {"offence", "data-category", "identifier-type", "relation", "necessity", "mla-intent", "secrecy", "language"}
    assert set(FORM.vocabularies) == listed | {"urgency", "urgency-reason"}


def test_what_a_web_form_sends_is_read():
    """Texts for numbers, one code for a list, flat names for what has parts, and empty boxes for nothing."""
    flat = {
        **{key: value for key, value in REQUEST.items() if key not in {"facts", "period", "identifiers"}},
        "max_penalty_months": " 72 ",
        "relation": "REL-SUSPECT",
        "facts.text": "  Server entered.\r\nData encrypted. ",
        "facts.language": "en",
        "period.from": "2026-11-01",
        "period.to": "2026-11-23",
        "identifiers.1.type": "phone",
        "identifiers.1.value": "+84 24 3456 7890",
        "identifiers.0.type": "email",
        "identifiers.0.value": "k7-relay@POST.example",
        "identifiers.2.type": "email",
        "identifiers.2.value": " ",
        "location": "",
        "custodian_unknown": "no",
        "law_reference": "",
    }
    fields = parse_fields(FORM, flat)
    assert fields["max_penalty_months"] == 72
    assert fields["relation"] == ["REL-SUSPECT"]
    assert fields["facts"] == {"text": "Server entered.\nData encrypted.", "language": "en"}
    assert fields["period"] == {"from": "2026-11-01", "to": "2026-11-23"}
    assert fields["identifiers"] == [{"type": "email", "value": "k7-relay@post.example"}, {"type": "phone", "value": "+842434567890"}]
    assert "location" not in fields
    assert "law_reference" not in fields


def test_codes_are_kept_in_the_order_of_the_vocabulary():
    """So that the same choice gives the same bytes."""
    assert parse_fields(FORM, {**REQUEST, "offences": ["OFF-13", "OFF-07"]})["offences"] == ["OFF-07", "OFF-13"]


def test_nfd_vietnamese_becomes_nfc():
    """The same word is the same bytes."""
    fields = parse_fields(FORM, {**REQUEST, "custodian": unicodedata.normalize("NFD", "Bưu điện Việt Nam")})
    assert fields["custodian"] == unicodedata.normalize("NFC", "Bưu điện Việt Nam")


@pytest.mark.parametrize("field", [field.key for field in FORM.fields if field.mandatory == "always"])
def test_a_missing_field_is_named_with_its_article(field: str):
    """One fault, in both languages of the label."""
    with pytest.raises(FieldFaults) as refused:
        parse_fields(FORM, {key: value for key, value in REQUEST.items() if key != field})
    (fault,) = refused.value.faults
    assert (fault.key, fault.number) == (field, FORM.by_key[field].number)
    assert fault.facts_in("vi")["label"] == FORM.by_key[field].labels["vi"]
    assert FORM.by_key[field].article in str(fault)


def test_an_empty_form_has_one_fault_for_each_field_it_needs():
    """In the order of the form; of the custodian's three fields one is asked for."""
    with pytest.raises(FieldFaults) as refused:
        parse_fields(FORM, {})
    keys = [fault.key for fault in refused.value.faults]
    assert keys == [field.key for field in FORM.fields if field.mandatory == "always" or field.key == "custodian"]
    assert str(refused.value) == f"Fields to correct: {len(keys)}."


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("authority", "XR Police", "identifier of an authority"),
        ("authority_name", "line one\nline two", "one line"),
        ("authority_name", "x" * 121, "121 characters; at most 120"),
        ("authority_name", ["a"], "cannot be read"),
        ("case_number", "77\u202e88", "hide or reorder"),
        ("offences", ["OFF-99"], "does not know the code OFF-99"),
        ("offences", ["OFF-07", "OFF-07"], "twice"),
        ("offences", {"a": 1}, "cannot be read"),
        ("offences", "\u0416" * 100, "does not know the code"),
        ("max_penalty_months", "-1", "whole number from 0 to 1200"),
        ("max_penalty_months", "4.5", "whole number"),
        ("max_penalty_months", "1201", "whole number"),
        ("max_penalty_months", True, "whole number"),
        ("max_penalty_months", "٤٨", "whole number"),
        ("max_penalty_months", "9" * 5000, "whole number"),
        ("facts", {"text": "x" * 1001, "language": "en"}, "1001 characters; at most 1000"),
        ("facts", {"text": "null \x00", "language": "en"}, "hide or reorder"),
        ("facts", {"text": "hello"}, "in which language"),
        ("facts", {"text": "hello", "language": "English"}, "in which language"),
        ("facts", {"text": "hello", "language": "en", "html": "x"}, "cannot be read"),
        ("facts", "hello", "cannot be read"),
        ("facts", {"text": 5, "language": "en"}, "cannot be read"),
        ("identifiers", [{"type": "email", "value": "nobody"}], "nobody is not an identifier of the kind email"),
        ("identifiers", [{"type": "thought", "value": "x"}], "kind thought"),
        ("identifiers", [{"type": "email", "value": f"u{n}@a.example"} for n in range(21)], "at most 20"),
        ("identifiers", ["k7@post.example"], "cannot be read"),
        ("period", {"from": "2026-11-01"}, "first and its last day"),
        ("period", {"from": "2026-11-01", "to": "2026-11-31"}, "first and its last day"),
        ("period", ["2026-11-01"], "cannot be read"),
        ("custodian_unknown", "perhaps", "yes or no"),
        ("mla_intent", ["MLA-INTENT"], "cannot be read"),
        ("mla_date", "24/12/2026", "day of the calendar"),
        ("mla_date", "2026-W51-4", "day of the calendar"),
        ("mla_date", "2027-02-29", "day of the calendar"),
        ("secrecy", "", "Missing: "),
        ("length_days", "0", "from 1 to 3650"),
        ("colour", "red", "no field named colour"),
    ],
)
def test_wrong_values_are_named_each_by_its_own_sentence(key: str, value: object, says: str):
    """Nothing else is blamed, and the sentence fills in every language."""
    found = faults(**{key: value})
    assert list(found) == [key]
    assert says in found[key]
    fault = read_draft(FORM, {**REQUEST, key: value})[1][0]
    assert fault.sentence % fault.facts_in("vi")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b", "%(x)s %s {0}", "Đường Nguyễn Ễ Ữ Ậ"])
def test_text_that_only_looks_dangerous_is_kept_as_it_is(text: str):
    """Escaping is for whoever shows it."""
    fields = parse_fields(FORM, {**REQUEST, "facts": {"text": text, "language": "vi"}})
    assert fields["facts"] == {"text": text, "language": "vi"}
    assert text in render_form(FORM, fields, "vi")[2].lines


def test_of_the_custodian_one_thing_is_needed():
    """Name, place, or that neither is known; a box that is not ticked says nothing."""
    assert faults(custodian=None) == {
        "custodian": "Give at least one of: Name of the custodian; Location of the system; Neither is known (42(3)(d))."
    }
    assert faults(custodian=None, location="Ha Noi") == {}
    assert faults(custodian=None, custodian_unknown="on") == {}
    assert list(faults(custodian=None, custodian_unknown=False)) == ["custodian"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"decision": "D-GRANT"}, {"start", "end"}),
        ({"decision": "D-COND", **{key: ACTS["REQ-PRESERVE", "answer"][key] for key in ("start", "end")}}, {"conditions"}),
        ({"decision": "D-REFUSE"}, {"grounds"}),
        ({"decision": "D-REFUSE", "grounds": ["DISCRIMINATION"], "end": "2027-01-22T22:00:00.000000Z"}, {"end"}),
        ({"decision": "D-REFUSE", "grounds": ["TRIBUTE"]}, {"grounds"}),
        ({"decision": "D-RISK"}, {"risks"}),
        ({"decision": "D-POSTPONE"}, {"decision"}),
        ({}, {"decision"}),
        ({"decision": "D-GRANT", "start": "2026-11-24T05:00+07:00", "end": "tomorrow"}, {"start", "end"}),
        (
            {
                "decision": "D-COND",
                "conditions": ["C-MLA"],
                "start": "2026-11-23T22:00:00.000000Z",
                "end": "2027-01-22T22:00:00.000000Z",
            },
            {"mla_by"},
        ),
    ],
)
def test_an_answer_asks_for_what_its_decision_needs_and_takes_nothing_else(fields: dict, wrong: set[str]):
    """Hidden leftovers of another choice are not sent."""
    assert set(faults(ANSWER, {}, **fields)) == wrong


def test_the_answers_on_the_page_are_those_of_the_form():
    """Postponement is not among them."""
    assert [option.code for option in ANSWER.by_key["decision"].options] == ["D-GRANT", "D-COND", "D-PART", "D-REFUSE", "D-RISK"]
    extension = BOOK.form("REQ-PRESERVE-EXT", "answer").by_key["decision"]
    assert {option.code for option in extension.options} == {"D-GRANT", "D-COND", "D-REFUSE"}


@given(
    raw=st.dictionaries(
        st.text(max_size=12) | st.sampled_from([*FORM.by_key, "facts.text", "identifiers.0.type", "period.from.to", "a..b"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3),
    )
)
def test_whatever_is_typed_there_are_values_or_faults(raw: dict):
    """Never a crash, and what was read can be printed and read again."""
    fields, wrong = read_draft(FORM, raw)
    again, _ = read_draft(FORM, json.loads(print_json(fields)))
    assert again == fields
    for fault in wrong:
        assert str(fault)


def test_a_request_reads_in_both_languages():
    """Codes become labels beside their code; what a person typed is the same in both."""
    fields = parse_fields(FORM, REQUEST)
    en, vi = (render_form(FORM, fields, language) for language in ("en", "vi"))
    assert [field.number for field in en] == [field.number for field in vi] == list(range(1, 14))
    assert en[1].lines[:2] == ("Illegal access", "Interference with electronic data")
    assert vi[1].lines[:2] == ("Truy cập trái phép", "Can thiệp dữ liệu điện tử")
    assert en[1].codes[:2] == vi[1].codes[:2] == ("OFF-07", "OFF-09")
    assert en[1].printed[0] == "Illegal access [OFF-07]"
    assert en[2].lines == vi[2].lines == (REQUEST["facts"]["text"],)
    assert en[2].language_of_text == vi[2].language_of_text == "en"
    assert en[3].label == "Data to preserve, and how they relate"
    assert "From 1 Nov 2026 to 23 Nov 2026" in en[3].lines[-1]
    assert "Từ 01/11/2026 đến 23/11/2026" in vi[3].lines[-1]
    assert all(field.article for field in en)


def test_an_answer_shows_its_moments_in_utc():
    """As each language writes them."""
    fields = parse_fields(ANSWER, ACTS["REQ-PRESERVE", "answer"])
    assert render_form(ANSWER, fields, "en")[2].lines == ("Start: 23 Nov 2026 22:00 UTC", "End: 22 Jan 2027 22:00 UTC")
    assert render_form(ANSWER, fields, "vi")[2].lines == ("Bắt đầu: 23/11/2026 22:00 (UTC)", "Kết thúc: 22/01/2027 22:00 (UTC)")


def test_a_code_from_a_newer_node_is_shown_and_said_to_be_unknown():
    """Rendering is total: what cannot be read is still shown."""
    shown = render_form(
        FORM, {"offences": ["OFF-77"], "mla_date": "soon", "period": {"from": 3}, "identifiers": [{"type": "x"}], "facts": "?"}, "en"
    )
    assert shown[1].printed == ("code not known here [OFF-77]",)
    assert shown[6].lines == ("Planned or filed on: soon",)
    assert shown[2].lines == ("?",)
    assert "Period of the data: From 3 to not given" in [line for item in shown for line in item.lines]


def test_an_act_that_speaks_of_another_one_names_it_in_words():
    """Kinds, texts, parts and clocks by what they are called; what a newer node wrote, or cut, as it stands; the fields stay codes."""
    form, at = BOOK.form("ADM-CARRY", "question"), "2026-11-24T03:08:00.000000Z"
    fields = {"about_kind": "REQ-NEWER", "about_instrument": "UNTOC", "clocks": f"ACK {at}; NEWER {at}; DECIDE 2026-11"}
    fields |= {"papers": [{"act": "question", "kind": "ADM-MOREINFO", "by": "asked", "on": at, "method": "DEL-POST"}, {"act": "newer"}]}
    about, _, papers, clocks, _ = (item.printed for item in render_form(form, fields, "vi"))
    assert about == (
        "Loại yêu cầu: REQ-NEWER",
        "Văn kiện: Công ước của Liên hợp quốc về chống tội phạm có tổ chức xuyên quốc gia",
    )
    kind = BOOK.kind("ADM-MOREINFO").labels["vi"]
    assert papers[0].startswith(f"24/11/2026 03:08 (UTC); Câu hỏi: {kind}; của Quốc gia được yêu cầu; Bưu chính;")
    assert papers[1] == "không nêu; newer: không nêu; không nêu; không có văn bản"
    assert clocks == ("Xác nhận, tính từ 24/11/2026 03:08 (UTC)", "NEWER, tính từ 24/11/2026 03:08 (UTC)", "DECIDE 2026-11")


def test_a_form_out_of_order_is_not_built():
    """Numbers run from one; a choice needs its choices."""
    words = {"en": "a", "vi": "b"}
    row = FormRow(kind="K", part="p", instrument="UNCC", items=(ItemRow(number=2, key="a", article="1", labels=words, fields=()),))
    with pytest.raises(Exception, match="out of order"):
        build_form(row, grounds={}, names=Names({}, {}, {}))


def test_dates_compare_as_days():
    """The sample's dates are days of the calendar."""
    assert date.fromisoformat(str(parse_fields(FORM, REQUEST)["mla_date"])) == date(2026, 12, 24)
