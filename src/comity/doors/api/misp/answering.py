"""One answer: its status, its bytes, its headers; JSON always, since programs alone come in here."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext, override

from comity.intel.store.refusals import MayNotRead, MayNotWrite, NoObject, NotTheirs
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.wire.misp.answers import error_json
from comity.wire.misp.refusals import MispRefused
from comity.wire.misp.writing import print_foreign
from comity.wire.taxii.media import accepts_gzip
from comity.wire.taxii.refusals import NoCredentials, TaxiiRefused

_ALWAYS: Final = (
    ("Content-Type", "application/json; charset=UTF-8"),
    ("Cache-Control", "no-store"),
    ("Vary", "Accept-Encoding, Authorization"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
_PACKED_FROM: Final = 1024
_STATUS: Final[Mapping[type[Refused], int]] = {MayNotRead: 403, MayNotWrite: 403, NotTheirs: 403, NoObject: 404}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; `headers` beside those that every answer has."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def told(value: JsonValue, *, status: int = 200) -> Answer:
    """Return JSON as an answer."""
    return Answer(print_foreign(value), status)


def tagged(value: JsonValue, known: str) -> Answer:
    """Return JSON with its entity tag, or that it is the same as what the asker has (`If-None-Match`)."""
    body = print_foreign(value)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if tag in {one.strip().removeprefix("W/").replace("-gzip", "") for one in known.split(",")}:
        return Answer(b"", HTTPStatus.NOT_MODIFIED, (("ETag", tag),))
    return Answer(body, headers=(("ETag", tag),))


def refuse(refusal: Refused, *, path: str, language: str) -> Answer:
    """Return the error for a refusal, in the language that is asked for: Vietnamese, else English."""
    if isinstance(refusal, NoCredentials):
        status = HTTPStatus.FORBIDDEN.value  # what MISP answers to a wrong key, and what its clients look for
    elif isinstance(refusal, MispRefused | TaxiiRefused):
        status = refusal.status
    else:
        status = _STATUS.get(type(refusal), 400)
    with override("vi" if language.lower().startswith("vi") else "en"):
        value = error_json(gettext(refusal.sentence) % refusal.facts, gettext(refusal.next_step) % refusal.facts, url=path[:200])
    return Answer(print_foreign(value), status, refusal.headers if isinstance(refusal, TaxiiRefused) else ())


def stumble(status: int, *, path: str) -> Answer:
    """Return the error for what nobody foresaw."""
    return Answer(print_foreign(error_json("An internal error has occurred.", "The operator finds it in the log.", url=path[:200])), status)


def send(answer: Answer, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Send an answer, packed where the client takes it and it pays; a HEAD gets the headers alone."""
    body, headers = answer.body, [*_ALWAYS, *answer.headers]
    if len(body) >= _PACKED_FROM and accepts_gzip(str(environ.get("HTTP_ACCEPT_ENCODING", ""))):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else body]
