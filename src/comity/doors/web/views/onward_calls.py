"""What stands at the head of the queue of what others gave: what must soon be destroyed or returned, what waits for a second officer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.disposing.queries import disposals_due
from comity.desk.permissions import Verb, may
from comity.desk.retiring.calling import past_due, waiting_erasures
from comity.desk.rules import rulebook
from comity.doors.web.pages.parts import Act
from comity.doors.web.pages.shifts import Call
from comity.doors.web.views.naming import country_name
from comity.doors.web.views.onward_words import cause_words
from comity.doors.web.views.working import Work

_FEW: Final = 5
_SOON: Final = "REVIEW-SOON"


def disposal_calls(at_work: Work) -> Iterator[Call]:
    """Return what is due soon or late for who can do it, and what is recorded for who can certify it."""
    if not (may(at_work.actor, Verb.DISPOSE) or may(at_work.actor, Verb.CERTIFY_DISPOSAL)):
        return
    soon = timedelta(minutes=rulebook().limit(_SOON, on=at_work.at.datetime().date()).value)
    for row in disposals_due(by=at_work.actor, until=at_work.at + soon):
        reference = row.material.request.reference
        facts = {"reference": reference, "country": country_name(row.material.originator, at_work.language)}
        facts["time"] = at_work.fully(row.due_at)
        act = (Act(gettext("Look at it"), reverse("received", args=[reference])),)
        if row.at is not None and row.officer_id != at_work.officer.pk and may(at_work.actor, Verb.CERTIFY_DISPOSAL):
            said = gettext("What %(country)s gave in %(reference)s was destroyed or returned; it waits for a second officer.")
            yield Call(said % facts, row.what, act)
        elif row.at is None and may(at_work.actor, Verb.DISPOSE):
            said = gettext("What %(country)s gave in %(reference)s must be destroyed or returned by %(time)s.")
            yield Call(said % facts, cause_words(row.cause), act)


def retention_calls(at_work: Work) -> Iterator[Call]:
    """Return what waits for a second officer, for who can be it; and that cases are due to be destroyed, for who can propose it."""
    if may(at_work.actor, Verb.CERTIFY_DISPOSAL):
        for row in waiting_erasures(by=at_work.actor)[:_FEW]:
            if row.officer_id != at_work.officer.pk:
                facts = {"officer": row.officer.name, "reference": row.request.reference}
                said = gettext("%(officer)s proposes to destroy what %(reference)s says.") % facts
                yield Call(said, row.reason, (Act(gettext("Look at it"), reverse("retire", args=[row.request.reference])),))
    if may(at_work.actor, Verb.DISPOSE) and (due := len(past_due(by=at_work.actor, at=at_work.at))):
        said = ngettext("The time of %(count)s ended case is over.", "The time of %(count)s ended cases is over.", due)
        yield Call(said % {"count": due}, acts=(Act(gettext("To the list"), reverse("retention")),))
