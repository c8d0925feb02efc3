"""An act in a file, checked outside a node: what passes, what stops, and what is no act at all."""

import contextlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.treaty.conftest import ACTS, ON, REQUEST

from comity.terms.refusals import TooLarge
from comity.treaty.rulebook import load_rulebook
from comity.treaty.trying import CAP, UnreadableAct, try_act

BOOK = load_rulebook(demo=True)


def file(**changes: Any) -> bytes:
    """Return a file in order but for `changes`; None takes a key away."""
    known = {"kind": "REQ-PRESERVE", "from": "XR", "to": "VN", "fields": dict(REQUEST), "roles": {"from": "POC", "to": "CA"}} | changes
    return json.dumps({name: value for name, value in known.items() if value is not None}, ensure_ascii=False).encode()


def test_an_act_in_order_passes():
    """No fault, no stop; every text that knows the kind says what it gives."""
    tried = try_act(file(), rulebook=BOOK, on=ON)
    assert (tried.stops, tried.faults) == (False, ())
    texts = {basis.instrument for basis in (*tried.basis.carrying, *tried.basis.others)}
    assert texts == {base.instrument for base in BOOK.kind("REQ-PRESERVE").bases}
    assert all(one.article for one in tried.findings)


@pytest.mark.parametrize("key", sorted(key for key in REQUEST if key in {"offences", "facts", "necessity", "mla_intent"}))
def test_what_is_missing_stops_and_is_named(key):
    """The fault names the field; the rule its letter."""
    tried = try_act(file(fields={name: value for name, value in REQUEST.items() if name != key}), rulebook=BOOK, on=ON)
    assert tried.stops
    assert key in {fault.key for fault in tried.faults}
    assert any(one.outcome == "stop" for one in tried.findings)


def test_an_unknown_field_and_an_unknown_code_are_faults():
    """Neither is passed over."""
    tried = try_act(file(fields={**REQUEST, "nonsense": 1, "offences": ["OFF-NONE"]}), rulebook=BOOK, on=ON)
    assert {"nonsense", "offences"} <= {fault.key for fault in tried.faults}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        file(kind="REQ-NONE"),
        file(kind=7),
        file(part="dance"),
        file(instrument="EGMONT"),
        file(fields=[]),
        file(fields=None),
        file(to=None),
        file(**{"from": "Viet Nam"}),
        file(on="23.11.2026"),
        file(role="boss"),
        file(roles={"by": "CA"}),
        file(original={"kind": "REQ-NONE", "fields": {}}),
        file(original={"kind": "REQ-PRESERVE", "fields": {}, "start": "yesterday"}),
        file(surprise=True),
        b'{"kind":' + b"[" * 5000 + b"]" * 5000 + b"}",
        file(fields={"a": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}),
    ],
)
def test_what_is_no_act_is_refused_with_what_is_wrong(data):
    """In one sentence, with the way on; nothing is guessed."""
    with pytest.raises(UnreadableAct) as refused:
        try_act(data, rulebook=BOOK, on=ON)
    assert "treaty list" in refused.value.next_step


def test_a_form_of_five_megabytes_is_not_read():
    """The cap stands before the reader."""
    with pytest.raises(TooLarge):
        try_act(file(fields={"facts": {"text": "x" * 5 * 2**20, "language": "en"}}), rulebook=BOOK, on=ON)
    assert CAP < 5 * 2**20


@pytest.mark.parametrize("text", ["Bệnh viện bị mã hóa", "Больница", "مستشفى", "病院", "โรงพยาบาล", "Ωμέγα", "अस्पताल", "בית חולים"])
def test_every_script_is_read(text):
    """Facts in any script stay as they are."""
    tried = try_act(file(fields={**REQUEST, "facts": {"text": text, "language": "en"}}), rulebook=BOOK, on=ON)
    assert tried.facts.fields["facts"]["text"] == text
    assert not tried.stops


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_whatever_json_there_is_it_is_checked_or_refused(value):
    """In the fields, and as the file itself."""
    for data in (json.dumps(value).encode(), file(fields=dict.fromkeys(("offences", "facts", "period", "identifiers", "any"), value))):
        with contextlib.suppress(UnreadableAct, TooLarge):
            try_act(data, rulebook=BOOK, on=date(2026, 11, 24))


@pytest.mark.parametrize("act", [act for act in sorted(ACTS) if act[1] == "request" and BOOK.kind(act[0]).opens])
def test_the_samples_of_every_kind_are_checked_in_a_file(act):
    """What the rooms below call in order has no fault here either."""
    tried = try_act(file(kind=act[0], part=act[1], fields=dict(ACTS[act])), rulebook=BOOK, on=ON)
    assert tried.faults == ()
