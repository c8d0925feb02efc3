"""What keeps a meeting from being planned, closed or completed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotAhead(Refused):
    """It is said to have been held before its day."""

    wire_class = "policy"
    sentence = gettext_noop("Meeting %(number)s is planned for %(day)s; what came of it cannot be said before that day.")
    next_step = gettext_noop("Amend its date first, or cancel it with a reason.")


class NobodyUnnamed(Refused):
    """Nobody is to be completed there."""

    wire_class = "policy"
    sentence = gettext_noop("There is nobody there whose name is missing.")
    next_step = gettext_noop("Open the meeting again: a colleague may have completed it.")


class PartOfItself(Refused):
    """A meeting cannot be a part of itself."""

    wire_class = "policy"
    sentence = gettext_noop("Meeting %(number)s cannot be a part of itself, nor of one of its own parts.")
    next_step = gettext_noop("Choose the conference or the visit that it belongs to.")
