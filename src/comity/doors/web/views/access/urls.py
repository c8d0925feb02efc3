"""Addresses of coming in, staying in and going. Views of allauth stand here one by one: what is not named does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from comity.doors.web import entrance
from comity.doors.web.views.access import certificates, factors, locking, notices, provider, sittings

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("first/", factors.first_factor, name="first-factor"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("totp/activate/", factors.set_up_authenticator, name="mfa_activate_totp"),
    path("totp/deactivate/", factors.remove_authenticator, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", factors.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/login/", factors.passkey_door, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/rename/", factors.rename_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", factors.remove_passkey, name="mfa_remove_webauthn"),
    # allauth asks for these names; here one page asks for password and code, or a passkey.
    path("reauthenticate/", locking.confirm, name="mfa_reauthenticate"),
    path("passkeys/reauthenticate/", locking.confirm, name="mfa_reauthenticate_webauthn"),
]
sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", locking.confirm, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("lock/", locking.lock, name="lock"),
    path("seen/", locking.seen, name="seen"),
    path("change-shift/", locking.change_shift, name="change-shift"),
    path("kept/<int:number>/", locking.kept_post, name="kept-post"),
    path("kept/<int:number>/send/", locking.send_kept, name="send-kept-post"),
    path("sittings/", sittings.sittings, name="sittings"),
    path("sittings/<int:number>/end/", sittings.end_sitting, name="end-sitting"),
    path("sittings/end-others/", sittings.end_other_sittings, name="end-other-sittings"),
    path("notices/", notices.notices, name="notices"),
    path("notices/address/", notices.give_address, name="notices-address"),
    path("notices/confirm/", notices.confirm_address, name="notices-confirm"),
    path("notices/forget/", notices.forget, name="notices-forget"),
    path("certificate/", certificates.certificate_door, name="certificate-door"),
    path("provider/", provider.begin, name="provider-door"),
    path("provider/<slug:provider_id>/callback/", provider.callback, name="openid_connect_callback"),
    path("provider/cancelled/", provider.refused, name="socialaccount_login_cancelled"),
    path("provider/error/", provider.refused, name="socialaccount_login_error"),
    path("second-factor/", include(second_factor)),
    # allauth asks for these names; no officer signs up or is mailed a password here.
    path("signup/", entrance.closed, name="account_signup"),
    path("provider/signup/", entrance.closed, name="socialaccount_signup"),
    path("provider/connections/", entrance.closed, name="socialaccount_connections"),
    path("email/", entrance.closed, name="account_email"),
    path("password/reset/", entrance.closed, name="account_reset_password"),
    path("password/set/", entrance.closed, name="account_set_password"),
]
