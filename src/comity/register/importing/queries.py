"""Documents as officers see them: what is still to be looked at, all of them, one with its text."""

from typing import Any, Final

from comity.directory.policy import Actor
from comity.records.models import Document
from comity.register.finding import find_rows
from comity.register.paging import PAGE, YES, Page, key_of, page_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow
from comity.terms.json import parse_json

_CAP: Final = 2**23  # bytes of a printed reading: 64 KiB of text give a quarter of one
_LEAN: Final = ("original", "reading")


def documents(*, by: Actor, q: str = "", after: str = "") -> Page[Document]:
    """Return documents, the newest first; with `q` those that have all its words, without marks and capitals."""
    require_read(by)
    rows = Document.objects.defer(*_LEAN).select_related("replaced_by")
    if q:
        return find_rows("document", rows, q=q, after=after)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def review_queue(*, by: Actor, after: str = "") -> Page[Document]:
    """Return the documents that still have suggestions without a verdict, the newest first."""
    require_read(by)
    rows = Document.objects.defer(*_LEAN).filter(in_review__in=YES)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def find_document(number: str, *, by: Actor) -> Document:
    """Return one document without its bytes and its reading; raises `NoSuchRow`."""
    require_read(by)
    found = Document.objects.defer(*_LEAN).select_related("replaced_by", "imported_by").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def reading_of(document: Document) -> dict[str, Any] | None:
    """Return the printed reading of a document; None where nothing can be read in it."""
    text = document.reading
    found: Any = parse_json(text.encode(), _CAP, what="reading") if text else None
    return found
