"""Addresses of incidents, of what persons ask, and of persons and accounts of a case."""

from django.urls import path

from comity.doors.web.views import incidents

urlpatterns = [
    path("incidents/", incidents.all_incidents, name="incidents"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<int:incident_id>/notice/", incidents.notice, name="incident-notice"),
]
