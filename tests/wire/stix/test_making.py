"""Objects of our own: good for others, the same whoever makes them, and shown without a word of STIX."""

import json
from pathlib import Path

import pytest
from stix_oracles import they_refuse

from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.terms.outside import OUTSIDE_TYPES, parse_outside
from comity.wire.stix import parse_pattern, print_pattern, validate
from comity.wire.stix.identifiers import NAMESPACE as OF_OBSERVABLES
from comity.wire.stix.making import NAMESPACE, make_identity, make_indicator, make_marking, marking_id, pattern_of
from comity.wire.stix.summaries import summary

WHO = AuthorityId("vn-poc")
VECTORS = sorted((Path(__file__).parents[3] / "vectors" / "stix").glob("*.txt"))
AT, LATER = Instant.parse("2026-11-29T04:05:06.000000Z"), Instant.parse("2026-12-29T04:05:06.123456Z")
TRAFFIC = "[network-traffic:src_ref.value = '2001:db8::1' AND network-traffic:src_port = 51234]"
# What an officer types, and the pattern that comes of it.
TYPED = {
    "ip": ("203.0.113.7", "[ipv4-addr:value = '203.0.113.7']"),
    "ip-port": (
        "[2001:db8::1]:51234 2026-11-20T01:02:03+07:00",
        f"{TRAFFIC} START t'2026-11-19T18:02:03.000Z' STOP t'2026-11-19T18:02:04.000Z'",
    ),
    "domain": ("Bücher.example", "[domain-name:value = 'xn--bcher-kva.example']"),
    "email": ("O'Brien@Example.org", "[email-addr:value = 'O\\'Brien@example.org']"),
    "phone": ("+84 24 3 555 0100", "[x-comity-phone:value = '+842435550100']"),
    "account": ("social.example nguyen.a", "[user-account:account_login = 'nguyen.a' AND user-account:account_type = 'social.example']"),
    "url": ("HTTP://example.org/a b", "[url:value = 'http://example.org/a%20b']"),
    "file-hash": ("0F" * 32, f"[file:hashes.'SHA-256' = '{'0f' * 32}']"),
    "bank-account": ("COMIXRAA 0123 456 789", "[x-comity-bank-account:value = 'COMIXRAA 0123456789']"),
    "iban": ("DE89 3704 0044 0532 0130 00", "[x-comity-iban:value = 'DE89370400440532013000']"),
    "wallet": (
        "btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "[x-comity-wallet:value = 'bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']",
    ),
    "imei": ("49-015420-323751-8", "[x-comity-imei:value = '490154203237518']"),
    "document": ("xr passport C-1234567", "[x-comity-document:value = 'XR passport C1234567']"),
}


def test_every_kind_of_identifier_has_its_pattern():
    """A new kind needs a line here."""
    assert set(TYPED) == set(OUTSIDE_TYPES)


@pytest.mark.parametrize("kind", TYPED)
def test_what_was_typed_becomes_an_indicator(kind):
    """Good for the validators of others, with a mark and an author; said again it is the same object."""
    typed, printed = TYPED[kind]
    what = parse_outside(kind, typed)
    pattern = print_pattern(pattern_of(what))
    assert pattern == printed
    assert parse_pattern(pattern) == pattern_of(what)
    made = make_indicator(
        what, authority=WHO, level=Tlp.AMBER_STRICT, at=AT, valid_from=AT, valid_until=LATER, labels=["b", "a"], confidence=70
    )
    assert validate(made) == ()
    assert they_refuse(json.loads(made)) == ""
    again = make_indicator(what, authority=WHO, level=Tlp.GREEN, at=LATER, first=AT, valid_from=AT, description="seen again")
    first, second = json.loads(made), json.loads(again)
    assert first["id"] == second["id"]
    assert (first["created"], second["created"], second["modified"]) == (first["modified"], first["created"], "2026-12-29T04:05:06.123456Z")
    shown = summary(made)
    assert (shown.title, shown.sort, shown.labels, shown.marks) == (str(what)[:200], "indicator", ("a", "b"), ("TLP:AMBER+STRICT",))
    assert shown.value in str(what)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors_have_the_same_pattern_and_identifier(path):
    """They were written by a generator that knows nothing of this code: an identifier never changes."""
    head, _, identifier = path.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    what = parse_outside(said["type"], said["value"])
    made = json.loads(make_indicator(what, authority=AuthorityId(said["authority"]), level=Tlp.RED, at=AT, valid_from=AT))
    assert (str(what), made["pattern"], made["created_by_ref"]) == (said["value"], said["pattern"], said["identity"])
    assert made["id"] == identifier.strip()


@pytest.mark.parametrize("level", Tlp)
def test_marks_are_those_that_are_published(level):
    """By the identifiers that everybody decides by."""
    made = make_marking(level)
    assert validate(made) == ()
    assert json.loads(made)["id"] == marking_id(level)
    assert they_refuse(json.loads(made)) == ""


def test_an_authority_is_the_same_identity_everywhere():
    """Computed in a namespace that is not that of observables (section 2.9)."""
    made = make_identity(WHO, name="Điểm liên lạc 24/7", at=AT, sectors=["government-national"])
    assert validate(made) == ()
    assert they_refuse(json.loads(made)) == ""
    assert json.loads(made)["id"] == "identity--d61eda27-073a-5e49-9da7-153d5911eef9"
    assert json.loads(make_identity(WHO, name="x", at=LATER))["id"] == json.loads(made)["id"]
    assert NAMESPACE != OF_OBSERVABLES


def test_a_summary_misleads_nobody():
    """One line, cut, with a sign for what would reorder it; also of an object with faults, and of a pattern that cannot be read."""
    raw = json.dumps(
        {"type": "tool", "id": "tool--1", "name": "invoice\u202efdp\n.exe " + "x" * 999, "tool_types": ["a", 1], "revoked": True}
    )
    shown = summary(raw.encode())
    assert shown.title.startswith("invoice\ufffdfdp .exe xxx")
    assert (len(shown.title), shown.labels, shown.revoked, shown.value) == (200, ("a",), True, "")
    assert summary(b'{"pattern":"[a","pattern_type":"stix"}').value == "[a"
    assert summary(b'{"hashes":{"MD5":"0a","SHA-256":"0b"},"type":"file"}').title == "0b"
    assert summary(b"{}").title == ""
