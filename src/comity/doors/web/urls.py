"""Addresses of the web door that need no request: sign-in with all that belongs to it, and the switches. The site joins the rest."""

from django.urls import include, path

from comity.doors.web import switches
from comity.doors.web.views.access.urls import sign_in

urlpatterns = [
    path("account/", include(sign_in)),
    path("switch/language/", switches.language, name="set_language"),
    path("switch/theme/", switches.theme, name="theme"),
]
