"""What is typed or shown to come in, to open a locked desk, and to change what opens it."""

from typing import Any, Final

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from comity.directory.factors import PASSKEY, kinds_of
from comity.directory.officers import change_passphrase, unlock
from comity.directory.patience import Attempt, note_failure
from comity.doors.web.trying import try_code, trying
from comity.doors.web.whereabouts import address_of, now

CREDENTIAL_CAP: Final = 32 * 1024
NAME_CAP: Final = 60


class Shown(forms.JSONField):
    """What a browser posts of a passkey: JSON of a sane size and depth, or nothing that is looked at further."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read it; what cannot be read is a wrong passkey."""
        if isinstance(value, str) and len(value) > CREDENTIAL_CAP:
            raise get_adapter().validation_error("incorrect_passkey")
        try:
            return super().to_python(value)
        except (RecursionError, ValidationError) as fault:
            raise get_adapter().validation_error("incorrect_passkey") from fault


class SignInCode(AuthenticateForm):
    """The code that follows the password."""

    def clean_code(self) -> str:
        """Find whose code it is and spend it."""
        code: str = self.cleaned_data["code"]
        self.authenticator = try_code(self.user, code, address=address_of(context.request))
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondPasskey(AuthenticateWebAuthnForm):
    """The passkey that follows the password."""

    credential = Shown()

    def clean_credential(self) -> Any:
        """Verify what the browser posted; whatever is wrong with it is a wrong attempt."""
        return verified_passkey(super().clean_credential, officer=self.user)


class PasskeyAlone(LoginWebAuthnForm):
    """The passkey that stands for password and code, where the node allows that; it says itself whose it is."""

    credential = Shown()

    def clean_credential(self) -> Any:
        """Verify what the browser posted."""
        return verified_passkey(super().clean_credential, officer=None)


class NewPasskey(AddWebAuthnForm):
    """A passkey to be added, with the name by which its officer knows it."""

    name = forms.CharField(required=False, max_length=NAME_CAP)
    credential = Shown()

    def clean(self) -> dict[str, Any]:
        """Verify what the browser made."""
        cleaned: dict[str, Any] = _strict(super().clean)
        return cleaned


class ChangePassphrase(ChangePasswordForm):
    """The password is also the passphrase of the signing key, so both change together."""

    def clean_oldpassword(self) -> str:
        """Count what is guessed here too."""
        with trying(Attempt(self.user.officer_id, address_of(context.request), "password", self.user)) as tried:
            tried.right = old = str(super().clean_oldpassword())
        return old

    def save(self) -> None:
        """Seal the key anew and keep the password, in one transaction."""
        change_passphrase(self.user, old=self.cleaned_data["oldpassword"], new=self.cleaned_data["password1"], at=now())


class Confirmation(forms.Form):
    """Password and code, or a passkey: what opens a locked desk and lets an export go out."""

    password = forms.CharField(required=False, strip=False)
    code = forms.CharField(required=False)
    credential = Shown(required=False)

    def __init__(self, *args: Any, officer: Any, address: str, **kwargs: Any) -> None:
        """Take who is asked."""
        super().__init__(*args, **kwargs)
        self.officer, self.address = officer, address
        kinds = kinds_of(officer)
        self.by_code, self.by_passkey = bool(kinds - {PASSKEY}), PASSKEY in kinds
        self.factor: Any = None

    @property
    def how(self) -> str:
        """Name what was shown, for the journal."""
        if self.cleaned_data.get("credential"):
            return "passkey"
        return f"password {self.factor.type}" if self.factor else "password"

    def clean_credential(self) -> Any:
        """Verify the passkey, if one was shown."""
        shown = self.cleaned_data["credential"]
        if not shown:
            return None
        self.factor = verified_passkey(lambda: _complete(self.officer, shown), officer=self.officer)
        return shown

    def clean(self) -> dict[str, Any]:
        """Ask for both where no passkey was shown; the code is spent only when the password was right."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("credential") or "credential" in self.errors:
            return given
        if not self._password_is_right(given.get("password", "")) or not self.by_code:
            return given
        code = given.get("code", "")
        if not code:
            self.add_error("code", gettext("Enter the code too."))
            return given
        try:
            self.factor = try_code(self.officer, code, address=self.address)
        except ValidationError as wait:
            self.add_error("code", wait)
            return given
        if self.factor is None:
            self.add_error("code", get_adapter().validation_error("incorrect_code"))
        return given

    def _password_is_right(self, password: str) -> bool:
        if not password:
            self.add_error("password", gettext("Enter your password."))
            return False
        try:
            with trying(Attempt(self.officer.officer_id, self.address, "password", self.officer)) as tried:
                tried.right = self.officer.check_password(password)
        except ValidationError as wait:
            self.add_error("password", wait)
            return False
        if not tried.right:
            self.add_error("password", gettext("This is not your password."))
        return bool(tried.right)


def unlock_key(officer: Any, *, passphrase: str, address: str) -> Any:
    """Return the officer's signing key; raises Django's `ValidationError` where nothing is tried now, or `WrongPassphrase`."""
    with trying(Attempt(officer.officer_id, address, "passphrase", officer)) as tried:
        tried.right = key = unlock(officer, passphrase=passphrase)
    return key


def verified_passkey(verify: Any, *, officer: Any) -> Any:
    """Return the passkey that `verify` found; note a wrong one. It cannot be guessed, so nothing is slowed down."""
    try:
        return _strict(verify)
    except ValidationError:
        name = officer.officer_id if officer else ""
        note_failure(Attempt(name, address_of(context.request), "passkey", officer), at=now())
        raise


def _complete(officer: Any, shown: dict[str, Any]) -> Any:
    auth.parse_authentication_response(shown)
    return auth.complete_authentication(officer, shown)


def _strict(step: Any) -> Any:
    """Run a step of WebAuthn: what a browser may post goes through JSON, CBOR and COSE, and each fails in its own way."""
    try:
        return step()
    except Exception as fault:
        raise get_adapter().validation_error("incorrect_passkey") from fault
