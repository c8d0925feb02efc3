"""One answer: its status, its bytes, its headers; every one in TAXII's media type, also an error (TAXII 2.1, section 3.2)."""

import functools
import gzip
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.utils.translation import gettext, override

from comity.doors.api.taxii.asking import Asked
from comity.intel.store.refusals import MayNotRead, MayNotWrite, NoCollection, NoObject, NotTheirs
from comity.intel.store.scanning import Page
from comity.terms.refusals import Refused
from comity.wire.stix.refusals import BundleGiven
from comity.wire.taxii.media import TAXII, accepts_gzip
from comity.wire.taxii.moments import print_moment
from comity.wire.taxii.refusals import TaxiiRefused
from comity.wire.taxii.resources import ErrorMessage, print_resource

Headers = list[tuple[str, str]]

# A program reads these; should a browser, it runs nothing, frames nothing and keeps nothing.
_ALWAYS: Final = (
    ("Content-Type", TAXII),
    ("Cache-Control", "no-store"),
    ("Vary", "Accept, Accept-Encoding, Authorization"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
_PACKED_FROM: Final = 1024
_STATUS: Final[Mapping[type[Refused], int]] = {
    MayNotRead: 403,
    MayNotWrite: 403,
    NotTheirs: 403,
    NoCollection: 404,
    NoObject: 404,
    BundleGiven: 422,
}


class Answer(msgspec.Struct, frozen=True):
    """What goes back; `headers` beside those that every answer has."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def dated(body: bytes, page: Page) -> Answer:
    """Return a page with the dates of its first and its last object (TAXII 2.1, section 3.4); without any, there is no date."""
    if not page.rows:
        return Answer(body)
    first, last = sorted((page.first, page.last))  # versions come newest first
    told = print_moment(first)
    named = ("X-TAXII-Date-Added-First", told), ("X-TAXII-Date-Added-Last", told if last == first else print_moment(last))
    return Answer(body, headers=named)


def refuse(refusal: Refused, asked: Asked | None) -> Answer:
    """Return the error message for a refusal, in the language that the client asks for: Vietnamese, else English."""
    status = refusal.status if isinstance(refusal, TaxiiRefused) else _STATUS.get(type(refusal), 400)
    told = asked.header("HTTP_ACCEPT_LANGUAGE") if asked else ""
    with override("vi" if told.lower().startswith("vi") else "en"):
        message = ErrorMessage(
            title=gettext(refusal.sentence) % refusal.facts,
            description=gettext(refusal.next_step) % refusal.facts,
            http_status=str(status),
            error_code=type(refusal).__name__,
            error_id=secrets.token_hex(8) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
        )
    return Answer(print_resource(message), status, refusal.headers if isinstance(refusal, TaxiiRefused) else ())


def send(answer: Answer, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Send an answer, packed where the client takes it and it pays; a HEAD gets the headers alone."""
    body, headers = answer.body, [*_ALWAYS, *answer.headers]
    if len(body) >= _PACKED_FROM and accepts_gzip(str(environ.get("HTTP_ACCEPT_ENCODING", ""))):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response(_line(answer.status), headers)
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else body]


@functools.cache
def _line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
