"""The officer's own choices of language and theme, as plain forms."""

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from comity.doors.web.framing import THEME_COOKIE

_YEAR: Final = 365 * 24 * 3600


@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language: for this browser, and for the officer wherever they sign in."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and request.method == "POST" and chosen in dict(settings.LANGUAGES):
        from comity.directory.people import keep_language

        keep_language(request.user, language=chosen)
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark, for this browser and for the officer; anything else means as the device says."""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    chosen = request.POST.get("theme", "")
    kept = chosen if chosen in ("light", "dark") else "device"
    response.set_cookie(THEME_COOKIE, kept, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    if hasattr(request, "user") and request.user.is_authenticated:
        from comity.directory.people import keep_theme

        keep_theme(request.user, theme=kept)
    return response
