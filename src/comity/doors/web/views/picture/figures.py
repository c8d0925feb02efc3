"""Series of figures: each number with its sentence, its issuer and its document; and the forms."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.picture import PicturePage, Section
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.picture import words
from comity.doors.web.views.picture.curves import curve_of
from comity.doors.web.views.picture.fields import languages, name
from comity.doors.web.views.picture.sentences import BOUNDS
from comity.doors.web.views.placing import page_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import source_words
from comity.doors.web.views.register.words import print_said
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.picture.policy import may_assess
from comity.picture.series.actions import add_figure, make_series, take_out
from comity.picture.series.queries import Told, all_series, find_series, further_series
from comity.register.meetings.queries import figures_named
from comity.terms.refusals import Refused

_CAP: Final = 1000
_WORDS: Final = 110


def series_sections(at_work: Work) -> Iterator[Section]:
    """Yield each series with its line; the sentences stand on its own page."""
    found = all_series(by=at_work.actor)
    if not found:
        empty = gettext("No figures of the register are shown together yet.")
        yield Section("figures", gettext("Figures"), gettext("Numbers that documents name, with their sentences"), empty=empty)
    for told in found:
        yield _section(told, at_work, key=f"series-{told.series.pk}", whole=False)
    if further := further_series(by=at_work.actor):
        yield Section("further", gettext("Further series"), table=_names(further))


def _names(series: Sequence[Any]) -> Table:
    heads = (gettext("Series of figures"), gettext("Unit"))
    return Table(
        heads,
        tuple(
            Row(
                (
                    Cell((Bit(one.name, reverse("picture-series", args=[one.pk]), language=one.language),)),
                    Cell((Bit(one.unit, language=one.language),)),
                )
            )
            for one in series
        ),
    )


def _section(told: Told, at_work: Work, *, key: str, whole: bool) -> Section:
    series = told.series
    return Section(
        key,
        gettext("Numbers") if whole else series.name,
        note=_cut(told) if told.earlier else "",
        language="" if whole else series.language,
        caption=gettext("Sentences and sources"),
        caveat=(gettext("Beware:"), series.caveat, series.language),
        curve=_curve(told),
        table=_table(told, at_work),
        folded="" if whole else gettext("Sentences and sources"),
        links=() if whole else (Link(gettext("This series"), reverse("picture-series", args=[series.pk])),),
    )


def _cut(told: Told) -> str:
    return gettext("The newest %(count)s numbers; there are earlier ones.") % {"count": len(told.points)}


def _curve(told: Told) -> Any:  # noqa: ANN401 -- a curve, or None
    points = [(date.fromisoformat(one.sorts), Decimal(one.figure.value)) for one in told.points]
    when = [print_said(one.said) for one in told.points]
    marks = [BOUNDS.get(one.figure.bound, "") for one in told.points]
    return (
        curve_of(points, title=(told.series.name, told.series.language), unit=told.series.unit, marks=marks, when=when) if points else None
    )


def _table(told: Told, at_work: Work) -> Table:
    heads = (gettext("Period"), gettext("Number"), gettext("Issuer"), gettext("Original words"), gettext("Document"))
    return Table(heads, tuple(_point(one, at_work) for one in reversed(told.points)), gettext("No figure stands in it yet."))


def _point(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    figure, document = one.figure, one.figure.document
    told = (Bit(figure.period, soft=True, language=figure.language),) if figure.period else ()
    caveat = (Bit(one.caveat, soft=True, language="und"),) if one.caveat else ()
    cells: Sequence[tuple[Bit, ...]] = (
        (Bit(print_said(one.said)), *told),
        (Bit(f"{BOUNDS.get(figure.bound, '')}{words.number(figure.value)} {figure.unit}", language=figure.language), *caveat),
        (Bit(figure.issuer, language=figure.language) if figure.issuer else Bit(gettext("not named")),),
        (Bit(figure.words, language=figure.language),),
        (
            Bit(document.number, reverse("register-review", args=[document.number])),
            Bit(source_words(figure, at_work.language), soft=True),
        ),
    )
    return Row(tuple(map(Cell, cells)))


@saying_no
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Ask for a series; begin it."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _make_page(request, at_work, fault=""))
    try:
        made = make_series(typed=_typed(request.POST), by=at_work.officer, at=at_work.at, token=verb_token(request, "series"))
    except Refused as refusal:
        return render_page(request, page_with(lambda fault: _make_page(request, at_work, fault=fault), refusal), status=422)
    return onward(reverse("picture-series", args=[made.pk]))


def _make_page(request: HttpRequest, at_work: Work, *, fault: str) -> PicturePage:
    form = Form(reverse("picture-series-new"), fresh_token())
    ask = Ask(gettext("A series"), form, gettext("Begin it"), tuple(_make_fields(request.POST, at_work)), open=True)
    heading, deck = gettext("Begin a series"), gettext("Figures of the register that count the same thing in the same unit.")
    return PicturePage(heading, deck, words.crumbs(heading), words.tabs("picture"), (), asks=(ask,), fault=fault)


def _typed(post: QueryDict) -> dict[str, str]:
    plain = {key: post.get(key, "").strip()[:_CAP] for key in ("name", "language", "unit")}
    return {**plain, "caveat": post.get("caveat.text", "")[: 2 * _CAP]}


def _make_fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    yield name(post, "name", gettext("What is counted?"), cap=200)
    yield languages(post, "language", gettext("Language of these words"), at_work)
    yield name(post, "unit", gettext("In which unit?"), cap=80)
    hint = gettext("Another way of counting, another territory, a change of the law: what a reader must know before comparing.")
    yield FieldWrite("caveat", "text", gettext("What is to be beware of?"), hint=hint, value=post.get("caveat.text", "")[:_CAP], cap=_CAP)


@saying_no
@require_http_methods(["GET", "POST"])
def one_series(request: HttpRequest, key: int) -> HttpResponse:
    """Show one series; a post puts a figure into it or takes one out."""
    return tried(
        request,
        lambda at_work: _step(request, key, at_work),
        lambda at_work, fault: _page(request, find_series(key, by=at_work.actor), at_work, fault=fault),
    )


def _step(request: HttpRequest, key: int, at_work: Work) -> None:
    post, step = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"se-{step[:8]}")}
    if step == "take-out":
        take_out(_key(post.get("point", "")), reason=post.get("reason.text", "")[: 2 * _CAP], **how)
    else:
        caveat = post.get("caveat.text", "")[: 2 * _CAP]
        add_figure(key, figure=_key(post.get("figure", "")), said_on=post.get("said", "")[:40], caveat=caveat, **how)


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _page(request: HttpRequest, told: Told, at_work: Work, *, fault: str) -> PicturePage:
    assesses = may_assess(at_work.actor)
    return PicturePage(
        heading=told.series.name,
        heading_language=told.series.language,
        deck=gettext("Figures that documents name. Each stands with its sentence; a press report stays a press report."),
        crumbs=words.crumbs(gettext("Series of figures")),
        tabs=words.tabs("picture"),
        find=(gettext("Figures of the register to put into it, by words"), request.GET.get("q", "")[:200]) if assesses else None,
        sections=(_section(told, at_work, key="numbers", whole=True),),
        asks=tuple(_asks(request, told, at_work)) if assesses else (),
        fault=fault,
    )


def _asks(request: HttpRequest, told: Told, at_work: Work) -> Iterator[Ask]:
    post, here, asked = request.POST, request.get_full_path(), request.GET.get("q", "").strip()[:200]
    inside = {one.figure_id for one in told.points}
    offered = tuple(_offer(one) for one in figures_named(by=at_work.actor, q=asked).rows if one.pk not in inside)
    if offered:
        fields = (
            FieldWrite("figure", "list", gettext("Which figure?"), choices=offered),
            name(post, "said", gettext("Of which period?"), cap=24, hint=day_hint()),
            FieldWrite(
                "caveat", "text", gettext("What is particular about it?"), value=post.get("caveat.text", "")[:_CAP], cap=_CAP, optional=True
            ),
        )
        form = Form(here, fresh_token(), hidden=(("step", "add"),))
        yield Ask(gettext("Put a figure into it"), form, gettext("Put it in"), fields, open=bool(asked))
    if told.points:
        points = tuple(
            Choice(str(one.pk), f"{print_said(one.said)}: {words.number(one.figure.value)} {one.figure.unit}") for one in told.points
        )
        asked_of = (
            FieldWrite("point", "list", gettext("Which one?"), choices=points),
            FieldWrite("reason", "text", gettext("Why?"), value=post.get("reason.text", "")[:_CAP], cap=_CAP),
        )
        form = Form(here, fresh_token(), hidden=(("step", "take-out"),))
        yield Ask(
            gettext("Take a figure out"),
            form,
            gettext("Take it out"),
            asked_of,
            gettext("It stays in the register, and its row here is kept."),
        )


def _offer(one: Any) -> Choice:  # noqa: ANN401 -- a row of a room below
    sentence = one.words if len(one.words) <= _WORDS else f"{one.words[: _WORDS - 1]}…"
    return Choice(
        str(one.pk),
        f"{BOUNDS.get(one.bound, '')}{words.number(one.value)} {one.unit} · {one.document.number} · {sentence}",
        language=one.language,
    )
