"""Who is at work: the officer signed in, the moment, the desk's zone, the language of the page."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from comity.directory.officers import actor
from comity.directory.policy import Actor
from comity.doors.web.framing import zone_words
from comity.doors.web.moments import print_fully, print_when
from comity.terms.instants import Instant

Row: TypeAlias = Any  # a row of a room below: doors read it and may not import its table
TOKEN_BYTES = 24  # 32 characters: room for the verb's name in a token of 64


@dataclass(frozen=True, slots=True)
class Work:
    """An officer before a page. `officer` is the signed-in officer, as the rooms below take one."""

    officer: Any
    at: Instant
    zone: ZoneInfo
    language: str
    names: dict[str, str] = field(default_factory=dict)  # of countries, looked up once a page
    actors: dict[str, Actor] = field(default_factory=dict)  # the one officer, looked up once a page

    @property
    def actor(self) -> Actor:
        """The officer as policies look at one."""
        if not self.actors:
            self.actors[""] = actor(self.officer, at=self.at)
        return self.actors[""]

    @property
    def zone_words(self) -> str:
        """The desk's zone as pages print it: `UTC+7`."""
        return zone_words(self.here(self.at))

    def when(self, moment: Instant) -> str:
        """Print `moment` on one line: the hour if it is today's, else with its date."""
        return print_when(moment, zone=self.zone, now=self.at)

    def fully(self, moment: Instant) -> str:
        """Print `moment` on one line, its day also where that is today: when a term ends, or something was destroyed."""
        return print_fully(moment, zone=self.zone, now=self.at)

    def here(self, moment: Instant) -> datetime:
        """Return `moment` in the desk's zone."""
        return moment.datetime().astimezone(self.zone)


def work(request: HttpRequest) -> Work:
    """Return who is at work on this request, now."""
    language = (get_language() or "en")[:2]
    known = getattr(request, "actor", None)  # the gate looked them up, a moment ago, for this very request
    return Work(
        officer=request.user,
        at=now(),
        zone=ZoneInfo(settings.TIME_ZONE),
        language=language if language in ("en", "vi") else "en",
        actors={"": known} if known is not None else {},
    )


def now() -> Instant:
    """Return the moment by this machine's clock; the one place where a page asks for it."""
    return Instant.of(datetime.now(UTC))


def fresh_token() -> str:
    """Return a token for one form; each verb that it leads to adds its own name (`verb_token`)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def verb_token(request: HttpRequest, verb: str) -> str:
    """Return the token of the posted form for one verb: the same form posted twice gives the same; a form without one, a new one."""
    return f"{request.POST.get('token', '')[:44] or fresh_token()}:{verb}"
