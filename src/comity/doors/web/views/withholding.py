"""Views of what is left out of a proof. What makes a proof is loaded when it is asked for; most days it is not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.doors.web.views.access.confirming import confirmed_lately
from comity.doors.web.views.refusing import saying_no


@saying_no
@require_http_methods(["GET", "POST"])
def withholding(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is left out of the proof of a case, and choose."""
    from comity.doors.web.views.withholding_deeds import choose

    return choose(request, reference)


@saying_no
@require_POST
@confirmed_lately
def settle(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Approve what another officer chose, or drop it."""
    from comity.doors.web.views.withholding_deeds import end

    return end(request, reference, key)


@saying_no
@require_safe
@confirmed_lately
def file(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """The proof without what two officers leave out, made now."""
    from comity.doors.web.views.withholding_deeds import give

    return give(request, reference, key)
