"""Bad callers at the peers' port, bad hosts at a peer's address, bad certificates in the directory: each is refused, and alone."""

import socket
import ssl
import threading
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from worlds.door import CHECKPOINT, listening, stranger
from worlds.second import second

from comity.courier.admitting import Turned
from comity.courier.opening import PinnedPool, failure_of, failure_of_status, line_context
from comity.courier.protocol.lines import Failure
from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.keyfiles import line_key_file, read_signing_key
from comity.directory.linekeys import shown_at
from comity.directory.sections import Dated
from comity.seal.linekey import LineCertificate, make_line_key
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Malformed, Refused


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """Where both nodes are founded, once."""
    return tmp_path_factory.mktemp("founded")


@pytest.fixture
def door(founded, tmp_path):
    """A node that listens, and one that calls."""
    with listening(founded, tmp_path) as made:
        yield made


def old_tls(door):
    """TLS 1.2, with the right key."""
    context = door.context()
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    return context


def no_certificate(_):
    """TLS 1.3, and no key shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def certified(door, home, name, *, by=None, vouching=False):
    """Return a key file and certificate that the key of `home` issued, by itself, or as a certificate below `by`."""
    issuer = serialization.load_pem_private_key(shown_at(home, at=door.at)[0].read_bytes(), None)
    assert isinstance(issuer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1()) if by else issuer
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.load_der_x509_certificate(by.raw).subject if by else subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=vouching, path_length=None), critical=True)
        .sign(issuer, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = home.keys / f"{name}-{vouching}.pem"
    file.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()) + made.public_bytes(pem))
    return file, LineCertificate(made.public_bytes(serialization.Encoding.DER)) if not by else None


def vouched(door, home, name):
    """Return a key file that the key of `home` vouches for, whose certificate is one that may vouch: OpenSSL is content with it."""
    file, vouching = certified(door, home, name, vouching=True)
    file.chmod(0o600)
    file.replace(line_key_file(home, vouching))
    dated = Dated(vouching, door.at, door.at + timedelta(days=1))
    door.change(home, lambda node: replace(node, tls=(dated,)))
    door.exchange()
    return certified(door, home, "poc.zz.example", by=vouching)[0]


def issued_by_a_peer(door):
    """A caller with such a key."""
    return door.context(vouched(door, door.there, "poc.xr.example"))


def issued_by_the_host(door):
    """A host with such a key."""
    return line_context(ssl.PROTOCOL_TLS_SERVER, own=vouched(door, door.here, "poc.vn.example"), trusted=book(door.here).certificates)


CALLERS = {
    "a-strangers-key": (lambda door: door.context(stranger(door.there.path)[0]), Turned.UNKNOWN),
    "a-strangers-key-in-the-peers-name": (lambda door: door.context(stranger(door.there.path, "poc.xr.example")[0]), Turned.UNKNOWN),
    "a-key-that-the-peers-key-issued": (issued_by_a_peer, None),
    "no-key": (no_certificate, Turned.NO_CERTIFICATE),
    "tls-1.2": (old_tls, Turned.OLD_TLS),
}


@pytest.mark.parametrize(("how", "why"), CALLERS.values(), ids=CALLERS)
def test_a_caller_without_a_key_of_the_directory_gets_no_byte(door, how, why):
    """The connection ends, or 403 says that the key is unknown; the operator learns why; the next peer is served."""
    with door.open(how(door)) as line:
        try:
            told = door.get(line)
        except OSError:
            told = None
    assert told in (None, (403, b"unknown-key"))
    assert (told is None) == (why is not None)
    if why is not None:
        assert [(one.why, one.address) for one in door.turned()] == [(why, "127.0.0.1")]
    assert door.pool().request("GET", CHECKPOINT).data == b"a checkpoint"


def test_plain_http_at_the_port_of_tls_is_told_so_and_gets_nothing(door):
    """One line of text, and no answer to what was asked."""
    with door.open(None) as line:
        assert door.get(line) == (400, b"this port speaks TLS alone\n")
    assert [one.why for one in door.turned()] == [Turned.PLAIN]


SAID = {
    "garbage": b"\x00\xff" * 600,
    "a-record-that-never-ends": b"\x16\x03\x01\xff\xff" + b"\x00" * 500,
    "half-a-hello": b"\x16\x03\x01\x02",
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_what_is_no_handshake_stops_nothing(door, said):
    """Whatever bytes come, and whenever the caller goes."""
    for _ in range(5):
        with closing(door.silent()) as line:
            line.sendall(said)
    assert door.pool().request("GET", CHECKPOINT).data == b"a checkpoint"


def test_a_key_whose_time_is_over_is_refused_at_both_ends(door):
    """The caller does not take the host's; the host, whose directory is older, answers 403 in words of the wire."""
    pool = door.pool()
    late = door.at + timedelta(days=366)
    context = door.context()
    with door.open(context) as line:
        door.at = late
        assert door.get(line) == (403, b"key-expired")
    with pytest.raises(urllib3.exceptions.HTTPError) as fault:
        pool.request("GET", CHECKPOINT)
    assert failure_of(fault.value) is Failure.NOT_TRUSTED
    assert failure_of_status(403) is Failure.NOT_ACCEPTED


class Impostor:
    """Whoever answers at the peer's address."""

    def __init__(self, context: ssl.SSLContext | None, said: bytes = b"") -> None:
        """Wait for one caller."""
        self.server, self.context, self.said = socket.create_server(("127.0.0.1", 0)), context, said
        self.heard = b""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError), self.server:
            line, _ = self.server.accept()
            if self.context is not None:
                line = self.context.wrap_socket(line, server_side=True)
            with line:
                self.heard = line.recv(4096)
                line.sendall(self.said)


def below(door):
    """A host with the right key that speaks TLS 1.2 at most."""
    context = line_context(ssl.PROTOCOL_TLS_SERVER, own=shown_at(door.here, at=door.at)[0], trusted=())
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2
    return context


HOSTS = {
    "a-key-that-the-peers-key-issued": (issued_by_the_host, Failure.NOT_TRUSTED),
    "a-strangers-key": (
        lambda door: line_context(ssl.PROTOCOL_TLS_SERVER, own=stranger(door.here.path)[0], trusted=()),
        Failure.NOT_TRUSTED,
    ),
    "plain": (lambda _: None, Failure.NOT_TRUSTED),
    "tls-1.2": (below, Failure.CUT),
}


@pytest.mark.parametrize(("how", "failure"), HOSTS.values(), ids=HOSTS)
def test_nothing_is_said_to_a_host_without_the_peers_key(door, how, failure):
    """Not a byte of the request leaves, and the line knows why."""
    host = Impostor(how(door), b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    where = f"127.0.0.1:{host.server.getsockname()[1]}"
    pool = PinnedPool(door.here.node, now=lambda: door.at, timeout=urllib3.Timeout(60), node=door.there, at=where)
    with pytest.raises(urllib3.exceptions.HTTPError) as fault:
        pool.request("GET", CHECKPOINT)
    host.thread.join(60)
    assert failure_of(fault.value) is failure
    assert b"comity" not in host.heard


ENTRIES = {
    "no-key-named": ({"tls": ()}, Failure.NOT_TRUSTED),
    "no-address": ({"endpoint": "poc.vn.example"}, Failure.NO_ROUTE),
    "another-scheme": ({"endpoint": "ftp://127.0.0.1:1"}, Failure.NO_ROUTE),
    "no-number": ({"endpoint": "https://127.0.0.1:x"}, Failure.NO_ROUTE),
    "half-an-address": ({"endpoint": "https://[::1"}, Failure.NO_ROUTE),
    "no-host": ({"endpoint": "https://:8411"}, Failure.NO_ROUTE),
    "a-space": ({"endpoint": "https://127.0.0.1 :1"}, Failure.NO_ROUTE),
    "capitals": ({"endpoint": "HTTPS://127.0.0.1:1"}, Failure.NO_ROUTE),
}


@pytest.mark.parametrize(("entry", "failure"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_without_key_or_address_opens_nothing(door, entry, failure):
    """An address of TLS without a key is never tried without one."""
    door.change(door.here, lambda node: replace(node, **entry))
    door.exchange()
    with pytest.raises((urllib3.exceptions.HTTPError, Refused)) as fault:
        door.pool().request("GET", CHECKPOINT)
    assert failure_of(fault.value) is failure


def test_a_node_without_a_key_of_its_own_says_so(door):
    """And opens nothing: also where the file is damaged, or wants a passphrase."""
    file, _ = shown_at(door.there, at=door.at)
    for text in ("", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        file.write_text(text)
        with pytest.raises(Refused) as fault:
            door.pool().request("GET", CHECKPOINT)
        assert failure_of(fault.value) is Failure.NO_LINE_KEY
    door.change(door.there, lambda node: replace(node, tls=()))
    with pytest.raises(Refused) as fault:
        door.pool().request("GET", CHECKPOINT)
    assert failure_of(fault.value) is Failure.NO_LINE_KEY


# -- certificates ---------------------------------------------------------------------------------------------

_, SOUND = make_line_key(NodeId("poc.xr.example"))
SPOILED = {
    "empty": b"",
    "one-byte": b"\x30",
    "cut": SOUND.raw[:-1],
    "longer": SOUND.raw + b"\x00",
    "inside-longer": b"\x30\x82" + (len(SOUND.raw) - 3).to_bytes(2, "big") + SOUND.raw[4:] + b"\x00",
    "endless": b"\x30\xff" + b"\xff" * 40,
    "over-the-cap": b"\x30\x82\x10\x00" + bytes(4096),
    "length-not-minimal": b"\x30\x83\x00" + SOUND.raw[2:],
    "another-name": SOUND.raw.replace(b"poc.xr.example", b"poc.vn.example", 1),
    "not-ascii": SOUND.raw.replace(b"poc.xr.example", b"poc.xr.exampl\xe9"),
    "another-curve": SOUND.raw.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030106")),
    "another-hash": SOUND.raw.replace(bytes.fromhex("2a8648ce3d040302"), bytes.fromhex("2a8648ce3d040301")),
    "another-version": SOUND.raw.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020101")),
}


@pytest.mark.parametrize("raw", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_certificate_is_refused_by_both_verifiers(raw):
    """As a refusal of the directory file; the verifier that travels with proofs agrees."""
    program = second()
    with pytest.raises(Refused):
        LineCertificate(raw)
    with pytest.raises(program.Refused):
        program._line_certificate(raw, "poc.xr.example")


def test_no_flipped_bit_makes_another_name_or_a_fault():
    """Each byte: refused, or still of the same node; both verifiers say the same."""
    program = second()
    program._line_certificate(SOUND.raw, "poc.xr.example")
    for place in range(len(SOUND.raw)):
        raw = bytearray(SOUND.raw)
        raw[place] ^= 1 << (place % 8)
        try:
            taken = LineCertificate(bytes(raw)).name == "poc.xr.example"
        except Malformed:
            taken = False
        try:
            program._line_certificate(bytes(raw), "poc.xr.example")
            also = True
        except program.Refused:
            also = False
        assert taken == also, place


def test_one_that_openssl_cannot_read_keeps_out_its_own_node_alone(door):
    """A country may sign what it likes: its extensions are not looked at here, and the other node is let in as before."""
    sound = make_line_key(NodeId("bad.vn.example"))[1].raw
    broken = LineCertificate(
        sound.replace(b"\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02", b"\x30\x0c\x07\x03\x55\x1d\x13\x01\x01\xff\x04\x02")
    )
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(cadata=broken.raw)
    dated = Dated(broken, door.at, door.at + timedelta(days=1))
    own = book(door.here).node(door.here.node)
    other = replace(own, id=NodeId("bad.vn.example"), signing=(), sealing=(), tls=(dated,))
    section = book(door.here).sections[door.here.country]
    write_section(door.here, replace(section, nodes=(other, *section.nodes)), country=read_signing_key(door.here.keys / "country.key"))
    assert broken in book(door.here).certificates
    assert door.pool().request("GET", CHECKPOINT).data == b"a checkpoint"
