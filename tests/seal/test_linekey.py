"""A node's key and certificate for the line: what is made reads back, as others read it, and no two are one."""

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from comity.seal.linekey import LineCertificate, make_line_key
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId

NODE = NodeId("poc.vn.example")


def test_what_is_made_reads_back_as_the_library_reads_it():
    """The name, the pin over the public key as RFC 7469 reckons it, a key that signed its own certificate and may sign no other."""
    text, certificate = make_line_key(NODE)
    read = x509.load_pem_x509_certificate(text.encode())
    key = serialization.load_pem_private_key(text.encode(), None)
    spki = read.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert LineCertificate(read.public_bytes(serialization.Encoding.DER)) == certificate
    assert (certificate.name, certificate.pin) == (NODE.text, Digest.of(spki))
    assert key.public_key() == read.public_key()
    read.verify_directly_issued_by(read)
    assert not read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert read.not_valid_after_utc.year == 9999


def test_each_key_is_another():
    """Also for the same node; nothing of the private half is in what is shown."""
    (text, first), (_, second) = make_line_key(NODE), make_line_key(NODE)
    assert first != second
    assert first.pin != second.pin
    private = serialization.load_pem_private_key(text.encode(), None).private_numbers().private_value
    assert private.to_bytes(32, "big") not in first.raw
    assert "PRIVATE" not in repr(first)
