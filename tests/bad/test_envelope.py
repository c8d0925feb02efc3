"""Museum: envelopes that arrive wrong. Each gets a signed refusal that says its class and no more; nothing is written."""

import json
from datetime import timedelta

import make_seal_vectors as tool
import pytest
from worlds.faults import refused_on_the_wire
from worlds.places import AT, CREATED, STRANGER, THEIR_APPROVER, THEIR_COMING, THEIR_DRAFTER, THEIR_EXPIRED, THERE, THIRD
from worlds.puppet import verified

from comity.records.models import Inbox, JournalAct, Outbox, Receipt, Request
from comity.seal.frames import parse_frames
from comity.seal.keys import ED25519_SIZE
from comity.terms.json import print_json
from comity.terms.refusals import WIRE_CLASSES, Malformed, TooLarge
from comity.wire.act import MAX_BYTES, print_act
from comity.wire.batch import MAX_DELIVERY, MAX_ITEMS, print_delivery


def test_the_forged_envelope_is_good_where_nothing_is_edited(world, puppet):
    """The other cases refuse what they change, not the way they are made."""
    assert verified(world.deliver(puppet.forge()).items[0]).order == "applied"


def test_any_byte_flipped(world, puppet):
    """A sample of single-byte changes, some in each part: every one is refused, none of them leaves a row."""
    data = puppet.seal(puppet.act()).data
    start, places = 8, set(range(12))
    for part in parse_frames(data[8:], what="envelope", cap=len(data), least=4, most=4):
        places |= {start, start + 3, *range(start + 4, start + 4 + len(part), max(1, len(part) // 12)), start + 3 + len(part)}
        start += 4 + len(part)
    before = world.everything()
    for place in sorted(places):
        changed = data[:place] + bytes([data[place] ^ 0x40]) + data[place + 1 :]
        body = verified(world.deliver(changed).items[0])
        assert body.wire_class in WIRE_CLASSES, place
    assert world.everything() == before
    assert len(places) >= 50
    assert verified(world.deliver(data).items[0]).order == "applied"


SIGNATURES = {
    "no-node": ({"signers": (THEIR_APPROVER,)}, "bad-signature"),
    "no-officer": ({"signers": (str(THERE),)}, "bad-signature"),
    "an-officer-of-another-node": ({"signers": (f"malee.s@{THIRD}", str(THERE))}, "bad-signature"),
    "another-node": ({"signers": (THEIR_APPROVER, str(THIRD))}, "bad-signature"),
    "the-country-itself": ({"signers": (THEIR_APPROVER, "XR", str(THERE))}, "unknown-key"),
    "the-same-officer-twice": ({"signers": (THEIR_APPROVER, THEIR_APPROVER, str(THERE))}, "bad-signature"),
    "unknown-key": ({"signers": (f"nobody@{THERE}", str(THERE))}, "unknown-key"),
    "expired-key": ({"signers": (THEIR_EXPIRED, str(THERE))}, "key-expired"),
    "key-not-yet-valid": ({"signers": (THEIR_COMING, str(THERE))}, "key-expired"),
    "half-ed25519": ({"edit_signatures": lambda printed: tool.half_of_another(printed, ed25519=True)}, "bad-signature"),
    "half-mldsa65": ({"edit_signatures": lambda printed: tool.half_of_another(printed, ed25519=False)}, "bad-signature"),
    "half-missing": ({"edit_signatures": lambda printed: [printed[0][: 33 + ED25519_SIZE], *printed[1:]]}, "malformed"),
    "none-at-all": ({"edit_signatures": lambda _: []}, "bad-signature"),
}


@pytest.mark.parametrize(("edits", "wire_class"), SIGNATURES.values(), ids=SIGNATURES)
def test_signatures_that_do_not_hold(world, puppet, edits, wire_class):
    """A stripped signature, only one of the two, half of one, or one of somebody else."""
    refused_on_the_wire(world, puppet.forge(**edits), wire_class)


HEADERS = {
    "drill-world": ({"edit_inner": tool.put()}, {"world": "drill"}, "policy"),
    "unknown-world": ({}, {"world": "test"}, "malformed"),
    "other-sender": ({}, {"sender": str(THIRD)}, "bad-signature"),
    "recipient-inside-differs": ({}, {"to": [str(THIRD)]}, "malformed"),
    "float": ({}, {"seq": 1.0}, "malformed"),
    "number-zero": ({}, {"seq": 0}, "malformed"),
    "second-without-first": ({}, {"seq": 2}, "malformed"),
    "key-commitment": ({"wrapped": tool.seed("header key") + tool.seed("x")}, {}, "commitment"),
    "content-commitment": ({}, {"plaintext_commit": "0" * 64}, "commitment"),
    "of-another-case": ({}, {"case": "XR-2026-000008"}, "policy"),
    "of-another-kind": ({}, {"kind": "ADM-CONSULT"}, "policy"),
    "answers-what-the-act-does-not": ({}, {"reply_to": "0" * 32}, "policy"),
}


@pytest.mark.parametrize(("edits", "inner", "wire_class"), HEADERS.values(), ids=HEADERS)
def test_headers_that_cannot_be(world, puppet, edits, inner, wire_class):
    """Signed and sealed well, and saying what cannot be, or what belongs to another act."""
    edits = edits | {"edit_inner_bytes": lambda data: tool.compact(json.loads(data) | inner)}
    refused_on_the_wire(world, puppet.forge(**edits), wire_class)


def test_a_key_twice_in_the_signed_header(world, puppet):
    """JSON with a duplicate key, duly signed."""
    twice = puppet.forge(edit_inner_bytes=lambda data: data.replace(b'"seq":1', b'"seq":1,"seq":1'))
    refused_on_the_wire(world, twice, "malformed")


def test_from_the_future(world, puppet):
    """Made more than five minutes later than this node's clock."""
    sealed = puppet.seal(puppet.act(), created=AT + timedelta(minutes=5, seconds=1))
    refused_on_the_wire(world, sealed, "stale")
    assert verified(world.deliver(puppet.seal(puppet.act(), created=AT + timedelta(minutes=4))).items[0]).order == "applied"


def test_expired(world, puppet):
    """Opened at its end."""
    refused_on_the_wire(world, puppet.seal(puppet.act()), "stale", at=CREATED + timedelta(days=14))


def test_for_another_node(world, puppet):
    """Addressed and sealed to a third node only."""
    refused_on_the_wire(world, puppet.seal(puppet.act(), recipients=(THIRD,)), "not-for-us")


def test_sealed_to_a_key_that_is_not_ours(world, puppet):
    """Our name outside, the wrap of another inside: the sender is to seal again, nothing is opened."""
    swapped = puppet.forge(recipients=("poc.vn.example", "poc.th.example"), edit_wraps=lambda wraps: wraps[::-1])
    refused_on_the_wire(world, swapped, "key-expired")


def test_of_a_node_that_no_directory_knows(world, puppet):
    """All keys unknown."""
    forged = puppet.forge(
        signers=(f"zed@{STRANGER}", str(STRANGER)), edit_inner_bytes=lambda data: data.replace(b"cert.xr.example", b"poc.zz.example")
    )
    refused_on_the_wire(world, forged, "unknown-key")


def test_an_act_over_its_cap(world, puppet):
    """An act of more than 1 MiB is refused as a whole, inside an envelope that may hold 8."""
    big = b'{"act":"' + b"x" * MAX_BYTES + b'"}'
    refused_on_the_wire(world, puppet.seal(big), "too-large")


def test_a_post_over_its_cap(world):
    """Nothing of the POST is read; the connection, not the case, learns that it was too large."""
    with pytest.raises(TooLarge):
        world.deliver_raw(b"COMITY1D" + bytes(MAX_DELIVERY))


POSTS = {
    "empty": b"",
    "magic-only": b"COMITY1D",
    "no-items": b"COMITY1D\x00\x00",
    "too-many": b"COMITY1D" + (MAX_ITEMS + 1).to_bytes(2, "big"),
    "empty-item": b"COMITY1D\x00\x01\x01\x00\x00\x00\x00",
    "kind-4": b"COMITY1D\x00\x01\x04\x00\x00\x00\x01x",
    "cut": b"COMITY1D\x00\x01\x01\x00\x00\x00\x09x",
    "trailing": print_delivery([("envelope", b"x")]) + b"\x00",
}


@pytest.mark.parametrize("data", POSTS.values(), ids=POSTS)
def test_a_post_that_is_none(world, data):
    """Bytes that no courier would print are refused before anything is opened."""
    before = world.everything()
    with pytest.raises(Malformed):
        world.deliver_raw(data)
    assert world.everything() == before


def test_bytes_that_are_no_envelope(world):
    """Where not even the outer header can be read, the refusal names the digest of all the bytes."""
    body = refused_on_the_wire(world, b"COMITY1E and nothing that follows", "malformed")
    assert body.env_id is None


# -- the act inside, duly sealed ------------------------------------------------------------------


def _act(puppet, **changes):
    return json.loads(print_act(puppet.act())) | changes


ACTS = {
    "duplicate-key": lambda act: print_json(act).replace(b'"act":"request"', b'"act":"request","act":"request"'),
    "float": lambda act: print_json(act).replace(b'"max_penalty_months":72', b'"max_penalty_months":72.0'),
    "exponent": lambda act: print_json(act).replace(b'"max_penalty_months":72', b'"max_penalty_months":72e0'),
    "huge-number": lambda act: print_json(act).replace(b'"max_penalty_months":72', b'"max_penalty_months":' + b"9" * 5000),
    "not-a-number": lambda act: print_json(act).replace(b'"max_penalty_months":72', b'"max_penalty_months":NaN'),
    "space": lambda act: print_json(act).replace(b'{"act"', b'{ "act"'),
    "depth-17": lambda act: print_json(act).replace(b'"max_penalty_months":72', b'"max_penalty_months":' + b"[" * 17 + b"]" * 17),
    "depth-bomb": lambda _: b"[" * 400_000 + b"]" * 400_000,
    "depth-bomb-of-objects": lambda _: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "unclosed": lambda _: b'{"act":"' + b"\\" * 300_000,
    "not-utf-8": lambda act: print_json(act).replace(b"Strelsau", b"Strels\xff"),
    "lone-surrogate": lambda act: print_json(act).replace(b"Strelsau", b"Strels\\ud800"),
    "byte-order-mark": lambda act: b"\xef\xbb\xbf" + print_json(act),
    "not-an-object": lambda _: b"[]",
    "empty": lambda _: b"",
    "version-2": lambda act: print_json(act | {"v": 2}),
    "version-true": lambda act: print_json(act | {"v": True}),
    "unknown-member": lambda act: print_json(act | {"approved_by": "somebody"}),
    "unknown-part": lambda act: print_json(act | {"act": "order"}),
    "missing-member": lambda act: print_json({key: value for key, value in act.items() if key != "check"}),
    "null-original": lambda act: print_json(act | {"original": None}),
}


@pytest.mark.parametrize("spoil", ACTS.values(), ids=ACTS)
def test_json_that_no_printer_wrote(world, puppet, spoil):
    """Inside an envelope that holds in every other way."""
    data = spoil(_act(puppet))
    assert data != print_json(_act(puppet))
    refused_on_the_wire(world, puppet.seal(data), "malformed")


POLICY = {
    "drafted-and-approved-by-one": {"drafted_by": THEIR_APPROVER},
    "drafted-at-another-node": {"drafted_by": f"malee.s@{THIRD}"},
    "more-information": {"kind": "ADM-MOREINFO"},
}


@pytest.mark.parametrize("changes", POLICY.values(), ids=POLICY)
def test_acts_that_their_sender_may_not_send(world, puppet, changes):
    """Understood, and not allowed here."""
    data = print_json(_act(puppet, **changes))
    refused_on_the_wire(world, puppet.seal(data, kind=changes.get("kind", "REQ-PRESERVE")), "policy")


def test_two_officers_signed_and_one_of_them_drafted(world, puppet):
    """A signature of the drafter beside the approver's is no second pair of eyes: refused, so that who approved is never in doubt."""
    sealed = puppet.seal(puppet.act(), signers=(THEIR_APPROVER, THEIR_DRAFTER, str(THERE)))
    refused_on_the_wire(world, sealed, "policy")


CASES = {
    "a-request-under-our-number": ("request", "REQ-PRESERVE", None, "VN-2026-000001"),
    "a-request-under-a-third-number": ("request", "REQ-PRESERVE", None, "TH-2026-000001"),
    "views-on-nothing": ("views", "ADM-CONSULT", {"views": "VIEWS-MAINTAIN"}, "VN-2026-000001"),
    "an-answer-to-nothing": ("answer", "REQ-PRESERVE", {"decision": "D-GRANT"}, "VN-2026-000001"),
    "an-answer-in-a-third-case": ("answer", "REQ-PRESERVE", {"decision": "D-GRANT"}, "TH-2026-000001"),
    "a-case-that-begins-with-a-withdrawal": ("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, "XR-2026-000007"),
}


@pytest.mark.parametrize(("act", "kind", "values", "case"), CASES.values(), ids=CASES)
def test_an_act_for_a_case_that_is_not_known(world, puppet, act, kind, values, case):
    """What continues nothing is not begun by accident."""
    refused_on_the_wire(world, puppet.seal(puppet.act(act, kind, values, case=case)), "policy")


def test_an_answer_to_ones_own_request(world, puppet):
    """Only the State that was asked answers; the state and the clocks of the request do not move."""
    request = world.receive()
    answer = puppet.act("answer", values={"decision": "D-GRANT"}, original=world.message(request, direction="in").env_id)
    refused_on_the_wire(world, puppet.say(answer), "policy")


def test_a_withdrawal_of_our_request(world, puppet):
    """Only the State that asked withdraws."""
    request = world.send()
    refused_on_the_wire(
        world, puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, case=request.reference)), "policy"
    )


@pytest.mark.parametrize("decision", ["D-POSTPONE", "D-CLARIFY", "", None, ["D-GRANT"], {"D-GRANT": 1}, 1, True])
def test_a_decision_that_is_none_is_never_taken_for_a_grant(world, puppet, decision):
    """No rule, no answer: what cannot be understood moves nothing."""
    request = world.send()
    answer = puppet.act("answer", values={"decision": decision}, case=request.reference, original=world.message(request).env_id)
    refused_on_the_wire(world, puppet.say(answer), "policy")
    request.refresh_from_db()
    assert request.state == "sent"


def test_a_number_that_another_node_of_that_country_gave(world, puppet):
    """Two nodes of one country under one number: the second is refused, the first stays as it is."""
    world.receive()
    other = type(puppet).second()
    refused_on_the_wire(world, other.seal(other.act()), "policy", sender=other.node)


def test_a_case_of_another_node_of_that_country(world, puppet):
    """A colleague's node cannot withdraw it either: its act waits for a beginning that it can never have."""
    world.receive()
    other = type(puppet).second()
    withdrawal = other.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})
    sealed = other.seal(withdrawal, seq=2, previous=other.seal(other.act()).inner)
    assert verified(world.deliver(sealed, sender=other.node).items[0]).order == "held"
    assert Request.objects.get().state == "delivered"


# -- what the wire learns -------------------------------------------------------------------------


def test_the_wire_learns_only_the_class(world, puppet):
    """A refusal carries digests, names and the class: no sentence, no place of the fault, nothing of this node's files."""
    for item in (puppet.forge(signers=(THEIR_APPROVER,)), puppet.seal(b"[]"), puppet.seal(puppet.act(), world="drill")):
        sealed = world.deliver(item).items[0]
        body = parse_frames(sealed[8:], what="receipt", cap=len(sealed), least=2, most=2)[0]
        told = json.loads(body)
        assert set(told) == {"v", "receipt", "env_id", "outer", "class", "at"}
        assert told["class"] in WIRE_CLASSES


def test_the_same_fault_twice_is_refused_twice_and_kept_never(world, puppet):
    """A stranger cannot fill the tables by being refused."""
    forged = puppet.forge(signers=(THEIR_APPROVER,))
    for _ in range(3):
        refused_on_the_wire(world, forged, "bad-signature")
    assert not Inbox.objects.exists()
    assert not JournalAct.objects.exists()


def test_one_bad_item_does_not_hold_up_the_others(world, puppet):
    """Each item of a POST gets its own receipt."""
    good, bad = puppet.seal(puppet.act()), puppet.forge(signers=(THEIR_APPROVER,), edit_inner=tool.put(case="XR-2026-000009"))
    reply = world.deliver(b"COMITY1E", bad, good, b"COMITY1R")
    bodies = [verified(item) for item in reply.items]
    assert [getattr(body, "wire_class", "taken") for body in bodies] == ["malformed", "bad-signature", "taken", "malformed"]
    assert Request.objects.get().reference == "XR-2026-000007"


def test_a_refused_envelope_can_still_come_good(world, puppet):
    """A stranger who learns an identifier cannot burn it: the true envelope is taken after the forged one was refused."""
    refused_on_the_wire(world, puppet.forge(signers=(THEIR_APPROVER,)), "bad-signature")
    assert verified(world.deliver(puppet.forge()).items[0]).order == "applied"
    assert Receipt.objects.count() == 0
    assert not Outbox.objects.exists()
