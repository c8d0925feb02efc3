"""Addresses of incidents, of what persons ask, and of persons and accounts of a case."""

from django.urls import path

from comity.doors.web.views import claims, costing, incidents, remedies

urlpatterns = [
    path("incidents/", incidents.all_incidents, name="incidents"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<int:incident_id>/notice/", incidents.notice, name="incident-notice"),
    path("remedies/", remedies.register, name="remedies"),
    path("remedies/<str:number>/", remedies.one_remedy, name="remedy"),
    path("remedies/<str:number>/letter/<slug:shape>/", remedies.answer_letter, name="remedy-letter"),
    path("requests/<str:reference>/persons/", claims.persons, name="persons"),
    path("requests/<str:reference>/persons/<int:claim_id>/back/", claims.take_back, name="claim-take-back"),
    path("requests/<str:reference>/costs/", costing.costs, name="costs"),
]
