"""The pack of figures as a file: PDF to hand on, DOCX to edit, in the language that is asked for."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.doors.web.pages.parts import Link
from comity.doors.web.views.printing import given
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import work
from comity.letters.printed import Shape
from comity.register.packing.actions import print_pack


@saying_no
@require_safe
def pack(request: HttpRequest, shape: Shape) -> HttpResponse:
    """Give the pack away, made now; the journal keeps who took it."""
    at_work, asked = work(request), request.GET.get("in", "")
    language = asked if asked in ("en", "vi") else at_work.language
    return given(print_pack(language=language, shape=shape, at=at_work.at, by=at_work.officer))


def pack_links() -> tuple[Link, ...]:
    """Return the ways to the pack, in each language and form."""
    pdf, docx = reverse("register-pack-pdf"), reverse("register-pack-docx")
    return (
        Link(gettext("Key figures in Vietnamese (PDF)"), f"{pdf}?in=vi"),
        Link(gettext("Key figures in English (PDF)"), f"{pdf}?in=en"),
        Link(gettext("Editable, in Vietnamese (DOCX)"), f"{docx}?in=vi"),
        Link(gettext("Editable, in English (DOCX)"), f"{docx}?in=en"),
    )
