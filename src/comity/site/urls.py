"""Every address of the web port: the doors that need no room below, the pages of the desk, and what to show when neither answers."""

from django.urls import include, path

from comity.doors.web.urls import urlpatterns as doors

urlpatterns = [
    *doors,
    path("", include("comity.doors.web.views.urls_reading")),
    path("", include("comity.doors.web.views.urls_outside")),  # before writing: a draft's paper is no page of its form
    path("", include("comity.doors.web.views.urls_onward")),  # likewise its sources and opinions
    path("", include("comity.doors.web.views.urls_writing")),
    path("", include("comity.doors.web.views.urls_shifts")),
    path("", include("comity.doors.web.views.urls_posts")),
    path("", include("comity.doors.web.views.urls_lines")),
    path("", include("comity.doors.web.views.urls_safeguards")),
    path("", include("comity.doors.web.views.urls_remedies")),
    path("register/", include("comity.doors.web.views.register.urls")),
    path("picture/", include("comity.doors.web.views.picture.urls")),
    path("exchange/", include("comity.doors.web.views.exchange.urls")),
    path("threats/", include("comity.doors.web.views.threats.urls")),
]

handler400 = "comity.doors.web.trouble.bad_request"
handler403 = "comity.doors.web.trouble.forbidden"
handler404 = "comity.doors.web.trouble.not_found"
handler500 = "comity.doors.web.trouble.server_fault"
