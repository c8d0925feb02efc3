"""What keeps the question of a person from being registered, decided, handed on or answered."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchRemedy(Refused):
    """There is none, or not for this officer."""

    sentence = gettext_noop("There is no question of a person under that number.")
    next_step = gettext_noop("Open the register again; legal advisers and supervisors read it.")


class QuestionIncomplete(Refused):
    """Something that every question has is missing."""

    wire_class = "policy"
    sentence = gettext_noop("The question of a person cannot be kept: %(what)s is missing or not on the list.")
    next_step = gettext_noop("Fill it in; as little about the person as it takes to answer.")


class ReceivedAhead(Refused):
    """The day is not one on which it can have come."""

    wire_class = "policy"
    sentence = gettext_noop("The day on which the question came is missing, or lies ahead.")
    next_step = gettext_noop("Give the day on which it came here; the time for the answer runs from it.")


class WorkedTheCase(Refused):
    """The officer worked one of the cases concerned."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s worked request %(reference)s and decides nothing about it.")
    next_step = gettext_noop("A legal adviser or supervisor who did not work it decides.")


class OwnDecision(Refused):
    """The one who decided tried to be the second officer as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s wrote this decision and cannot agree to it.")
    next_step = gettext_noop("Another legal adviser or supervisor, who did not work the case either, can.")


class NotItsTurn(Refused):
    """The step does not follow on where the question stands."""

    wire_class = "policy"
    sentence = gettext_noop("That does not follow on where this question stands.")
    next_step = gettext_noop("Open its page again: a colleague may have been faster.")


class SecrecyHolds(Refused):
    """A case concerned is secret, and the answer would tell of it."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is to be kept secret, and this answer would tell that it exists.")
    next_step = gettext_noop("Answer neither yes nor no until a day, or let the secrecy be reviewed first.")


class NotHandedOn(Refused):
    """The number is not that of a question handed on."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s does not hand a person's question on to another State.")
    next_step = gettext_noop("A drafter writes it as a question of a person concerned, with the person's consent; then give its number.")
