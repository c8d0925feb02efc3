"""Addresses of what is read: the queue, requests, their proof and history, the journal, the law, the countries; the demo's door."""

from django.conf import settings
from django.urls import path
from django.urls.resolvers import URLPattern

from comity.doors.web.views import casefiling, filing, keeping, lawreading, printing, reading


def addresses(*, demo: bool) -> list[URLPattern]:
    """Return the addresses; the demo's door only for a node that the demo made."""
    found = [
        path("", reading.watch, name="watch"),
        path("requests/", reading.all_requests, name="requests"),
        path("requests/<str:reference>/", reading.one_request, name="request"),
        path("requests/<str:reference>/proof/", reading.proof, name="proof"),
        path("requests/<str:reference>/casefile/", casefiling.casefile, name="casefile"),
        path("requests/<str:reference>/acts/<int:place>/letter.pdf", printing.act_letter, {"shape": "pdf"}, name="letter-pdf"),
        path("requests/<str:reference>/acts/<int:place>/letter.docx", printing.act_letter, {"shape": "docx"}, name="letter-docx"),
        path("requests/<str:reference>/files/<str:env_id>/<str:digest>/", filing.act_file, name="act-file"),
        path("requests/<str:reference>/history/", reading.request_history, name="request-history"),
        path("filters/keep/", keeping.keep, name="filter-keep"),
        path("filters/<int:key>/", keeping.change, name="filter"),
        path("filters/<int:key>/retire/", keeping.retire, name="filter-retire"),
        path("journal/", reading.history, name="history"),
        *lawreading.addresses,
    ]
    if demo:
        from comity.doors.web.views.entering import demo_door

        found.append(path("demo/", demo_door, name="demo_door"))
    return found


urlpatterns = addresses(demo=settings.COMITY_DEMO)
