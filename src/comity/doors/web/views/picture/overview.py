"""The first page of the risk picture: levels, what changed, who asks whom, threats, figures, early warning."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Crumbs
from comity.doors.web.pages.picture import PicturePage, Section
from comity.doors.web.views.picture import words
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, work
from comity.picture.levels.queries import Standing, standing_levels
from comity.picture.policy import may_assess


@saying_no
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how things stand."""
    at_work = work(request)
    levels = standing_levels(by=at_work.actor, at=at_work.at)
    page = PicturePage(
        heading=gettext("Risk picture"),
        deck=gettext("Levels with their reasons, what changed, and what is counted. No person is scored, and no level is reckoned."),
        crumbs=Crumbs(),
        tabs=words.tabs("picture"),
        act=Act(gettext("Set a level"), reverse("picture-level", args=["RS-NATIONAL"]) + "#asks") if may_assess(at_work.actor) else None,
        alert=_stale(levels),
        sections=(*_levels(levels, at_work),),
    )
    return render_page(request, page)


def _stale(levels: list[Standing]) -> str:
    count = sum(one.stale for one in levels)
    sentence = ngettext(
        "%(count)s level is out of date: its review is overdue.", "%(count)s levels are out of date: their reviews are overdue.", count
    )
    return sentence % {"count": count} if count else ""


def _levels(levels: list[Standing], at_work: Work) -> Iterator[Section]:
    def of(*groups: str) -> tuple:
        return tuple(words.card(one, at_work) for one in levels if one.group in groups)

    yield Section(
        "levels", gettext("Levels"), gettext("An officer's word, with its reason; the meaning of each word is published"), cards=of("scope")
    )
    yield Section("fields", gettext("By field"), small=of("threat"))
    yield Section("context", gettext("What bears on it"), gettext("Topics on which this node acts in nothing"), small=of("context"))
    yield Section("sectors", gettext("By sector of the target"), small=of("sector"))
