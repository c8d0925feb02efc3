"""Time stamps (RFC 3161) by rfc3161-client: what is asked of an authority, and what its answer says and proves.

The library is loaded when the first stamp is asked for or read: most processes of a node never do.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

SPEC: Final = "RFC 3161; docs/specs/log.md, section 9"

MAX_RESPONSE: Final = 64 * 1024
SKEW: Final = timedelta(minutes=5)
_MICROSECOND: Final = timedelta(microseconds=1)
_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_GRANTED: Final = 0


class BadTimeStamp(Refused):
    """An answer that is no time stamp over what was asked for."""

    wire_class = "bad-signature"
    sentence = gettext_noop("This is no time stamp over what was asked for: %(why)s.")
    next_step = gettext_noop("Ask the authority again. If it goes on, ask its operator, or name another one in node.toml.")


@dataclass(frozen=True, slots=True)
class Question:
    """The bytes to post, and the number by which the answer is known to answer them."""

    data: bytes
    nonce: int


def ask(message: bytes) -> Question:
    """Return the request for a stamp over `message`: its SHA-256 is all that the authority learns."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 see above

    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()
    return Question(request.as_bytes(), request.nonce or 0)  # it has one: it was asked for


def read_stamp(response: bytes, *, message: bytes) -> Instant:
    """Return the moment that a granted answer over `message` names; raises `TooLarge`, `Malformed` or `BadTimeStamp`.

    Who signed it is NOT looked at: see `verify_stamp`.
    """
    return _read(response, message=message)[1]


def verify_stamp(response: bytes, *, message: bytes, nonce: int, certificates: bytes, asked_at: Instant, at: Instant) -> Instant:
    """Return the moment of the stamp over `message` that was asked for with `nonce`, signed by an authority of `certificates` (PEM).

    Raises what `read_stamp` raises, and `BadTimeStamp` for another nonce, a signature that leads to none of `certificates`, and
    a moment more than five minutes outside of from `asked_at` to `at`.
    """
    from cryptography import x509  # noqa: PLC0415 see above
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415 see above

    # (1) granted, SHA-256, over this message - RFC 3161, section 2.4.2
    read, moment = _read(response, message=message)
    # (2) signed for this purpose by a certificate that leads to a given one, and the number that was asked with
    try:
        roots = x509.load_pem_x509_certificates(certificates)
    except ValueError as fault:
        raise BadTimeStamp(why="the file of certificates cannot be read") from fault
    builder = VerifierBuilder(roots=roots, nonce=nonce)
    try:
        builder.build().verify(read, Digest.of(message).raw)
    except (VerificationError, ValueError) as fault:
        raise BadTimeStamp(why=str(fault)) from fault
    # (3) by our clock it is of now
    if not asked_at.micros - SKEW // _MICROSECOND <= moment.micros <= at.micros + SKEW // _MICROSECOND:
        raise BadTimeStamp(why=f"it names {moment}, which is not now")
    return moment


def _read(response: bytes, *, message: bytes) -> "tuple[TimeStampResponse, Instant]":
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 see above

    if len(response) > MAX_RESPONSE:
        raise TooLarge("time stamp", size=len(response), cap=MAX_RESPONSE)
    try:
        read = decode_timestamp_response(response)
        if read.status != _GRANTED:
            raise BadTimeStamp(why=f"it was refused with status {read.status}")
        imprint = read.tst_info.message_imprint
        algorithm, digest, moment = imprint.hash_algorithm.dotted_string, imprint.message, Instant.of(read.tst_info.gen_time)
    except ValueError as fault:
        raise Malformed("time stamp", "not DER of RFC 3161") from fault
    if algorithm != _SHA256 or digest != Digest.of(message).raw:
        raise BadTimeStamp(why="it is over something else")
    return read, moment
