"""Titles in one language or both, files by digest, days that an officer typed: what several parts of the register read alike."""

from collections.abc import Mapping
from typing import Any, Final

from comity.records.models import Document
from comity.register.codes import said
from comity.register.days import typed_day
from comity.register.refusals import DateUnclear, NoSuchRow, NotGiven
from comity.terms.digests import Digest

LANGUAGES: Final = ("vi", "en")
_CAP: Final = 500


def titles_of(value: Mapping[str, Any] | None, *, what: str = "title") -> dict[str, str]:
    """Return titles by language, at least one; raises `NotOfItsList`, and what text refuses."""
    given = value or {}
    kept = {code: said(given.get(code), cap=_CAP, what=what, empty="") for code in LANGUAGES}
    kept = {code: text for code, text in kept.items() if text}
    if not kept:
        raise NotGiven(what=what)
    return kept


def document_of(number: object) -> Document | None:
    """Return the document of the register with a number, None for nothing; raises `NoSuchRow`."""
    text = str(number or "").strip().upper()
    if not text:
        return None
    found = Document.objects.defer("original", "reading").filter(number=text).first()
    if found is None:
        raise NoSuchRow(number=text[:20])
    return found


def file_of(typed: Mapping[str, Any]) -> tuple[Document | None, str]:
    """Return document and digest of a file: `document` a number of the register, or `digest` of a file that is kept elsewhere.

    Raises `NoSuchRow`, `NotGiven` where neither is given, and what digests refuse.
    """
    document = document_of(typed.get("document"))
    if document is not None:
        return document, document.digest
    if not typed.get("digest"):
        raise NotGiven(what="digest")
    return None, str(Digest.parse(str(typed["digest"])))


def day_of(value: object) -> str:
    """Return one whole day with its year, or nothing; raises `DateUnclear`."""
    text = str(value or "").strip()
    if not text:
        return ""
    day = typed_day(text)
    if day.precision != "day" or not day.first:
        raise DateUnclear(said=text[:40])
    return day.first
