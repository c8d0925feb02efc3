"""Acts: what is printed is read back, what is read prints the same bytes, and hidden characters never pass."""

import json
from dataclasses import replace
from datetime import timedelta
from unicodedata import combining, is_normalized, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, TooLarge
from comity.terms.text import require_clean
from comity.wire import act
from comity.wire.act import (
    MAX_BYTES,
    ActBody,
    CheckLine,
    RenderedField,
    RulebookUsed,
    VocabularyUsed,
    parse_act,
    print_act,
)
from comity.wire.characters import _is_plain, looks_clean_printed, require_clean_lines, require_clean_texts

AT = Instant.parse("2026-11-23T03:07:00.000000Z")
BODY = ActBody(
    act="request",
    kind="REQ-PRESERVE",
    reference=Reference("XR-2026-000123"),
    instrument="UNCC",
    article="42",
    urgency="urgent",
    fields={"facts": "Mã độc tống tiền.\nBệnh viện.", "offence": "UNCC-7", "days": 90, "secret": True, "sources": [{"port": 443}]},
    vocabularies=(VocabularyUsed("offence", "1", Digest.of(b"offence")),),
    rulebook=RulebookUsed("2026-11-23", Digest.of(b"rulebook")),
    check=(CheckLine("uncc.42.content.b", "pass", "42(3)(b)"),),
    text={"en": (RenderedField("1", "Facts", ("Mã độc tống tiền.", "Bệnh viện.")),), "vi": (RenderedField("1", "Sự việc", ()),)},
    drafted_by=OfficerId("j.doe@poc.ruritania.example"),
    submitted_at=AT,
)

clean = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=40).filter(lambda text: is_normalized("NFC", text))
integers = st.integers(-(2**53), 2**53)
values = st.recursive(
    st.none() | st.booleans() | integers | clean,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(clean, inner, max_size=4),
    max_leaves=8,
)
words = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
digests = st.binary(min_size=32, max_size=32).map(Digest)
instants = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999).map(Instant)
bodies = st.builds(
    ActBody,
    act=st.sampled_from(["request", "answer", "consultation", "views", "notice", "withdrawal"]),
    kind=st.from_regex(r"[A-Z]{1,9}(-[A-Z0-9]{1,9}){0,2}", fullmatch=True),
    reference=st.from_regex(r"[A-Z]{2}-2[0-9]{3}-[0-9]{5}[1-9]", fullmatch=True).map(Reference),
    instrument=words,
    article=st.sampled_from(["42", "40(21)(b)", "Art. 42, 44", "2/3-b"]),
    urgency=st.sampled_from(["routine", "urgent", "emergency"]),
    fields=st.dictionaries(words, values, max_size=5),
    vocabularies=st.lists(st.builds(VocabularyUsed, words, words, digests), max_size=3, unique_by=lambda used: used.name).map(tuple),
    rulebook=st.builds(RulebookUsed, words, digests),
    check=st.lists(st.builds(CheckLine, words, st.sampled_from(["pass", "warn", "stop"]), st.just("42(3)")), max_size=3).map(tuple),
    text=st.dictionaries(
        st.from_regex(r"[a-z]{2,3}", fullmatch=True),
        st.lists(st.builds(RenderedField, clean, clean, st.lists(clean, max_size=3).map(tuple)), max_size=3).map(tuple),
        min_size=1,
        max_size=3,
    ),
    drafted_by=words.map(lambda name: OfficerId(f"{name}@node.example")),
    submitted_at=instants,
    original=st.none() | st.integers(0, 2**128 - 1).map(lambda number: EnvelopeId(f"{number:032x}")),
)


@given(body=bodies)
@example(body=BODY)
def test_what_is_printed_is_read_back(body: ActBody):
    """Every act that can be made survives the way, and its digest is that of its bytes."""
    data = print_act(body)
    assert parse_act(data) == body
    assert print_act(parse_act(data)) == data
    assert body.digest == Digest.of(data)


def accepted(data: bytes) -> ActBody | None:
    """Return the act, or None when it is refused; anything else than a refusal fails."""
    try:
        return parse_act(data)
    except (Malformed, TooLarge):
        return None


@given(where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), way=st.sampled_from(["change", "insert", "remove"]))
def test_a_changed_byte_is_refused_or_is_another_act(where: float, byte: int, way: str):
    """There are no two ways to write one act: what is accepted prints the bytes that came."""
    data = print_act(BODY)
    at = int(where * len(data))
    changed = data[:at] + (b"" if way == "remove" else bytes((byte,))) + data[at + (way != "insert") :]
    body = accepted(changed)
    if body is not None:
        assert print_act(body) == changed
        assert (body == BODY) is (changed == data)


@given(inner=values | st.floats() | st.integers(), where=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), changed=st.booleans())
@example(inner=1.0, where=0, byte=0, changed=False)
@example(inner=2**53 + 1, where=0, byte=0, changed=False)
@example(inner=[[[[[[[[[[[[[[[]]]]]]]]]]]]]]], where=0, byte=0, changed=False)
def test_what_is_read_at_once_is_what_the_reference_reads(inner: object, where: float, byte: int, changed: bool):
    """Floats, numbers beyond 2**53, levels beyond the sixteenth, a changed byte: the same act by both roads, or by neither."""
    data = json.dumps(
        {**parse_json(print_act(BODY), MAX_BYTES), "fields": {"a": inner}}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    printed = bytearray(data.encode())
    if changed:
        printed[int(where * len(printed))] = byte
    found = []
    for at_once in (act.parse_at_once, lambda *_, **__: None):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(act, "parse_at_once", at_once)
            try:
                found.append(parse_act(bytes(printed)))
            except Malformed:
                found.append(None)
    assert found[0] == found[1]


@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_calmly(data: bytes):
    """A stranger's bytes cause a refusal and no other exception."""
    assert accepted(data) is None


@given(inner=values, at=st.sampled_from(sorted(["act", "check", "fields", "text", "vocabularies", "rulebook", "submitted_at", "v"])))
def test_any_value_for_any_member_is_refused_or_printed_again(inner: object, at: str):
    """Canonical JSON of another shape meets the same wall."""
    data = print_json(parse_json(print_act(BODY), MAX_BYTES) | {at: inner})
    body = accepted(data)
    assert body is None or print_act(body) == data


unclean = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
marks = st.sampled_from(
    ["\u0301", "a\u0301", "=\u0338", "\n\u0301", "\\\u0338", '"\u0338', "\u0336" * 31, "\u202e", "\x85", "\u00a0", "\ue000"]
)


def test_what_is_plain_is_clean():
    """Every character that is passed by its bytes alone, and no other: the reference passes each, wherever it stands."""
    plain = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000 and _is_plain(chr(point).encode())]
    assert [ord(one) for one in plain] == [*range(0x20, 0x7F), *range(0xC0, 0x1C0), *range(0x1E80, 0x1F00)]
    assert all(one.isprintable() and not combining(one) and is_normalized("NFC", one) for one in plain)
    for text in ("a".join(plain), "".join(plain), "".join(reversed(plain))):
        require_clean(text, cap=len(text), what="act")
    # Of what composes with something, every second part combines: none of these is one.
    assert not {normalize("NFD", one)[1:] for one in plain if normalize("NFD", one) != one} & set(plain)


@given(texts=st.lists(unclean | marks, max_size=4))
@example(texts=["\u0338"])
@example(texts=["a" * 40 + "\u0336" * 31])
@example(texts=["\u0336" * 30])
@example(texts=["a\nb"])
@example(texts=["\x01"])
def test_the_quick_look_agrees_with_the_reference(texts: list[str]):
    """Texts pass together exactly when the reference lets each of them pass."""
    clean_alone = [passes(require_clean, text, cap=len(text)) for text in texts]
    assert passes(require_clean_texts, texts, what="act") is all(clean_alone)
    one_line = ["\n" not in text for text in texts]
    assert passes(require_clean_lines, texts, what="act") is (all(clean_alone) and all(one_line))
    for printed in (print_json(texts), print_json(dict.fromkeys(texts))):
        assert not looks_clean_printed(printed) or (all(clean_alone) and all(one_line))


def passes(require, *arguments, **named) -> bool:
    """Say whether `require` lets its arguments pass."""
    try:
        require(*arguments, **named)
    except Malformed:
        return False
    return True


@pytest.mark.parametrize("text", ["Mã độc tống tiền tại bệnh viện.", "русский العربية 中文 ไทย", "a\u00a0b", "👩\u200d🚒", "हिन्दी"])
def test_languages_pass(text: str):
    """What people write is clean, whether the quick look sees it or the reference must say so."""
    require_clean_texts([text], what="act")


HIDDEN = [
    "a\x00",
    "a\x1b[2J",
    "a\tb",
    "a\rb",
    "a\x7f",
    "a\x85",
    "a\u202eb",
    "a\u2066b",
    "a\u200fb",
    "a\u061c",
    "a\u2028b",
    "a\ufeff",
    "o\u0302",
    "\ud800",
]


@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
def test_the_printer_refuses_what_the_parser_refuses(text: str):
    """An act with a hidden character cannot even be made into bytes, wherever it stands."""
    rendered = BODY.text["en"][0]
    fields = ({"facts": text}, {"facts": [{"inner": text}]}, {"facts": {text: 1}})
    lines = tuple(structs.replace(rendered, **change) for change in ({"number": text}, {"label": text}, {"lines": (text,)}))
    changes = [{"fields": changed} for changed in fields] + [{"text": {"en": (changed,)}} for changed in lines]
    for change in changes:
        body = replace(BODY, **change)
        with pytest.raises(Malformed):
            print_act(body)


@pytest.mark.parametrize("value", [0.5, b"bytes", {1: "x"}, 2**53 + 1, {"a", "b"}, AT])
def test_a_field_without_a_json_form_is_refused(value: object):
    """The printer writes no float, and no value that only Python knows."""
    with pytest.raises(Malformed):
        print_act(replace(BODY, fields={"facts": value}))


def test_markup_passes_unchanged():
    """HTML in a free text is evidence: it travels as it is."""
    text = "<script>alert('x')</script> & {{ 7*7 }}"
    body = replace(BODY, fields={"facts": text})
    assert parse_act(print_act(body)).fields["facts"] == text


def test_an_act_of_later_years_parses():
    """Unknown kinds, instruments, vocabularies and rulebooks are for the desk to decide on."""
    later = replace(BODY, kind="REQ-NOT-YET", instrument="NEXT", vocabularies=(VocabularyUsed("moods", "2031.1", Digest.of(b"")),))
    assert parse_act(print_act(later)) == later


def test_an_act_over_its_cap_is_neither_printed_nor_read():
    """1 MiB, counted in bytes."""
    room = MAX_BYTES - len(print_act(replace(BODY, fields={"facts": ""})))
    full = replace(BODY, fields={"facts": "x" * room})
    assert len(print_act(full)) == MAX_BYTES
    assert parse_act(print_act(full)) == full
    with pytest.raises(TooLarge):
        print_act(replace(BODY, fields={"facts": "x" * (room + 1)}))
    with pytest.raises(TooLarge):
        parse_act(print_act(full) + b" ")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "req"},
        {"kind": "REQ\n"},
        {"instrument": ""},
        {"article": "<42>"},
        {"fields": {"Facts": 1}},
        {"fields": {f"f{at}": at for at in range(257)}},
        {"text": {}},
        {"text": {"en-GB": ()}},
        {"text": {f"a{letter}": () for letter in "abcdefghi"}},
        {"check": BODY.check * 513},
        {"vocabularies": BODY.vocabularies * 2},
    ],
    ids=str,
)
def test_an_act_that_could_not_travel_cannot_be_made(change: dict[str, object]):
    """Words out of their form and counts over their caps are refused before anything is printed."""
    with pytest.raises(Malformed):
        replace(BODY, **change)


@pytest.mark.parametrize("change", [{"act": "demand"}, {"urgency": "soon"}, {"check": (CheckLine("r", "ignored", "42"),)}])
def test_an_unknown_word_is_not_printed(change: dict[str, object]):
    """Parts, urgencies and outcomes are closed lists."""
    with pytest.raises(Malformed):
        print_act(replace(BODY, **change))


def test_another_instant_is_another_act():
    """Nothing of an act is outside its digest."""
    assert replace(BODY, submitted_at=AT + timedelta(microseconds=1)).digest != BODY.digest
