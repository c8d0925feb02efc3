"""Addresses of the threat exchange. Its pages are loaded when somebody first opens one: a node that nobody warns does without."""

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
    path("", _later("home", "home"), name="exchange"),
    path("new/", _later("beginning", "begin"), name="warning-new"),
    path("<str:key>/", _later("one", "one_warning"), name="warning"),
    path("<str:key>/check/", _later("writing", "check"), name="warning-check"),
    path("<str:key>/approve/", _later("approving", "approve"), name="warning-approve"),
    path("<str:key>/return/", _later("approving", "send_back"), name="warning-return"),
    path("<str:key>/write/<slug:item>/", _later("writing", "item"), name="warning-item"),
    path("<str:key>/write/<slug:item>/autosave/", _later("writing", "autosave"), name="warning-autosave"),
]
