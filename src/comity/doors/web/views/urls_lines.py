"""Addresses of the lines to peers, and of test calls."""

from django.urls import path

from comity.doors.web.views import lines

urlpatterns = [
    path("lines/", lines.all_lines, name="lines"),
    path("lines/call/", lines.make, name="call-make"),
    path("lines/seen/", lines.see, name="alarm-seen"),
    path("lines/calls/<int:number>/confirm/", lines.confirm, name="call-confirm"),
]
