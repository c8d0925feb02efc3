"""What holds on every page of a signed-in officer: their own language, no trace in caches, and a lock on a desk left alone.

Locked is not signed out: the session, the draft and the page stay. What is posted to a locked desk is not done and not lost: it is
kept, and shown again to its officer once they have said who they are.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from comity.doors.web.entrance import SITTING, sit_down, stand_up
from comity.doors.web.whereabouts import access, now

View = Callable[..., HttpResponse]
# What a locked desk still answers: the way to open it, the ways out, and the two switches of how it looks.
_LOCKED_TOO: Final = frozenset(
    {"account_reauthenticate", "account_logout", "account_login", "change-shift", "lock", "set_language", "theme", "demo_door"}
)
# A save of what was typed before the desk was locked may arrive after; it writes a draft's version and does nothing else.
_SAVES: Final = frozenset({"draft-autosave", "decide-autosave"})


def speak_officers_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an officer reads in the language they chose, on whatever computer; their pages stay out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        language = request.user.language  # asked before the view: it may sign the officer out
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Language"] = language
        return response

    return middleware


class Attending:
    """Middleware: a page opens to an officer whose sitting is open; locked, over or ended, it leads where that is mended.

    It stands in `process_view`, after Django has seen that the form is this session's own: what another site posts is not kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; Django calls `process_view` before the view."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        """(1) which sitting, (2) does it still count, (3) is it locked; then remember that the officer was there."""
        from comity.directory.sittings import see_sitting, standing_of

        if not request.user.is_authenticated:
            return None
        sitting = _sitting(request)
        if sitting is None:
            return None
        standing, name = standing_of(sitting, access=access(), at=now()), _name(request)
        if standing in ("ended", "over"):
            return self._end(request, standing, view=view, args=args, kwargs=kwargs)
        if standing == "locked":
            return None if name in _LOCKED_TOO | _SAVES else _lock(request, sitting)
        see_sitting(sitting, at=now())
        return None

    @staticmethod
    def _end(request: HttpRequest, standing: str, *, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
        """Lead to the door. After a shift what was typed is saved or kept first; in a session ended from elsewhere nothing more is done."""
        if standing == "ended":
            stand_up(request, why="elsewhere")
            return _to("account_login", why="elsewhere")
        if _name(request) in _SAVES:
            saved = view(request, *args, **kwargs)
            stand_up(request, why="shift-over")
            return saved
        kept = _keep(request)
        stand_up(request, why="shift-over")
        return _to("account_login", why="shift-over", next=kept)


def _sitting(request: HttpRequest) -> Any:  # noqa: ANN401 -- a row of a room below
    """Return the sitting of this session; one that has none, from before sittings were counted, begins one now."""
    from comity.directory.sittings import find_sitting
    from comity.doors.web.entrance import DEMO

    found = find_sitting(request.session.get(SITTING))
    if found is None and not request.session.get(DEMO):
        sit_down(request, request.user, came_by="")
        found = find_sitting(request.session[SITTING])
    if found is not None and found.officer_id != request.user.pk:
        found = None
    request.sitting = found
    return found


def _lock(request: HttpRequest, sitting: Any) -> HttpResponse:  # noqa: ANN401 -- a row of a room below
    from comity.directory.sittings import lock_sitting

    lock_sitting(sitting, why="idle", at=now())
    return _to("account_reauthenticate", next=_keep(request))


def _keep(request: HttpRequest) -> str:
    """Return where to go afterwards: this page, or for what was posted the page on which it is shown again."""
    from comity.directory.keptposts import keep_post

    if request.method != "POST":
        return request.get_full_path() if _name(request) != "seen" else ""
    if _name(request) == "seen":
        return ""
    kept = keep_post(request.user, path=request.path, fields=dict(request.POST.lists()), at=now())
    return reverse("kept-post", args=[kept.pk]) if kept else ""


def _name(request: HttpRequest) -> str:
    return str(request.resolver_match.url_name) if request.resolver_match else ""


def _to(name: str, **query: str) -> HttpResponseRedirect:
    told = {key: value for key, value in query.items() if value}
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode(told)}" if told else ""))
