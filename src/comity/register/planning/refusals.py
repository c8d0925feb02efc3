"""What keeps a plan, or a task of it, from its next step."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoTasks(Refused):
    """A plan without tasks orders nothing."""

    wire_class = "policy"
    sentence = gettext_noop("Plan %(number)s has no tasks yet.")
    next_step = gettext_noop("Add its tasks, each with the unit that owns it; then put it in force.")


class PlanClosed(Refused):
    """Nothing is added to what is closed."""

    wire_class = "policy"
    sentence = gettext_noop("Plan %(number)s is closed, or not in force yet.")
    next_step = gettext_noop("Tasks are added until it is closed; they are moved and reported while it is in force.")


class NothingReported(Refused):
    """A task is not done without a report."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing was reported yet of task %(place)s of plan %(number)s.")
    next_step = gettext_noop("Report on it first: what was done, and how it meets its indicator.")


class PeriodAhead(Refused):
    """The period has not begun."""

    wire_class = "policy"
    sentence = gettext_noop("The period %(period)s begins on %(day)s; nothing can be reported of it before.")
    next_step = gettext_noop("Choose the period that is over, or that is running.")
