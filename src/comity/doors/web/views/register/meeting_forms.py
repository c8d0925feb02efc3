"""The forms of a meeting: planned, amended, its outcome, cancelled; and what was typed in them."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link, Quote
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.working import Work, fresh_token
from comity.register.meetings.queries import find_statement
from comity.register.states import MEETING_MOVES, Standing
from comity.terms.refusals import Refused
from comity.terms.written_days import print_written

_CAP: Final = 1000
_TYPED: Final = ("title", "type", "said", "place", "country", "standing", "series", "ordinal")


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a meeting."""
    typed: dict[str, Any] = {name: post[name].strip()[:_CAP] for name in _TYPED if name in post}
    titles = {code: post.get(f"title.{code}", "").strip()[:500] for code in ("vi", "en")}
    typed["titles"] = {code: text for code, text in titles.items() if text}
    return typed


def seats_of(post: QueryDict) -> list[dict[str, Any]]:
    """Return who was typed to take part: one at a time, a State or somebody of it; without a name it is to be completed."""
    country, said = post.get("with", ""), post.get("who", "").strip()[:300]
    if not country and not said:
        return []
    return [{"country": country, "words": said, "role": post.get("role", "participant"), "unnamed": post.get("unnamed") == "yes"}]


def plan_page(request: HttpRequest, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    """Return the form of a new meeting, begun from a statement where the address names one."""
    page = FormPage(
        heading=gettext("Plan a meeting"),
        deck=gettext("When its day is over, the register asks for its outcome."),
        crumbs=words.crumbs(gettext("Plan"), Link(gettext("Meetings"), reverse("register-meetings"))),
        form=Form(request.get_full_path(), fresh_token()),
        label=gettext("Write it down"),
        fields=tuple(_plan_fields(request, at_work)),
        tabs=words.tabs("register-meetings"),
        quote=_begun_from(request, at_work),
        back_href=reverse("register-meetings"),
    )
    return form_with(page, refusal)


def _begun_from(request: HttpRequest, at_work: Work) -> Quote | None:
    key = request.GET.get("statement", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    one = find_statement(int(key), by=at_work.actor)
    return words.quote(one.words, one.language, at_work.language)


def _plan_fields(request: HttpRequest, at_work: Work) -> Iterator[FieldWrite]:
    post = request.POST
    country = post.get("with", request.GET.get("country", ""))
    yield FieldWrite("title", "name", gettext("Its title"), value=post.get("title", "")[:500], cap=500)
    yield codes("type", gettext("Type"), "meeting-type", post.get("type", "meeting"), at_work)
    yield FieldWrite("said", "name", gettext("When"), hint=day_hint(), value=print_written(post.get("said", "")[:24]), cap=24)
    yield FieldWrite("place", "name", gettext("Place"), value=post.get("place", "")[:200], cap=200, optional=True)
    yield codes("country", gettext("Country where it is"), "country", post.get("country", ""), at_work, nothing=gettext("not known"))
    yield codes("with", gettext("With whom: country"), "country", country, at_work, nothing=gettext("nobody yet"))
    yield FieldWrite("who", "name", gettext("With whom: name or office"), value=post.get("who", "")[:300], cap=300, optional=True)
    yield codes("role", gettext("As what"), "participation-role", post.get("role", "participant"), at_work)
    yield FieldWrite("unnamed", "yesno", gettext("Is the name still to be completed?"), value=post.get("unnamed", "no"))
    yield codes("standing", gettext("Stands as"), "meeting-standing", post.get("standing", "planned"), at_work)
    yield FieldWrite("parent", "reference", gettext("Part of (number)"), value=post.get("parent", "")[:12], cap=12, optional=True)


def codes(key: str, label: str, name: str, chosen: str, at_work: Work, *, nothing: str = "") -> FieldWrite:
    """Return a list of the codes of a vocabulary; countries by their names."""
    known = words.labels(name, at_work.language)
    first = [("", nothing)] if nothing else []
    return FieldWrite(key, "list", label, choices=tuple(Choice(code, text, chosen=code == chosen) for code, text in (*first, *known)))


def asks_of(request: HttpRequest, one: Any, at_work: Work) -> Iterator[Ask]:  # noqa: ANN401 -- a row of a room below
    """Yield what may be changed of a meeting, as its table of moves has it."""
    post, here, standing = request.POST, reverse("register-meeting", args=[one.number]), Standing(one.standing)

    def form(step: str) -> Form:
        return Form(here, fresh_token(), hidden=(("step", step),))

    if Standing.HELD in MEETING_MOVES[standing]:
        field = FieldWrite("outcome", "text", gettext("What came of it?"), value=post.get("outcome.text", "")[:_CAP], cap=_CAP)
        effect, now = gettext("Then it stands as held."), _over(one, at_work)
        yield Ask(
            gettext("Say its outcome"),
            form("outcome"),
            gettext("It was held; keep the outcome"),
            (field,),
            effect,
            open=now,
        )
    if Standing.CANCELLED in MEETING_MOVES[standing]:
        field = FieldWrite("reason", "text", gettext("Why does it not take place?"), value=post.get("reason.text", "")[:_CAP], cap=_CAP)
        yield Ask(gettext("It does not take place"), form("cancel"), gettext("Cancel it, with the reason"), (field,))
    amended = gettext("What you leave as it is stays. Each version stays in the journal.")
    yield Ask(
        gettext("Correct it, or add who took part"), form("amend"), gettext("Keep the correction"), tuple(_amend(one, at_work)), amended
    )

    linked = FieldWrite("other", "reference", gettext("Number of the request"), cap=16)
    yield Ask(gettext("Link a request to it"), form("link"), gettext("Link it"), (linked,))
    joined = FieldWrite("other", "reference", gettext("Number of the other meeting"), cap=12)
    effect = gettext("That one counts from then on, with who took part and what was said at both.")
    yield Ask(gettext("The same as another meeting"), form("same"), gettext("They are one"), (joined,), effect)


def _over(one: Any, at_work: Work) -> bool:  # noqa: ANN401 -- as above
    return bool(one.last) and str(one.last) < at_work.at.datetime().date().isoformat()


def _amend(one: Any, at_work: Work) -> Iterator[FieldWrite]:  # noqa: ANN401 -- as above
    yield FieldWrite("title", "name", gettext("Its title"), value=one.title, cap=500)
    for code, label in (("vi", gettext("Title in Vietnamese")), ("en", gettext("Title in English"))):
        yield FieldWrite(f"title.{code}", "name", label, value=one.titles.get(code, ""), cap=500, optional=True)
    yield codes("type", gettext("Type"), "meeting-type", one.type, at_work)
    yield FieldWrite("said", "name", gettext("When"), hint=day_hint(), value=print_written(one.said), cap=24, optional=True)
    yield FieldWrite("place", "name", gettext("Place"), value=one.place, cap=200, optional=True)
    yield codes("country", gettext("Country where it is"), "country", one.country, at_work, nothing=gettext("not known"))
    yield codes("with", gettext("Who else took part: country"), "country", "", at_work, nothing=gettext("nobody else"))
    yield FieldWrite("who", "name", gettext("Name or office"), cap=300, optional=True)
    yield codes("role", gettext("As what"), "participation-role", "participant", at_work)
