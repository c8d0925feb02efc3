"""The risk picture in the reader's words: scopes and levels by their labels, numbers as they are written, where pages are."""

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy

from comity.doors.web.moments import print_date
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.picture import NONE, LevelCard, Steps
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work
from comity.picture.levels.actions import LEVELS
from comity.picture.levels.queries import Standing, is_stale
from comity.picture.words import vocabulary_of
from comity.terms.vocabulary import vocabulary

_TABS: Final = (
    ("picture", gettext_lazy("Overview")),
    ("picture-map", gettext_lazy("By country")),
    ("picture-links", gettext_lazy("Who meets whom")),
)
_SPACE: Final = "\N{NO-BREAK SPACE}"


def tabs(here: str) -> tuple[Place, ...]:
    """Return the parts of the risk picture, and which of them this page belongs to."""
    return tuple(Place(str(label), reverse(name), current=name == here) for name, label in _TABS)


def crumbs(here: str) -> Crumbs:
    """Return the way back to the risk picture."""
    return Crumbs((Link(gettext("Risk picture"), reverse("picture")),), here)


def scope_name(scope: str, language: str) -> str:
    """Return the label of a scope or a sector."""
    return vocabulary(vocabulary_of(scope)).label(scope, language)


def level_word(level: str, language: str) -> str:
    """Return the word of a level."""
    return words.label(LEVELS, level, language)


def step_of(level: str) -> int:
    """Return which of the five a level is, 0 the lowest."""
    codes = [item.code for item in vocabulary(LEVELS).items]
    return codes.index(level) if level in codes else NONE


def meaning_of(level: str, language: str) -> str:
    """Return what the word of a level means."""
    item = vocabulary(LEVELS).by_code.get(level)
    return item.definition.get(language, "") if item else ""


def day(iso: str) -> str:
    """Print an ISO day."""
    return print_date(date.fromisoformat(iso))


def number(value: str) -> str:
    """Print a decimal number: digits in groups of three, and the language's own sign before decimals."""
    sign, digits = ("−", value[1:]) if value.startswith("-") else ("", value)  # noqa: RUF001 -- the sign for minus
    whole, point, rest = digits.partition(".")
    if not whole.isdigit():
        return value
    grouped = f"{int(whole):,}".replace(",", _SPACE)
    return f"{sign}{grouped}{(',' if (get_language() or '').startswith('vi') else '.') + rest if point else ''}"


def card(one: Standing, at_work: Work) -> LevelCard:
    """Return what stands for a scope."""
    name, href, level = scope_name(one.scope, at_work.language), reverse("picture-level", args=[one.scope]), one.level
    if level is None:
        return LevelCard(name, href, Steps(NONE), gettext("Not assessed"))
    return LevelCard(
        scope=name,
        href=href,
        steps=Steps(step_of(level.level)),
        word=level_word(level.level, at_work.language),
        meaning=meaning_of(level.level, at_work.language),
        since=gettext("since %(day)s") % {"day": print_date(at_work.here(level.set_at).date())},
        review=gettext("next review %(day)s") % {"day": day(level.review_on)},
        stale=stale_words(level, at_work),
        reason=level.reason,
        reason_language=level.language,
    )


def stale_words(level: Any, at_work: Work) -> str:  # noqa: ANN401 -- a row of a room below
    """Say loudly that a level was to be looked at again; nothing where it is fresh."""
    if not is_stale(level, at=at_work.at):
        return ""
    return gettext("Out of date: its review was due on %(day)s") % {"day": day(level.review_on)}
