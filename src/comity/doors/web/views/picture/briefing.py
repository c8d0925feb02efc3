"""The risk brief: the first page of the risk picture as a paper, one page in each language, the reader's own first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from comity.desk.permissions import Verb, may
from comity.desk.reading.passed import Passed, passed_since
from comity.doors.web.moments import print_date
from comity.doors.web.pages.picture import NONE
from comity.doors.web.views.naming import own_authority
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.counted import heat_of, span_of
from comity.doors.web.views.picture.maps import neutral_note
from comity.doors.web.views.picture.sentences import BOUNDS, country_words, sentence_of
from comity.doors.web.views.picture.warning import threshold_words, trend_words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.words import label, print_said
from comity.doors.web.views.working import Work, work
from comity.letters.riskbrief import Bar, Cell, Counted, Level, Page, RiskBrief, Watch
from comity.picture.briefing import make_brief
from comity.picture.changes import Happened, what_changed
from comity.picture.countries import since
from comity.picture.levels.queries import Standing, standing_levels
from comity.picture.series.queries import Told, all_series, further_series
from comity.picture.threats import Threats, threats
from comity.picture.warning.queries import Watched, board

_ORDER: Final = {"vi": ("vi", "en"), "en": ("en", "vi")}
_SECTORS: Final = 7  # columns that a page is wide enough for
_CAVEAT: Final = 90  # characters


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each a page takes: rows, and characters of a reason."""

    changes: int
    partners: int
    fields: int
    uses: int
    board: int
    series: int
    reason: int


# The fullest first: the first that fits on one sheet a language is printed, and it says what it left out.
_ROOMS: Final = (
    Room(9, 6, 8, 8, 6, 4, 230),
    Room(7, 5, 6, 7, 5, 3, 190),
    Room(6, 4, 5, 6, 4, 2, 150),
    Room(4, 3, 4, 4, 3, 2, 110),
    Room(2, 2, 2, 3, 2, 1, 70),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pages are made of, asked once for both languages."""

    levels: Sequence[Standing]
    changes: Sequence[Happened]
    passed: Sequence[Passed]
    threats: Threats
    board: Sequence[Watched]
    series: Sequence[Told]
    further: int  # series that are not among those


@saying_no
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """Give the brief as a file; the journal keeps its digest and who took it."""
    at_work = work(request)
    by, at = at_work.actor, at_work.at
    facts = Facts(
        standing_levels(by=by, at=at),
        what_changed(by=by, most=_ROOMS[0].changes),
        passed_since(since(at), by=by),
        threats(by=by),
        board(by=by),
        all_series(by=by),
        len(further_series(by=by)),
    )
    day = at_work.here(at).date().isoformat()
    briefs = (RiskBrief(tuple(_pages(facts, room, at_work)), day) for room in _ROOMS)
    data = make_brief(briefs, languages=len(_ORDER), by=at_work.officer, at=at)
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="risk-{day}.pdf"'})


def _pages(facts: Facts, room: Room, at_work: Work) -> Iterator[Page]:
    for language in _ORDER[at_work.language]:
        with override(language):
            yield _page(facts, room, language, at_work)


def _page(facts: Facts, room: Room, language: str, at_work: Work) -> Page:
    heat = heat_of(facts.threats, language)
    day = print_date(at_work.here(at_work.at).date())
    return Page(
        language=language,
        author=own_authority(language),
        title=gettext("Risk picture"),
        day=gettext("As it stands on %(day)s") % {"day": day},
        footer=gettext("Risk picture of %(day)s · %(authority)s") % {"day": day, "authority": own_authority(language)},
        labels=_labels(at_work),
        scopes=tuple(_level(one, language, at_work, reason=room.reason) for one in facts.levels if one.group == "scope"),
        fields=tuple(_level(one, language, at_work, reason=0) for one in facts.levels if one.group != "scope" and one.level)[: room.fields],
        changes=tuple((print_date(at_work.here(one.at).date()), sentence_of(one, language)) for one in facts.changes[: room.changes]),
        bars=tuple(_bars(facts.passed[: room.partners], language)),
        heads=heat.heads[:_SECTORS],
        heat=tuple((name, tuple(Cell(cell.count, cell.shade) for cell in cells[:_SECTORS])) for name, cells in heat.rows[: room.uses]),
        supports=tuple((label("support-type", code, language), one.all) for code, one in facts.threats.supports.items()),
        board=tuple(_watch(one) for one in facts.board[: room.board]),
        figures=tuple(_counted(one) for one in facts.series[: room.series] if one.points),
        notes=tuple(_notes(facts, room)),
    )


def _labels(at_work: Work) -> dict[str, str]:
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
        "figures": gettext("Figures"),
        "counted": gettext("What is counted"),
        "newest": gettext("Newest number"),
        "before": gettext("The one before"),
        "caveat": gettext("To beware of"),
        "nothing": gettext("Nothing is kept here yet."),
        "no_requests": _no_requests(at_work),
    }


def _no_requests(at_work: Work) -> str:
    """Say why no partner stands there: nothing was asked, or this officer's role reads no case."""
    if may(at_work.actor, Verb.READ):
        return gettext("No request was opened in the last 12 months.")
    return gettext("Your role reads no cases: they are not counted here.")


def _level(one: Standing, language: str, at_work: Work, *, reason: int) -> Level:
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
    if not reason:
        return told
    why = level.reason if len(level.reason) <= reason else f"{level.reason[: reason - 1].rstrip()}…"
    return Level(told.scope, told.word, told.step, words.meaning_of(level.level, language), told.since, why, level.language, told.stale)


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


def _counted(one: Told) -> Counted:
    series: Any = one.series
    caveat = series.caveat if len(series.caveat) <= _CAVEAT else f"{series.caveat[: _CAVEAT - 1].rstrip()}…"
    newest = [_number(point) for point in reversed(one.points[-2:])]
    return Counted(series.name, series.language, newest[0], newest[1] if len(newest) > 1 else "", caveat)


def _number(point: Any) -> str:  # noqa: ANN401 -- a row of a room below
    figure = point.figure
    return f"{BOUNDS.get(figure.bound, '')}{words.number(figure.value)} {figure.unit} ({print_said(point.said)})"


def _notes(facts: Facts, room: Room) -> list[str]:
    """Say what the page does not say, and what was left out of it."""
    notes = [
        gettext(
            "A level is the word of an officer, with a reason and sources that stand at the node; none is reckoned. No person is scored."
        ),
        gettext("Reasons stand in the language in which they were written. %(neutral)s") % {"neutral": neutral_note()},
    ]
    levels = sum(one.group != "scope" and one.level is not None for one in facts.levels) - room.fields
    rows = max(0, len(facts.threats.uses) - room.uses) + max(0, len(facts.threats.sectors) - _SECTORS)
    series = len(facts.series) + facts.further - room.series
    counts = (levels, len(facts.passed) - room.partners, rows, len(facts.board) - room.board, series)
    names = ("levels", "partners", "threats", "indicators", "series")
    left = {name: max(0, count) for name, count in zip(names, counts, strict=True)}
    if any(left.values()):
        sentence = gettext(
            "Not on this page: %(levels)s levels, %(partners)s partners, %(threats)s rows or columns of threats, "
            "%(indicators)s indicators and %(series)s series more; the node has them."
        )
        notes.append(sentence % left)
    return notes
