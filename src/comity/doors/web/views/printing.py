"""Views that give a letter away as a file: of an act of a request, or of a draft as it stands."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.desk.lettering.actions import print_draft, print_letter
from comity.desk.reading.requests import find_request
from comity.doors.web.pages.parts import Link
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import work
from comity.letters.printed import Printed, Shape


@saying_no
@require_safe
def act_letter(request: HttpRequest, reference: str, place: int, shape: Shape) -> HttpResponse:
    """The letter of one act, made now; the journal keeps who took it."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    return given(print_letter(found, place=place, shape=shape, at=at_work.at, by=at_work.officer))


@saying_no
@require_safe
def draft_letter(request: HttpRequest, draft_id: UUID, shape: Shape) -> HttpResponse:
    """The letter that a draft would make, marked as a draft on every page."""
    at_work = work(request)
    return given(print_draft(draft_id, shape=shape, at=at_work.at, by=at_work.officer))


def given(printed: Printed) -> HttpResponse:
    """Return a paper as a file."""
    return HttpResponse(printed.data, content_type=printed.type, headers={"Content-Disposition": f'attachment; filename="{printed.name}"'})


def act_letters(reference: str, place: int) -> tuple[Link, ...]:
    """Return the ways to the letter of one act."""
    return _links("letter", reference, place)


def draft_letters(draft_id: UUID) -> tuple[Link, ...]:
    """Return the ways to the letter of a draft."""
    return _links("draft-letter", draft_id)


def _links(name: str, *args: object) -> tuple[Link, ...]:
    return (
        Link(gettext("Letter (PDF)"), reverse(f"{name}-pdf", args=args)),
        Link(gettext("Editable draft (DOCX)"), reverse(f"{name}-docx", args=args)),
    )
