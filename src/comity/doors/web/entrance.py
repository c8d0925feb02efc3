"""Who comes in, and how: sign-up is closed, a second factor is required, nothing is mailed."""

import time
from collections.abc import Callable
from typing import Any, Final

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

CONFIRMED: Final = "second-factor-confirmed"
DEMO: Final = "came-by-the-demo-door"


class Entrance(DefaultAccountAdapter):
    """The rules of the door for allauth."""

    error_messages: Final = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Sign-in name and password do not go together. Nothing was changed."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "account_inactive": gettext_lazy("This officer's access is closed. Ask the administrator of your node."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Officers are entered by their node's administrator, never by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:  # noqa: ANN401 -- allauth's signature
        """Take `ha.n` for the officer of that name at this node."""
        from comity.directory.people import sign_in_name

        if "username" in credentials:
            credentials["username"] = sign_in_name(credentials["username"])
        return super().authenticate(request, **credentials)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing in passing: what matters stands on the page that follows."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: this node opens no connection to a mail server."""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again only when the last sign-in is older than ACCOUNT_REAUTHENTICATION_TIMEOUT, so that a first set-up asks once."""
        request = context.request
        seen = [record["at"] for record in get_authentication_records(request, request.user)]
        if seen and time.time() - max(seen) < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondFactor(DefaultMFAAdapter):
    """The words of the second factor."""

    error_messages: Final = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not valid now. Wait for the next one, or use a recovery code."),
    }


def require_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an officer without a second factor comes no further than setting one up.

    A session that the demo's door opened carries `CONFIRMED` and passes; so does one that was seen to have a factor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.session.get(CONFIRMED) or always_open(request.path):
            return get_response(request)
        if not is_mfa_enabled(request.user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        request.session[CONFIRMED] = True
        return get_response(request)

    return middleware


def always_open(path: str) -> bool:
    """Say whether `path` is one that leads in, out or to one's own second factor, or is no page."""
    return path.startswith((reverse("mfa_index"), reverse("account_login").removesuffix("login/"), "/static/", "/switch/"))


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Stand where allauth would sign up or mail a password: back to the door."""
    del request
    return HttpResponseRedirect(reverse("account_login"))
