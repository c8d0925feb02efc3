"""The steps of a press line: written, offered, agreed, given back, released, withdrawn; and what was typed of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.filling import moment_parts, posted_moment
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.stepping import LONG, Asking, Step, key_typed, plain
from comity.doors.web.views.working import Work
from comity.register.lines.actions import agree_line, offer_line, release_line, return_line, withdraw_line, word_line
from comity.register.lines.queries import LineView
from comity.register.lines.states import Word
from comity.register.policy import may_agree, may_keep

_TYPED: Final = ("subject", "country", "meeting", "statement", "request", "agreed_with", "zone")


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a press line; its moment in UTC, or as it was typed where it is none."""
    texts = {code: post.get(f"{code}.text", "")[: 2 * LONG] for code in ("vi", "en")}
    return {**plain(post, *_TYPED), **texts, "release_at": posted_moment(post, "release", zone=_zone(post.get("zone", "")))}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name.strip() or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")  # the deed refuses the name


def steps_of(number: str) -> Mapping[str, Step]:
    """Return what each step of a press line does."""
    return {
        "word": lambda post, how: word_line(number, typed=typed_of(post), **how),
        "offer": lambda _, how: offer_line(number, **how),
        "agree": lambda post, how: agree_line(number, version=key_typed(post, "version"), **how),
        "return": lambda post, how: return_line(number, reason=post.get("reason.text", ""), **how),
        "release": lambda _, how: release_line(number, **how),
        "withdraw": lambda post, how: withdraw_line(number, reason=post.get("reason.text", ""), **how),
    }


def line_fields(asking: Asking, view: LineView | None, at_work: Work) -> Iterator[FieldWrite]:
    """Yield the fields of a press line, with what it says already."""
    line = view.line if view else None

    def kept(name: str) -> str:
        return str(getattr(line, name) or "") if line else ""

    zone = asking.post.get("zone", kept("zone") or str(at_work.zone))
    moment = line.release_at if line else None
    typed = posted_moment(asking.post, "release", zone=_zone(zone)) or (str(moment) if moment else "")
    yield _line(asking, "subject", gettext("About what"), kept("subject"), cap=200)
    for code, label in (("vi", gettext("Words in Vietnamese")), ("en", gettext("Words in English"))):
        text = asking.post.get(f"{code}.text", getattr(view, code) if view else "")[:LONG]
        yield FieldWrite(code, "text", label, value=text, cap=LONG, language=code, optional=True)
    hint = gettext("The hour by the clocks of the zone below.")
    yield FieldWrite(
        "release", "instant", gettext("Not before"), hint=hint, date=moment_parts(typed, zone=_zone(zone)), zone=zone[:40], optional=True
    )
    zone_hint = gettext("Its name, such as Asia/Ho_Chi_Minh, Europe/Moscow or UTC.")
    yield FieldWrite("zone", "reference", gettext("Zone of that hour"), hint=zone_hint, value=zone[:40], cap=40)
    yield _line(asking, "agreed_with", gettext("With whom on the other side it was agreed"), kept("agreed_with"))
    chosen = asking.post.get("country", kept("country"))
    yield codes("country", gettext("Concerns which country"), "country", chosen, at_work, nothing=gettext("none"))
    meeting = line.meeting.number if line and line.meeting else ""
    yield _line(asking, "meeting", gettext("For which meeting (number)"), meeting, cap=12)
    yield _line(asking, "request", gettext("On which request (number)"), kept("request"), cap=40)
    statement = str(line.statement_id or "") if line else asking.post.get("statement", "")
    if statement:
        yield FieldWrite("statement", "reference", gettext("On which statement"), value=statement[:18], cap=18, optional=True)


def _line(asking: Asking, key: str, label: str, value: str, *, cap: int = 300) -> FieldWrite:
    return FieldWrite(key, "name", label, value=asking.post.get(key, value)[:cap], cap=cap, optional=key != "subject")


def asks_of(request: HttpRequest, view: LineView, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a press line from where it stands, by whoever looks at it."""
    line, keeps, agrees = view.line, may_keep(at_work.actor), may_agree(at_work.actor)
    asking = Asking(request.POST, reverse("register-line", args=[line.number]))
    if Word.AGREED in view.next and agrees:
        effect = gettext("You agree to exactly the words above. Whoever wrote a word of it cannot agree.")
        hidden = (("version", str(line.version)),)
        yield asking.ask("agree", gettext("Agree as the second officer"), gettext("Agree"), effect=effect, hidden=hidden)
        yield asking.ask("return", gettext("Give it back"), gettext("Give it back"), asking.text("return", "reason", gettext("Why")))
    if Word.OFFERED in view.next and keeps:
        yield asking.ask("word", gettext("Change the words or the moment"), gettext("Keep it"), *line_fields(asking, view, at_work))
        effect = gettext("Both languages and the moment must stand. Then the words are not changed any more.")
        yield asking.ask("offer", gettext("Ask a second officer to agree"), gettext("Ask for it"), effect=effect)
    if Word.RELEASED in view.next and keeps:
        effect = gettext("It cannot be released before its moment.") if view.held_back else ""
        yield asking.ask("release", gettext("Release it"), gettext("Release it"), effect=effect)
    if Word.WITHDRAWN in view.next and keeps:
        yield asking.ask(
            "withdraw", gettext("Withdraw the line"), gettext("Withdraw the line"), asking.text("withdraw", "reason", gettext("Why"))
        )
