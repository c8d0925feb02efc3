"""The transparency report of one year: what was asked of us and by us, under which text, how it was decided, how long it took.

Its measures are those of Article 28 of Regulation (EU) 2023/1543 where they apply to a node: by kind of data, by addressee, by
emergency, fulfilled or not, refusals by ground, times until data came, remedies, costs. It names no person, no case and no officer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from typing import Final, Literal

from comity.desk.reporting.persons import Persons, persons_asked
from comity.desk.reporting.suppression import Table, count_of, suppress
from comity.desk.rules import rulebook
from comity.desk.safeguarding.policy import REVIEWS
from comity.desk.states import State
from comity.directory.book import book
from comity.records.models import Cost, Message, Request, Review
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.wire.act import ActBody, parse_act

DELAY: Final = "REPORT-DELAY"
SMALLEST: Final = "REPORT-SMALLEST"
MEASURES: Final = ("kind", "text", "country", "urgency", "data", "decision", "ground", "state", "emergency")
UNANSWERED: Final = "-"
OTHER: Final = "other"
_MINUTE: Final = 60_000_000
_UNIT: Final = 100  # hundredths

Side = Literal["in", "out"]


class NotAWholeYear(Refused):
    """A report over any other span, beside one over the year, would tell what both left out."""

    wire_class = "policy"
    sentence = gettext_noop("A report covers one calendar year, from its first day to its last.")
    next_step = gettext_noop(
        "Give --from YEAR-01-01 and --to YEAR-12-31; two reports whose spans overlap would reveal what each leaves out."
    )


class TooEarlyToReport(Refused):
    """The period is too near."""

    wire_class = "policy"
    sentence = gettext_noop("The year %(year)s is reported from %(day)s on.")
    next_step = gettext_noop("Wait until then: a report that comes at once tells of cases that still go on.")


@dataclass(frozen=True, slots=True)
class Half:
    """One side of the desk: what was asked of us (`in`), or by us (`out`). A `total` of None is too small to be shown.

    `tables` hold a measure each; `first` and `last` are the median minutes until the decision and until the result, by kind, of
    kinds that are shown; `produced` the same until data came, by category of data; `preserved` from the preservation that a request
    names until its data came. `costs` are medians a case in whole units, by currency.
    """

    side: Side
    total: int | None
    tables: Mapping[str, Table]
    first: tuple[tuple[str, int], ...]
    last: tuple[tuple[str, int], ...]
    produced: tuple[tuple[str, int], ...] = ()
    preserved: int | None = None
    costs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one year as it is published."""

    year: int
    smallest: int
    delay_days: int
    halves: tuple[Half, ...]
    persons: Persons


@dataclass
class _Counted:
    """What was counted of one side so far."""

    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {measure: Counter() for measure in MEASURES})
    first: dict[str, list[int]] = field(default_factory=dict)
    last: dict[str, list[int]] = field(default_factory=dict)
    produced: dict[str, list[int]] = field(default_factory=dict)
    preserved: list[int] = field(default_factory=list)
    costs: dict[str, list[int]] = field(default_factory=dict)


def require_year(start: date, end: date, *, at: Instant) -> int:
    """Return the year that is reported; raises `NotAWholeYear`, `TooEarlyToReport`, and `NoRule` where the desk set no delay."""
    if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31) or start.year != end.year:
        raise NotAWholeYear
    first = end + timedelta(days=1) + _delay(at)
    if at.datetime().date() < first:
        raise TooEarlyToReport(year=end.year, day=first.isoformat())
    return end.year


def newest_year(at: Instant) -> int:
    """Return the newest year that can be reported at `at`."""
    last = at.datetime().date() - _delay(at)
    return last.year - 1


def transparency(year: int, *, at: Instant) -> Report:
    """Return the report of a year; raises what `require_year` does. The same rows give the same report."""
    require_year(date(year, 1, 1), date(year, 12, 31), at=at)
    smallest = rulebook().limit(SMALLEST, on=at.datetime().date()).value
    counted: dict[Side, _Counted] = {"in": _Counted(), "out": _Counted()}
    begins, ends = (Instant.of(datetime(one, 1, 1, tzinfo=UTC)) for one in (year, year + 1))
    for request in Request.objects.filter(opened_at__gte=begins, opened_at__lt=ends).order_by("id").iterator():
        _count(request, counted[request.direction])
    halves = tuple(_half(side, one, smallest=smallest) for side, one in counted.items())
    return Report(year, smallest, _delay(at).days, halves, persons_asked(begins, ends, smallest=smallest))


def as_json(report: Report) -> JsonValue:
    """Return the report for programs; a count that is left out is null, and what one number stands for is named."""
    return {
        "report": "comity-transparency/1",
        "year": report.year,
        "smallest": report.smallest,
        "delay_days": report.delay_days,
        "sides": {half.side: _half_json(half) for half in report.halves},
        "persons": {"total": report.persons.total, "tables": _tables_json(report.persons.tables)},
    }


def _half_json(half: Half) -> JsonValue:
    minutes: dict[str, JsonValue] = {
        "decision": dict(half.first),
        "result": dict(half.last),
        "production": dict(half.produced),
        "preservation_to_production": half.preserved,
    }
    return {"total": half.total, "tables": _tables_json(half.tables), "median_minutes": minutes, "median_cost": dict(half.costs)}


def _tables_json(tables: Mapping[str, Table]) -> JsonValue:
    return {
        measure: {"shown": dict(table.shown), "together": list(table.hidden), "rest": table.rest, "withheld": table.is_withheld}
        for measure, table in tables.items()
    }


def _delay(at: Instant) -> timedelta:
    return timedelta(minutes=rulebook().limit(DELAY, on=at.datetime().date()).value)


def _count(request: Request, counted: _Counted) -> None:
    counted.total += 1
    by = counted.by
    by["kind"][request.kind] += 1
    by["text"][request.instrument] += 1
    by["country"][_country(request.peer)] += 1
    by["urgency"][request.urgency] += 1
    by["state"][request.state] += 1
    if request.erased_at is not None:
        return  # what it asked for and was answered is gone; its year was to be reported before
    acts = [(message.act, parse_act(bytes(message.body)), message.at) for message in Message.objects.filter(request=request).order_by("id")]
    asked = next((body for act, body, _ in acts if act == "request"), None)
    by["data"].update(_codes(asked, "data_categories"))
    answers = [(body, at) for act, body, at in acts if act == "answer"]
    by["decision"][str(answers[-1][0].fields.get("decision", UNANSWERED)) if answers else UNANSWERED] += 1
    by["ground"].update({ground for body, _ in answers for ground in _grounds(body)})
    by["emergency"].update(
        Review.objects.filter(request=request, subject="emergency").order_by("-id").values_list("outcome", flat=True)[:1]
    )
    results = [at for act, _, at in acts if act == "result"]
    for taken, moments in ((counted.first, [at for _, at in answers]), (counted.last, results)):
        if moments:
            taken.setdefault(request.kind, []).append(_minutes(request.opened_at, moments[0]))
    _time_production(request, asked, results, counted)
    costs: Counter[str] = Counter()
    for currency, hundredths in Cost.objects.filter(request=request).values_list("currency", "hundredths"):
        costs[currency] += hundredths
    for currency, sum_ in costs.items():
        counted.costs.setdefault(currency, []).append(sum_ // _UNIT)


def _time_production(request: Request, asked: ActBody | None, results: list[Instant], counted: _Counted) -> None:
    """Time how long it took until the first data came: since they were asked for, and since they were preserved, where that was named."""
    if not results or asked is None:
        return
    for category in _codes(asked, "data_categories"):
        counted.produced.setdefault(category, []).append(_minutes(request.opened_at, results[0]))
    under = asked.fields.get("preserved_under")
    kept = (
        Message.objects.filter(request__reference=under, act="answer").order_by("id").first() if isinstance(under, str) and under else None
    )
    if kept is not None and kept.at < results[0]:
        counted.preserved.append(_minutes(kept.at, results[0]))


def _minutes(begin: Instant, end: Instant) -> int:
    return (end.micros - begin.micros) // _MINUTE


def _country(peer: str) -> str:
    return book().authority_of(NodeId(peer)).id.country.text


def _codes(body: ActBody | None, key: str) -> Iterator[str]:
    found = body.fields.get(key) if body else None
    yield from {code for code in found if isinstance(code, str)} if isinstance(found, list) else ()


def _grounds(body: ActBody) -> Iterator[str]:
    found = body.fields.get("grounds")
    for ground in found if isinstance(found, list) else ():
        yield str(ground.get("code", "")) if isinstance(ground, dict) else str(ground)


def _half(side: Side, counted: _Counted, *, smallest: int) -> Half:
    total = count_of(counted.total, smallest=smallest)
    tables = {measure: suppress(_whole(measure, counted.by[measure]), smallest=smallest) for measure in MEASURES}
    if total is None:
        tables = {measure: Table((), tuple(_whole(measure, counted.by[measure])), None) for measure in MEASURES}
    shown = {kind for kind, _ in tables["kind"].shown}
    categories = {category for category, _ in tables["data"].shown}
    currencies = set(counted.costs) if total is not None else set()
    preserved = counted.preserved if total is not None and len(counted.preserved) >= smallest else ()
    return Half(
        side,
        total,
        tables,
        _medians(counted.first, kinds=shown, smallest=smallest),
        _medians(counted.last, kinds=shown, smallest=smallest),
        produced=_medians(counted.produced, kinds=categories, smallest=smallest),
        preserved=median_low(preserved) if preserved else None,
        costs=_medians(counted.costs, kinds=currencies, smallest=smallest),
    )


def _whole(measure: str, counted: Counter[str]) -> dict[str, int]:
    """Return every cell that a measure can have, those that nothing fell into too, so that no list of names tells what there was.

    What this node has no name for counts as `OTHER`.
    """
    cells = dict.fromkeys((*_names(measure), OTHER), 0)
    for name, count in counted.items():
        cells[name if name in cells else OTHER] += count
    return cells


def _names(measure: str) -> tuple[str, ...]:
    rules = rulebook()
    found: Mapping[str, Iterable[str]] = {
        "kind": (row.code for row in rules.kinds.values() if row.opens),
        "text": rules.instruments,
        "country": (country.text for country in book().sections),
        "urgency": vocabulary("urgency").by_code,
        "data": vocabulary("data-category").by_code,
        "decision": (*vocabulary("decision").by_code, UNANSWERED),
        "ground": dict.fromkeys(row.code for row in rules.grounds),
        "state": (state.value for state in State),
        "emergency": (item.code for item in vocabulary(REVIEWS).items if item.group == "emergency"),
    }
    return tuple(sorted(found[measure]))


def _medians(taken: Mapping[str, list[int]], *, kinds: set[str], smallest: int) -> tuple[tuple[str, int], ...]:
    """Return the medians of those kinds whose count is shown and of which enough were timed."""
    return tuple((kind, median_low(minutes)) for kind, minutes in sorted(taken.items()) if kind in kinds and len(minutes) >= smallest)
