"""Museum: STIX that no honest producer sends. Each is told by name at the door of the room, and nothing is kept of what cannot be read."""

import json

import pytest

from comity.terms.refusals import Refused, TooLarge
from comity.wire.stix import BadStix, hints, read_envelope, read_head, references, validate
from comity.wire.stix.checks import MOST
from comity.wire.stix.strict import require_distinct_keys

GOOD = {
    "type": "tool",
    "spec_version": "2.1",
    "id": "tool--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061",
    "created": "2026-11-29T04:05:06.789Z",
    "modified": "2026-11-29T04:05:06.789Z",
    "name": "a tool",
}
PLAIN = json.dumps(GOOD).encode()
RED, CLEAR = "e828b379-4e03-4974-9ac4-e53a884c97c1", "94868c89-83c2-464b-929b-a1a8aa3c8487"


def marked(level):
    """Return the property that marks an object, as bytes."""
    return f'"object_marking_refs":["marking-definition--{level}"]'.encode()


def with_text(text):
    """Return the good object with `text`, as bytes, in place of its name."""
    return PLAIN.replace(b'"a tool"', text)


# Objects that cannot be read: where, and by which code.
UNREADABLE = {
    "marked red for one reader and clear for another": (
        PLAIN[:-1] + b",".join((b"", marked(RED), marked(CLEAR))) + b"}",
        "",
        "key-twice",
    ),
    "the same key in two spellings": (with_text(b'"a","n\\u0061me":"b"'), "", "key-twice"),
    "a key twice deep inside": (with_text(b'"a","x_more":[1,{"a":{"b":1,"b":2}}]'), "x_more.[1].a", "key-twice"),
    "a depth bomb": (with_text(b'"a","x_more":' + b"[" * 100_000 + b"]" * 100_000), "", "too-deep"),
    "a depth bomb of objects": (with_text(b'"a","x_more":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "", "too-deep"),
    "brackets in a text are no depth": (with_text(b'"' + b"[" * 1000 + b'"'), None, None),
    "not a number": (with_text(b'"a","confidence":NaN'), "confidence", "not-a-number"),
    "more than there is": (with_text(b'"a","x_more":{"a":[-Infinity]}'), "x_more.a.[0]", "not-a-number"),
    "a number beyond numbers": (with_text(b'"a","x_more":1e999'), "x_more", "not-a-number"),
    "a thousand digits": (with_text(b'"a","x_more":' + b"9" * 1_000), "x_more", "not-a-number"),
    "ten thousand digits": (with_text(b'"a","x_more":' + b"9" * 10_000), "x_more", "not-a-number"),
    "half a character": (with_text(b'"\\ud800"'), "name", "lone-surrogate"),
    "half a character in a key": (with_text(b'"a","\\udfff":1'), "", "lone-surrogate"),
    "half a character in bytes": (with_text(b'"\xed\xa0\x80"'), "", "not-json"),
    "cut in the middle of a letter": (with_text(b'"\xe1\xbb"'), "", "not-json"),
    "a zero byte": (with_text(b'"\x00"'), "", "not-json"),
    "nothing": (b"", "", "not-json"),
    "a list": (b"[" + PLAIN + b"]", "", "not-an-object"),
    "something after it": (PLAIN + b"{}", "", "not-json"),
    "a comment": (PLAIN + b"// good", "", "not-json"),
}


@pytest.mark.parametrize(("raw", "path", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_one_fault_with_its_place(raw, path, code):
    """Never an exception, never two; the head and the keys say the same where they look."""
    found = validate(raw)
    assert [(fault.path, fault.code) for fault in found] == ([] if code is None else [(path, code)])
    assert all(fault.words for fault in found)
    if code is not None and code != "not-an-object":
        with pytest.raises(BadStix):
            require_distinct_keys(raw)
        with pytest.raises(BadStix):
            references(raw)


# Texts that are allowed: kept byte for byte, and told as a hint for who shows them.
MISLEADING = {
    "right to left": b'"invoice\\u202efdp.exe"',
    "zero": b'"a\\u0000b"',
    "escape": b'"\\u001b[2J"',
    "byte order mark": b'"\\ufeffa tool"',
    "tags": b'"\\udb40\\udc41"',
}


@pytest.mark.parametrize("text", MISLEADING.values(), ids=MISLEADING)
def test_what_misleads_is_kept_and_told(text):
    """The standard allows any character in a text."""
    raw = with_text(text)
    assert validate(raw) == ()
    assert "unsafe-text" in {hint.code for hint in hints(raw)}
    (kept,) = read_envelope(b'{"objects":[' + raw + b"]}", most=10_000)
    assert bytes(kept) == raw


def test_one_bad_object_does_not_cost_the_others():
    """An envelope is cut into its objects whatever stands in them."""
    objects = read_envelope(b'{"objects":[' + b",".join([PLAIN, b"7", b'{"id":null}', PLAIN]) + b"]}", most=10_000)
    assert [bool(validate(one)) for one in objects] == [False, True, True, False]
    refused = 0
    for one in objects:
        try:
            read_head(one)
        except Refused:
            refused += 1
    assert refused == 2


def test_a_gigabyte_is_refused_before_it_is_read():
    """The size is looked at first: a body of nothing but open brackets takes no time."""

    class Gigabyte(bytes):
        """Says that it is one, and holds nothing."""

        def __len__(self):
            return 2**30

    with pytest.raises(TooLarge):
        read_envelope(Gigabyte(), most=64 * 2**20)
    assert [fault.code for fault in validate(b"[" * (33 * 2**20))] == ["too-large"]


def test_a_million_wrong_entries_need_no_million_sentences():
    """What is told is capped; a place in a list of a thousand digits is no place."""
    refs = b'"a","object_marking_refs":[' + b"0," * 1_000_000 + b"0]"
    assert len(validate(with_text(refs))) == len({str(fault) for fault in validate(with_text(refs))}) == MOST
    marks = b'"a","granular_markings":[{"lang":"vi","selectors":["name.[' + b"9" * 5_000 + b']"]}]'
    assert {fault.code for fault in validate(with_text(marks))} == {"bad-form", "no-such-place"}


UUID = "0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"
STRANGE_IDS = ("tool", "tool--", "tool--1", f"--{UUID}", f"Tool--{UUID}", f"tool--{UUID}x", f"tool---{UUID}", "tool--../../etc/passwd")


@pytest.mark.parametrize("identifier", STRANGE_IDS)
def test_a_wrong_identifier_is_told_at_its_place(identifier):
    """And is shown in ASCII, cut short."""
    (fault,) = validate(json.dumps(GOOD | {"id": identifier}).encode())
    assert (fault.path, fault.code) == ("id", "bad-id")
    (fault,) = validate(json.dumps(GOOD | {"id": "\u202e" * 500}).encode())
    assert fault.words.isascii()
    assert len(fault.words) < 200
