"""Patterns: what is printed is read back, the OASIS pattern validator takes what we take, and a fault is told by its place."""

from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from steps import steps_of
from stix2patterns.validator import run_validator

from comity.terms.refusals import Refused
from comity.wire.stix.pattern_parser import CAP, parse_pattern
from comity.wire.stix.patterns import (
    Comparison,
    Compound,
    Constant,
    During,
    Exists,
    Index,
    Joined,
    Junction,
    Kind,
    Observation,
    Operator,
    Path,
    Qualified,
    Repeats,
    Within,
    comparisons_in,
    print_pattern,
)

# ---------------------------------------------------------------- any pattern there can be

# Not "hashes": the other looks for the name of an algorithm behind it, and falls over a number.
WORDS = st.sampled_from(["value", "name", "x_y_z", "_hidden", "size", "Mixed9"])
TYPES = st.sampled_from(["file", "ipv4-addr", "x-usb-device", "network-traffic"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
STEPS = WORDS | TEXTS.filter(bool) | st.builds(Index, st.none() | st.integers(0, 99))
PATHS = st.builds(lambda kind, first, rest: Path(kind, (first, *rest)), TYPES, WORDS, st.lists(STEPS, max_size=3))
INTEGERS = st.integers(-(10**20), 10**20).map(lambda number: Constant(Kind.INTEGER, str(number)))
FLOATS = st.sampled_from(["0.5", "-0.5", "12.0", "3.14159", "-1000.25"]).map(lambda text: Constant(Kind.FLOAT, text))
STRINGS = TEXTS.map(lambda text: Constant(Kind.TEXT, text))
MOMENTS = ("2026-11-29T04:05:06Z", "2026-11-29T04:05:06.5Z", "2028-02-29T23:59:59.123456789Z")
ORDERED = st.one_of(
    INTEGERS,
    FLOATS,
    STRINGS,
    st.binary(max_size=3).map(lambda data: Constant(Kind.HEX, data.hex())),
    st.sampled_from(["YQ==", "YWI=", "YWJj"]).map(lambda text: Constant(Kind.BINARY, text)),
    st.sampled_from(MOMENTS).map(lambda text: Constant(Kind.TIMESTAMP, text)),
)
CONSTANTS = ORDERED | st.sampled_from(["true", "false"]).map(lambda word: Constant(Kind.BOOLEAN, word))
EQUALITY = st.sampled_from([Operator.EQUAL, Operator.UNEQUAL])
ORDER = st.sampled_from([Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST])
ON_TEXT = st.sampled_from([Operator.LIKE, Operator.MATCHES, Operator.ISSUBSET, Operator.ISSUPERSET])
COMPARISONS = st.one_of(
    st.builds(Comparison, PATHS, EQUALITY, CONSTANTS.map(lambda one: (one,)), st.booleans()),
    st.builds(Comparison, PATHS, ORDER, ORDERED.map(lambda one: (one,)), st.booleans()),
    st.builds(Comparison, PATHS, ON_TEXT, STRINGS.map(lambda one: (one,)), st.booleans()),
    st.builds(Comparison, PATHS, st.just(Operator.IN), st.lists(CONSTANTS, max_size=3).map(tuple), st.booleans()),
    st.builds(Exists, PATHS),
)
AND_OR = st.sampled_from([Junction.AND, Junction.OR])


def several(inner):
    """Return tuples of two or three."""
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


TESTS = st.recursive(COMPARISONS, lambda inner: st.builds(Compound, AND_OR, several(inner)), max_leaves=4)
QUALIFIERS = st.lists(
    st.one_of(
        st.sampled_from([Within(Constant(Kind.INTEGER, "300")), Within(Constant(Kind.FLOAT, "0.5"))]),
        st.builds(Repeats, st.integers(1, 999)),
        st.just(During(*MOMENTS[:2])),
    ),
    min_size=1,
    max_size=3,
    unique_by=type,
).map(tuple)
PATTERNS = st.recursive(
    st.builds(Observation, TESTS),
    lambda inner: st.builds(Joined, st.sampled_from(list(Junction)), several(inner)) | st.builds(Qualified, inner, QUALIFIERS),
    max_leaves=4,
)


@given(PATTERNS)
@settings(max_examples=120)
def test_what_is_printed_is_read_back(pattern):
    """The same value, whose printed form is its only one."""
    text = print_pattern(pattern)
    assert parse_pattern(text) == pattern
    assert list(comparisons_in(pattern))


@given(PATTERNS)
@settings(max_examples=30)
def test_what_is_printed_is_a_pattern_for_others(pattern):
    """The grammar is that of the OASIS validator."""
    assert not [told for told in run_validator(print_pattern(pattern), "2.1") if "hash" not in told]


PIECES = st.sampled_from([*"[]()'=<1-.*:\\\né", " AND ", " NOT ", "/*", "//", "t'", "h'0"])


@given(PATTERNS, PIECES, st.data())
@settings(max_examples=60)
def test_a_pattern_with_something_in_it_is_judged_alike(pattern, piece, data):
    """What somebody mistyped is refused by both or read by both."""
    text = print_pattern(pattern)
    assume(len(text) < 200)
    place = data.draw(st.integers(0, len(text)))
    text = text[:place] + piece + text[place + data.draw(st.integers(0, 2)) :]
    assume(text.strip())  # the other stumbles over nothing at all
    try:
        parse_pattern(text)
    except Refused as refused:
        assume(refused.fault.code not in STRICTER)
        ours = False
    else:
        ours = True
    theirs = [told for told in run_validator(text, "2.1") if "valid" not in told and "Duplicate" not in told]
    assert ours is not bool(theirs), (text, theirs)


# What their grammar lets pass: days that do not exist, STOP before START, no repetition, a qualifier twice, a place below zero.
STRICTER = {"pattern-timestamp", "pattern-backwards", "pattern-count", "pattern-qualified-twice", "pattern-index"}

# ---------------------------------------------------------------- examples

# The examples of section 9.8, and of the OASIS pattern validator's own tests (BSD-3-Clause), in other words.
GOOD = """
[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']
[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final.+$']
([file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_USERS\\\\a']) WITHIN 300 SECONDS
[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'example.com'] REPEATS 5 TIMES WITHIN 1800 SECONDS
[file:name = 'a'] START t'2016-06-01T01:30:00.123Z' STOP t'2016-06-01T02:20:00.123Z' OR [ipv4-addr:value = '192.0.2.1']
[network-traffic:dst_ref.value ISSUBSET '2001:db8::/64'] AND [EXISTS file:x_signed] FOLLOWEDBY [process:pid NOT IN (1, 2)]
[artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q='] AND [file:magic_number_hex = h'ffd8'] AND [file:size >= 0.5]
""".strip().splitlines()


@pytest.mark.parametrize("text", GOOD)
def test_examples_are_read_and_printed_as_they_stand(text):
    """They are written in the one form."""
    assert print_pattern(parse_pattern(text)) == text


LOOSE = {
    " ( ( [ a_type : key == 'x' ] ) )\n": "[a_type:key = 'x']",
    "[a_type:key<>+01.50]": "[a_type:key != 1.5]",
    "[a_type:key/* why */=-.5]// because": "[a_type:key = -0.5]",
    "[a_type:'key'.'SHA-1'MATCHES'a']": "[a_type:key.'SHA-1' MATCHES 'a']",
    "[a_type:key=h'FF' AND (a_type:b_c=1)]": "[a_type:key = h'ff' AND a_type:b_c = 1]",
    "[a_type:key=1 AND (a_type:b_c=1 OR a_type:b_c=2)]": "[a_type:key = 1 AND (a_type:b_c = 1 OR a_type:b_c = 2)]",
    "([a_type:key=1]) WITHIN 5 SECONDS WITHIN 6 SECONDS": "([a_type:key = 1]) WITHIN 5 SECONDS WITHIN 6 SECONDS",
}


@pytest.mark.parametrize(("text", "printed"), LOOSE.items())
def test_what_is_written_otherwise_is_printed_in_one_form(text, printed):
    """Space, comments, other operators, brackets that change nothing."""
    assert print_pattern(parse_pattern(text)) == printed
    assert parse_pattern(printed) == parse_pattern(text)


BAD = {
    "file:size = 1280": ("pattern-observation", 1, 1),
    "[file:size = ]": ("pattern-constant", 1, 14),
    "[file:size\n = abc]": ("pattern-constant", 2, 4),
    "[file.size = 1]": ("pattern-colon", 1, 6),
    "[file:size 1]": ("pattern-operator", 1, 12),
    "[file:name MATCHES 1]": ("pattern-text", 1, 20),
    "[file:size < true]": ("pattern-ordered", 1, 14),
    "[file:size IN 1]": ("pattern-list", 1, 15),
    "[file:size IN (1 2)]": ("pattern-list-goes-on", 1, 18),
    "[file:size = 1": ("pattern-early", 1, 15),
    "[(file:size = 1]": ("pattern-round-end", 1, 16),
    "[file:size = 1)]": ("pattern-square-end", 1, 15),
    "[file:name = 'a]": ("pattern-quote", 1, 14),
    "[file:name = 'a\\n']": ("pattern-quote", 1, 14),
    "[file:a-b = 1]": ("pattern-key", 1, 7),
    "[AND:key = 1]": ("pattern-path", 1, 2),
    "[file:key[x] = 1]": ("pattern-index", 1, 11),
    "[file:size = 1] WITHIN x SECONDS": ("pattern-number", 1, 24),
    "[file:size = 1] WITHIN 5 HOURS": ("pattern-word", 1, 26),
    "[file:size = 1] REPEATS 0 TIMES": ("pattern-count", 1, 25),
    f"[file:size = 1] REPEATS {'9' * 5000} TIMES": ("pattern-count", 1, 25),
    "[file:size = 1] START t'2026-01-01T00:00:00Z' STOP t'2026-01-01T00:00:00.0Z'": ("pattern-backwards", 1, 52),
    "[file:size = t'2026-02-30T00:00:00Z']": ("pattern-timestamp", 1, 14),
    "[file:size = 1] REPEATS 2 TIMES REPEATS 2 TIMES": ("pattern-qualified-twice", 1, 33),
    "[file:size = 1] within 5 SECONDS": ("pattern-end", 1, 17),
    "(" * 40 + "[file:size = 1]": ("pattern-too-deep", 1, 34),
}


@pytest.mark.parametrize(("text", "told"), BAD.items(), ids=[f"{code} {at}" for at, (code, *_) in enumerate(BAD.values())])
def test_a_fault_is_told_in_words_with_line_and_character(text, told):
    """Both counted from 1, as editors do."""
    with pytest.raises(Refused) as refused:
        parse_pattern(text)
    fault = refused.value.fault
    assert (fault.code, int(fault.facts["line"]), int(fault.facts["column"])) == told
    assert str(refused.value)


def test_reading_is_linear_whatever_is_read():
    """No text makes it go over the same letters again and again; a longer one is not read at all."""
    with pytest.raises(Refused, match="at most"):
        parse_pattern("[" * (CAP + 1))
    for piece in ("/*", "'", "b'AAAA", "h'00", "(", "[", "t'0", "0", "a", " ", "1.", "//", "\\'", "/**/", "[a:b = 1] OR "):
        short, long = (piece * (CAP // part // len(piece)) for part in (16, 8))
        taken = [steps_of(partial(_refused, text))[1] for text in (short, long)]
        assert taken[1] <= 3 * taken[0] + 1000, piece
        _refused(piece * (CAP // 4 // len(piece)))


def _refused(text):
    with pytest.raises(Refused):
        parse_pattern(text)
