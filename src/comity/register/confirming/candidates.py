"""Which rows a suggestion may already be: for the officer to say. The same document suggests nothing twice, so its own rows are none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q

from comity.records.models import ActorName, Commitment, Figure, Meeting, RegisterActor, Statement
from comity.register.codes import code_of
from comity.register.confirming.settled import Settled
from comity.register.days import Day, typed_day
from comity.register.importing.suggestions import Suggestion
from comity.register.likeness import ALIKE, is_same_place, likeness, name_key, words_key
from comity.register.people.naming import counting
from comity.terms.folding import words_of
from comity.terms.vocabulary import vocabulary

_MOST: Final = 10
_LOOKED_AT: Final = 300  # rows that a class of meetings, or two States, are looked through for
_LONGEST: Final = timedelta(days=400)  # of an event
_NO_LIKENESS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that it may be. `strong`: so alike that accepting without a word about it is refused; `said`: its day, as it is kept."""

    row: int
    label: str
    number: str
    strong: bool
    said: str = ""


def candidates_for(suggestion: Suggestion, *, settled: Settled) -> tuple[Candidate, ...]:
    """Return the rows that a suggestion may be, the likeliest first, at most ten."""
    own = {one.row for one in settled.verdicts.values() if one.kind == suggestion.kind and one.number != suggestion.number and one.row}
    found = [one for one in _FINDERS[suggestion.kind](suggestion.value, settled) if one.row not in own]
    first: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda one: (not one.strong, one.row)):
        first.setdefault(one.row, one)
    return tuple(first.values())[:_MOST]


def _actors(value: Mapping[str, Any], settled: Settled) -> Iterable[Candidate]:
    del settled
    keys = {name_key(form) for form in (value["name"], *value.get("forms", ()))} - {""}
    names = ActorName.objects.filter(key__in=keys, actor__taken_out_at__isnull=True).select_related("actor", "actor__same_as")
    for name in names.order_by("id")[:_LOOKED_AT]:
        actor = counting(name.actor)
        if not (value.get("country") and actor.country and value["country"] != actor.country):
            yield Candidate(actor.pk, f"{actor.name} {actor.country}".strip(), "", strong=name.form == "full")


def _meetings(value: Mapping[str, Any], settled: Settled) -> Iterable[Candidate]:
    del settled
    return meetings_like(value)


def meetings_like(value: Mapping[str, Any]) -> Iterable[Candidate]:
    """Yield the meetings that one may be of which type, title, said and place are known; raises `NotOfItsList`, `DateUnclear`."""
    type_ = code_of("meeting-type", value["type"])
    group = vocabulary("meeting-type").item(type_).group or type_
    day = typed_day(value.get("said"), precision=value.get("precision", ""), basis=value.get("basis", "no-date"))
    there = Meeting.objects.filter(group=group, taken_out_at__isnull=True)
    asked = [there.filter(one) for one in _days(day)]
    if value.get("ordinal"):
        asked.append(there.filter(ordinal=value["ordinal"]))
    for rows in asked:
        for one in rows.order_by("id")[:_LOOKED_AT]:
            alike = likeness(one.title, value["title"])
            series = bool(one.ordinal) and one.ordinal == value.get("ordinal") and alike >= _NO_LIKENESS
            other_series = bool(one.ordinal) and bool(value.get("ordinal")) and one.ordinal != value["ordinal"]
            here = is_same_place(one.place, value.get("place", "")) or _one_is_the_state(one, value)
            if series or (here and not other_series):
                known = bool(one.place) and bool(value.get("place"))
                met = _agree(one, day) and (known or alike >= _NO_LIKENESS)
                strong = (alike >= ALIKE or series or met) and not _apart(one, day)
                yield Candidate(one.pk, one.title[:120], one.number, strong=strong, said=one.said)


def _days(day: Day) -> Iterable[Q]:
    """Yield questions for meetings that may overlap a day: with its year, and without one on either side."""
    if day.first:
        since = date.fromisoformat(day.first) - _LONGEST
        yield Q(first__gte=since.isoformat(), first__lte=day.last, last__gte=day.first)
        yield Q(month_day=day.first[5:])
    elif day.month_day:
        yield Q(month_day=day.month_day)


def _one_is_the_state(meeting: Meeting, value: Mapping[str, Any]) -> bool:
    """Say whether both are in one State, and one of them names no more of its place."""
    if not meeting.country or meeting.country != value.get("country"):
        return False
    names = [words_of(text) for text in vocabulary("country").item(meeting.country).labels.values()]
    return words_of(meeting.place) in names or words_of(value.get("place", "")) in names


def _apart(meeting: Meeting, day: Day) -> bool:
    """Say whether the years of both are known, and they have no day in common."""
    return bool(meeting.first) and bool(day.first) and (meeting.last < day.first or day.last < meeting.first)


def _agree(meeting: Meeting, day: Day) -> bool:
    """Say whether both are known to the day, and it is the same."""
    return bool(day.first) and day.precision == meeting.precision == "day" and meeting.first == day.first


def _statements(value: Mapping[str, Any], settled: Settled) -> Iterable[Candidate]:
    del settled
    key = words_key(value["words"], value["act"])
    for one in Statement.objects.filter(key=key, taken_out_at__isnull=True).order_by("id")[:_MOST]:
        yield Candidate(one.pk, one.words[:120], "", strong=True)


def _figures(value: Mapping[str, Any], settled: Settled) -> Iterable[Candidate]:
    del settled
    key = words_key(value["value"], value["unit"], value["words"])
    for one in Figure.objects.filter(key=key, taken_out_at__isnull=True).order_by("id")[:_MOST]:
        yield Candidate(one.pk, f"{one.value} {one.unit}", "", strong=True)


def _commitments(value: Mapping[str, Any], settled: Settled) -> Iterable[Candidate]:
    obligor, beneficiary = (_state(value.get(key), settled) for key in ("obligor", "beneficiary"))
    return commitments_like(value["words"], obligor=obligor, beneficiary=beneficiary)


def commitments_like(words: str, *, obligor: str, beneficiary: str) -> Iterable[Candidate]:
    """Yield the commitments that one may be which a State owes another in these words."""
    there = Commitment.objects.filter(obligor_country=obligor, taken_out_at__isnull=True)
    if beneficiary:
        there = there.filter(beneficiary_country__in=("", beneficiary))
    for one in there.order_by("-id")[:_LOOKED_AT]:
        alike = likeness(one.words, words)
        if alike >= _NO_LIKENESS:
            yield Candidate(one.pk, one.words[:120], one.number, strong=alike >= ALIKE)


def _state(party: Mapping[str, Any] | None, settled: Settled) -> str:
    """Return the State of a party, from the suggestion of its person where the party itself names none."""
    if not party:
        return ""
    found = settled.suggestions.get(("actor", party["actor"])) if party.get("actor") is not None else None
    return str(party.get("country") or (found.value.get("country") if found else "") or "")


_FINDERS: Final[Mapping[str, Callable[[Mapping[str, Any], Settled], Iterable[Candidate]]]] = {
    "actor": _actors,
    "event": _meetings,
    "statement": _statements,
    "commitment": _commitments,
    "figure": _figures,
}


def find_candidate(kind: str, row: int) -> bool:
    """Say whether a row of a kind is there and not taken out: what a suggestion is said to be the same as."""
    return bool(_TABLES[kind].objects.filter(pk=row, taken_out_at__isnull=True).exists())


# Django's classes of rows have no common type that names these columns.
_TABLES: Final[Mapping[str, Any]] = {
    "actor": RegisterActor,
    "event": Meeting,
    "statement": Statement,
    "commitment": Commitment,
    "figure": Figure,
}
