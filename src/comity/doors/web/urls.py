"""Addresses of the web door that need no room below: switches and sign-in. The site joins the rest."""

from allauth.account import views as account
from django.urls import include, path

from comity.doors.web import entrance, switches

sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # allauth asks for these names; no officer signs up or is mailed a password here.
    path("signup/", entrance.closed, name="account_signup"),
    path("email/", entrance.closed, name="account_email"),
    path("password/reset/", entrance.closed, name="account_reset_password"),
    path("password/set/", entrance.closed, name="account_set_password"),
]

urlpatterns = [
    path("account/", include(sign_in)),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("switch/language/", switches.language, name="set_language"),
    path("switch/theme/", switches.theme, name="theme"),
]
