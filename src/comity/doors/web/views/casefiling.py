"""The view of case files: what was exported of a case, and one more. What makes one is loaded when it is asked for; most days it is not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.doors.web.views.access.confirming import confirmed_lately
from comity.doors.web.views.refusing import saying_no


@saying_no
@require_http_methods(["GET", "POST"])
@confirmed_lately
def casefile(request: HttpRequest, reference: str) -> HttpResponse:
    """The exports of a case, and the form of one more; a post makes the file and gives it away as a download."""
    from comity.doors.web.views.casefiling_pages import answer

    return answer(request, reference)
