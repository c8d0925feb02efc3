"""Addresses of the register."""

from django.urls import path

from comity.doors.web.views.register import documents, fixing, home, meetings, people, promises, replacing, reviewing, statements

urlpatterns = [
    path("", home.home, name="register"),
    path("documents/", documents.all_documents, name="register-documents"),
    path("documents/import/", documents.bring, name="register-import"),
    path("documents/<str:number>/original/", documents.original, name="register-original"),
    path("documents/<str:number>/labels/", documents.labels, name="register-labels"),
    path("documents/<str:number>/replace/", replacing.replace, name="register-replace"),
    path("documents/<str:number>/review/", reviewing.review, name="register-review"),
    path("documents/<str:number>/review/<slug:kind>/<int:suggestion>/", fixing.suggestion, name="register-suggestion"),
    path("meetings/", meetings.all_meetings, name="register-meetings"),
    path("meetings/new/", meetings.plan, name="register-meeting-new"),
    path("meetings/<str:number>/", meetings.one_meeting, name="register-meeting"),
    path("meetings/<str:number>/seats/<int:seat>/", people.complete, name="register-seat"),
    path("commitments/", promises.all_commitments, name="register-commitments"),
    path("commitments/new/", promises.propose, name="register-commitment-new"),
    path("commitments/<str:number>/", promises.one_commitment, name="register-commitment"),
    path("statements/", statements.all_statements, name="register-statements"),
    path("statements/<int:key>/", statements.one_statement, name="register-statement"),
    path("people/", people.all_actors, name="register-actors"),
    path("people/<int:key>/", people.one_actor, name="register-actor"),
]
