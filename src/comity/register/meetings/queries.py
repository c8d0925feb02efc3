"""Meetings as officers see them: lists by day, by State, by type, by words; one with everything that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from comity.directory.policy import Actor
from comity.records.models import Figure, Meeting, MeetingCountry, Participation, Statement
from comity.register.finding import find_rows
from comity.register.meetings.writing import provinces
from comity.register.paging import PAGE, YES, Page, key_of, page_of, place_of
from comity.register.policy import require_read
from comity.register.refusals import NoSuchRow

_MOST = 200  # parts, participants, statements and figures that one page shows


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """One meeting: its parts in order, who took part, what was said there, which figures were named."""

    meeting: Meeting
    parts: Sequence[Meeting]
    seats: Sequence[Participation]
    statements: Sequence[Statement]
    figures: Sequence[Figure]


def meetings(*, by: Actor, q: str = "", country: str = "", type_: str = "", standing: str = "", after: str = "") -> Page[Meeting]:
    """Return meetings, the latest day first and those without a year at the end; with `q` the newest in the register first.

    `country` (ISO 3166-1), `type_` and `standing` (codes) narrow. `after` is the last page's. Raises `NotOfItsList`.
    """
    require_read(by)
    given = {"taken_out_at": None, "standing": standing or None, "type": type_ or None}
    asked = {name: value for name, value in given.items() if value is not None or name == "taken_out_at"}
    rows = Meeting.objects.filter(**asked).select_related("parent")
    if q:
        return find_rows("meeting", rows, q=q, after=after, country=country)
    if country:
        return _of_country(asked, country, after=after)
    if after:
        day, key = place_of(after)
        rows = rows.filter(sorts__lte=day).filter(Q(sorts__lt=day) | Q(pk__lt=key))
    return page_of(rows.order_by("-sorts", "-id")[: PAGE + 1], cursor=_cursor)


def _of_country(asked: Mapping[str, object], country: str, *, after: str) -> Page[Meeting]:
    """Walk the States' own index: a State's meetings among all are not looked for in all."""
    links = MeetingCountry.objects.filter(country=country, counts__in=YES, **{f"meeting__{name}": value for name, value in asked.items()})
    if "type" in asked:
        links = links.filter(type=asked["type"])
    links = links.select_related("meeting", "meeting__parent")
    if after:
        day, key = place_of(after)
        links = links.filter(sorts__lte=day).filter(Q(sorts__lt=day) | Q(meeting__lt=key))
    return page_of([one.meeting for one in links.order_by("-sorts", "-meeting")[: PAGE + 1]], cursor=_cursor)


def meetings_by_country(*, by: Actor) -> Mapping[str, int]:
    """Return how many meetings there are with each State, counted from the States' own index."""
    require_read(by)
    rows = MeetingCountry.objects.filter(counts__in=YES).values_list("country").annotate(Count("meeting")).order_by()
    return {str(country): int(count) for country, count in rows}


def find_meeting(number: str, *, by: Actor) -> MeetingFile:
    """Return one meeting with everything that belongs to it; raises `NoSuchRow`."""
    require_read(by)
    found = Meeting.objects.select_related("parent", "made_by", "same_as").filter(number=number).first()
    if found is not None and found.same_as_id:
        return find_meeting(found.same_as.number, by=by)  # two that were found to be one
    if found is None or found.taken_out_at is not None:
        raise NoSuchRow(number=number[:20])
    parts = Meeting.objects.filter(parent=found, taken_out_at__isnull=True).order_by("sorts", "id")
    seats = Participation.objects.filter(meeting=found, taken_out_at__isnull=True).select_related("actor", "document")
    statements = Statement.objects.filter(meeting=found, taken_out_at__isnull=True).select_related("speaker", "speaker_post", "addressee")
    figures = Figure.objects.filter(meeting=found, taken_out_at__isnull=True)
    return MeetingFile(
        found,
        list(parts[:_MOST]),
        list(seats.defer("document__original", "document__reading").order_by("id")[:_MOST]),
        list(statements.order_by("id")[:_MOST]),
        list(figures.order_by("id")[:_MOST]),
    )


def statements(*, by: Actor, q: str = "", of: str = "", to: str = "", act: str = "", after: str = "") -> Page[Statement]:
    """Return statements, the latest day first: `of` a State's speakers, `to` a State, with a speech act; with `q` by words."""
    require_read(by)
    rows = Statement.objects.filter(taken_out_at__isnull=True).select_related("speaker", "speaker_post", "addressee", "meeting")
    for name, value in (("speaker_country", of), ("addressee_country", to), ("act", act)):
        if value:
            rows = rows.filter(**{name: value})
    if q:
        return find_rows("statement", rows, q=q, after=after, country=of or to)
    if after:
        day, key = place_of(after)
        rows = rows.filter(sorts__lte=day).filter(Q(sorts__lt=day) | Q(pk__lt=key))
    return page_of(rows.order_by("-sorts", "-id")[: PAGE + 1], cursor=lambda row: f"{row.sorts}~{row.pk}")


def province_names(meeting: Meeting, *, language: str) -> tuple[str, ...]:
    """Return the name of the province that a document gave, and that of today where it was merged into another."""
    if not meeting.province:
        return ()
    known = provinces()
    names = [known[code][0 if language == "vi" else 1] for code in (meeting.province, meeting.province_now) if code in known]
    return tuple(dict.fromkeys(names))


def figures_named(*, by: Actor, q: str = "", after: str = "") -> Page[Figure]:
    """Return figures that documents name, the newest in the register first; with `q` by words of their sentences."""
    require_read(by)
    rows = Figure.objects.filter(taken_out_at__isnull=True).select_related("document").defer("document__original", "document__reading")
    if q:
        return find_rows("figure", rows, q=q, after=after)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    return page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))


def _cursor(row: Meeting) -> str:
    return f"{row.sorts}~{row.pk}"


def find_statement(key: int, *, by: Actor) -> Statement:
    """Return one statement with who said it, to whom, where; raises `NoSuchRow`."""
    require_read(by)
    rows = Statement.objects.filter(taken_out_at__isnull=True).select_related("speaker", "speaker_post", "addressee", "meeting", "document")
    found = rows.defer("document__original", "document__reading").filter(pk=key).first()
    if found is None:
        raise NoSuchRow(number=key)
    return found
