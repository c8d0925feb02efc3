"""Between the treaty's forms and what a browser posts: names of inputs out, what was typed in, and back again as it was typed.

Nothing is judged here: `comity.treaty.fields` reads what `posted` returns. What cannot be read is kept as it was typed, so
that the page can show it again.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, cast, get_args
from zoneinfo import ZoneInfo

from django.http import QueryDict

from comity.doors.web.pages.fields import Choice, DateParts, Entry, FieldType, FieldWrite, Person
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.forms import Field, Item

_ROWS: Final = 64  # no form asks for more lines; the treaty's own cap is lower
PERSON_PARTS: Final = ("name", "role", "other_names", "born", "nationality", "place", "document")
_LANGUAGES: Final = (("vi", "Tiếng Việt"), ("en", "English"))


def posted(post: QueryDict, item: Item, *, zone: ZoneInfo) -> dict[str, object]:
    """Return what was typed for the fields of `item`, in the shapes that `treaty.fields` reads; empty fields are absent."""
    found = {field.key: _posted(post, field, zone=zone) for field in item.fields}
    return {key: value for key, value in found.items() if value not in ("", None, [], {})}


def _posted(post: QueryDict, field: Field, *, zone: ZoneInfo) -> object:
    reader = _READERS.get(field.type)
    return reader(post, field.key, zone) if reader else post.get(field.key, "").strip()


def _text(post: QueryDict, key: str, _: ZoneInfo) -> object:
    text = post.get(f"{key}.text", "")
    return {"text": text, "language": post.get(f"{key}.language", "")} if text.strip() else None


def _period(post: QueryDict, key: str, _: ZoneInfo) -> object:
    days = {"from": _date(post, f"{key}.from"), "to": _date(post, f"{key}.to")}
    return days if any(days.values()) else None


def _outsides(post: QueryDict, key: str, _: ZoneInfo) -> object:
    rows = [_outside(post, f"{key}.{at}") for at in range(_ROWS)]
    return [row for row in rows if row]


def _people(post: QueryDict, key: str, _: ZoneInfo) -> object:
    rows = [_parts_of(post, f"{key}.{at}", PERSON_PARTS) for at in range(_ROWS)]
    return [row for row in rows if any(row.get(name) for name in PERSON_PARTS if name != "role")]


def _money(post: QueryDict, key: str, _: ZoneInfo) -> object:
    found = _parts_of(post, key, ("amount", "currency"))
    return found if found.get("amount") else None


def _parts_of(post: QueryDict, name: str, parts: tuple[str, ...]) -> dict[str, str]:
    """Return the parts of one line that were filled in."""
    typed = {part: post.get(f"{name}.{part}", "").strip() for part in parts}
    return {part: text for part, text in typed.items() if text}


def _outside(post: QueryDict, name: str) -> dict[str, str] | None:
    value = post.get(f"{name}.value", "").strip()
    return {"type": post.get(f"{name}.type", ""), "value": value} if value else None


def _date(post: QueryDict, name: str) -> str:
    year, month, day = (post.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
    return f"{year}-{month:0>2}-{day:0>2}" if year or month or day else ""


def read_date(post: QueryDict, name: str) -> str:
    """Return the date typed in the parts of field `name`, as year, month and day with hyphens; empty where nothing was typed."""
    return _date(post, name)


def posted_moment(post: QueryDict, name: str, *, zone: ZoneInfo) -> str:
    """Return the moment typed in the parts of field `name` in UTC, or what was typed if it is none; empty where nothing was."""
    return _instant(_date(post, name), post.get(f"{name}-time", "").strip(), zone=zone)


def moment_parts(value: object, *, zone: ZoneInfo) -> DateParts:
    """Take what `posted_moment` returned apart again, as it was typed."""
    return _parts(value, zone=zone)


def _instant(day: str, hour: str, *, zone: ZoneInfo) -> str:
    """Return the moment in UTC, or what was typed if it is none."""
    if not day and not hour:
        return ""
    try:
        return str(Instant.of(datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)))
    except (ValueError, Refused):
        return f"{day} {hour}"


_READERS: Final[Mapping[str, Callable[[QueryDict, str, ZoneInfo], object]]] = {
    "codes": lambda post, key, _: [code for code in post.getlist(key) if code],
    "text": _text,
    "date": lambda post, key, _: _date(post, key),
    "instant": lambda post, key, zone: _instant(_date(post, key), post.get(f"{key}-time", "").strip(), zone=zone),
    "period": _period,
    "outside": lambda post, key, _: _outside(post, key),
    "outsides": _outsides,
    "persons": _people,
    "money": _money,
}


def write_field(
    field: Field, value: object, *, language: str, zone: ZoneInfo, zone_name: str, fault: str = "", more: int = 0, numbered: bool = True
) -> FieldWrite:
    """Return `field` to be filled, holding `value` as drafted; `more` adds empty lines to a list of identifiers."""
    held = value if isinstance(value, Mapping) else {}
    start, end = (held.get("from"), held.get("to")) if field.type == "period" else (value, None)
    return FieldWrite(
        key=field.key,
        type=_type(field),
        label=field.labels[language],
        number=str(field.number) if numbered else "",
        article=field.article,
        hint=field.hint[language] if field.hint else "",
        fault=fault,
        optional=field.mandatory == "no",
        value=_value(field, value),
        cap=field.cap if field.type in ("text", "name") else 0,
        choices=tuple(Choice(option.code, option.labels[language], chosen=_holds(value, option.code)) for option in field.options),
        language=str(held.get("language", "")),
        languages=tuple(Choice(code, name, chosen=code == held.get("language", language)) for code, name in _LANGUAGES),
        date=_parts(start, zone=zone) if field.type in ("date", "instant", "period") else DateParts(),
        end=_parts(end, zone=zone),
        entries=_entries(field, value, more),
        kinds=tuple(Choice(option.code, option.labels[language]) for option in field.options),
        persons=_persons(value, more) if field.type == "persons" else (),
        currency=str(held.get("currency", "")),
        zone=zone_name,
    )


def _type(field: Field) -> FieldType:
    """Return how the field is written; the identifier of an authority is written as a reference is."""
    return cast("FieldType", field.type) if field.type in get_args(FieldType) else "reference"


def _holds(value: object, code: str) -> bool:
    return code in value if isinstance(value, list) else value == code


def _value(field: Field, value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("amount" if field.type == "money" else "text", ""))
    if field.type == "yesno" and isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or isinstance(value, list) else str(value)


def _entries(field: Field, value: object, more: int) -> tuple[Entry, ...]:
    """Return the lines typed so far and the empty ones: one for `outside`, at least two for `outsides`."""
    rows = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
    held = tuple(Entry(str(row.get("type", "")), str(row.get("value", ""))) for row in rows if isinstance(row, Mapping))
    if field.type == "outside":
        return held[:1] or (Entry(),)
    return held + (Entry(),) * max(2 - len(held), 1, more)


def _persons(value: object, more: int) -> tuple[Person, ...]:
    """Return the persons typed so far and an empty line, or `more` of them."""
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    held = tuple(Person(**{part: str(row.get(part, "")) for part in PERSON_PARTS}) for row in rows)
    return held + (Person(),) * max(1, more)


def _parts(value: object, *, zone: ZoneInfo) -> DateParts:
    """Take a date or moment apart; what is none is taken apart at its hyphens, as it was put together."""
    if not isinstance(value, str) or not value:
        return DateParts()
    day, _, hour = value.partition(" ")
    if value.endswith("Z") and "T" in value:
        try:
            here = Instant.parse(value).datetime().replace(tzinfo=UTC).astimezone(zone)
        except Refused:
            return DateParts()
        return DateParts(f"{here:%d}", f"{here:%m}", f"{here:%Y}", f"{here:%H:%M}")
    year, month, rest = ([*day.split("-"), "", ""])[:3]
    return DateParts(rest, month, year, hour)
