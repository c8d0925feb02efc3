"""A view that lets something out of the node asks first whether the officer is still the same."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from comity.doors.web.entrance import DEMO
from comity.doors.web.whereabouts import access

View = Callable[..., HttpResponse]


def confirmed_lately(view: View) -> View:
    """Decorate a view: it opens only within the node's window (`confirm_minutes`) after a sign-in or confirmation.

    Otherwise the officer is asked, and what they wanted, a post too, goes on by itself afterwards. Approving needs no such window: it
    asks for the passphrase each time, because that opens the signing key. In a session of the demo's door nothing is asked.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.session.get(DEMO) or _is_fresh(request):
            return view(request, *args, **kwargs)
        return suspend_request(request, reverse("account_reauthenticate"))

    return guarded


def _is_fresh(request: HttpRequest) -> bool:
    confirmed = [float(record["at"]) for record in get_authentication_records(request, request.user)]
    return bool(confirmed) and time.time() - max(confirmed) <= access().window.total_seconds()
