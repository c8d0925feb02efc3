"""What keeps something out of the risk picture."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotOnTheList(Refused):
    """A scope, a level or another code that its vocabulary does not have."""

    wire_class = "policy"
    sentence = gettext_noop("“%(said)s” is not on this list: %(list)s.")
    next_step = gettext_noop("Choose from the list; nothing else that you typed is lost.")


class ReasonOwed(Refused):
    """A level without a reason is a number without its parts."""

    wire_class = "policy"
    sentence = gettext_noop("This needs a reason in words.")
    next_step = gettext_noop("Write why; whoever reads it afterwards has nothing else to judge it by.")


class SourceOwed(Refused):
    """A level rests on something."""

    wire_class = "policy"
    sentence = gettext_noop("A level rests on at least one source.")
    next_step = gettext_noop(
        "Name a document, a meeting, a statement or a commitment of the register by its number, or write a reference, one a line."
    )


class NoSuchSource(Refused):
    """A number that the register does not have."""

    wire_class = "policy"
    sentence = gettext_noop("The register has no %(number)s.")
    next_step = gettext_noop("Look the number up in the register, such as R-000001 or S-12; a paper that is not there is written in words.")


class ReviewOwed(Refused):
    """A level that nobody looks at again goes stale."""

    wire_class = "policy"
    sentence = gettext_noop("The day of the next review is missing, or is no day between tomorrow and a year from now: “%(said)s”.")
    next_step = gettext_noop("Write a day such as 31/12/2026; a level that nobody looks at again says less each day.")


class SetMeanwhile(Refused):
    """Another officer set this scope's level after the page was made."""

    wire_class = "policy"
    sentence = gettext_noop("%(officer)s has set this level meanwhile.")
    next_step = gettext_noop("Read it and why; set another one if you still think so. What you typed is kept here.")


class NotANumber(Refused):
    """No decimal number."""

    wire_class = "policy"
    sentence = gettext_noop("“%(said)s” is no number that can be kept.")
    next_step = gettext_noop("Write digits with at most one point, such as 1250 or 3.5; the unit has a field of its own.")


class NotADay(Refused):
    """No day, or one that has not come."""

    wire_class = "policy"
    sentence = gettext_noop("“%(said)s” is no day on which this can have been read.")
    next_step = gettext_noop("Write a day that has come, such as 24/11/2026.")


class NoSuchPart(Refused):
    """Nothing of that number in the risk picture."""

    sentence = gettext_noop("There is no %(number)s in the risk picture.")
    next_step = gettext_noop("Look for it on the risk picture's first page.")


class InAnotherUnit(Refused):
    """Figures of different units in one series."""

    wire_class = "policy"
    sentence = gettext_noop("The series counts in %(unit)s, and that figure is not a plain number of it.")
    next_step = gettext_noop("Make a series of its own for it; two units in one chart show a change that nobody measured.")


class InTheSeries(Refused):
    """The figure stands there already."""

    wire_class = "policy"
    sentence = gettext_noop("That figure stands in the series already.")
    next_step = gettext_noop("Take it out with a reason, if its period was wrong, and put it in again.")


class Retired(Refused):
    """Nobody reads a retired indicator."""

    wire_class = "policy"
    sentence = gettext_noop("That indicator was retired on %(day)s.")
    next_step = gettext_noop("Make another one; what was read of this one stays.")


class BadBaseMap(Refused):
    """The operator's file is no drawing that can be shown."""

    wire_class = "policy"
    sentence = gettext_noop("The base map of this node cannot be shown: %(where)s.")
    next_step = gettext_noop("The operator replaces map/base.svg in the node's folder; the tiles and the table show the same meanwhile.")
