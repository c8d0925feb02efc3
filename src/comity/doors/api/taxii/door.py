"""The door itself: a WSGI application of its own (PEP 3333), before Django's middleware, which is about people and their sessions.

Who asks is known before anything else is told: an address that is not there and one that is hidden look alike to whoever may not come in.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from comity.doors.api.taxii.addresses import answer_at
from comity.doors.api.taxii.answering import Answer, refuse, send
from comity.doors.api.taxii.asking import Asked, read_request
from comity.doors.api.taxii.entering import enter
from comity.intel.store.clock import look
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.taxii.media import require_accepted
from comity.wire.taxii.refusals import Faulty, NotNow

_LOG: Final = logging.getLogger(__name__)


def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer one request; the CALLER lends the connection to the database."""
    asked: Asked | None = None
    try:
        asked = read_request(environ, at=Instant.of(datetime.now(UTC)))
        answer = _answer(asked)
    except Refused as refusal:
        answer = refuse(refusal, asked)
    except (OperationalError, InterfaceError):
        _LOG.exception("the database does not answer")
        answer = refuse(NotNow(), asked)
    except Exception:  # noqa: BLE001 -- whatever it is, a program is told in the media type that it reads, and the log has it
        answer = refuse(Faulty(), asked)
        _LOG.exception("a fault while answering; %s", answer.body.decode())
    return send(answer, environ, start_response)


def _answer(asked: Asked) -> Answer:
    who = enter(asked, look())
    require_accepted(asked.header("HTTP_ACCEPT"))
    return answer_at(asked, who)
