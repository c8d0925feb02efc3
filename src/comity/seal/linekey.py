"""The key and certificate by which a node is known on the line to its peers (docs/specs/delivery.md, section 7).

Trust comes from the directory alone, which holds the certificate itself: nobody issues it, and its dates say nothing. What is read here is
one narrow form, so that no certificate of one node can stand before OpenSSL for that of another: the name in it is the node's own.
"""

import secrets
from datetime import UTC, datetime
from typing import Final

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Malformed, TooLarge

CAP: Final = 2048
_SEQUENCE, _INTEGER, _BITS, _OID, _UTF8, _SET, _VERSION = 0x30, 0x02, 0x03, 0x06, 0x0C, 0x31, 0xA0
_COMMON_NAME: Final = bytes.fromhex("550403")
_V3: Final = bytes.fromhex("020102")
_P256: Final = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""The beginning of a SubjectPublicKeyInfo of an uncompressed key on P-256 (RFC 5480); its 64 bytes follow."""
_ECDSA: Final = bytes.fromhex("300a06082a8648ce3d040302")
_POINT: Final = 64
_LONGEST_NAME: Final = 64  # RFC 5280, appendix A.1: ub-common-name


class LineCertificate:
    """A node's certificate, as it shows it; equal when its bytes are. `pin` is SHA-256 of its SubjectPublicKeyInfo, for people."""

    __slots__ = ("name", "pin", "raw")

    def __init__(self, raw: bytes) -> None:
        """Read the DER; raises `TooLarge`, `Malformed`."""
        if len(raw) > CAP:
            raise TooLarge("TLS certificate", size=len(raw), cap=CAP)
        (whole,) = _Reader(raw).all((_SEQUENCE,))
        signed, algorithm, _ = _Reader(whole).all((_SEQUENCE, _SEQUENCE, _BITS))
        version, _, inner, issuer, _, subject, key, *_ = _Reader(signed).all(
            (_VERSION, _INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE, _SEQUENCE, _SEQUENCE, 0xA3)
        )
        spki = _tlv(_SEQUENCE, key)
        if version != _V3 or {_tlv(_SEQUENCE, inner), _tlv(_SEQUENCE, algorithm)} != {_ECDSA}:
            raise Malformed("TLS certificate", "not of version 3 and signed by ECDSA with SHA-256")
        if not spki.startswith(_P256) or len(spki) != len(_P256) + _POINT:
            raise Malformed("TLS certificate", "its key is not on P-256")
        if issuer != subject:
            raise Malformed("TLS certificate", "issued by another")
        self.raw: Final = raw
        self.name: Final = _common_name(subject)
        self.pin: Final = Digest.of(spki)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LineCertificate) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"LineCertificate({self.name}, {self.pin})"


def line_name(node: NodeId) -> str:
    """Return the common name of a node's certificates: its own, or the digest of one that is longer than X.509 allows."""
    return node.text if len(node.text) <= _LONGEST_NAME else str(Digest.of(node.text.encode("ascii")))


def make_line_key(node: NodeId) -> tuple[str, LineCertificate]:
    """Draw a key on P-256 and certify it by itself for `node`; return both in PEM, and the certificate. The PEM is secret."""
    # Here, for a running node makes none: these modules are two megabytes in each of its processes.
    from cryptography import x509  # noqa: PLC0415 see above
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 see above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 see above

    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, line_name(node))])
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(126) + 1)
        # The directory says from when and until when it counts.
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))  # RFC 5280, section 4.1.2.5: no well-defined end
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(own, critical=False)
        # By this OpenSSL tells apart two keys of one name, while one takes the other's place.
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    text = (private + made.public_bytes(serialization.Encoding.PEM)).decode("ascii")
    return text, LineCertificate(made.public_bytes(serialization.Encoding.DER))


def lock_line_key(text: str, *, password: str) -> str:
    """Return the PEM of a key and its certificate with the key encrypted, as OpenSSL reads it; raises `Malformed`."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 as above

    begins = "-----BEGIN CERTIFICATE-----"
    private, found, certificate = text.partition(begins)
    try:
        key = serialization.load_pem_private_key(private.encode("ascii"), None)
    except (ValueError, TypeError) as fault:
        raise Malformed("TLS key", "not a key in PEM, or encrypted already") from fault
    how = serialization.BestAvailableEncryption(password.encode("ascii"))
    locked = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how).decode("ascii")
    return f"{locked}{found}{certificate}"


def _common_name(subject: bytes) -> str:
    """Return the one common name that the subject consists of."""
    (part,) = _Reader(subject).all((_SET,))
    (attribute,) = _Reader(part).all((_SEQUENCE,))
    kind, value = _Reader(attribute).all((_OID, _UTF8))
    try:
        if kind == _COMMON_NAME:
            return value.decode("ascii")
    except UnicodeDecodeError:
        pass
    raise Malformed("TLS certificate", "its subject is not one common name in ASCII")


def _tlv(tag: int, value: bytes) -> bytes:
    """Print one element as DER does."""
    if len(value) < 0x80:
        return bytes((tag, len(value))) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + value


class _Reader:
    """Takes the elements of one DER value apart."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def all(self, tags: tuple[int, ...]) -> list[bytes]:
        """Return the values of exactly these elements, up to the end; raises `Malformed`."""
        found, rest = [], self._data
        for tag in tags:
            value = _first(rest)
            element = _tlv(tag, value)
            if not rest.startswith(element):
                raise Malformed("TLS certificate", "not the DER of one")
            found.append(value)
            rest = rest[len(element) :]
        if rest:
            raise Malformed("TLS certificate", "not the DER of one")
        return found


def _first(data: bytes) -> bytes:
    """Return the value of the first element, whatever its tag; the caller prints it again and compares."""
    size, start = data[1] if len(data) > 1 else 0, 2
    if size & 0x80:
        start = 2 + (size & 0x7F)
        size = int.from_bytes(data[2:start], "big")
    return data[start : start + size]
