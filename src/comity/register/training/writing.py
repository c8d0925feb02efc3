"""The row of a course as it is typed, and what its seats leave."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum

from comity.records.models import Commitment, Course, CourseSeats, Nomination
from comity.register.codes import code_of, country_of, said
from comity.register.days import typed_day
from comity.register.refusals import NoSuchRow
from comity.register.training.refusals import NoSeatLeft
from comity.register.training.states import SEATED
from comity.register.typed import titles_of


def told(value: Mapping[str, Any], *, row: Course | None) -> dict[str, Any]:
    """Return the columns of a course; what `value` does not name stays as `row` has it. Raises as `announce_course`."""

    def given(name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return value[name] if name in value else getattr(row, name, "") if row else ""

    day = typed_day(given("said"))
    return {
        "titles": titles_of(given("titles") or None),
        "topic": code_of("training-topic", given("topic")),
        "provider": said(given("provider"), cap=300, what="provider"),
        "provider_country": country_of(given("provider_country")),
        "mechanism": said(given("mechanism"), cap=300, what="mechanism", empty=""),
        "commitment": _commitment(value["commitment"]) if "commitment" in value else row.commitment if row else None,
        "said": day.said,
        "first": day.first,
        "last": day.last,
        "place": said(given("place"), cap=200, what="place", empty=""),
        "country": country_of(given("country")),
        "language": code_of("language", given("language")),
    }


def require_seat(course: Course, *, country: str, authority: str) -> None:
    """Raise `NoSeatLeft` where every seat is taken that a State, or one authority of it, was given."""
    given = CourseSeats.objects.filter(course=course, country=country, ended_at__isnull=True)
    taken = Nomination.objects.filter(course=course, country=country, state__in=[one.value for one in SEATED])
    own = given.filter(authority=authority)
    if authority and own.exists():
        given, taken = own, taken.filter(authority=authority)
    seats = given.aggregate(all=Sum("seats"))["all"] or 0
    if taken.count() >= seats:
        raise NoSeatLeft(number=course.number, country=country, seats=seats)


def _commitment(number: object) -> Commitment | None:
    text = str(number or "").strip().upper()
    if not text:
        return None
    found = Commitment.objects.filter(number=text, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=text[:20])
    return found
