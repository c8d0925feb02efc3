"""Sign-in by smart card: the proxy has checked the certificate (X.509) and says so over a connection that only it has.

Three things must hold before its word counts: the node's file switches it on, the other end is the proxy's address, and the proxy
shows the secret that it shares with this node; any program on the proxy's machine has its address, but not that.
"""

import hmac
from typing import Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from comity.directory.bindings import bound_officer, read_escaped_certificate
from comity.directory.patience import Attempt, note_failure
from comity.doors.web.views.access.provider import door_refused
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.whereabouts import access, address_of, from_proxy, now
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

SHARED: Final = "X-Comity-Proxy"
VERIFIED: Final = "X-Comity-Client-Verify"
CERTIFICATE: Final = "X-Comity-Client-Cert"
SHARED_FILE: Final = "proxy.secret"
_SHORTEST: Final = 32


class NotFromTheProxy(Refused):
    """Somebody else says what only the proxy may say."""

    sentence = gettext_noop("A certificate counts only when the node's own proxy has checked it. This came another way.")
    next_step = gettext_noop("Open the address of this node that your operator gave you, and try again.")


class NotVerified(Refused):
    """The proxy saw no certificate, or did not accept it."""

    sentence = gettext_noop("No valid certificate was shown.")
    next_step = gettext_noop("Put your smart card in, close the browser, and open this page again.")


@login_not_required
@require_POST
def certificate_door(request: HttpRequest) -> HttpResponse:
    """Sign in the officer whose certificate the proxy has checked; the second factor follows."""
    if not access().certificates:
        raise Http404
    try:
        officer = _officer(request)
    except Refused as refusal:
        note_failure(Attempt("", address_of(request), "certificate"), at=now())
        return door_refused(request, sentence_of(refusal), 403, next_step=next_step_of(refusal))
    record_authentication(request, officer, "certificate")
    return perform_login(request, Login(user=officer))


def _officer(request: HttpRequest) -> object:
    """(1) the proxy, (2) its secret, (3) its verdict, (4) the certificate, (5) whose it is; raises `Refused`."""
    if not from_proxy(request) or not _shows_secret(request):
        raise NotFromTheProxy
    if request.headers.get(VERIFIED) != "SUCCESS":
        raise NotVerified
    return bound_officer(read_escaped_certificate(request.headers.get(CERTIFICATE, "")))


def _shows_secret(request: HttpRequest) -> bool:
    """Say whether the other end knows the secret; a node that has none, or a short one, believes nobody."""
    file = settings.COMITY_HOME / "keys" / SHARED_FILE
    kept = file.read_bytes().strip() if file.exists() else b""
    return len(kept) >= _SHORTEST and hmac.compare_digest(kept, request.headers.get(SHARED, "").encode())
