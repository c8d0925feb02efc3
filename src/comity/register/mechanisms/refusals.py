"""What keeps a mechanism from being opened, changed or completed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OpenAlready(Refused):
    """The list of reports knows it, and it is in the register."""

    wire_class = "policy"
    sentence = gettext_noop("This mechanism is in the register already: %(number)s.")
    next_step = gettext_noop("Open it, and correct there what is not right.")


class NoSuchInstrument(Refused):
    """The rulebook has no such text."""

    wire_class = "policy"
    sentence = gettext_noop("The rulebook has no text %(code)s.")
    next_step = gettext_noop("Choose a text from the list; what stands on another one is said in words.")


class NobodyThere(Refused):
    """A mechanism without sides."""

    wire_class = "policy"
    sentence = gettext_noop("A mechanism needs at least one side: a country, a group of countries, or somebody in words.")
    next_step = gettext_noop("Name who belongs to it; the others can follow.")


class Ended(Refused):
    """It ended already."""

    wire_class = "policy"
    sentence = gettext_noop("Mechanism %(number)s has ended.")
    next_step = gettext_noop("Its file stays. If it begins again, open a new one.")


class ElsewhereAlready(Refused):
    """The row belongs to a mechanism."""

    wire_class = "policy"
    sentence = gettext_noop("It belongs to mechanism %(number)s already.")
    next_step = gettext_noop("Take it out there first, if it belongs here.")


class NotOffered(Refused):
    """The meeting does not fit the promise that comes back."""

    wire_class = "policy"
    sentence = gettext_noop("Meeting %(meeting)s is not one of those that fit commitment %(number)s, or was taken as evidence before.")
    next_step = gettext_noop("Open the commitment again; what fits it stands in its list. Other evidence is given by its own form.")


class NoCadence(Refused):
    """Nobody said how often the promise comes back."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(number)s comes back irregularly, or nobody said how often.")
    next_step = gettext_noop("Say how often first, and from which day on.")
