"""What holds on every page of a signed-in officer: their own language, no trace in caches, and a lock on a desk left alone.

Locked is not signed out: the session, the draft and the page stay; the password, or a code, opens them again.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from comity.doors.web.entrance import DEMO, always_open

IDLE: Final = timedelta(minutes=10)
SHIFT: Final = timedelta(hours=12)
SEEN: Final = "seen"
BEGAN: Final = "began"
_NOTED_EVERY: Final = 60

View = Callable[[HttpRequest], HttpResponse]


def speak_officers_language(get_response: View) -> View:
    """Middleware: an officer reads in the language they chose, on whatever computer; their pages stay out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        language = request.user.language  # asked before the view: it may sign the officer out
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Language"] = language
        return response

    return middleware


def lock_idle(get_response: View) -> View:
    """Middleware: after ten idle minutes a page opens only to who confirms that it is still the same officer; after a shift, to nobody.

    What is posted still passes: it was typed on a page that is open on the desk anyway, and must not be lost. Posting does not
    unlock. Approval asks for the passphrase by itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or always_open(request.path):
            return get_response(request)
        session, now = request.session, int(time.time())
        if now - session.setdefault(BEGAN, now) > SHIFT.total_seconds():
            logout(request)
            return HttpResponseRedirect(reverse("account_login"))
        if _locked(request, now=now):
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        elif now - session.get(SEEN, 0) > _NOTED_EVERY:
            session[SEEN] = now
        return get_response(request)

    return middleware


def _locked(request: HttpRequest, *, now: int) -> bool:
    session: Any = request.session
    if session.get(DEMO):
        return False
    confirmed = [int(record["at"]) for record in get_authentication_records(request, request.user)]
    return bool(now - max([session.get(SEEN, 0), *confirmed]) > IDLE.total_seconds())
