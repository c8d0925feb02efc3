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
    path("statements/", _later("statements", "all_statements"), name="register-statements"),
    path("statements/<int:key>/", _later("statements", "one_statement"), name="register-statement"),
    path("people/", _later("people", "all_actors"), name="register-actors"),
    path("people/<int:key>/", _later("people", "one_actor"), name="register-actor"),
]
