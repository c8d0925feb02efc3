import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.domains import canonical_domain
from comity.terms.holdings import BankAccount, Iban, Imei, PaperDocument, Wallet
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.outside import (
    OUTSIDE_TYPES,
    Account,
    Domain,
    Email,
    FileHash,
    IpAddress,
    IpPort,
    Phone,
    Url,
    outside_json,
    parse_outside,
    parse_outside_json,
)
from comity.terms.refusals import Malformed, Refused
from comity.terms.vocabulary import vocabulary

WRITTEN = [
    ("ip-port", "203.0.113.7:51234 2026-11-20T01:02:03Z", "203.0.113.7:51234 2026-11-20T01:02:03.000000Z"),
    ("ip-port", " 203.0.113.7:51234 2026-11-20 08:02:03.5+07:00 ", "203.0.113.7:51234 2026-11-20T01:02:03.500000Z"),
    ("ip-port", "[2001:DB8:0:0::1]:443 2026-11-20T01:02:03+0700", "[2001:db8::1]:443 2026-11-19T18:02:03.000000Z"),
    ("ip-port", "[::ffff:203.0.113.7]:80 2026-11-20T01:02:03Z", "203.0.113.7:80 2026-11-20T01:02:03.000000Z"),
    ("ip", "2001:0DB8::0001", "2001:db8::1"),
    ("ip", "[2001:db8::1]", "2001:db8::1"),
    ("domain", "Mail.EXAMPLE.", "mail.example"),
    ("domain", "việtnam.example", "xn--vitnam-jk8b.example"),
    ("domain", "my_bucket.store.example", "my_bucket.store.example"),
    ("email", "Nguyen.A+x@Mail.Example", "Nguyen.A+x@mail.example"),
    ("email", "nguyễn@việtnam.example", "nguyễn@xn--vitnam-jk8b.example"),
    ("phone", "+84 (24) 1234-5678", "+842412345678"),
    ("account", "Social.Example  Nguyễn Văn A", "social.example Nguyễn Văn A"),
    ("account", "chat.example name#1234", "chat.example name#1234"),
    ("url", "HTTP://Example.COM:80", "http://example.com/"),
    ("url", "https://example.com:8443/a b?q=việt#x", "https://example.com:8443/a%20b?q=vi%E1%BB%87t#x"),
    ("url", "https://việtnam.example/%e1", "https://xn--vitnam-jk8b.example/%E1"),
    ("url", "https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
    ("url", "http://203.0.113.7?x=1", "http://203.0.113.7/?x=1"),
    ("file-hash", "D41D8CD98F00B204E9800998ECF8427E", "md5:d41d8cd98f00b204e9800998ecf8427e"),
    ("file-hash", "SHA-256: " + "AB" * 32, "sha256:" + "ab" * 32),
    ("file-hash", "a" * 40, "sha1:" + "a" * 40),
    ("bank-account", "comixraaxxx 0123-4567 89", "COMIXRAA 0123456789"),
    ("bank-account", "COMIXRAA123 ab.12/34", "COMIXRAA123 AB1234"),
    ("iban", "IBAN GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    ("iban", "de89370400440532013000", "DE89370400440532013000"),
    ("wallet", "BTC 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ("wallet", "bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ("wallet", "eth 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ("wallet", "tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ("wallet", "SOL " + "1" * 32, "solana " + "1" * 32),
    ("wallet", "xmr 4" + "A" * 94, "monero 4" + "A" * 94),
    ("imei", "49-015420-323751-8", "490154203237518"),
    ("document", "xr Passport C 123-4567", "XR passport C1234567"),
    ("document", "XF id-card 12/AB(N)345678", "XF id-card 12ABN345678"),
]


@pytest.mark.parametrize(("type_", "written", "printed"), WRITTEN)
def test_written_and_printed(type_, written, printed):
    """What people write is normalised on entry; the normal form is read back, and travels as JSON."""
    found = parse_outside(type_, written)
    assert str(found) == printed
    assert parse_outside(type_, printed) == found
    assert parse_outside_json(parse_json(print_json(outside_json(found)), 10_000)) == found
    if written != printed:
        with pytest.raises(Refused):
            parse_outside_json({"type": type_, "value": written})


REFUSED = [
    ("ip-port", "203.0.113.7 2026-11-20T01:02:03Z"),  # no port
    ("ip-port", "203.0.113.7:51234"),  # no moment
    ("ip-port", "203.0.113.7:51234 2026-11-20T01:02:03"),  # no zone
    ("ip-port", "203.0.113.7:51234 2026-11-20"),  # no time
    ("ip-port", "203.0.113.7:51234 2026-02-30T01:02:03Z"),
    ("ip-port", "203.0.113.7:0 2026-11-20T01:02:03Z"),
    ("ip-port", "203.0.113.7:65536 2026-11-20T01:02:03Z"),
    ("ip-port", "2001:db8::1:443 2026-11-20T01:02:03Z"),  # where does the port begin
    ("ip", "203.0.113.256"),
    ("ip", "203.0.113.07"),
    ("ip", "203.0.113"),
    ("ip", "0x7f000001"),
    ("ip", "fe80::1%eth0"),
    ("ip", "10.0.0.0/8"),
    ("domain", "localhost"),
    ("domain", "a..example"),
    ("domain", "-a.example"),
    ("domain", "a" * 64 + ".example"),
    ("domain", "a." * 127 + "example"),
    ("domain", "203.0.113.7"),
    ("domain", "a.0x7f"),
    ("domain", "a b.example"),
    ("domain", "faß.example"),  # IDNA 2003 and 2008 differ
    ("domain", "xn--a.example"),
    ("domain", "℀.example"),
    ("domain", "example.com/x"),
    ("email", "nguyen"),
    ("email", "@mail.example"),
    ("email", "a@b@mail.example"),
    ("email", "a..b@mail.example"),
    ("email", '"a b"@mail.example'),
    ("email", "Nguyen <a@mail.example>"),
    ("email", "a@[203.0.113.7]"),
    ("email", "a" * 65 + "@mail.example"),
    ("email", "a\u200bb@mail.example"),
    ("phone", "0912345678"),
    ("phone", "+44 (0)20 1234 5678"),
    ("phone", "+84 12"),
    ("phone", "+84123456789012345"),
    ("phone", "+٨٤٢٤١٢٣٤٥٦٧٨"),
    ("phone", "+84 24 CALL"),
    ("account", "nguyen.a"),
    ("account", "social nguyen.a"),
    ("account", "social.example a\nb"),
    ("account", "social.example " + "a" * 257),
    ("url", "javascript:alert(1)"),
    ("url", "ftp://example.com/"),
    ("url", "//example.com/"),
    ("url", "https://user:pass@example.com/"),
    ("url", "https://user@example.com/"),
    ("url", "https://example.com\\@evil.example/"),
    ("url", "https://example.com:99999/"),
    ("url", "https://example.com:a/"),
    ("url", "https:///x"),
    ("url", "https://0x7f.1/"),
    ("url", "https://1.2.3/"),
    ("url", "https://[::1"),
    ("url", "https://[fe80::1%25eth0]/"),
    ("url", "https://example.com/%zz"),
    ("url", "https://example.com/a\nb"),
    ("url", "https://example.com/" + "é" * 1000),
    ("file-hash", "a" * 39),
    ("file-hash", "md5:" + "a" * 40),
    ("file-hash", "sha512:" + "a" * 128),
    ("file-hash", "g" * 32),
    ("file-hash", ":" + "a" * 32),
    ("bank-account", "0123456789"),
    ("bank-account", "COMIXRAA 12"),
    ("bank-account", "COMIXR 0123456789"),
    ("bank-account", "COMI9RAA 0123456789"),
    ("bank-account", "COMIXRAA " + "1" * 35),
    ("bank-account", "COMIXRAA 01234ß6789"),  # its capital is SS
    ("iban", "GB82WEST12345698765433"),
    ("iban", "GB82WEST1234569876543"),
    ("iban", "GB01WEST12345698765432"),
    ("iban", "GB82 WEST 1234 5698 7654 \uff13\uff12"),
    ("wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),  # on which network
    ("wallet", "dollar 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ("wallet", "bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
    ("wallet", "bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0"),
    ("wallet", "bitcoin " + "1" * 200),
    ("wallet", "tron 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ("wallet", "bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
    ("wallet", "bitcoin BC1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ("wallet", "bitcoin bc1qr508d6qejxtdg4y5r3zarvaryv98gj9p"),  # BIP 173: a program of 16 bytes
    ("wallet", "bitcoin bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du"),  # BIP 350: version 2 with the old check
    ("wallet", "ethereum 0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    ("wallet", "ethereum 5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ("wallet", "ethereum 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae"),
    ("wallet", "solana " + "1" * 31),
    ("wallet", "monero 4" + "A" * 93),
    ("imei", "490154203237519"),
    ("imei", "49015420323751"),
    ("imei", "4901542032375180"),
    ("imei", "٤90154203237518"),
    ("document", "C1234567"),
    ("document", "XR C1234567"),
    ("document", "XR library-card C1234567"),
    ("document", "XR passport 12"),
    ("document", "Ruritania passport C1234567"),
    ("licence-plate", "XR 1234"),
]


@pytest.mark.parametrize(("type_", "written"), REFUSED)
def test_refused(type_, written):
    """An identifier that is not one, or that two officers could read differently, cannot be made."""
    with pytest.raises(Refused):
        parse_outside(type_, written)


@pytest.mark.parametrize("type_", OUTSIDE_TYPES)
@pytest.mark.parametrize("unsafe", ["\x00", "\u202e", "\u2066", "\ud800", "\n"])
def test_no_identifier_holds_unsafe_text(type_, unsafe):
    """Control and direction characters are refused in every type, at every place inside."""
    sample = next(printed for kind, _, printed in WRITTEN if kind == type_)
    for at in range(1, len(sample)):
        with pytest.raises(Refused):
            parse_outside(type_, sample[:at] + unsafe + sample[at:])


AT = Instant.parse("2026-11-20T01:02:03.000000Z")
NOT_NORMAL = [
    lambda: IpAddress("2001:DB8::1"),
    lambda: IpPort("::ffff:1.2.3.4", 80, AT),
    lambda: IpPort("203.0.113.7", 70_000, AT),
    lambda: Domain("Example.com"),
    lambda: Email("a@Example.com"),
    lambda: Email("e\u0301@example.com"),
    lambda: Phone("+84 24"),
    lambda: Account(Domain("social.example"), " a"),
    lambda: Account(Domain("social.example"), ""),
    lambda: Url("https://example.com"),
    lambda: Url("https://example.com/%e1"),
    lambda: FileHash("md5", "A" * 32),
    lambda: FileHash("crc32", "a" * 8),
    lambda: BankAccount("COMIXRAAXXX", "0123456789"),
    lambda: BankAccount("COMIXRAA", "0123 4567"),
    lambda: Iban("GB82 WEST 1234 5698 7654 32"),
    lambda: Iban("gb82west12345698765432"),
    lambda: Wallet("BTC", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    lambda: Wallet("ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    lambda: Imei("49-015420-323751-8"),
    lambda: PaperDocument(Country("XR"), "Passport", "C1234567"),
    lambda: PaperDocument(Country("XR"), "passport", "c1234567"),
]


@pytest.mark.parametrize("make", NOT_NORMAL)
def test_constructors_take_the_normal_form_only(make):
    """An invalid or unusual value cannot exist, not even by the constructor."""
    with pytest.raises(Malformed):
        make()


def test_parts():
    """Doors that ask for the parts apart build the same value."""
    assert str(IpPort.of("203.0.113.7", port=51234, at=AT)) == "203.0.113.7:51234 2026-11-20T01:02:03.000000Z"
    assert Account.of("Social.example", handle=" nguyen.a ") == Account.parse("social.example nguyen.a")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "a@mail.example",
        [],
        {},
        {"type": "email"},
        {"type": "email", "value": 1},
        {"type": ["email"], "value": "a@mail.example"},
        {"type": "email", "value": "a@mail.example", "x": "y"},
        {"type": "email", "value": "a@Mail.example"},
        {"type": "url", "value": "a@mail.example"},
    ],
)
def test_one_json_form(value):
    """From another node only the one form with the normal value is read."""
    with pytest.raises(Malformed):
        parse_outside_json(value)


@given(st.sampled_from(sorted(OUTSIDE_TYPES)), st.text(max_size=60))
def test_normalising_is_idempotent(type_, text):
    """Whatever text is taken prints as a form that is taken as the same value."""
    try:
        found = parse_outside(type_, text)
    except Refused:
        return
    assert parse_outside(type_, str(found)) == found
    assert parse_outside_json(outside_json(found)) == found


@given(st.ip_addresses(), st.integers(1, 65535), st.integers(0, 4 * 10**15))
def test_every_address_port_and_moment(address, port, micros):
    """Every address, port and moment makes a round trip."""
    found = IpPort.of(str(address), port=port, at=Instant(micros))
    assert IpPort.parse(str(found)) == found


@given(st.text(max_size=40))
def test_urls_are_ascii_and_idempotent(tail):
    """A URL is ASCII whatever its path and query hold."""
    try:
        found = Url.parse("https://example.com/" + tail)
    except Refused:
        return
    assert str(found).isascii()
    assert Url.parse(str(found)) == found


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4).map(".".join))
def test_domains_are_idempotent(text):
    """The normal form of a name is its own normal form."""
    try:
        name = canonical_domain(text)
    except Refused:
        return
    assert canonical_domain(name) == name


def test_every_type_has_its_words():
    """The vocabulary `identifier-type` names each type, and no other."""
    assert set(vocabulary("identifier-type").codes) == set(OUTSIDE_TYPES)
