"""What an event is about: the codes that an officer gave it, and the form that gives others."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work, fresh_token, verb_token
from comity.register.threats.actions import code_event
from comity.register.threats.queries import Codes, codes_of
from comity.terms.threats import SECTORS, SUPPORTS, USES

STEP: Final = "codes"
_ASKED: Final = (
    ("uses", USES, gettext_lazy("Terrorist use of ICT")),
    ("sectors", SECTORS, gettext_lazy("Sector of the target")),
    ("supports", SUPPORTS, gettext_lazy("Support to terrorism")),
)


def codes_sheets(meeting: Any, at_work: Work) -> Iterator[Sheet]:  # noqa: ANN401 -- a row of a room below
    """Yield the codes of an event, if it has any."""
    found = codes_of(meeting, by=at_work.actor)
    rows = tuple(_row(str(label), name, getattr(found, key), at_work) for key, name, label in _ASKED if getattr(found, key))
    if rows:
        note = gettext("Counted in the risk picture")
        yield Sheet("codes", gettext("What it is about"), note, table=Table((gettext("Sort of code"), gettext("Codes")), rows))


def _row(label: str, name: str, codes: tuple[str, ...], at_work: Work) -> Row:
    return Row((Cell((Bit(label),)), Cell(tuple(Bit(words.label(name, code, at_work.language)) for code in codes))))


def codes_ask(meeting: Any, at_work: Work) -> Ask:  # noqa: ANN401 -- as above
    """Return the form: all codes, those that it has ticked."""
    form = Form(reverse("register-meeting", args=[meeting.number]), fresh_token(), hidden=(("step", STEP),))
    effect = gettext("The risk picture counts cases and events by these codes, and by nothing else. None ticked takes them off.")
    return Ask(
        gettext("Say what it is about"),
        form,
        gettext("Keep the codes"),
        tuple(_fields(codes_of(meeting, by=at_work.actor), at_work)),
        effect,
    )


def _fields(found: Codes, at_work: Work) -> Iterator[FieldWrite]:
    for key, name, label in _ASKED:
        ticked = getattr(found, key)
        choices = tuple(Choice(code, text, chosen=code in ticked) for code, text in words.labels(name, at_work.language))
        yield FieldWrite(key, "codes", str(label), choices=choices, optional=True, coded=False)


def keep_codes(request: HttpRequest, number: str, at_work: Work) -> None:
    """Give an event the codes that were ticked."""
    given: Any = {key: request.POST.getlist(key)[:50] for key, _, _ in _ASKED}
    code_event(number, **given, by=at_work.officer, at=at_work.at, token=verb_token(request, "codes"))
