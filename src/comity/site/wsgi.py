"""The callable that the web server serves."""

import os
import signal
import time
from typing import Final

from django.core.wsgi import get_wsgi_application
from django.db import connections

from comity.site.booting import spare_the_collector
from comity.site.parentage import end_with, name_process, named_supervisor

GRACE: Final = 5.0
NAME: Final = "comity-web"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")

name_process(NAME)
application = get_wsgi_application()

from comity.doors.web.rehearsing import rehearse_pages  # noqa: E402 needs the settings

rehearse_pages(application)
connections.close_all()  # this thread serves nobody
spare_the_collector()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


end_with(named_supervisor(), _end)
