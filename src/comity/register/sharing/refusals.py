"""What keeps a commitment from being shared, or a word of it from being said."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotBetweenUs(Refused):
    """The commitment is not one between the two States, or one of them is not named."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(number)s is not one between this State and %(country)s, with both named.")
    next_step = gettext_noop("Name the State that promises and the one that benefits first; only those two share it.")


class SharedAlready(Refused):
    """The two nodes know it of each other, or one waits for the other's answer."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(number)s is shared with that node already, in case %(reference)s.")
    next_step = gettext_noop("Open that case: what is new is said there.")


class NotShared(Refused):
    """Nothing is shared in that case, or the other side has not said that it knows it."""

    wire_class = "policy"
    sentence = gettext_noop("In case %(reference)s no commitment is known to both sides.")
    next_step = gettext_noop("Wait for the answer of the other side; until then its register is not spoken of.")


class NotToBeSaid(Refused):
    """The state is the other side's to say, does not follow from what was said before, or is what was said."""

    wire_class = "policy"
    sentence = gettext_noop("Of commitment %(number)s it cannot be said now that it is %(state)s: %(where)s.")
    next_step = gettext_noop("Open the commitment: its page shows what each side said last.")


class NotAsRegistered(Refused):
    """What an act says of a commitment is not what the register has."""

    wire_class = "conflict"
    sentence = gettext_noop("What this says of commitment %(number)s is not what the register has now.")
    next_step = gettext_noop("Set the draft aside and begin it anew from the page of the commitment.")
