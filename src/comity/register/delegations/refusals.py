"""What keeps a delegation from its next step."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NobodyTravels(Refused):
    """A delegation without members does not travel."""

    wire_class = "policy"
    sentence = gettext_noop("Delegation %(number)s has no members yet.")
    next_step = gettext_noop("Add its head and its members first.")


class NotBackYet(Refused):
    """Its last day is not over."""

    wire_class = "policy"
    sentence = gettext_noop("Delegation %(number)s stays until %(day)s; its report cannot be given before that day.")
    next_step = gettext_noop("Wait for that day, or correct the days of the visit first.")


class ListClosed(Refused):
    """Nothing is seen to any more for a delegation that is over."""

    wire_class = "policy"
    sentence = gettext_noop("Delegation %(number)s is over; its members and its checklist stay as they are.")
    next_step = gettext_noop("What was forgotten is written into the next delegation's checklist.")


class ReportClosesIt(Refused):
    """The report on return is given, and not ticked."""

    wire_class = "policy"
    sentence = gettext_noop("The report on return of delegation %(number)s is not ticked: it is given.")
    next_step = gettext_noop("Write the report below; that closes the delegation.")
