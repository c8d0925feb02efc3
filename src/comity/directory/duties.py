"""Who is told when the desk does not answer: deputies and supervisors. A duty gives no right."""

from typing import Final

from django.db import transaction

from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import Duty, Officer
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

KNOWN: Final = ("deputy", "supervisor")


class NoSuchDuty(Refused):
    """There is no duty of that name."""

    sentence = gettext_noop("There is no duty %(duty)s.")
    next_step = gettext_noop("An officer is deputy, or supervisor, or has no duty.")


def duty_of(officer: Officer) -> str | None:
    """Return the duty of an officer, None where there is none."""
    found: str | None = Duty.objects.filter(officer=officer).values_list("duty", flat=True).first()
    return found


def on_duty(duty: str) -> tuple[Officer, ...]:
    """Return the active officers with this duty, by name."""
    return tuple(
        row.officer for row in Duty.objects.filter(duty=duty, officer__is_active=True).select_related("officer").order_by("officer__name")
    )


@transaction.atomic
def give_duty(officer: Officer, *, duty: str | None, by: str, at: Instant) -> None:
    """Make an officer deputy or supervisor, or with None neither; the change stands in the journal. Raises `NoSuchDuty`."""
    if duty is not None and duty not in KNOWN:
        raise NoSuchDuty(duty=duty[:40])
    before = duty_of(officer)
    if before == duty:
        return
    Duty.objects.filter(officer=officer).delete()
    if duty is not None:
        Duty.objects.create(officer=officer, duty=duty)
    entry = journal.Entry(
        name="officer.duty-given", actor=by, about="", facts={"officer": officer.officer_id, "duty": duty or "", "before": before or ""}
    )
    journal.append(entry, at=at, key=node_keys(home()).signing.public.key_id)
