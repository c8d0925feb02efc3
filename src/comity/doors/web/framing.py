"""Fills the frame of a page from the request, the settings and the clock, and renders pages in it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from comity.doors.web.entrance import DEMO
from comity.doors.web.lastly import last_words
from comity.doors.web.moments import print_date, print_day, print_weekday
from comity.doors.web.pages.frame import Frame
from comity.doors.web.pages.posts import Ask, told_apart
from comity.doors.web.shifting import shift
from comity.doors.web.whereabouts import access
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

THEME_COOKIE = "comity-theme"


class Page(Protocol):
    """A page's values: the template that lays them out, and the heading."""

    @property
    def template(self) -> str:
        """Name of the template."""

    @property
    def heading(self) -> str:
        """The one `h1` of the page."""


def render_page(request: HttpRequest, page: Page, *, status: int = 200) -> HttpResponse:
    """Lay `page` out in the frame of `request`."""
    return render(request, page.template, {"page": _told_apart(page)}, status=status)


def _told_apart(page: Any) -> Any:  # noqa: ANN401 -- a page of any kind
    """Return the page with ids of its own for each field of its forms, if it has several."""
    asks = getattr(page, "asks", ())
    return replace(page, asks=told_apart(asks)) if asks and isinstance(asks[0], Ask) else page


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: give every template its `frame`."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest, *, signed_in: bool = True) -> Frame:
    """Build the frame. With `signed_in` false the database is left alone, as when the page tells of a fault."""
    zone = ZoneInfo(settings.TIME_ZONE)
    utc = datetime.now(UTC)
    here = utc.astimezone(zone)
    user = request.user if signed_in and hasattr(request, "user") else None
    officer = user if user is not None and user.is_authenticated else None
    theme = officer.theme if officer else request.COOKIES.get(THEME_COOKIE, "")
    return Frame(
        world=getattr(settings, "COMITY_WORLD", "real"),
        authority=_authority(),
        desk_time=f"{here:%H:%M}",
        desk_date=print_weekday(here),
        utc_time=f"{utc:%H:%M}",
        utc_note="" if utc.date() == here.date() else print_day(utc),
        made_at=gettext("%(time)s on %(date)s") % {"time": f"{here:%H:%M:%S}", "date": print_date(here)},
        zone=zone_words(here),
        officer=getattr(officer, "name", ""),
        post=gettext("Desk %(desk)s") % {"desk": officer.desk} if officer and getattr(officer, "desk", "") else "",
        path=request.get_full_path() if request.method == "GET" else request.path,
        theme=theme if theme in ("light", "dark") else "",
        home_href=_href("watch") or "/",
        language_href=_href("set_language"),
        theme_href=_href("theme"),
        sign_out_href=_href("account_logout") if officer else "",
        security_href=_href("mfa_index") if officer and not _is_locked(request) else "",
        demo_href=_href("demo_door") if getattr(settings, "COMITY_DEMO", False) and not officer else "",
        access=access(),
        held=_held(),
        **(_lock(request) if officer else {}),
        **(shift(request, officer) if officer and not _is_locked(request) else {}),
    )


def _lock(request: HttpRequest) -> dict[str, Any]:
    """Return what the header and `lock.js` need to lock the desk; nothing where no sitting is counted."""
    if getattr(request, "sitting", None) is None:
        return {}
    if _is_locked(request):
        return {}
    idle = 0 if request.session.get(DEMO) else int(access().idle.total_seconds())
    return {
        "lock_href": _href("lock"),
        "shift_href": _href("change-shift"),
        "seen_href": _href("seen"),
        "idle": idle,
        "last": _last(request),
    }


def _is_locked(request: HttpRequest) -> bool:
    """Say whether the page is that of a locked desk: nothing stands in its header that would not open."""
    sitting = getattr(request, "sitting", None)
    return sitting is not None and sitting.locked_at is not None


def _last(request: HttpRequest) -> tuple[str, ...]:
    """Say on the home screen when this officer signed in before, and when somebody failed to."""
    at_home = request.resolver_match is not None and request.resolver_match.url_name == "watch"
    return last_words(request.sitting) if at_home else ()


def _held() -> tuple[str, ...]:
    """Say what stops this node, or makes it unsafe, the gravest first: a quarantine, keys away, an old directory, keys in the clear."""
    return tuple(filter(None, (_quarantine(), _keys_away(), _old_directory(), _open_keys())))


def _quarantine() -> str:
    """Say that this node came up from an older copy, and what it waits for; nothing where it did not."""
    from comity.directory.home import home
    from comity.directory.quarantined import read_standing

    try:
        standing = read_standing(home())
    except Refused:
        return ""
    if standing is None:
        return ""
    if standing.breaks:
        return gettext("QUARANTINE: this node came up from an older copy. It signs nothing until two officers say where its log breaks.")
    words = gettext("QUARANTINE: this node came up from an older copy. It signs and sends nothing until it has heard: %(waiting)s.")
    return words % {"waiting": ", ".join(standing.waiting) or "-"}


def _keys_away() -> str:
    """Say what is away of that which keeps this node's keys, and since when; nothing where it answers, or where they lie in the clear."""
    from comity.directory.home import home
    from comity.directory.keyabsence import read_absence

    away = None if home().key_use.in_the_clear else read_absence(home())
    if away is None:
        return ""
    since = away.since.datetime().astimezone(ZoneInfo(settings.TIME_ZONE))
    words = gettext("KEYS AWAY since %(time)s on %(day)s: %(what)s What needs a signature waits and goes on by itself. Tell the operator.")
    return words % {"time": f"{since:%H:%M}", "day": print_date(since), "what": gettext(away.sentence) % away.facts}


def _old_directory() -> str:
    """Say that the directory is older than seven days, or than thirty; nothing where it is fresh, or no repository is followed."""
    from comity.directory.freshness import Age, read_seen
    from comity.directory.home import home

    try:
        seen = read_seen(home())
    except (Refused, OSError):
        return gettext("What this node last saw of the directory cannot be read: nothing new can be approved. Tell the operator.")
    if seen is None:
        return ""
    now, day = Instant.of(datetime.now(UTC)), {"day": print_date(seen.issued.datetime().astimezone(ZoneInfo(settings.TIME_ZONE)))}
    if seen.age(now) is Age.OVERDUE:
        return gettext("RECEIVING ONLY: the directory was last signed on %(day)s. Nothing new can be approved until it is renewed.") % day
    if seen.age(now) is Age.OLD:
        return gettext("The directory was last signed on %(day)s: keys may have been revoked since. The operator can renew it.") % day
    return ""


def _open_keys() -> str:
    """Say that this node's keys lie in the clear, on every page and every day; nothing where something keeps them."""
    from comity.directory.home import home

    if not home().keys_in_the_clear:
        return ""
    return gettext("The keys of this node lie in the clear on its disk: who copies it can sign in its name. The operator can wrap them.")


def _authority() -> str:
    """Return the name of this node's authority; nothing where the directory cannot be read, for a page must still appear."""
    from comity.directory.book import book
    from comity.directory.home import home

    try:
        names = book().authority(home().authority).names
    except (Refused, OSError):
        return ""
    return names.get((get_language() or "en")[:2]) or names.get("en", "")


def zone_words(here: datetime) -> str:
    """Print the zone of a local moment: `UTC+7`, `UTC+5:30`."""
    minutes = int((here.utcoffset() or UTC.utcoffset(None)).total_seconds()) // 60
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "-"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
