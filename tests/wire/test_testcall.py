"""Test calls and their answers: one form each, and what no call can be."""

import contextlib
from datetime import timedelta

import pytest
from worlds.places import AT, HERE, THERE

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.wire.testcall import Call, CallAnswer, Says, fresh_number, parse_answer, parse_call, print_answer, print_call

NUMBER = "0123456789abcdef" * 2


def call(**changes):
    """Return a call, with changes."""
    return Call(**{"number": NUMBER, "node": HERE, "to": THERE, "at": AT, "until": AT + timedelta(minutes=30)} | changes)


def answer(**changes):
    """Return an answer, with changes."""
    return CallAnswer(**{"number": NUMBER, "call": Digest.of(b"call"), "node": THERE, "to": HERE, "at": AT, "says": Says.ALIVE} | changes)


def test_what_is_printed_is_read():
    """With a person and without; of the machine and of a person."""
    for one in (call(), call(until=None), call(number=fresh_number())):
        assert parse_call(print_call(one)) == one
    for one in (answer(), answer(says=Says.AWAKE)):
        assert parse_answer(print_answer(one)) == one


def test_no_other_bytes_are_a_call():
    """With a byte dropped it is refused, or another call; members that are not its own are refused."""
    for printed, parse in ((print_call(call()), parse_call), (print_answer(answer()), parse_answer)):
        for place in range(len(printed)):
            with contextlib.suppress(Malformed):
                assert parse(printed[:place] + printed[place + 1 :]) != parse(printed)
        for other in (printed.replace(b'"v":1', b'"v":2'), printed.replace(b'"v":1', b'"case":"VN-1","v":1'), b"[]", printed + b"\n"):
            with pytest.raises(Malformed):
                parse(other)


def test_what_no_call_can_be():
    """To oneself; a wait that nobody can keep, or of days; a number that is none."""
    for changes in (
        {"to": HERE},
        {"until": AT + timedelta(seconds=59)},
        {"until": AT + timedelta(hours=24, seconds=1)},
        {"until": AT},
        {"number": NUMBER.upper()},
        {"number": ""},
    ):
        with pytest.raises(Malformed):
            call(**changes)
    with pytest.raises(Malformed):
        parse_answer(print_answer(answer()).replace(b"alive", b"alone"))
