"""All States as tiles of one size, the operator's base map if there is one, and the same numbers as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from comity.desk.permissions import Verb, may
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.picture import NONE, BaseMap, PicturePage, Section, Tile, Tiles
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.sentences import country_words
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.register.words import label
from comity.doors.web.views.working import Work, work
from comity.picture.charts import shade
from comity.picture.countries import COMMITMENTS, MEETINGS, REQUESTS, base_map, by_country
from comity.picture.tiles import SIZE, lay_out
from comity.terms.refusals import Refused

_MEASURES: Final = {
    REQUESTS: gettext_lazy("Requests both ways in the last 12 months"),
    COMMITMENTS: gettext_lazy("Commitments that count, by partner"),
    MEETINGS: gettext_lazy("Meetings with each State"),
}


@saying_no
@require_safe
def world(request: HttpRequest) -> HttpResponse:
    """Show one measure by State."""
    at_work = work(request)
    offered = [one for one in _MEASURES if one != REQUESTS or may(at_work.actor, Verb.READ)]
    asked = request.GET.get("of", "")
    return render_page(request, _page(asked if asked in offered else offered[0], offered, at_work))


def _page(measure: str, offered: Sequence[str], at_work: Work) -> PicturePage:
    counted, words_ = by_country(measure, by=at_work.actor, at=at_work.at), str(_MEASURES[measure])
    return PicturePage(
        heading=gettext("By country"),
        deck=words_,
        crumbs=words.crumbs(gettext("By country")),
        tabs=words.tabs("picture-map"),
        links=tuple(Link(str(_MEASURES[one]), f"?of={one}") for one in offered if one != measure),
        sections=(_tiles(counted, words_, at_work), *_base(counted, words_, at_work), _table(counted, at_work)),
    )


def neutral_note() -> str:
    """Say what a map and a tile do not say."""
    return gettext(
        "Names, tiles and boundaries imply no opinion on the status of any territory. "
        "Where something comes from is not who did it: a source is not an attacker."
    )


def _tiles(counted: Mapping[str, int], measure: str, at_work: Work) -> Section:
    sheet, most = lay_out(counted), max(counted.values(), default=0)
    tiles = tuple(
        Tile(
            one.x,
            one.y,
            one.code,
            country_words(one.code, at_work.language),
            counted.get(one.code, 0),
            shade(counted.get(one.code, 0), most=most),
        )
        for one in sheet.places
    )
    text = gettext("%(measure)s: %(count)s States have a number; the darkest has %(most)s.") % {
        "measure": measure,
        "count": len(counted),
        "most": most,
    }
    drawn = Tiles(measure, text, sheet.width, sheet.height, SIZE, tiles)
    return Section("tiles", gettext("Tiles"), gettext("One tile a State, about where it lies"), tiles=drawn, text=(neutral_note(),))


def _base(counted: Mapping[str, int], measure: str, at_work: Work) -> Iterator[Section]:
    """Yield the operator's map where the node's folder has one; why not, where it cannot be shown."""
    heading = gettext("Base map of this node")
    try:
        drawing = base_map()
    except Refused as refusal:
        yield Section("base", heading, empty=f"{sentence_of(refusal)} {next_step_of(refusal)}")
        return
    if drawing is None:
        return
    most = max(counted.values(), default=0)
    shapes = tuple(
        (one, shade(counted.get(one.country, 0), most=most) if one.country else NONE, _told(one.country, counted, at_work))
        for one in drawing.shapes
    )
    text = gettext("%(measure)s, on the base map that the operator of this node put there.") % {"measure": measure}
    yield Section("base", heading, base=BaseMap(measure, text, drawing.box, shapes), text=(neutral_note(),))


def _told(code: str, counted: Mapping[str, int], at_work: Work) -> str:
    return f"{country_words(code, at_work.language)}: {counted.get(code, 0)}" if code else ""


def _table(counted: Mapping[str, int], at_work: Work) -> Section:
    rows = tuple(
        Row((Cell((Bit(country_words(code, at_work.language), _country_href(code)),)), Cell((Bit(str(count)),))))
        for code, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    )
    table = Table((gettext("State"), gettext("Number")), rows, gettext("No State has a number."))
    return Section("numbers", gettext("In numbers"), table=table)


def _country_href(code: str) -> str:
    return reverse("country", args=[code]) if label("country", code, "en") != code else ""
