"""What an officer is told at the foot of the home screen: when they came in before, and when somebody failed to."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext

from comity.doors.web.moments import print_when
from comity.doors.web.whereabouts import now
from comity.terms.instants import Instant


def last_words(sitting: Any) -> tuple[str, ...]:  # noqa: ANN401 -- a row of a room below, or None
    """Say it in sentences; nothing for a session without a sitting."""
    from comity.directory.sittings import before

    if sitting is None:
        return ()
    told = before(sitting)
    sentences = [gettext("This is your first sign-in here.")]
    if told.signed_in_at is not None:
        facts = {"time": _when(told.signed_in_at), "address": told.signed_in_from}
        sentences = [gettext("Last sign-in before this one: %(time)s from %(address)s.") % facts]
    if told.failed_at is not None:
        facts = {"time": _when(told.failed_at), "address": told.failed_from}
        sentences.append(gettext("Last failed attempt: %(time)s from %(address)s.") % facts)
    return tuple(sentences)


def _when(at: Instant) -> str:
    return print_when(at, zone=ZoneInfo(settings.TIME_ZONE), now=now())
