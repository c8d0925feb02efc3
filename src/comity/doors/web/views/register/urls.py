"""Addresses of the register. Its pages are loaded when somebody first opens one: a node whose officers keep none does without."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _later(module: str, name: str) -> Callable[..., HttpResponse]:
    """Return a view of this package that is loaded when it is first asked."""

    def view(request: HttpRequest, **of: Any) -> HttpResponse:  # noqa: ANN401 whatever stands in the address
        answer: HttpResponse = getattr(import_module(f"{__package__}.{module}"), name)(request, **of)
        return answer

    return view


urlpatterns = [
    path("", _later("home", "home"), name="register"),
    path("figures.pdf", _later("papers", "pack"), {"shape": "pdf"}, name="register-pack-pdf"),
    path("figures.docx", _later("papers", "pack"), {"shape": "docx"}, name="register-pack-docx"),
    path("documents/", _later("documents", "all_documents"), name="register-documents"),
    path("documents/import/", _later("documents", "bring"), name="register-import"),
    path("documents/<str:number>/original/", _later("documents", "original"), name="register-original"),
    path("documents/<str:number>/labels/", _later("documents", "labels"), name="register-labels"),
    path("documents/<str:number>/replace/", _later("replacing", "replace"), name="register-replace"),
    path("documents/<str:number>/review/", _later("reviewing", "review"), name="register-review"),
    path("documents/<str:number>/review/<slug:kind>/<int:suggestion>/", _later("fixing", "suggestion"), name="register-suggestion"),
    path("meetings/", _later("meetings", "all_meetings"), name="register-meetings"),
    path("meetings/new/", _later("meetings", "plan"), name="register-meeting-new"),
    path("meetings/<str:number>/", _later("meetings", "one_meeting"), name="register-meeting"),
    path("meetings/<str:number>/seats/<int:seat>/", _later("people", "complete"), name="register-seat"),
    path("commitments/", _later("promises", "all_commitments"), name="register-commitments"),
    path("commitments/new/", _later("promises", "propose"), name="register-commitment-new"),
    path("commitments/<str:number>/", _later("promises", "one_commitment"), name="register-commitment"),
    path("shared/", _later("sharing", "all_shares"), name="register-shares"),
    path("shared/<str:case>/", _later("sharing", "one_share"), name="register-share"),
    path("exercises/", _later("exercising", "all_exercises"), name="register-exercises"),
    path("exercises/new/", _later("exercising", "new_exercise"), name="register-exercise-new"),
    path("exercises/<str:number>/", _later("exercising", "one_exercise"), name="register-exercise"),
    path("statements/", _later("statements", "all_statements"), name="register-statements"),
    path("statements/<int:key>/", _later("statements", "one_statement"), name="register-statement"),
    path("calendar/", _later("calendars", "calendar"), name="register-calendar"),
    path("calendar/file/", _later("calendars", "calendar_file"), name="register-calendar-file"),
    path("calendar/invitation/", _later("calendars", "invitation"), name="register-invitation"),
    path("mechanisms/", _later("mechanisms", "all_mechanisms"), name="register-mechanisms"),
    path("mechanisms/new/", _later("mechanisms", "new_mechanism"), name="register-mechanism-new"),
    path("mechanisms/named/", _later("mechanisms", "named"), name="register-mechanisms-named"),
    path("mechanisms/groups/", _later("mechanisms", "groups"), name="register-groups"),
    path("mechanisms/<str:number>/", _later("mechanisms", "one_mechanism"), name="register-mechanism"),
    path("offers/", _later("assistance", "all_assistance"), name="register-assistance"),
    path("offers/new/", _later("assistance", "new_assistance"), name="register-assistance-new"),
    path("offers/<str:number>/", _later("assistance", "one_assistance"), name="register-assistance-one"),
    path("treaties/", _later("treaties", "treaties"), name="register-treaties"),
    path("treaties/<str:instrument>/", _later("treaties", "treaty"), name="register-treaty"),
    path("tables/", _later("tables", "tables"), name="register-tables"),
    path("tables/in/", _later("tables", "bring"), name="register-table-in"),
    path("tables/<slug:name>.<slug:form>", _later("tables", "table"), name="register-table"),
    path("people/", _later("people", "all_actors"), name="register-actors"),
    path("people/<int:key>/", _later("people", "one_actor"), name="register-actor"),
    path("programme/", _later("programme", "programme"), name="register-programme"),
    path("courses/", _later("courses", "all_courses"), name="register-courses"),
    path("courses/new/", _later("courses", "announce"), name="register-course-new"),
    path("courses/<str:number>/", _later("courses", "one_course"), name="register-course"),
    path("plans/", _later("planned", "all_plans"), name="register-plans"),
    path("plans/new/", _later("planned", "write"), name="register-plan-new"),
    path("plans/<str:number>/", _later("planned", "one_plan"), name="register-plan"),
    path("plans/<str:number>/pack.pdf", _later("packing", "pack"), {"shape": "pdf"}, name="register-plan-pack-pdf"),
    path("plans/<str:number>/pack.docx", _later("packing", "pack"), {"shape": "docx"}, name="register-plan-pack-docx"),
    path("plans/<str:number>/<int:place>/", _later("planned", "one_task"), name="register-task"),
    path("delegations/", _later("delegations", "all_delegations"), name="register-delegations"),
    path("delegations/new/", _later("delegations", "prepare"), name="register-delegation-new"),
    path("delegations/<str:number>/", _later("delegations", "one_delegation"), name="register-delegation"),
    path("lines/", _later("pressing", "all_lines"), name="register-lines"),
    path("lines/new/", _later("pressing", "draft"), name="register-line-new"),
    path("lines/<str:number>/", _later("pressing", "one_line"), name="register-line"),
]
