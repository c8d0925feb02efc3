"""Addresses of threat information. Its pages are loaded when somebody first opens one: a node that is not asked for any does without."""

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
    path("", _later("home", "home"), name="threats"),
    path("search/", _later("finding", "search"), name="threat-search"),
    path("permissions/", _later("permissions", "all_permissions"), name="threat-permissions"),
    path("groups/", _later("groups", "all_groups"), name="threat-groups"),
    path("matrix/", _later("matrices", "one_matrix"), name="threat-matrix"),
    path("matrix/<str:chain>/", _later("matrices", "one_matrix"), name="threat-matrix-of"),
    path("matrix/<str:chain>/<str:key>/", _later("matrices", "technique"), name="threat-technique"),
    path("feeds/", _later("feeds", "feeds"), name="threat-feeds"),
    path("removals/<int:number>/", _later("removals", "one_removal"), name="threat-removal"),
    path("lots/", _later("lots", "all_lots"), name="threat-lots"),
    path("lots/import/", _later("bringing", "bring"), name="threat-import"),
    path("lots/compose/", _later("composing", "compose"), name="threat-compose"),
    path("lots/<int:number>/", _later("lots", "one_lot"), name="threat-lot"),
    path("lots/<int:number>/bytes/", _later("lots", "its_bytes"), name="threat-lot-bytes"),
    path("sets/", _later("sets", "all_sets"), name="threat-sets"),
    path("sets/propose/", _later("proposing", "propose"), name="threat-set-propose"),
    path("sets/<int:number>/", _later("sets", "one_set"), name="threat-set"),
    path("sets/<int:number>/approve/", _later("set_approving", "approve"), name="threat-set-approve"),
    path("collections/<str:name>/", _later("shelf", "shelf"), name="threat-collection"),
    path("collections/<str:name>/<str:stix_id>/", _later("one", "one_object"), name="threat-object"),
    path("collections/<str:name>/<str:stix_id>/onward/", _later("permissions", "ask_onward"), name="threat-onward"),
    path("collections/<str:name>/<str:stix_id>/take-out/", _later("removals", "new_removal"), name="threat-removal-new"),
    path("collections/<str:name>/<str:stix_id>/say/", _later("telling", "tell"), name="threat-say"),
    path("collections/<str:name>/<str:stix_id>/bytes/", _later("one", "its_bytes"), name="threat-bytes"),
]
