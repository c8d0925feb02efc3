"""How an act came or went outside the wire, in words, and what can be recorded of it next."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.outside.queries import outside_acts
from comity.desk.outside.recording import METHODS
from comity.desk.outside.states import Step
from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import Act
from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.request import Passage, Passages
from comity.doors.web.views.working import Row, Work
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_DONE: Final = {
    ("in", Step.RECEIVED): gettext_lazy("Received: %(method)s, from %(who)s%(theirs)s"),
    ("in", Step.ACKNOWLEDGED): gettext_lazy("We acknowledged it: %(method)s, to %(who)s%(theirs)s"),
    ("in", Step.CONFIRMED): gettext_lazy("They confirmed it in writing: %(method)s, from %(who)s%(theirs)s"),
    ("out", Step.DISPATCHED): gettext_lazy("Sent: %(method)s, through %(who)s%(theirs)s"),
    ("out", Step.ACKNOWLEDGED): gettext_lazy("They acknowledged it: %(method)s, from %(who)s%(theirs)s"),
    ("out", Step.CONFIRMED): gettext_lazy("We confirmed it in writing: %(method)s, through %(who)s%(theirs)s"),
    ("out", Step.RESULT): gettext_lazy("Their result came: %(method)s, from %(who)s%(theirs)s"),
}
_TO_DO: Final = {
    ("in", Step.ACKNOWLEDGED): gettext_lazy("Record that we acknowledged it"),
    ("in", Step.CONFIRMED): gettext_lazy("Record their confirmation in writing"),
    ("out", Step.DISPATCHED): gettext_lazy("Record how it was sent"),
    ("out", Step.ACKNOWLEDGED): gettext_lazy("Record that they acknowledged it"),
    ("out", Step.CONFIRMED): gettext_lazy("Record our confirmation in writing"),
    ("out", Step.RESULT): gettext_lazy("Record what came of it"),
}


def passages(act: Act, *, request: Row, at_work: Work) -> Passages:
    """Return the steps of one act, oldest first."""
    found = outside_acts(request)[act.env_id]
    drafts = may(at_work.actor, Verb.DRAFT)
    return Passages(
        steps=tuple(_step(row, found.direction, request, at_work) for row in found.passages),
        next=tuple(_next(step, act, request) for step in found.next) if drafts else (),
    )


def _step(row: Row, direction: str, request: Row, at_work: Work) -> Passage:
    facts = {
        "method": method_words(row.method, at_work.language),
        "who": row.who,
        "theirs": gettext(", their number %(number)s") % {"number": row.theirs} if row.theirs else "",
    }
    return Passage(
        sentence=str(_DONE[direction, Step(row.step)]) % facts,
        when=at_work.when(row.on),
        by=row.by.name,
        note=row.note,
        document=Link(row.name, reverse("paper-file", args=[request.reference, row.digest])) if row.digest else None,
        digest=row.digest,
    )


def _next(step: Step, act: Act, request: Row) -> Link:
    return Link(step_words(step, act.direction), reverse("outside-step", args=[request.reference, str(act.env_id), step.value]))


def step_words(step: Step, direction: str) -> str:
    """Say what is recorded with a step, as a link does."""
    return str(_TO_DO[direction, step])


def method_words(code: str, language: str) -> str:
    """Name a way of delivery; its code where this node does not know it."""
    try:
        return vocabulary(METHODS).label(code, language)
    except Refused:
        return code
