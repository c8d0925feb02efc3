"""Rows of the register in lists: a meeting, a commitment, a statement, a figure, somebody at a meeting."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.register import words
from comity.doors.web.views.register.listing import nothing_found, source_words
from comity.doors.web.views.working import Work

Rows = Sequence[Any]  # rows of a room below: doors may not import their tables


def meetings_sheet(key: str, heading: str, rows: Rows, at_work: Work, *, note: str = "", empty: str = "") -> Sheet:
    """Return meetings as a sheet."""
    heads = (gettext("Meeting"), gettext("When"), gettext("Where"), gettext("Stands as"))
    return Sheet(key, heading, note, table=Table(heads, tuple(_meeting(one, at_work) for one in rows), empty or nothing_found()))


def _meeting(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    type_ = words.label("meeting-type", one.type, at_work.language)
    where = [Bit(one.place, language="und")] if one.place else []
    state = words.country(one.country, at_work.language)
    if state and state != one.place:
        where.append(Bit(state, soft=bool(where)))
    return Row(
        (
            Cell((*words.meeting_bits(one), Bit(type_, soft=True))),
            Cell(words.dated(one.said, one.basis, at_work.language)),
            Cell(tuple(where)),
            Cell(
                (Bit(words.label("meeting-standing", one.standing, at_work.language)), Bit(source_words(one, at_work.language), soft=True))
            ),
        )
    )


def commitments_sheet(key: str, heading: str, rows: Rows, at_work: Work, *, note: str = "", empty: str = "") -> Sheet:
    """Return commitments as a sheet."""
    heads = (gettext("Commitment"), gettext("Who to whom"), gettext("Due"), gettext("Stands as"))
    return Sheet(key, heading, note, table=Table(heads, tuple(_commitment(one, at_work) for one in rows), empty or nothing_found()))


def _commitment(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    language = at_work.language
    strength = words.label("promise-strength", one.strength, language)
    counted = strength if one.counted else gettext("%(strength)s; not counted") % {"strength": strength}
    owner = gettext("Owner: %(owner)s") % {"owner": words.owner(one, language)} if one.owner else gettext("no owner")
    due = words.dated(one.due, one.due_basis, language) if one.due else (Bit(gettext("no due date"), soft=True),)
    return Row(
        (
            Cell((Bit(one.number, reverse("register-commitment", args=[one.number])), Bit(one.words, language=one.language))),
            Cell(words.sides(one, "obligor", "beneficiary", at_work)),
            Cell(due),
            Cell((Bit(words.label("commitment-state", one.state, language)), Bit(counted, soft=True), Bit(owner, soft=True))),
        )
    )


def statements_sheet(key: str, heading: str, rows: Rows, at_work: Work, *, note: str = "", empty: str = "") -> Sheet:
    """Return statements as a sheet, in their own words."""
    heads = (gettext("Statement"), gettext("Who to whom"), gettext("When"), gettext("Original words"))
    return Sheet(key, heading, note, table=Table(heads, tuple(_statement(one, at_work) for one in rows), empty or nothing_found()))


def _statement(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    act = Bit(words.label("speech-act", one.act, at_work.language), reverse("register-statement", args=[one.pk]))
    post = (Bit(one.speaker_post.words, soft=True, language=one.language),) if one.speaker_post_id else ()
    return Row(
        (
            Cell((act, Bit(source_words(one, at_work.language), soft=True))),
            Cell(words.sides(one, "speaker", "addressee", at_work, between=post)),
            Cell((Bit(_day(one)),)),
            Cell((Bit(one.words, language=one.language),)),
        )
    )


def _day(one: Any) -> str:  # noqa: ANN401 -- as above
    """Return the day of a statement as lists sort it: a day without a year has none."""
    if not one.sorts:
        return words.print_said("")
    return words.print_said(f"--{one.sorts[5:]}" if one.sorts.startswith("0000-") else one.sorts)


def figures_sheet(key: str, heading: str, rows: Rows, at_work: Work) -> Sheet:
    """Return figures as a sheet, each with the words in which it was named."""
    heads = (gettext("Figure"), gettext("Period, issuer"), gettext("Original words"))
    return Sheet(key, heading, table=Table(heads, tuple(_figure(one, at_work) for one in rows)))


def _figure(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    bound = {">": "> ", "<": "< ", "~": "≈ "}.get(one.bound, "")
    told = tuple(Bit(text, language=one.language) for text in (one.period, one.issuer) if text)
    return Row(
        (
            Cell((Bit(f"{bound}{one.value} {one.unit}", language=one.language), Bit(source_words(one, at_work.language), soft=True))),
            Cell(told or (Bit(words.NOTHING),)),
            Cell((Bit(one.words, language=one.language),)),
        )
    )


def seats_sheet(key: str, heading: str, seats: Rows, at_work: Work, *, keeps: bool, of_meetings: bool = False) -> Sheet:
    """Return who took part and as what; for one person (`of_meetings`) at which meetings. Who is not named can be completed."""
    heads = (gettext("Meeting") if of_meetings else gettext("Who"), gettext("As what"), gettext("Country"))
    rows = tuple(_seat(one, at_work, keeps=keeps, of_meetings=of_meetings) for one in seats)
    return Sheet(key, heading, count=str(len(rows)) if rows else "", table=Table(heads, rows, gettext("Nobody is noted.")))


def _seat(one: Any, at_work: Work, *, keeps: bool, of_meetings: bool) -> Row:  # noqa: ANN401 -- as above
    if of_meetings:
        name: tuple[Bit, ...] = words.meeting_bits(one.meeting)
    elif one.actor_id:
        name = (Bit(one.actor.name, reverse("register-actor", args=[one.actor_id]), language="und"),)
    else:
        name = (Bit(one.words or words.country(one.country, at_work.language), language="und" if one.words else ""),)
    if one.unnamed and not of_meetings:
        name += (Bit(gettext("not named"), soft=True),)
        if keeps:
            href = reverse("register-seat", args=[one.meeting.number, one.pk])
            name += (Bit(gettext("Say who it was"), href),)
    role = words.label("participation-role", one.role, at_work.language)
    return Row((Cell(name), Cell((Bit(role),)), Cell((Bit(words.country(one.country, at_work.language)),))))
