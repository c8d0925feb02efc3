"""The door itself: a WSGI application of its own (PEP 3333), beside that of TAXII. A MISP instance is given the address /misp/ of the node.

Who asks is known before anything else is told: an address that is not there and one that is hidden look alike to whoever may not come in.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import DatabaseError

from comity.doors.api.misp.addresses import answer_at
from comity.doors.api.misp.answering import Answer, refuse, send, stumble
from comity.doors.api.misp.entering import enter
from comity.doors.api.taxii.asking import Asked, read_request
from comity.intel.store.clock import look
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

PREFIX: Final = "/misp/"
_LOG: Final = logging.getLogger(__name__)


def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer one request; the CALLER lends the connection to the database."""
    return send(_answered(environ), environ, start_response)


def _answered(environ: Mapping[str, Any]) -> Answer:
    path = str(environ.get("PATH_INFO", ""))
    # MISP's addresses end without a slash, and some clients write two in a row. Its other header for the key is as secret as the first.
    whole = {**environ, "PATH_INFO": PREFIX + path[len(PREFIX) :].strip("/") + "/"}
    if "HTTP_X_MISP_AUTH" in environ:
        whole.setdefault("HTTP_AUTHORIZATION", environ["HTTP_X_MISP_AUTH"])
    try:
        asked: Asked = read_request(whole, at=Instant.of(datetime.now(UTC)), prefix=PREFIX)
        return answer_at(asked, enter(asked, look()))
    except Refused as refusal:
        return refuse(refusal, path=path, language=str(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    except DatabaseError:
        _LOG.exception("the database does not answer")
        return stumble(503, path=path)
    except Exception:  # noqa: BLE001 -- whatever it is, an instance is told in JSON, and the log has it
        _LOG.exception("a fault while answering")
        return stumble(500, path=path)
