"""The early-warning board, one indicator with its readings, and the forms of both."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Form
from comity.doors.web.pages.picture import Board, PicturePage, Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.curves import curve_of
from comity.doors.web.views.picture.fields import languages, listed, name
from comity.doors.web.views.placing import page_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.picture.charts import spark
from comity.picture.policy import may_assess
from comity.picture.warning.actions import DOWN, WAYS, make_indicator, record_reading, retire_indicator
from comity.picture.warning.queries import Watched, board, find_indicator
from comity.picture.words import SCOPES
from comity.terms.refusals import Refused
from comity.terms.written_days import print_written

_CAP: Final = 1000
_NAMES: Final = ("name", "language", "field", "unit", "threshold", "way", "owner", "source")


def board_section(at_work: Work) -> Section:
    """Return the board: those that warn first."""
    rows = tuple(_line(one) for one in board(by=at_work.actor))
    heading, note = gettext("Early warning"), gettext("An officer reads each indicator; the program reads none")
    return Section("warning", heading, note, board=rows, empty="" if rows else gettext("No indicator is watched yet."))


def _line(one: Watched) -> Board:
    row = one.indicator
    return Board(
        name=row.name,
        language=row.language,
        href=reverse("picture-indicator", args=[row.pk]),
        threshold=threshold_words(row),
        now=f"{words.number(row.value)} {row.unit}" if row.value else gettext("not read yet"),
        on=words.day(row.on) if row.on else "",
        spark=spark([Decimal(reading.value) for reading in one.readings]),
        trend=trend_words(one),
        owner=row.owner,
        crossed=gettext("It warns") if row.crossed else "",
    )


def threshold_words(row: Any) -> str:  # noqa: ANN401 -- a row of a room below
    """Say from where an indicator warns: `≥ 40 vụ`."""
    return f"{'≤' if row.way == DOWN else '≥'} {words.number(row.threshold)} {row.unit}"


def trend_words(one: Watched) -> str:
    """Say how the newest reading differs from the one before."""
    if one.change is None:
        return ""
    if not one.change:
        return gettext("unchanged")
    by = words.number(f"{abs(one.change).normalize():f}")
    return gettext("up by %(count)s") % {"count": by} if one.change > 0 else gettext("down by %(count)s") % {"count": by}


@saying_no
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Ask for an indicator; put it on the board."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _make_page(request, at_work, fault=""))
    try:
        typed = {key: request.POST.get(key, "").strip()[:_CAP] for key in _NAMES}
        made = make_indicator(typed=typed, by=at_work.officer, at=at_work.at, token=verb_token(request, "indicator"))
    except Refused as refusal:
        return render_page(request, page_with(lambda fault: _make_page(request, at_work, fault=fault), refusal), status=422)
    return onward(reverse("picture-indicator", args=[made.pk]))


def _make_page(request: HttpRequest, at_work: Work, *, fault: str) -> PicturePage:
    form = Form(reverse("picture-indicator-new"), fresh_token())
    ask = Ask(gettext("An indicator"), form, gettext("Watch it"), tuple(_make_fields(request.POST, at_work)), open=True)
    heading, deck = gettext("Watch an indicator"), gettext("What is counted, from where it warns, and who reads it.")
    return PicturePage(heading, deck, words.crumbs(heading), words.tabs("picture"), (), asks=(ask,), fault=fault)


def _make_fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    yield name(post, "name", gettext("What is watched?"), cap=200)
    yield languages(post, "language", gettext("Language of these words"), at_work)
    yield listed(post, "field", gettext("Of which field?"), SCOPES, at_work)
    yield name(post, "unit", gettext("In which unit?"), cap=80)
    yield name(post, "threshold", gettext("From which number does it warn?"), cap=24)
    yield listed(post, "way", gettext("On which side?"), WAYS, at_work)
    yield name(post, "owner", gettext("Who reads it?"), cap=120)
    yield name(post, "source", gettext("Where is it read?"), cap=300)


@saying_no
@require_http_methods(["GET", "POST"])
def one_indicator(request: HttpRequest, key: int) -> HttpResponse:
    """Show one indicator; a post records a reading or retires it."""
    return tried(
        request,
        lambda at_work: _step(request, key, at_work),
        lambda at_work, fault: _page(request, find_indicator(key, by=at_work.actor), at_work, fault=fault),
    )


def _step(request: HttpRequest, key: int, at_work: Work) -> None:
    post, step = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"in-{step[:8]}")}
    if step == "retire":
        retire_indicator(key, reason=post.get("reason.text", "")[: 2 * _CAP], **how)
    else:
        record_reading(key, typed={one: post.get(one, "").strip()[:_CAP] for one in ("value", "on", "source")}, **how)


def _page(request: HttpRequest, found: Watched, at_work: Work, *, fault: str) -> PicturePage:
    row = found.indicator
    return PicturePage(
        heading=row.name,
        heading_language=row.language,
        deck=words.scope_name(row.field, at_work.language),
        crumbs=words.crumbs(gettext("Indicator")),
        tabs=words.tabs("picture"),
        alert=gettext("It warns: %(value)s") % {"value": f"{words.number(row.value)} {row.unit}"} if row.crossed else "",
        facts=tuple(_facts(found)),
        sections=tuple(_sections(found, at_work)),
        asks=tuple(_asks(request, found, at_work)) if may_assess(at_work.actor) and row.ended_at is None else (),
        fault=fault,
    )


def _facts(found: Watched) -> Iterator[tuple[str, Fact]]:
    row = found.indicator
    now = f"{words.number(row.value)} {row.unit}" if row.value else gettext("not read yet")
    yield gettext("Now"), Fact(now, words.day(row.on) if row.on else "")
    yield gettext("Warns"), Fact(threshold_words(row))
    yield gettext("Trend"), Fact(trend_words(found) or "–")  # noqa: RUF001 -- the sign for nothing, as on every page
    yield gettext("Owner"), Fact(row.owner, row.source, language="und")


def _sections(found: Watched, at_work: Work) -> Iterator[Section]:
    row = found.indicator
    if row.ended_at is not None:
        told = {"time": at_work.when(row.ended_at), "reason": row.ended_for}
        yield Section("retired", gettext("Retired"), text=(gettext("%(time)s: %(reason)s") % told,))
    heads = (gettext("Day"), gettext("Reading"), gettext("Where it was read"), gettext("By whom"))
    table = Table(heads, tuple(_reading(one, row, at_work) for one in reversed(found.readings)), gettext("Nobody has read it yet."))
    points = [(date.fromisoformat(one.on), Decimal(one.value)) for one in found.readings]
    curve = curve_of(points, title=(row.name, row.language), unit=row.unit, threshold=Decimal(row.threshold)) if points else None
    yield Section("readings", gettext("Readings"), curve=curve, table=table)


def _reading(one: Any, row: Any, at_work: Work) -> Row:  # noqa: ANN401 -- rows of a room below
    warned = (Bit(gettext("It warned")),) if one.crossed else ()
    who = gettext("%(officer)s, %(time)s") % {"officer": one.by.name, "time": at_work.when(one.at)}
    cells: Sequence[tuple[Bit, ...]] = (
        (Bit(words.day(one.on)),),
        (Bit(f"{words.number(one.value)} {row.unit}"), *warned),
        (Bit(one.source, language="und"),),
        (Bit(who),),
    )
    return Row(tuple(map(Cell, cells)))


def _asks(request: HttpRequest, found: Watched, at_work: Work) -> Iterator[Ask]:
    post, here = request.POST, reverse("picture-indicator", args=[found.indicator.pk])
    fields = (
        name(post, "value", gettext("What does it say?"), cap=24),
        name(post, "on", gettext("On which day?"), cap=10, value=print_written(at_work.here(at_work.at).date().isoformat())),
        name(post, "source", gettext("Where was it read?"), cap=300, value=found.indicator.source),
    )
    form = Form(here, fresh_token(), hidden=(("step", "read"),))
    yield Ask(
        gettext("Record a reading"),
        form,
        gettext("Record it"),
        fields,
        gettext("A reading is never changed; a later one of the same day counts."),
    )
    reason = FieldWrite("reason", "text", gettext("Why?"), value=post.get("reason.text", "")[:_CAP], cap=_CAP)
    form = Form(here, fresh_token(), hidden=(("step", "retire"),))
    yield Ask(gettext("Retire it"), form, gettext("Take it off the board"), (reason,), gettext("What was read stays."))
