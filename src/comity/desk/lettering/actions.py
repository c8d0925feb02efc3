"""Makes a letter and writes into the journal who took it: a letter leaves the node's protection like a proof file does."""

import uuid
from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.lettering.collecting import letter_of, letter_of_draft
from comity.desk.lettering.refusals import AlreadySent, NoSuchAct
from comity.desk.permissions import Verb, require
from comity.desk.reading.drafts import view_draft
from comity.desk.states import DraftState
from comity.desk.visibility import require_visible
from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.officers import actor
from comity.letters.docx import print_docx
from comity.letters.letter import Letter
from comity.letters.pdf import print_pdf
from comity.letters.printed import TYPES, Printed, Shape
from comity.records.models import Message, Officer, Request
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

_PRINTERS: Final = {"pdf": print_pdf, "docx": print_docx}


def print_letter(request: Request, *, place: int, shape: Shape, at: Instant, by: Officer) -> Printed:
    """Return the letter of the act at `place` in the case, counted from 1, oldest first; the journal keeps its digest and who made it.

    Raises `NoSuchAct`, what `letter_of` refuses, and what the printers of `letters` refuse; then nothing is written.
    """
    require(actor(by, at=at), Verb.PRINT_LETTER)
    require_visible(request, by=actor(by, at=at))
    messages = list(Message.objects.filter(request=request).order_by("id"))
    if not 1 <= place <= len(messages):
        raise NoSuchAct(reference=request.reference, number=place)
    message = messages[place - 1]
    data = _print(letter_of(request, message), shape)
    _noted(data, shape, about=request.reference, by=by, at=at, envelope=message.env_id)
    return Printed(f"{request.reference}.{place}.{shape}", TYPES[shape], data)


def print_draft(draft_id: uuid.UUID | str, *, shape: Shape, at: Instant, by: Officer) -> Printed:
    """Return the letter that a draft would make, marked as a draft; journalled as `print_letter`.

    Raises `NoSuchDraft`, `AlreadySent`, and what the printers of `letters` refuse.
    """
    require(actor(by, at=at), Verb.PRINT_LETTER)
    view = view_draft(draft_id, by=actor(by, at=at), at=at)
    if view.draft.state == DraftState.SENT:
        raise AlreadySent(reference=view.draft.reference)
    data = _print(letter_of_draft(view), shape)
    _noted(data, shape, about=view.draft.reference, by=by, at=at, draft=str(view.draft.pk))
    return Printed(f"DRAFT.{view.draft.reference or view.draft.pk}.{shape}", TYPES[shape], data)


def _print(letter: Letter, shape: Shape) -> bytes:
    return _PRINTERS[shape](letter, extra=added_fonts(home()))


def _noted(data: bytes, shape: Shape, *, about: str, by: Officer | str, at: Instant, **what: JsonValue) -> None:
    facts: dict[str, JsonValue] = {"digest": str(Digest.of(data)), "size": len(data), "form": shape.upper(), **what}
    with transaction.atomic():
        note("letter.printed", by=by, about=about, at=at, facts=facts)
