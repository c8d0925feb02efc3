"""The first page of the risk picture: levels, what changed, who asks whom, threats, figures, early warning."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from comity.desk.reading.passed import passed_since
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Crumbs, Link
from comity.doors.web.pages.picture import LevelCard, PicturePage, Section
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.counted import requests_section, support_section, threats_section
from comity.doors.web.views.picture.figures import series_sections
from comity.doors.web.views.picture.sentences import changes
from comity.doors.web.views.picture.warning import board_section
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, work
from comity.picture.changes import what_changed
from comity.picture.countries import since
from comity.picture.levels.queries import Standing, standing_levels
from comity.picture.policy import may_assess
from comity.picture.threats import threats


@saying_no
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how things stand."""
    at_work = work(request)
    levels = standing_levels(by=at_work.actor, at=at_work.at)
    assesses = may_assess(at_work.actor)
    page = PicturePage(
        heading=gettext("Risk picture"),
        deck=gettext("Levels with their reasons, what changed, and what is counted. No person is scored, and no level is reckoned."),
        crumbs=Crumbs(),
        tabs=words.tabs("picture"),
        act=Act(gettext("Set a level"), reverse("picture-level", args=["RS-NATIONAL"]) + "#asks") if assesses else None,
        links=tuple(_links(assesses=assesses)),
        alert=_stale(levels),
        sections=(*_levels(levels, at_work), *_counted(at_work), *_sectors(levels, at_work)),
    )
    return render_page(request, page)


def _links(*, assesses: bool) -> Iterator[Link]:
    yield Link(gettext("Brief as PDF"), reverse("picture-brief"))
    if assesses:
        yield Link(gettext("Watch an indicator"), reverse("picture-indicator-new"))
        yield Link(gettext("Begin a series"), reverse("picture-series-new"))


def _stale(levels: Sequence[Standing]) -> str:
    count = sum(one.stale for one in levels)
    sentence = ngettext(
        "%(count)s level is out of date: its review is overdue.", "%(count)s levels are out of date: their reviews are overdue.", count
    )
    return sentence % {"count": count} if count else ""


def _cards(levels: Sequence[Standing], group: str, at_work: Work) -> tuple[LevelCard, ...]:
    return tuple(words.card(one, at_work) for one in levels if one.group == group)


def _levels(levels: Sequence[Standing], at_work: Work) -> Iterator[Section]:
    note = gettext("An officer's word, with its reason; what each word means is written")
    yield Section("levels", gettext("Levels"), note, cards=_cards(levels, "scope", at_work))
    yield Section("fields", gettext("By field"), small=_cards(levels, "threat", at_work))


def _counted(at_work: Work) -> Iterator[Section]:
    by = at_work.actor
    changed = changes(what_changed(by=by), at_work)
    yield Section("changes", gettext("What changed"), changes=changed, empty="" if changed else gettext("Nothing has changed yet."))
    yield board_section(at_work)
    yield requests_section(passed_since(since(at_work.at), by=by), at_work)
    found = threats(by=by)
    yield threats_section(found, at_work)
    yield support_section(found, at_work)
    yield from series_sections(at_work)


def _sectors(levels: Sequence[Standing], at_work: Work) -> Iterator[Section]:
    yield Section("sectors", gettext("Levels by target sector"), small=_cards(levels, "sector", at_work))
    note = gettext("Topics on which this node acts in nothing")
    yield Section("context", gettext("What bears on it"), note, small=_cards(levels, "context", at_work))
