"""What keeps something out of the register, whichever part of it is asked."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class WhyMissing(Refused):
    """The step needs a reason in words."""

    wire_class = "policy"
    sentence = gettext_noop("This step in the register needs a reason in words.")
    next_step = gettext_noop("Write why; it stands in the history for whoever has the file after you.")


class NoSuchRow(Refused):
    """There is no such row."""

    sentence = gettext_noop("There is no %(number)s in the register.")
    next_step = gettext_noop("Look for it in the lists of the register; what was taken out stands in the history of its document.")


class NotOfItsList(Refused):
    """A code that its vocabulary does not have, or a value that cannot be."""

    wire_class = "policy"
    sentence = gettext_noop("This cannot be kept: %(what)s is missing or not well formed (%(said)s).")
    next_step = gettext_noop("Choose from the list, or write it as the page shows; nothing else that you typed is lost.")


class NotGiven(NotOfItsList):
    """Nothing, where something is needed."""

    sentence = gettext_noop("This cannot be kept: %(what)s is missing.")
    next_step = gettext_noop("Fill it in; nothing else that you typed is lost.")


class DateUnclear(Refused):
    """Not a date as the register writes them."""

    wire_class = "policy"
    sentence = gettext_noop("“%(said)s” is no date that the register can keep.")
    next_step = gettext_noop(
        "Write the day first, and what is known and no more: 28/11/2026, 11/2026, 2026, 28/11 without a year; a span with a dash between."
    )
