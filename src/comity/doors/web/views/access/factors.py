"""allauth's pages of second factors, as this house wants them: each change is in the journal, and the last factor stays."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic.edit import FormView

from comity.directory.factors import ONE_TIME, drop_authenticator, kinds_of
from comity.directory.officers import FactorAct, note_factor
from comity.doors.web.whereabouts import access, now


@require_safe
def first_factor(request: HttpRequest) -> HttpResponse:
    """Let an officer who has no second factor choose one; nothing else opens before."""
    if is_mfa_enabled(request.user):
        return HttpResponseRedirect(reverse("mfa_index"))
    return render(request, "mfa/first.html")


class AddPasskey(AddWebAuthnView):
    """A passkey, with its name. It can stand for the password too where the node allows that."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a key that asks its holder for PIN or finger."""
        values: dict[str, Any] = FormView.get_context_data(self, **kwargs)
        values["options"] = auth.begin_registration(self.request.user, access().passkey_alone)
        return values

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and say so in the journal."""
        _note(self.request, "factor.added", "passkey", form.cleaned_data["name"])
        return super().form_valid(form)


class RenamePasskey(EditWebAuthnView):
    """Another name for a passkey."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and say so in the journal."""
        _note(self.request, "factor.renamed", "passkey", form.cleaned_data["name"][:60])
        return super().form_valid(form)


class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey, but not the last factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say beforehand whether it may go."""
        return super().get_context_data(**kwargs) | {"last": not get_adapter().can_delete_authenticator(self.object)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, and say so in the journal."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            raise PermissionDenied
        _note(self.request, "factor.removed", "passkey", str(self.get_object()))
        return super().form_valid(form)


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpAuthenticator(ActivateTOTPView):
    """Sets an authenticator up, or another one in the place of the present, which works until the new one has shown a code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Leave out allauth's detour: it would take the present one away first."""
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether one is replaced."""
        return super().get_context_data(**kwargs) | {"replacing": ONE_TIME in kinds_of(authenticated_user(self.request))}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Put the new one in the place of the old, and say so in the journal."""
        gone = drop_authenticator(authenticated_user(self.request))
        _note(self.request, "factor.replaced" if gone else "factor.added", "authenticator")
        return super().form_valid(form)


class RemoveAuthenticator(DeactivateTOTPView):
    """Removes the authenticator of an officer who has a passkey."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, and say so in the journal."""
        _note(self.request, "factor.removed", "authenticator")
        return super().form_valid(form)


class MakeRecoveryCodes(GenerateRecoveryCodesView):
    """New codes; the old ones stop working."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and say so in the journal."""
        _note(self.request, "recovery-codes.made", "recovery codes")
        return super().form_valid(form)


class PasskeyDoor(LoginWebAuthnView):
    """Sign-in with a passkey alone, where the node's policy allows it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Be no page where it does not."""
        if not access().passkey_alone:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say at the door that it was not taken."""
        del form
        return HttpResponseRedirect(f"{reverse('account_login')}?why=passkey")


add_passkey, rename_passkey, remove_passkey = AddPasskey.as_view(), RenamePasskey.as_view(), RemovePasskey.as_view()
set_up_authenticator, remove_authenticator = SetUpAuthenticator.as_view(), RemoveAuthenticator.as_view()
make_recovery_codes = MakeRecoveryCodes.as_view()
passkey_door = login_not_required(PasskeyDoor.as_view())


def _note(request: HttpRequest, act: FactorAct, kind: str, called: str = "") -> None:
    note_factor(act, of=request.user, kind=kind, called=called, at=now())
