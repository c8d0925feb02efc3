"""Addresses of officers and their posts, of walls, and of what an auditor reads."""

from django.urls import path

from comity.doors.web.views import auditing, posts, walling

urlpatterns = [
    path("officers/", posts.officers, name="officers"),
    path("officers/<str:officer_id>/", posts.one_officer, name="officer"),
    path("walls/", walling.all_walls, name="walls"),
    path("walls/<str:reference>/", walling.one_wall, name="wall"),
    path("walls/<str:reference>/confirm/", walling.confirm, name="wall-confirm"),
    path("walls/<str:reference>/keep/", walling.keep, name="wall-keep"),
    path("audit/", auditing.cases, name="audit"),
    path("audit/log/", auditing.log, name="audit-log"),
    path("audit/<str:reference>/", auditing.one_case, name="audit-case"),
]
