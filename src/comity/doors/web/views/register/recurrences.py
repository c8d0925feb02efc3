"""A promise that comes back, on its commitment's page: how often, what shows each turn, which meetings fit."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table, cell
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.working import Work, fresh_token
from comity.register.mechanisms.recurring import Turn, recurring, repeat_commitment, take_meeting
from comity.terms.written_days import print_written

STEPS = ("repeat", "take")


def step(request: HttpRequest, number: str, how: dict[str, Any]) -> None:
    """Say how often a commitment comes back, or take a meeting as evidence of a turn."""
    post = request.POST
    if post.get("step") == "take":
        take_meeting(number, meeting=post.get("meeting", "").strip().upper()[:12], **how)
        return
    repeat_commitment(number, cadence=post.get("cadence", "")[:20], since=post.get("since", "").strip()[:10], **how)


def turns_sheet(one: Any, at_work: Work) -> Iterator[Sheet]:  # noqa: ANN401 -- a row of a room below
    """Yield the turns of a commitment that comes back; nothing for one that does not."""
    found = recurring(one, by=at_work.actor, at=at_work.at)
    if found is None:
        return
    rows = tuple(_turn(turn, at_work) for turn in found.turns)
    note = gettext("%(cadence)s, counted from %(day)s. A meeting that fits is offered; an officer takes it as evidence.") % {
        "cadence": words.label("cadence", found.recurrence.cadence, at_work.language),
        "day": words.print_said(found.recurrence.since),
    }
    heads = (gettext("Turn"), gettext("Shown by"), gettext("Meetings that fit"))
    yield Sheet("turns", gettext("It comes back"), note, table=Table(heads, rows, gettext("It has no turns: nothing is missed.")))


def _turn(turn: Turn, at_work: Work) -> Row:
    del at_work
    span = words.print_said(f"{turn.period.first.isoformat()}/{turn.period.last.isoformat()}")
    missing = gettext("nothing; it is over") if turn.missed else gettext("nothing yet")
    shown = tuple(bit for one in turn.taken for bit in words.meeting_bits(one)) or (Bit(missing, soft=not turn.missed),)
    fits = tuple(bit for one in turn.offered for bit in words.meeting_bits(one)) or (Bit(words.NOTHING),)
    return Row((cell(span), Cell(shown), Cell(fits)))


def asks_of(one: Any, post: QueryDict, at_work: Work) -> Iterator[Ask]:  # noqa: ANN401 -- as above
    """Yield the forms: take a meeting that fits, say how often it comes back."""
    here = reverse("register-commitment", args=[one.number])
    found = recurring(one, by=at_work.actor, at=at_work.at)
    for turn in found.turns if found else ():
        for meeting in turn.offered:
            hidden = (("step", "take"), ("meeting", meeting.number))
            label = gettext("%(number)s shows that it was kept") % {"number": meeting.number}
            yield Ask(label, Form(here, fresh_token(), hidden=hidden), gettext("Take it as evidence"), effect=meeting.title)
    chosen = found.recurrence.cadence if found else post.get("cadence", "yearly")
    since = FieldWrite(
        "since",
        "name",
        gettext("Counted from"),
        hint=day_hint(),
        value=post.get("since", print_written(found.recurrence.since) if found else "")[:10],
        cap=10,
    )
    fields = (codes("cadence", gettext("How often"), "cadence", chosen, at_work), since)
    form = Form(here, fresh_token(), hidden=(("step", "repeat"),))
    effect = gettext("A visit each year, a meeting each month: each turn needs its own evidence.")
    yield Ask(gettext("It comes back"), form, gettext("Keep how often"), fields, effect)
