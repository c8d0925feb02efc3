"""What keeps a course, or a nomination for it, from its next step."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotOpenForNames(Refused):
    """Nobody can be nominated now."""

    wire_class = "policy"
    sentence = gettext_noop("Course %(number)s does not take nominations now.")
    next_step = gettext_noop("Open it for nominations first; after it was held nobody is nominated any more.")


class NoSeatLeft(Refused):
    """More names than seats."""

    wire_class = "policy"
    sentence = gettext_noop("No seat of course %(number)s is left for %(country)s: %(seats)s were given, and all are taken.")
    next_step = gettext_noop("Replace somebody who was nominated, or give more seats first.")


class NobodyThere(Refused):
    """The nomination is not there, or nobody may say that they came."""

    wire_class = "policy"
    sentence = gettext_noop("This nomination is not there, or was not accepted.")
    next_step = gettext_noop("Open the course again; whoever was accepted may be noted as there or absent.")


class NotHeldYet(Refused):
    """It cannot be over before it began."""

    wire_class = "policy"
    sentence = gettext_noop("Course %(number)s begins on %(day)s; what came of it cannot be said before that day.")
    next_step = gettext_noop("Amend its days first, or cancel it with a reason.")


class AttendanceMissing(Refused):
    """Nobody has said who came."""

    wire_class = "policy"
    sentence = gettext_noop("For %(count)s of those accepted for course %(number)s nobody has said whether they came.")
    next_step = gettext_noop("Note who attended and who was absent; then write the report.")
