"""Makes series, puts figures of the register into them, takes them out with a reason. One transaction each."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.picture.policy import require_assess
from comity.picture.refusals import InAnotherUnit, InTheSeries, NoSuchPart
from comity.picture.words import code_of, number_of, said
from comity.records.models import Figure, Officer, Series, SeriesPoint
from comity.records.models.shifts import WORDS_CAP
from comity.register.days import typed_day
from comity.register.refusals import DateUnclear
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_LONGEST: Final = 24


@transaction.atomic
def make_series(*, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> Series:
    """Begin a series: name, language, unit, caveat (what to beware of when its figures are compared).

    Raises `NotOnTheList`, `ReasonOwed` for what is empty, and what text refuses.
    """
    require_assess(actor(by, at=at))

    def make() -> str:
        made = Series.objects.create(
            name=said(typed.get("name"), cap=200, what="name"),
            language=code_of("language", typed.get("language")),
            unit=said(typed.get("unit"), cap=80, what="unit"),
            caveat=said(typed.get("caveat"), cap=WORDS_CAP, what="caveat"),
            made_by=by,
            made_at=at,
        )
        note("series.made", by=by, at=at, facts={"series": made.pk})
        return str(made.pk)

    return Series.objects.get(pk=once(token, make, officer=by, verb="series.make", at=at))


@transaction.atomic
def add_figure(key: int, *, figure: int, said_on: str, caveat: str = "", by: Officer, at: Instant, token: str) -> SeriesPoint:
    """Put a figure of the register into a series, of the period `said_on` (an ISO date as finely as it is known, with its year).

    The figure stays the register's: its number, bound, sentence and source are read from there. Raises `NoSuchPart`, `InTheSeries`,
    `InAnotherUnit` for what is no plain number, `DateUnclear`, and what text refuses.
    """
    require_assess(actor(by, at=at))

    def add() -> str:
        series = _locked(key)
        found = Figure.objects.filter(pk=figure, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchPart(number=f"#{figure}")
        if SeriesPoint.objects.filter(series=series, figure=found, ended_at__isnull=True).exists():
            raise InTheSeries
        _require_plain(found, unit=series.unit)
        day = typed_day(said_on.strip()[:_LONGEST])
        if not day.first:  # a point without a year stands nowhere on the line
            raise DateUnclear(said=said_on.strip()[:_LONGEST] or "-")
        made = SeriesPoint.objects.create(
            series=series,
            figure=found,
            said=day.said,
            sorts=day.first,
            caveat=said(caveat, cap=WORDS_CAP, what="caveat") if caveat.strip() else "",
            by=by,
            at=at,
        )
        note("series.figure-added", by=by, at=at, facts={"series": series.pk, "figure": found.pk, "period": made.said})
        return str(made.pk)

    return SeriesPoint.objects.get(pk=once(token, add, officer=by, verb="series.add", at=at))


@transaction.atomic
def take_out(point: int, *, reason: str, by: Officer, at: Instant, token: str) -> SeriesPoint:
    """Take a figure out of its series, and say why; its row stays. Raises `NoSuchPart`, `ReasonOwed`, and what text refuses."""
    require_assess(actor(by, at=at))

    def take() -> str:
        found = SeriesPoint.objects.select_for_update().filter(pk=point, ended_at__isnull=True).first()
        if found is None:
            raise NoSuchPart(number=f"#{point}")
        found.ended_at, found.ended_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["ended_at", "ended_for"])
        note("series.figure-taken-out", by=by, at=at, facts={"series": found.series_id, "figure": found.figure_id})
        return str(found.pk)

    return SeriesPoint.objects.get(pk=once(token, take, officer=by, verb="series.take-out", at=at))


def _require_plain(figure: Figure, *, unit: str) -> None:
    try:
        number_of(figure.value)
    except Refused as fault:
        raise InAnotherUnit(unit=unit) from fault


def _locked(key: int) -> Series:
    found = Series.objects.select_for_update().filter(pk=key).first()
    if found is None:
        raise NoSuchPart(number=f"#{key}")
    return found
