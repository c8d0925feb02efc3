"""The level of one scope: what stands, its reason and sources, its history; and the form that sets another."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fact, Form
from comity.doors.web.pages.picture import PicturePage, Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.picture import words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.words import quote
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token
from comity.picture.levels.actions import LEVELS, set_level
from comity.picture.levels.queries import Standing, is_stale, levels_of
from comity.picture.levels.sources import Source, sources_of
from comity.picture.policy import may_assess
from comity.picture.refusals import NoSuchSource, ReasonOwed, ReviewOwed, SourceOwed
from comity.terms.vocabulary import vocabulary

_CAP: Final = 1000
# The field that a refusal is about, where it neither names it nor quotes what stands there.
_FIELDS: Final = {ReasonOwed: "reason", SourceOwed: "sources", NoSuchSource: "sources", ReviewOwed: "review_on"}
_PAGES: Final = {"document": "register-review", "meeting": "register-meeting", "commitment": "register-commitment"}


@saying_no
@require_http_methods(["GET", "POST"])
def one_level(request: HttpRequest, scope: str) -> HttpResponse:
    """Show the level of a scope; a post sets another."""
    return tried(
        request,
        lambda at_work: _set(request, scope, at_work),
        lambda at_work, fault: _page(request, scope, levels_of(scope, by=at_work.actor), at_work, fault=fault),
        _FIELDS,
    )


def _set(request: HttpRequest, scope: str, at_work: Work) -> None:
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "level")}
    set_level(scope, typed=_typed(request.POST), seen=_seen(request.POST), **how)


def _typed(post: QueryDict) -> dict[str, str]:
    names = {"level": "level", "reason": "reason.text", "language": "reason.language", "sources": "sources.text", "review_on": "review_on"}
    return {name: post.get(key, "")[: 4 * _CAP] for name, key in names.items()}


def _seen(post: QueryDict) -> int:
    text = post.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _page(request: HttpRequest, scope: str, history: Sequence[Any], at_work: Work, *, fault: str) -> PicturePage:
    name = words.scope_name(scope, at_work.language)
    stands = next((one for one in history if one.ended_at is None), None)
    standing = Standing(scope, "", stands, is_stale(stands, at=at_work.at))
    return PicturePage(
        heading=gettext("Level: %(scope)s") % {"scope": name},
        deck=words.meaning_of(stands.level, at_work.language) if stands else gettext("Nobody has assessed this yet."),
        crumbs=words.crumbs(name),
        tabs=words.tabs("picture"),
        alert=words.stale_words(stands, at_work) if stands else "",
        facts=tuple(_facts(standing, at_work)) if stands else (),
        quote=quote(stands.reason, stands.language, at_work.language) if stands else None,
        sections=tuple(_sections(history, at_work)),
        asks=(_ask(request, scope, stands, at_work, open_=bool(fault)),) if may_assess(at_work.actor) else (),
        fault=fault,
    )


def _facts(standing: Standing, at_work: Work) -> Iterator[tuple[str, Fact]]:
    level: Any = standing.level
    yield (
        pgettext("of risk", "Level"),
        Fact(words.level_word(level.level, at_work.language), words.meaning_of(level.level, at_work.language)),
    )
    yield gettext("Set"), Fact(at_work.when(level.set_at))
    yield gettext("By whom"), Fact(level.set_by.name)
    yield gettext("Next review"), Fact(words.day(level.review_on), state="late" if standing.stale else None)


def _sections(history: Sequence[Any], at_work: Work) -> Iterator[Section]:
    stands = next((one for one in history if one.ended_at is None), None)
    if stands is not None:
        rows = tuple(Row((Cell((_source(one),)),)) for one in sources_of(stands.sources))
        yield Section("sources", gettext("On what it rests"), table=Table((gettext("Source"),), rows))
    heads = (pgettext("of risk", "Level"), gettext("Why"), gettext("Sources"), gettext("Set"))
    rows = tuple(_then(one, at_work) for one in history)
    yield Section("history", gettext("History"), table=Table(heads, rows, gettext("No level was ever set.")))


def _then(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    ended = gettext("until %(time)s") % {"time": at_work.fully(one.ended_at)} if one.ended_at else gettext("stands")
    who = gettext("%(officer)s, %(time)s") % {"officer": one.set_by.name, "time": at_work.when(one.set_at)}
    return Row(
        (
            Cell((Bit(words.level_word(one.level, at_work.language)), Bit(ended, soft=True))),
            Cell((Bit(one.reason, language=one.language),)),
            Cell(tuple(_source(source) for source in sources_of(one.sources))),
            Cell((Bit(who), Bit(gettext("next review %(day)s") % {"day": words.day(one.review_on)}, soft=True))),
        )
    )


def _source(one: Source) -> Bit:
    if one.sort == "written":
        return Bit(one.reference, language="und")
    if one.sort == "statement":
        return Bit(one.reference, reverse("register-statement", args=[int(one.reference[2:])]))
    return Bit(one.reference, reverse(_PAGES[one.sort], args=[one.reference]))


def _ask(request: HttpRequest, scope: str, stands: Any, at_work: Work, *, open_: bool) -> Ask:  # noqa: ANN401 -- as above
    heading = gettext("Set another level") if stands else gettext("Set the level")
    effect = gettext("What stood before stays in the history, with who set it and why. A level is an officer's word; nothing is reckoned.")
    form = Form(reverse("picture-level", args=[scope]), fresh_token(), hidden=(("seen", str(stands.pk if stands else 0)),))
    return Ask(heading, form, gettext("Set it"), tuple(_fields(request.POST, at_work)), effect, open=open_ or stands is None)


def _fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    chosen = post.get("level", "")
    levels = tuple(
        Choice(item.code, item.label(at_work.language), effect=item.definition[at_work.language], chosen=item.code == chosen)
        for item in vocabulary(LEVELS).offered
    )
    yield FieldWrite("level", "code", gettext("Which level?"), choices=levels, coded=False)
    language = post.get("reason.language", at_work.language)
    languages = tuple(Choice(code, name, chosen=code == language) for code, name in (("vi", "Tiếng Việt"), ("en", "English")))
    yield FieldWrite("reason", "text", gettext("Why?"), value=post.get("reason.text", "")[:_CAP], cap=_CAP, languages=languages)
    hint = gettext("One a line: R-000001, M-000001, S-1, C-000001 of the register, or a paper in words.")
    yield FieldWrite("sources", "text", gettext("On what does it rest?"), hint=hint, value=post.get("sources.text", "")[: 2 * _CAP])
    when = gettext("A day within a year, such as 31/12/2026. After it the level says that it is out of date.")
    yield FieldWrite("review_on", "name", gettext("When is it looked at again?"), hint=when, value=post.get("review_on", "")[:10], cap=10)
