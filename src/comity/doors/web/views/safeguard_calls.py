"""What safeguards put at the head of the queue: proposals that wait for a second officer, permissions whose review is near."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.permissions import Verb, may
from comity.desk.permitting.queries import proposed, to_be_reviewed
from comity.desk.rules import rulebook
from comity.desk.safeguarding.queries import waiting_for_second
from comity.doors.web.moments import print_dated
from comity.doors.web.pages.parts import Act
from comity.doors.web.pages.shifts import Call
from comity.doors.web.views.permission_pages import title_of
from comity.doors.web.views.working import Work

_SOON: Final = "REVIEW-SOON"


def safeguard_calls(at_work: Work) -> Iterator[Call]:
    """Return what waits for this officer, or for any: nobody is told of what they cannot do."""
    look = Act(gettext("To the permissions"), reverse("permissions"))
    if may(at_work.actor, Verb.APPROVE_PERMISSION):
        for row in proposed():
            if row.proposed_by_id != at_work.officer.pk:
                facts = {"officer": row.proposed_by.name, "permission": title_of(row, at_work.language)}
                yield Call(gettext("%(officer)s proposes a permission: %(permission)s.") % facts, row.reason, (look,))
    if may(at_work.actor, Verb.REVIEW_SAFEGUARD):
        for review in waiting_for_second(by=at_work.actor):
            if review.officer_id != at_work.officer.pk:
                facts = {"officer": review.officer.name, "reference": review.request.reference, "day": print_dated(review.until)}
                said = gettext("%(officer)s proposes that secrecy of %(reference)s goes on until %(day)s.") % facts
                href = reverse("safeguards", args=[review.request.reference])
                yield Call(said, review.words, (Act(gettext("Look at it"), href),))
    today = at_work.at.datetime().date()
    soon = timedelta(minutes=rulebook().limit(_SOON, on=today).value)
    for row in to_be_reviewed(until=today + soon):
        facts = {"permission": title_of(row, at_work.language), "day": print_dated(row.review_on)}
        yield Call(gettext("The permission “%(permission)s” is to be reviewed by %(day)s.") % facts, acts=(look,))
