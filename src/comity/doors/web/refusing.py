"""Middleware: what a room refuses in any view becomes a page in the officer's language, so that a view catches only what it can mend."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.terms.refusals import Refused


class RefusalsAsPages:
    """Lets `views.refusing` speak for every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; Django calls `process_exception` where a view raises."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a refusal; anything else is a fault of ours and goes its way."""
        if not isinstance(exception, Refused):
            return None
        from comity.doors.web.framing import render_page
        from comity.doors.web.views.refusing import refusal_page

        page = refusal_page(exception, request)
        return render_page(request, page, status=page.status)
