"""Addresses of safeguards: permissions, flags and reviews of a request, the transparency report."""

from django.urls import path

from comity.doors.web.views import permitting, reporting, safeguarding

_OF_REQUEST = "requests/<str:reference>/safeguards/"

urlpatterns = [
    path("permissions/", permitting.permissions_page, name="permissions"),
    path("permissions/propose/", permitting.propose, name="permission-propose"),
    path("permissions/<int:permission_id>/approve/", permitting.approve, name="permission-approve"),
    path("permissions/<int:permission_id>/end/", permitting.end, name="permission-end"),
    path(_OF_REQUEST, safeguarding.safeguards, name="safeguards"),
    path(f"{_OF_REQUEST}flag/", safeguarding.flag, name="flag"),
    path(f"{_OF_REQUEST}flags/<int:flag_id>/end/", safeguarding.flag_end, name="flag-end"),
    path(f"{_OF_REQUEST}review/<slug:subject>/", safeguarding.review, name="review"),
    path(f"{_OF_REQUEST}reviews/<int:review_id>/agree/", safeguarding.agree, name="secrecy-agree"),
    path("report/<int:year>/", reporting.report, name="report"),
    path("report/", reporting.newest, name="report-newest"),
]
