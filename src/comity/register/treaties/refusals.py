"""What keeps an act towards a treaty from being registered."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class RegisteredAlready(Refused):
    """The same act of the State stands there."""

    wire_class = "policy"
    sentence = gettext_noop("This act of the State is registered already, with document %(document)s.")
    next_step = gettext_noop("Open the table of the text. What was wrong there is taken out first, with a reason.")


class EvidenceNeeded(Refused):
    """No document shows it."""

    wire_class = "policy"
    sentence = gettext_noop("An act towards a treaty is registered with the document that shows it; none was named.")
    next_step = gettext_noop("Import the notification or the list, and name its number here.")


class SaysNothing(Refused):
    """A reservation or a notification without words."""

    wire_class = "policy"
    sentence = gettext_noop("What this act says is missing.")
    next_step = gettext_noop("Write the reservation, the authority, the languages or the channel, in the words of the document.")
