"""Asks the configured authority for a time stamp over the first checkpoint of each hour. docs/specs/log.md, section 9.

What it answers is kept raw. An answer that is wrong, or none for a day, is an alarm and stops nothing.
"""

from collections.abc import Callable
from typing import Final

import structlog
import urllib3
from django.db import transaction

from comity.courier.alarms import raise_alarm
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.publishing import published_note
from comity.courier.trusting import trusting
from comity.directory.home import Home
from comity.directory.witnessing import TimeStamps
from comity.records.models import SignedCheckpoint, TimeStamp
from comity.seal.timestamp import MAX_RESPONSE, ask, verify_stamp
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

TIMEOUT: Final = urllib3.Timeout(connect=5, read=15)
HOUR: Final = 3_600_000_000  # microseconds
DAY: Final = 24 * HOUR

_OK: Final = 200
_LOG: Final = structlog.get_logger("comity.courier")


class NotStampedError(Exception):
    """The authority did not answer, or with something else than a time stamp."""


def stamp_hour(home: Home, *, now: Callable[[], Instant]) -> TimeStamp | None:
    """Have the published checkpoint stamped, if an authority is named and this hour has no stamp yet; return the stamp that came."""
    stamps, asked_at = home.time_stamps, now()
    found = published_note(home) if stamps is not None else None
    if stamps is None or found is None:
        return None
    checkpoint, note = found
    newest = TimeStamp.objects.order_by("-size").first()
    if newest is not None and (newest.size >= checkpoint.size or newest.asked_at.micros // HOUR >= asked_at.micros // HOUR):
        return None
    question = ask(note)
    try:
        response = _post(stamps, question.data)
        certificates = (home.path / stamps.certificates).read_bytes()
        moment = verify_stamp(response, message=note, nonce=question.nonce, certificates=certificates, asked_at=asked_at, at=now())
    except (NotStampedError, OSError) as fault:
        _LOG.warning("stamp", url=stamps.url, why=str(fault))
        # Once a day: an authority that is away for a week is seven alarms, not seven hundred.
        _alarm(home, AlarmKind.STAMP_LATE, asked_at.micros // DAY, at=asked_at)
        return None
    except Refused as refusal:
        _LOG.warning("stamp", url=stamps.url, why=str(refusal))
        _alarm(home, AlarmKind.STAMP_WRONG, asked_at.micros // DAY, at=asked_at)
        return None
    with transaction.atomic():
        SignedCheckpoint.objects.get_or_create(size=checkpoint.size, defaults={"note": note, "at": asked_at})
        return TimeStamp.objects.create(size=checkpoint.size, authority=stamps.url, response=response, at=moment, asked_at=asked_at)


def _alarm(home: Home, kind: AlarmKind, seq: int, *, at: Instant) -> None:
    with transaction.atomic():
        raise_alarm(Alarm(kind, home.node, seq=seq), home=home, at=at)


def _post(stamps: TimeStamps, data: bytes) -> bytes:
    """Return the answer's body; raises `NotStampedError`. Nobody is followed anywhere else, and no more is read than a stamp can have."""
    context = trusting(stamps.ca) if stamps.url.startswith("https:") else None
    pool = urllib3.PoolManager(num_pools=1, retries=False, timeout=TIMEOUT, ssl_context=context)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        answer = pool.request("POST", stamps.url, body=data, headers=headers, redirect=False, preload_content=False)
        try:
            body: bytes = answer.read(MAX_RESPONSE + 1)
        finally:
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError) as fault:
        raise NotStampedError(type(fault).__name__) from fault
    finally:
        pool.clear()
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status != _OK or kind != "application/timestamp-reply" or len(body) > MAX_RESPONSE:
        message = f"status {answer.status}, {len(body)} bytes of {kind}"
        raise NotStampedError(message)
    return body
