"""Makes and retires indicators, and records what was read of them. One transaction each; a reading is never changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.picture.policy import require_assess
from comity.picture.refusals import NoSuchPart, Retired
from comity.picture.words import SCOPES, code_of, day_of, number_of, said
from comity.records.models import Indicator, IndicatorReading, Officer
from comity.records.models.shifts import WORDS_CAP
from comity.terms.instants import Instant

WAYS: Final = "threshold-way"
DOWN: Final = "TW-DOWN"


@transaction.atomic
def make_indicator(*, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> Indicator:
    """Put an indicator on the early-warning board.

    `typed`: name, language, field (`risk-scope`), unit, threshold (a number), way (`threshold-way`), owner (who reads it), source (where).
    Raises `NotOnTheList`, `NotANumber`, `ReasonOwed` for what is empty, and what text refuses.
    """
    require_assess(actor(by, at=at))

    def make() -> str:
        made = Indicator.objects.create(
            name=said(typed.get("name"), cap=200, what="name"),
            language=code_of("language", typed.get("language")),
            field=code_of(SCOPES, typed.get("field")),
            unit=said(typed.get("unit"), cap=80, what="unit"),
            threshold=number_of(typed.get("threshold")),
            way=code_of(WAYS, typed.get("way")),
            owner=said(typed.get("owner"), cap=120, what="owner"),
            source=said(typed.get("source"), cap=300, what="source"),
            made_by=by,
            made_at=at,
        )
        note("indicator.made", by=by, at=at, facts={"indicator": made.pk, "field": made.field, "threshold": made.threshold})
        return str(made.pk)

    return Indicator.objects.get(pk=once(token, make, officer=by, verb="indicator.make", at=at))


@transaction.atomic
def record_reading(key: int, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> IndicatorReading:
    """Record what an indicator said on a day: value, on (ISO day that has come), source (the indicator's own where it is empty).

    Whether it warned is kept with the reading. Raises `NoSuchPart`, `Retired`, `NotANumber`, `NotADay`, and what text refuses.
    """
    require_assess(actor(by, at=at))

    def record() -> str:
        found = _locked(key)
        value = number_of(typed.get("value"))
        made = IndicatorReading.objects.create(
            indicator=found,
            value=value,
            on=day_of(typed.get("on"), at=at),
            source=said(typed.get("source") or found.source, cap=300, what="source"),
            crossed=warns(value, threshold=found.threshold, way=found.way),
            by=by,
            at=at,
        )
        newest = IndicatorReading.objects.filter(indicator=found).order_by("-on", "-id")[0]
        found.value, found.on, found.crossed = newest.value, newest.on, newest.crossed
        found.save(update_fields=["value", "on", "crossed"])
        note("indicator.read", by=by, at=at, facts={"indicator": found.pk, "value": value, "on": made.on, "crossed": made.crossed})
        return str(made.pk)

    return IndicatorReading.objects.get(pk=once(token, record, officer=by, verb="indicator.read", at=at))


@transaction.atomic
def retire_indicator(key: int, *, reason: str, by: Officer, at: Instant, token: str) -> Indicator:
    """Take an indicator off the board, and say why; what was read stays. Raises `NoSuchPart`, `Retired`, `ReasonOwed`."""
    require_assess(actor(by, at=at))

    def retire() -> str:
        found = _locked(key)
        found.ended_at, found.ended_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["ended_at", "ended_for"])
        note("indicator.retired", by=by, at=at, facts={"indicator": found.pk})
        return str(found.pk)

    return Indicator.objects.get(pk=once(token, retire, officer=by, verb="indicator.retire", at=at))


def warns(value: str, *, threshold: str, way: str) -> bool:
    """Say whether a value is on the side of the threshold that warns; the threshold itself is."""
    number, edge = Decimal(value), Decimal(threshold)
    return number <= edge if way == DOWN else number >= edge


def _locked(key: int) -> Indicator:
    found = Indicator.objects.select_for_update().filter(pk=key).first()
    if found is None:
        raise NoSuchPart(number=f"#{key}")
    if found.ended_at is not None:
        raise Retired(day=found.ended_at.datetime().date().isoformat())
    return found
