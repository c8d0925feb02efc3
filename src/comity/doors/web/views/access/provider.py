"""Sign-in by the ministry's identity provider (OpenID Connect): it vouches for an identity, and the operator has said whose it is.

It never makes an officer, never finds one by name or mail address, and stands for the password only: the second factor follows.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.directory.access import Provider
from comity.directory.bindings import Identity, NotBound, bound_officer
from comity.directory.patience import Attempt, note_failure
from comity.doors.web.framing import render_page
from comity.doors.web.pages.others import TroublePage
from comity.doors.web.pages.parts import Act
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.whereabouts import access, address_of, now
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

PROVIDER_ID = "home"


class NotVouchedFor(Refused):
    """The provider's word is not what this node asks for."""

    wire_class = "policy"
    sentence = gettext_noop("The identity provider did not vouch for you in the way that this node asks for: %(what)s.")
    next_step = gettext_noop("Sign in there again with the stronger way, or come in here with password and second factor.")


class Vouched(DefaultSocialAccountAdapter):
    """The rules of the identity provider for allauth."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 -- allauth's signature
        """Nobody becomes an officer by being known elsewhere."""
        return False

    def get_requests_session(self) -> Any:
        """Ask the provider's own origins only."""
        from comity.courier.vouching import AllowedSession

        return AllowedSession(access().provider.allowed)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """(1) only to sign in, (2) the provider's own word, (3) strong enough, (4) bound to an officer; else nobody comes in."""
        provider = access().provider
        claims = sociallogin.account.extra_data.get("id_token", {})
        try:
            if sociallogin.state.get("process") != AuthProcess.LOGIN:
                raise NotVouchedFor(what="process")
            require_claims(claims, provider=provider)
            sociallogin.user = bound_officer(Identity("oidc", str(claims["sub"]), provider.issuer))
        except (NotVouchedFor, NotBound) as refusal:
            refuse(request, refusal)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:  # noqa: ARG002 -- allauth's signature
        """Say what stands: nobody came in, and the other way is open."""
        note_failure(Attempt("", address_of(request), "provider"), at=now())
        raise ImmediateHttpResponse(door_refused(request, gettext("The identity provider could not be asked, or said no."), 403))


def require_claims(claims: Mapping[str, Any], *, provider: Provider) -> None:
    """Raise `NotVouchedFor` unless the ID token is the issuer's own and says what `acr` and `amr` ask (OpenID Connect Core, 2)."""
    if str(claims.get("iss", "")).rstrip("/") != provider.issuer:
        raise NotVouchedFor(what="iss")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise NotVouchedFor(what="sub")
    if provider.acr and claims.get("acr") not in provider.acr:
        raise NotVouchedFor(what=f"acr {' / '.join(provider.acr)}")
    shown = claims.get("amr", [])
    missing = [one for one in provider.amr if not isinstance(shown, list) or one not in shown]
    if missing:
        raise NotVouchedFor(what=f"amr {' '.join(missing)}")


def refuse(request: HttpRequest, refusal: Refused) -> NoReturn:
    """Note it, and leave with the page that says why."""
    note_failure(Attempt("", address_of(request), "provider"), at=now())
    raise ImmediateHttpResponse(door_refused(request, sentence_of(refusal), 403, next_step=next_step_of(refusal)))


def door_refused(request: HttpRequest, sentence: str, status: int, *, next_step: str = "") -> HttpResponse:
    """Return the page of somebody who was not let in."""
    page = TroublePage(
        gettext("You were not signed in"),
        status,
        sentence,
        gettext("Nothing was changed."),
        next_step or gettext("Sign in with password and second factor, or try again."),
        act=Act(gettext("To sign-in"), "/account/login/"),
    )
    return render_page(request, page, status=status)


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the provider; no page where the node has none."""
    _require_provider()
    from allauth.socialaccount.providers.openid_connect import views

    return views.login(request, PROVIDER_ID)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    _require_provider(provider_id)
    from allauth.socialaccount.providers.openid_connect import views

    return views.callback(request, PROVIDER_ID)


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    """Show that the officer, or the provider, broke off."""
    return door_refused(request, gettext("The sign-in at the identity provider was broken off."), 403)


def _require_provider(provider_id: str = PROVIDER_ID) -> None:
    if access().provider is None or provider_id != PROVIDER_ID:
        raise Http404
