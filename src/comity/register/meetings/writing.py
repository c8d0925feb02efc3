"""The row of a meeting, who took part in it, and which States it concerns."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from comity.records.models import Document, Meeting, MeetingCountry, Officer, Participation, RegisterActor, Statement
from comity.register.codes import code_of, country_of, number_of, said
from comity.register.days import OFFICER, Day, typed_day
from comity.register.finding import keep_words
from comity.register.numbers import MEETING, next_number
from comity.terms.folding import fold
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary

_TITLE: Final = 500


@cache
def provinces() -> Mapping[str, tuple[str, str]]:
    """Return both names of each province, of today and of then: what happened in one that was merged is found under both."""
    from comity.reading.lexicon import items  # noqa: PLC0415 the lists are read where a meeting is written, not where a node starts

    return {item["code"]: (_marked(item["vi"], item["code"]), _marked(item["en"], item["code"])) for item in items("provinces")}


def _marked(names: Sequence[str], code: str) -> str:
    """Return the name that its code is made of, with the most marks: lists of ways to write a name are kept in no order."""
    plain = [name for name in names if fold(name).replace(" ", "-") == code.partition("-")[2]]
    return max(plain or names, key=lambda name: len(normalize("NFD", name)))


def write_meeting(
    value: Mapping[str, Any], *, document: Document | None, row: Meeting | None, parent: Meeting | None, by: Officer, at: Instant
) -> Meeting:
    """Make a meeting of what was confirmed or typed, or write it into `row`; raises `NotOfItsList`, `DateUnclear`, and what text refuses.

    `value`: type, title, titles (by language), place, country, province, province_now, said (ISO date), said_words, precision, basis,
    standing, series, ordinal. What is absent stays as `row` has it.
    """
    told = _told(value, document=document, row=row)
    told["parent"] = parent
    if row is None:
        kept = Meeting.objects.create(
            number=next_number(MEETING), **told, source="own" if document is None else "press", made_by=by, made_at=at
        )
    else:
        kept = row
        for name, new in told.items():
            setattr(kept, name, new)
        kept.taken_out_at = None
        kept.save(update_fields=[*told, "taken_out_at"])
    keep_meeting(kept)
    return kept


def _told(value: Mapping[str, Any], *, document: Document | None, row: Meeting | None) -> dict[str, Any]:
    def given(name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return value[name] if name in value else getattr(row, name, "") if row else ""

    type_ = code_of("meeting-type", given("type"))
    title = said(given("title"), cap=_TITLE, what="title")
    dated = {} if row is not None and "said" not in value else _dated(_day(value))
    return {
        "type": type_,
        "group": vocabulary("meeting-type").item(type_).group or type_,
        "title": title,
        "titles": _titles(value, title=title, document=document, row=row),
        **dated,
        "place": said(given("place"), cap=200, what="place", empty=""),
        "country": country_of(given("country")),
        "province": str(given("province") or "")[:40],
        "province_now": str(given("province_now") or "")[:40],
        "series": said(given("series"), cap=300, what="series", empty=""),
        "ordinal": number_of(given("ordinal"), what="ordinal"),
        "standing": code_of("meeting-standing", given("standing") or "planned"),
    }


def _day(value: Mapping[str, Any]) -> Day:
    """Read the day of what was confirmed or typed; where nothing says what it rests on, it is an officer's."""
    return typed_day(
        value.get("said"), precision=value.get("precision", ""), basis=value.get("basis") or OFFICER, words=value.get("said_words")
    )


def fill_meeting(meeting: Meeting, value: Mapping[str, Any]) -> None:
    """Write into a meeting what it does not say yet: a day with its year, a place. Nothing that is there is overwritten."""
    told: dict[str, Any] = {}
    day = _day(value)
    if (not meeting.first and day.first) or (not meeting.sorts and day.sorts):
        told |= _dated(day)
    if not meeting.place and value.get("place"):
        told |= {"place": said(value["place"], cap=200, what="place"), "country": country_of(value.get("country"))}
        told |= {name: str(value.get(name) or "")[:40] for name in ("province", "province_now")}
    if told:
        for name, new in told.items():
            setattr(meeting, name, new)
        meeting.save(update_fields=list(told))


def _titles(value: Mapping[str, Any], *, title: str, document: Document | None, row: Meeting | None) -> dict[str, str]:
    kept = dict(row.titles) if row else {}
    kept |= {code_of("language", name): said(text, cap=_TITLE, what="title") for name, text in value.get("titles", {}).items() if text}
    if document is not None and document.language in vocabulary("language").codes:
        kept[document.language] = title
    return kept


def _dated(day: Day) -> dict[str, str]:
    return {
        "said": day.said,
        "said_words": day.words[:100],
        "precision": day.precision,
        "basis": day.basis,
        "first": day.first,
        "last": day.last,
        "month_day": day.month_day,
        "sorts": day.sorts,
    }


def seat(
    meeting: Meeting,
    *,
    actor: RegisterActor | None,
    country: str,
    words: str,
    role: str,
    unnamed: bool,
    document: Document | None,
    by: Officer,
    at: Instant,
) -> bool:
    """Note that somebody took part, unless it is noted already; say whether it was new. Whoever sat there in any role may have spoken."""
    there = Participation.objects.filter(meeting=meeting, taken_out_at__isnull=True)
    mine = there.filter(actor=actor) if actor else there.filter(actor__isnull=True, country=country, words=words)
    if mine.filter(role=role).exists() or (role in ("speaker", "participant") and mine.exclude(role="inviter").exists()):
        return False
    Participation.objects.create(
        meeting=meeting,
        actor=actor,
        country=country_of(country or (actor.country if actor else "")),
        words=said(words, cap=300, what="participant", empty=""),
        role=code_of("participation-role", role),
        unnamed=unnamed,
        document=document,
        made_by=by,
        made_at=at,
    )
    return True


def keep_meeting(meeting: Meeting) -> None:
    """Write again what is kept beside a meeting for questions: its States, the words it is found by, the day of what was said at it."""
    seats = Participation.objects.filter(meeting=meeting, taken_out_at__isnull=True).select_related("actor")
    people = list(seats)
    states = {meeting.country, *(one.country for one in people)} - {""}
    MeetingCountry.objects.filter(meeting=meeting).exclude(country__in=states).update(counts=False)
    for country in sorted(states):
        MeetingCountry.objects.update_or_create(
            meeting=meeting, country=country, defaults={"counts": True, "type": meeting.type, "sorts": meeting.sorts}
        )
    Statement.objects.filter(meeting=meeting).exclude(sorts=meeting.sorts).update(sorts=meeting.sorts)
    texts = [meeting.number, meeting.title, *meeting.titles.values(), meeting.place, meeting.series]
    texts += [name for code in (meeting.province, meeting.province_now) for name in provinces().get(code, ())]
    keep_words("meeting", meeting.pk, [*texts, *_names(people)], countries=states)


def _names(people: Iterable[Participation]) -> list[str]:
    return [one.actor.name if one.actor else one.words for one in people]
