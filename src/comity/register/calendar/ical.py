"""iCalendar (RFC 5545) of all-day events: a strict printer, and a reader of what other programs write. Pure.

Out: one VEVENT a thing, with a UID that is the same each time, DTSTART and DTEND as dates (3.6.1: the end is the day after). In: SUMMARY,
DTSTART, DTEND or DURATION, LOCATION, STATUS and UID of each VEVENT; hours become days in the zone of the desk; all else is left alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from comity.register.calendar.refusals import CalendarTooLarge, DayMissing, NoCalendar, NoMeetingInIt

CAP: Final = 2**18  # bytes of an invitation
MOST: Final = 20  # meetings that one page suggests
PRODUCT: Final = "-//Comity//register 1//EN"
_FOLD: Final = 75  # octets of a line, without its end (3.1)
_NAME: Final = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f]*"|[^":;\x00-\x08\x0a-\x1f]*))*):(.*)', re.DOTALL)
_STAMP: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)
_DURATION: Final = re.compile(r"P(?:(\d{1,3})W|(?:(\d{1,3})D)?(?:T(?:\d{1,5}[HMS]){1,3})?)", re.ASCII)
_EVENT: Final = ["VCALENDAR", "VEVENT"]
_ESCAPES: Final = {"n": "\n", "N": "\n", ",": ",", ";": ";", "\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event to print: `first` and `last` are its days, `stamp` when it was written down (`20261129T012800Z`)."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    status: str  # TENTATIVE, CONFIRMED or CANCELLED
    stamp: str
    categories: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One meeting that was read: its days in ISO form (`said`), and what the file calls it. `repeats`: the file has more of them."""

    uid: str
    title: str
    said: str
    place: str
    cancelled: bool
    repeats: bool


def print_calendar(events: Iterable[Event], *, name: str) -> Iterator[str]:
    """Yield the lines of a calendar, each ended by CR LF and none longer than 75 octets."""
    yield from _lines("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from _lines(f"X-WR-CALNAME:{_escaped(name)}")
    for one in events:
        yield from _lines(
            "BEGIN:VEVENT",
            f"UID:{_escaped(one.uid)}",
            f"DTSTAMP:{one.stamp}",
            f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.summary)}",
        )
        if one.description:
            yield from _lines(f"DESCRIPTION:{_escaped(one.description)}")
        if one.categories:
            yield from _lines(f"CATEGORIES:{_escaped(one.categories)}")
        yield from _lines(f"STATUS:{one.status}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT")
    yield from _lines("END:VCALENDAR")


def _escaped(text: str) -> str:
    """Return a TEXT value (3.3.11); a character that no line may hold is left out."""
    kept = "".join(letter for letter in text if letter == "\n" or letter.isprintable())
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _lines(*lines: str) -> Iterator[str]:
    for line in lines:
        yield from _folded(line)


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, each after the first with a space before it; no character is cut in two."""
    piece, room = "", _FOLD
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield f"{piece}\r\n"
            piece, room = " ", _FOLD - 1
        piece, room = piece + letter, room - size
    yield f"{piece}\r\n"


def read_calendar(data: bytes, *, zone: tzinfo) -> tuple[Invitation, ...]:
    """Return the meetings of a calendar file, in its order, at most 20.

    Raises `CalendarTooLarge`, `NoCalendar`, `NoMeetingInIt`, `DayMissing`.
    """
    if len(data) > CAP:
        raise CalendarTooLarge(size=f"{len(data)} B", cap=f"{CAP} B")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise NoCalendar(line=data[: fault.start].count(b"\n") + 1) from fault
    found = [_invitation(held, begin, zone) for begin, held in _events(_unfolded(text))]
    if not found:
        raise NoMeetingInIt
    if len(found) > MOST:
        raise CalendarTooLarge(size=str(len(found)), cap=str(MOST))
    return tuple(found)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each content line with the number of its first line."""
    kept, begin = "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            kept += line[1:]
            continue
        if kept:
            yield begin, kept
        kept, begin = line, number
    if kept:
        yield begin, kept


Held = dict[str, tuple[str, str]]  # parameters and value of a property, by its name; the first one counts


def _events(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Held]]:
    """Yield the properties of each VEVENT; what stands inside an alarm, or in another component, is no part of one."""
    inside, begin, held, last = list[str](), 0, Held(), 0
    for number, line in lines:
        found, last = _NAME.fullmatch(line), number
        if found is None or (not inside and found[0].strip().upper() != "BEGIN:VCALENDAR"):
            raise NoCalendar(line=number)
        name, value = found[1].upper(), found[3].strip().upper()
        if name == "BEGIN":
            inside.append(value)
            begin, held = (number, {}) if inside == _EVENT else (begin, held)
        elif name == "END":
            if inside[-1] != value:
                raise NoCalendar(line=number)
            if inside == _EVENT:
                yield begin, held
            inside.pop()
        elif inside == _EVENT:
            held.setdefault(name, (found[2].upper(), found[3]))
    if inside or not last:
        raise NoCalendar(line=last or 1)


def _invitation(held: Held, begin: int, zone: tzinfo) -> Invitation:
    first = _day(held.get("DTSTART"), zone, begin)
    if first is None:
        raise DayMissing(line=begin)
    last = max(first[0], _last(held, first, zone, begin))
    said = first[0].isoformat() if last == first[0] else f"{first[0].isoformat()}/{last.isoformat()}"
    return Invitation(
        uid=_text(held, "UID")[:200],
        title=" ".join(_text(held, "SUMMARY").split())[:500],
        said=said,
        place=" ".join(_text(held, "LOCATION").split())[:200],
        cancelled=_text(held, "STATUS").strip().upper() == "CANCELLED",
        repeats="RRULE" in held or "RDATE" in held,
    )


Moment = tuple[date, datetime | None]  # the day at the desk; the moment there, None for a whole day


def _day(given: tuple[str, str] | None, zone: tzinfo, begin: int) -> Moment | None:
    """Return the day of a DATE or a DATE-TIME. UTC is brought to the desk's zone; any other zone keeps the day that the file names."""
    if given is None:
        return None
    found = _STAMP.fullmatch(given[1].strip())
    try:
        if found is None:
            raise ValueError
        if not found[2]:
            return datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC).date(), None
        moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        here = moment.astimezone(zone) if found[3] else moment
        return here.date(), here
    except (ValueError, OverflowError):
        raise DayMissing(line=begin) from None


def _last(held: Held, first: Moment, zone: tzinfo, begin: int) -> date:
    """Return the last day: DTEND is the moment after it (3.6.1), and a meeting that ends at midnight ended the day before."""
    end = _day(held.get("DTEND"), zone, begin)
    if end is not None:
        over = end[1] is None or (end[1].hour, end[1].minute, end[1].second) == (0, 0, 0)
        return end[0] - timedelta(days=1) if over and end[0] > first[0] else end[0]
    lasts = _DURATION.fullmatch(_text(held, "DURATION").strip())
    days = int(lasts[1] or 0) * 7 + int(lasts[2] or 0) if lasts else 0
    return first[0] + timedelta(days=max(0, days - (first[1] is None)))


def _text(held: Held, name: str) -> str:
    value = held.get(name, ("", ""))[1]
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), value, flags=re.DOTALL)
