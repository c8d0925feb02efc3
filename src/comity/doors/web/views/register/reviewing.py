"""The review of a document: the report beside its suggestions."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.review_pages import review_page
from comity.doors.web.views.working import work


@saying_no
@require_safe
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Show a document and everything that it suggests."""
    return render_page(request, review_page(number, work(request)))
