"""The risk brief: the first page of the risk picture as a paper, one page in each language, the reader's own first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from comity.desk.reading.passed import Passed, passed_since
from comity.doors.web.moments import print_date
from comity.doors.web.pages.picture import NONE
from comity.doors.web.views.naming import own_authority
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.counted import heat_of, span_of
from comity.doors.web.views.picture.maps import neutral_note
from comity.doors.web.views.picture.sentences import country_words, sentence_of
from comity.doors.web.views.picture.warning import threshold_words, trend_words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.words import label
from comity.doors.web.views.working import Work, work
from comity.letters.riskbrief import Bar, Cell, Level, Page, RiskBrief, Watch
from comity.picture.briefing import make_brief
from comity.picture.changes import Happened, what_changed
from comity.picture.countries import since
from comity.picture.levels.queries import Standing, standing_levels
from comity.picture.threats import Threats, threats
from comity.picture.warning.queries import Watched, board

_ORDER: Final = {"vi": ("vi", "en"), "en": ("en", "vi")}
_REASON: Final = 230  # characters of a reason
_CHANGES: Final = 9
_PARTNERS: Final = 6
_FIELDS: Final = 8
_SECTORS: Final = 7
_BOARD: Final = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pages are made of, asked once for both languages."""

    levels: Sequence[Standing]
    changes: Sequence[Happened]
    passed: Sequence[Passed]
    threats: Threats
    board: Sequence[Watched]


@saying_no
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """Give the brief as a file; the journal keeps its digest and who took it."""
    at_work = work(request)
    by, at = at_work.actor, at_work.at
    facts = Facts(
        standing_levels(by=by, at=at), what_changed(by=by, most=_CHANGES), passed_since(since(at), by=by), threats(by=by), board(by=by)
    )
    pages = []
    for language in _ORDER[at_work.language]:
        with override(language):
            pages.append(_page(facts, language, at_work))
    day = at_work.here(at).date().isoformat()
    data = make_brief(RiskBrief(tuple(pages), day), by=at_work.officer, at=at)
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="risk-{day}.pdf"'})


def _page(facts: Facts, language: str, at_work: Work) -> Page:
    heat = heat_of(facts.threats, language)
    day = print_date(at_work.here(at_work.at).date())
    return Page(
        language=language,
        author=own_authority(language),
        title=gettext("Risk picture"),
        day=gettext("As it stands on %(day)s") % {"day": day},
        footer=gettext("Risk picture of %(day)s · %(authority)s") % {"day": day, "authority": own_authority(language)},
        labels=_labels(),
        scopes=tuple(_level(one, language, at_work, whole=True) for one in facts.levels if one.group == "scope"),
        fields=tuple(_level(one, language, at_work, whole=False) for one in facts.levels if one.group != "scope" and one.level)[:_FIELDS],
        changes=tuple((print_date(at_work.here(one.at).date()), sentence_of(one, language)) for one in facts.changes),
        bars=tuple(_bars(facts.passed[:_PARTNERS], language)),
        heads=heat.heads[:_SECTORS],
        heat=tuple((name, tuple(Cell(cell.count, cell.shade) for cell in cells[:_SECTORS])) for name, cells in heat.rows),
        supports=tuple((label("support-type", code, language), one.all) for code, one in facts.threats.supports.items()),
        board=tuple(_watch(one) for one in facts.board[:_BOARD]),
        notes=tuple(_notes(facts)),
    )


def _labels() -> dict[str, str]:
    return {
        "levels": gettext("Levels"),
        "changes": gettext("What changed"),
        "requests": gettext("Requests in 12 months"),
        "partner": gettext("Partner, median answers"),
        "out": gettext("we asked"),
        "came": gettext("they asked"),
        "threats": gettext("Terrorist use of ICT by target sector"),
        "use": gettext("Use of ICT"),
        "support": gettext("Support to terrorism:"),
        "warning": gettext("Early warning"),
        "indicator": gettext("Indicator"),
        "warns": gettext("Warns"),
        "now": gettext("Now"),
        "trend": gettext("Trend"),
        "nothing": gettext("Nothing is kept here yet."),
    }


def _level(one: Standing, language: str, at_work: Work, *, whole: bool) -> Level:
    scope, level = words.scope_name(one.scope, language), one.level
    if level is None:
        return Level(scope, gettext("Not assessed"), NONE)
    facts = {"day": print_date(at_work.here(level.set_at).date()), "review": words.day(level.review_on)}
    told = Level(
        scope,
        words.level_word(level.level, language),
        words.step_of(level.level),
        since=gettext("since %(day)s, next review %(review)s") % facts,
        stale=words.stale_words(level, at_work),
    )
    if not whole:
        return told
    reason = level.reason if len(level.reason) <= _REASON else f"{level.reason[: _REASON - 1].rstrip()}…"
    return Level(told.scope, told.word, told.step, words.meaning_of(level.level, language), told.since, reason, level.language, told.stale)


def _bars(found: Sequence[Passed], language: str) -> list[Bar]:
    most = max((max(one.out.asked, one.came.asked) for one in found), default=0) or 1
    return [
        Bar(
            country_words(one.country, language),
            one.out.asked,
            one.came.asked,
            one.out.asked * 72 // most,
            one.came.asked * 72 // most,
            _answers(one),
        )
        for one in found
    ]


def _answers(one: Passed) -> str:
    told = [(gettext("they: %(span)s"), one.out), (gettext("we: %(span)s"), one.came)]
    return ", ".join(sentence % {"span": span_of(way)} for sentence, way in told if way.minutes is not None)


def _watch(one: Watched) -> Watch:
    row: Any = one.indicator
    now = f"{words.number(row.value)} {row.unit}" if row.value else gettext("not read yet")
    return Watch(row.name, row.language, threshold_words(row), now, trend_words(one), gettext("it warns") if row.crossed else "")


def _notes(facts: Facts) -> list[str]:
    """Say what the page does not say, and what was left out of it."""
    notes = [
        gettext(
            "A level is the word of an officer, with a reason and sources that stand at the node; none is reckoned. No person is scored."
        ),
        gettext("Reasons stand in the language in which they were written. %(neutral)s") % {"neutral": neutral_note()},
    ]
    left = max(0, len(facts.passed) - _PARTNERS), max(0, len(facts.threats.sectors) - _SECTORS), max(0, len(facts.board) - _BOARD)
    if any(left):
        more = {"partners": left[0], "sectors": left[1], "indicators": left[2]}
        notes.append(gettext("Not on this page: %(partners)s partners, %(sectors)s sectors, %(indicators)s indicators more.") % more)
    return notes
