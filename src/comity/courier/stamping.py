"""Asks the configured authorities for time stamps over the first checkpoint of each hour. docs/specs/log.md, section 9.

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
from comity.directory.witnessing import Stamper
from comity.records.models import AskedStamper, SignedCheckpoint, TimeStamp
from comity.seal.timestamp import MAX_RESPONSE, ask, verify_stamp
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

TIMEOUT: Final = urllib3.Timeout(connect=5, read=15)
HOUR: Final = 3_600_000_000  # microseconds
DAY: Final = 24 * HOUR

_OK: Final = 200
_PLACES: Final = 1_000_000  # more than there will be days: an alarm's number tells authority and day
_LOG: Final = structlog.get_logger("comity.courier")


class NotStampedError(Exception):
    """The authority did not answer, or with something else than a time stamp."""


def stamp_hour(home: Home, *, now: Callable[[], Instant]) -> tuple[TimeStamp, ...]:
    """Have this hour's checkpoint stamped by each authority that has not yet; return the stamps that came.

    It is the first that any of them stamped in this hour, else the one that is published now. One that is away, or whose answer is wrong,
    is seen and is in the way of no other.
    """
    stamps, at = home.time_stamps, now()
    found = published_note(home) if stamps is not None else None
    if stamps is None or found is None:
        return ()
    newest = TimeStamp.objects.order_by("-size").first()
    if newest is None or newest.asked_at.micros // HOUR < at.micros // HOUR:
        if newest is not None and newest.size >= found[0].size:
            return ()
        size, note = found[0].size, found[1]
    else:  # who was away when the hour's checkpoint was chosen is asked about the same one
        size, note = newest.size, bytes(SignedCheckpoint.objects.get(size=newest.size).note)
    have = set(TimeStamp.objects.filter(size=size).values_list("authority", flat=True))
    came = [
        _stamped(home, one, place, note=note, size=size, now=now) for place, one in enumerate(stamps.authorities) if one.url not in have
    ]
    return tuple(one for one in came if one is not None)


def _stamped(home: Home, one: Stamper, place: int, *, note: bytes, size: int, now: Callable[[], Instant]) -> TimeStamp | None:
    """Ask one authority; None where nothing came that holds, with an alarm, once a day for each."""
    asked_at, question = now(), ask(note)
    day = place * _PLACES + asked_at.micros // DAY
    try:
        response = _post(one, question.data)
        certificates = (home.path / one.certificates).read_bytes()
        moment = verify_stamp(response, message=note, nonce=question.nonce, certificates=certificates, asked_at=asked_at, at=now())
    except (NotStampedError, OSError) as fault:
        _LOG.warning("stamp", url=one.url, why=str(fault))
        # Once a day: an authority that is away for a week is seven alarms, not seven hundred.
        _came(home, one, "late", size=size, at=asked_at, alarm=Alarm(AlarmKind.STAMP_LATE, home.node, seq=day))
        return None
    except Refused as refusal:
        _LOG.warning("stamp", url=one.url, why=str(refusal))
        _came(home, one, "wrong", size=size, at=asked_at, alarm=Alarm(AlarmKind.STAMP_WRONG, home.node, seq=day))
        return None
    with transaction.atomic():
        SignedCheckpoint.objects.get_or_create(size=size, defaults={"note": note, "at": asked_at})
        row = TimeStamp.objects.create(size=size, authority=one.url, response=response, at=moment, asked_at=asked_at)
        _came(home, one, "stamped", size=size, at=asked_at)
    return row


@transaction.atomic
def _came(home: Home, one: Stamper, outcome: str, *, size: int, at: Instant, alarm: Alarm | None = None) -> None:
    """Note what came of asking an authority."""
    AskedStamper.objects.update_or_create(authority=one.url, defaults={"outcome": outcome, "size": size, "at": at})
    if alarm is not None:
        raise_alarm(alarm, home=home, at=at)


def _post(stamps: Stamper, data: bytes) -> bytes:
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
