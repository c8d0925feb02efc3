"""Middleware: an officer who opens pages is here. What their browser asks for by itself is no presence."""

import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from comity.doors.web.entrance import CONFIRMED, always_open

NOTED: Final = "presence-noted"
EVERY: Final = 60  # seconds


def note_presence_of(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Note once a minute that the officer is here, before the page is made: it shows what happened since they left."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.get(CONFIRMED) and not always_open(request.path):
            now = int(time.time())
            if now - request.session.get(NOTED, 0) >= EVERY:
                from comity.desk.shifts.attending import note_presence
                from comity.doors.web.views.working import work

                at_work = work(request)
                note_presence(at_work.officer, at=at_work.at)
                request.session[NOTED] = now
        return get_response(request)

    return middleware
