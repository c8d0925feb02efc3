"""Who comes in, and how: sign-up is closed, a second factor is required, attempts are counted, nothing is mailed."""

import time
from collections.abc import Callable
from typing import Any, Final

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.whereabouts import address_of, browser_of, now

CONFIRMED: Final = "second-factor-confirmed"
DEMO: Final = "came-by-the-demo-door"
SITTING: Final = "sitting"
_STEPS: Final = {"password": "password", "totp": "totp", "recovery_codes": "recovery-code", "webauthn": "passkey"}


class Entrance(DefaultAccountAdapter):
    """The rules of the door for allauth."""

    error_messages: Final = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Sign-in name and password do not go together. Nothing was changed."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "account_inactive": gettext_lazy("This officer's access is closed. Ask the administrator of your node."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Officers are entered by their node's administrator, never by themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to `authenticate`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Take `ha.n` for the officer of that name at this node; count the attempt where every worker sees it."""
        from comity.directory.patience import Attempt
        from comity.directory.people import known_officer, sign_in_name
        from comity.doors.web.trying import trying

        name = credentials["username"] = sign_in_name(credentials["username"])
        attempt = Attempt(name, address_of(request), "password", known_officer(name))
        with trying(attempt) as tried:
            tried.right = found = super().authenticate(request, **credentials)
        return found

    def login(self, request: HttpRequest, user: Any) -> None:
        """Let the officer in, and note where they sit."""
        super().login(request, user)
        sit_down(request, user, came_by=" ".join(_steps(request, user)))

    def logout(self, request: HttpRequest) -> None:
        """End the sitting with the session."""
        stand_up(request, why="signed-out")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Show first what was posted to a locked desk and waits for its officer."""
        from comity.directory.keptposts import kept_posts

        if kept := kept_posts(request.user):
            return reverse("kept-post", args=[kept[0].pk])
        return str(super().get_login_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the believed proxy names, or the other end."""
        return address_of(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """There is one page on which officers confirm who they are; it takes passphrase and code, or a passkey."""
        if not user.is_authenticated:
            return []
        return [{"id": "confirm", "description": gettext("Confirm that it is you"), "url": reverse("account_reauthenticate")}]

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing in passing: what matters stands on the page that follows."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: this node opens no connection to a mail server."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing, as above."""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again only when the last sign-in is older than ACCOUNT_REAUTHENTICATION_TIMEOUT, so that a first set-up asks once."""
        request = context.request
        seen = [record["at"] for record in get_authentication_records(request, request.user)]
        if seen and time.time() - max(seen) < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondFactor(DefaultMFAAdapter):
    """The words and the limits of the second factor."""

    error_messages: Final = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not valid now. Wait for the next one, and enter that."),
        "incorrect_passkey": gettext_lazy("This passkey was not accepted. Try again, or use a code."),
        "cannot_delete_authenticator": gettext_lazy("This is your last second factor. Set up another one first."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a passkey or an authenticator first."),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the last factor: without one nothing opens, and who finds the password could set up their own."""
        from comity.directory.factors import has_another

        return has_another(authenticator)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's signature
        """Name a new passkey by its number, where the officer gives no name."""
        from comity.directory.factors import count_of

        return gettext("Passkey %(number)s") % {"number": count_of(user, kind=type) + 1}


def sit_down(request: HttpRequest, officer: Any, *, came_by: str) -> None:
    """Begin a sitting for who has just come in, and tie the browser's session to it."""
    from comity.directory.sittings import begin_sitting

    sitting = begin_sitting(officer, came_by=came_by, address=address_of(request), browser=browser_of(request), at=now())
    request.session[SITTING] = sitting.pk


def stand_up(request: HttpRequest, *, why: Any) -> None:
    """End the sitting and the session together."""
    from comity.directory.sittings import end_sitting, find_sitting

    sitting = find_sitting(request.session.get(SITTING))
    if sitting is not None and sitting.officer_id == request.user.pk:
        end_sitting(sitting, why=why, at=now())
    logout(request)


def _steps(request: HttpRequest, officer: Any) -> list[str]:
    """Name what was shown at this sign-in, in order."""
    records = get_authentication_records(request, officer)
    return [_STEPS.get(str(one.get("type") or one["method"]), str(one["method"])) for one in records]


def require_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an officer without a second factor comes no further than setting one up.

    A session that the demo's door opened carries `CONFIRMED` and passes; so does one that was seen to have a factor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.session.get(CONFIRMED) or always_open(request.path):
            return get_response(request)
        if not is_mfa_enabled(request.user):
            return HttpResponseRedirect(reverse("first-factor"))
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
