"""The callable that the web server serves."""

import functools
import gc
import os
import signal
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

from comity.site.booting import spare_the_collector
from comity.site.parentage import end_with, named_supervisor

GRACE: Final = 5.0
TAXII: Final = "/taxii2/"
MISP: Final = "/misp/"
YOUNG: Final = 10_000  # new objects until Python looks for cycles among them: an envelope of a thousand has thousands, and hardly a cycle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")

pages = get_wsgi_application()

from comity.doors.web.rehearsing import rehearse_pages  # noqa: E402 needs the settings
from comity.records.lending import lent_connection  # noqa: E402 needs the settings


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request (PEP 3333) with a connection to the database that it gives back before the answer leaves.

    What streams reads files alone: no page asks the database while it is sent. Programs that ask for threat information come in by a door
    of their own, which is loaded when the first of them asks.
    """
    with lent_connection():
        if environ["PATH_INFO"].startswith(TAXII):
            return _taxii()(environ, start_response)
        if environ["PATH_INFO"].startswith(MISP):
            from comity.doors.api.misp.door import application as misp  # noqa: PLC0415 as above

            return misp(environ, start_response)
        answer = pages(environ, start_response)
        if answer.streaming:
            return answer
        whole = [answer.content]
        answer.close()
        return whole


@functools.cache
def _taxii() -> Callable[..., Iterable[bytes]]:
    from comity.doors.api.taxii.door import application as taxii  # noqa: PLC0415 a node that nobody asks does without

    gc.set_threshold(YOUNG)
    return taxii


with lent_connection():
    rehearse_pages(pages)
spare_the_collector()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


end_with(named_supervisor(), _end)
