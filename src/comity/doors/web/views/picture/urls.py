"""Addresses of the risk picture. Its pages are loaded when somebody first opens one."""

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
    path("", _later("overview", "overview"), name="picture"),
    path("levels/<str:scope>/", _later("levels", "one_level"), name="picture-level"),
    path("indicators/new/", _later("warning", "make"), name="picture-indicator-new"),
    path("indicators/<int:key>/", _later("warning", "one_indicator"), name="picture-indicator"),
    path("series/new/", _later("figures", "make"), name="picture-series-new"),
    path("series/<int:key>/", _later("figures", "one_series"), name="picture-series"),
    path("links/", _later("links", "links"), name="picture-links"),
    path("map/", _later("maps", "world"), name="picture-map"),
    path("brief.pdf", _later("briefing", "brief"), name="picture-brief"),
]
