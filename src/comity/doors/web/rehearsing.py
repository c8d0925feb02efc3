"""Draws the first pages that people ask for, once, when a web worker starts: whoever comes first waits no longer than whoever comes next.

What a page needs at its first use (compiled templates and questions, the database's indexes read from the disk) is then there. Nothing is
written, nobody is signed in, and what was drawn is thrown away.
"""

import io
import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.urls import resolve, reverse
from django.utils.translation import override

from comity.desk.permissions import Verb, may
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.people import officers_here
from comity.doors.web.views import working

_LOG: Final = logging.getLogger(__name__)


def rehearse_pages(application: Callable[..., Any]) -> None:
    """Ask `application` (WSGI) for the door, and draw the home screen, and what one holds, as the first officer would read them.

    A database that does not answer is logged and no more: whoever comes is told by a page.
    """
    try:
        b"".join(application(_asked(reverse(settings.LOGIN_URL)), lambda *_: None))
        _draw_home()
    except DatabaseError:
        _LOG.warning("the first page was not drawn beforehand: the database does not answer", exc_info=True)


def _draw_home() -> None:
    at, path = working.now(), reverse(settings.LOGIN_REDIRECT_URL)
    officer = next((one for one in officers_here() if may(actor(one, at=at), Verb.READ)), None)
    if officer is None:
        return
    view = resolve(path)
    for narrowed in ("", "mine"):
        asked: Any = WSGIRequest(_asked(path, narrowed))
        asked.user, asked.session = officer, import_module(settings.SESSION_ENGINE).SessionStore()
        with override(officer.language):
            view.func(asked, *view.args, **view.kwargs)


def _asked(path: str, query: str = "") -> dict[str, Any]:
    """Return the environment (PEP 3333) of a program that fetches ahead: a page that is drawn for it counts as seen by nobody."""
    web = home().web
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": web.host,
        "SERVER_PORT": str(web.port),
        "HTTP_HOST": str(web),
        "HTTP_SEC_PURPOSE": "prefetch",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
