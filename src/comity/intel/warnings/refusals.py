"""What keeps a warning from being written, sent, or acknowledged."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchWarning(Refused):
    """No warning of that number is here."""

    sentence = gettext_noop("There is no warning %(number)s here.")
    next_step = gettext_noop("Check the number; the threat exchange lists what went out and what came.")


class WarningMoved(Refused):
    """It has moved on."""

    wire_class = "policy"
    sentence = gettext_noop("This warning is %(state)s; that cannot be done to it now.")
    next_step = gettext_noop("Open it again from the threat exchange to see where it stands.")


class WarningChanged(Refused):
    """Somebody else saved it meanwhile."""

    wire_class = "conflict"
    sentence = gettext_noop("%(name)s saved this warning while you wrote; nothing of yours was written over it.")
    next_step = gettext_noop("Your words are still on this page: compare them with what is there now, and save again.")


class OwnWarning(Refused):
    """Whoever wrote it tried to be the second officer as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s wrote this warning and cannot approve it.")
    next_step = gettext_noop("Another officer with the role of approver can.")


class NobodyGetsIt(Refused):
    """The policy and the law leave no recipient."""

    wire_class = "policy"
    sentence = gettext_noop("Nobody would get this: in the field %(exchange_field)s, marked %(tlp)s, it is withheld from every authority.")
    next_step = gettext_noop("The list of authorities says why, one by one. Change the field, the marking, or whom it names.")


class ExpiredWarning(Refused):
    """Its last day is over."""

    wire_class = "policy"
    sentence = gettext_noop("A warning that holds until %(day)s is over already.")
    next_step = gettext_noop("Give a day to come; what is over is told as a note on methods.")


class TooLongAhead(Refused):
    """It would hold for longer than a warning may."""

    wire_class = "policy"
    sentence = gettext_noop("A warning that holds until %(day)s would outlast the %(days)s days that one may hold.")
    next_step = gettext_noop("Give an earlier day, and follow it up when it still holds then.")


class OriginatorHolds(Refused):
    """It was begun from a warning of another State that is not to be passed on without asking."""

    wire_class = "policy"
    sentence = gettext_noop("What this says came in warning %(number)s of %(peer)s, which is to be asked before it is passed on.")
    next_step = gettext_noop("Ask for its consent to onward transfer from case %(case)s, or write only what this State knows by itself.")


class FreerThanSource(Refused):
    """It is marked freer than what it was begun from."""

    wire_class = "policy"
    sentence = gettext_noop("This is marked %(tlp)s; the warning that it was begun from is marked %(source)s.")
    next_step = gettext_noop("Choose that marking or a stricter one.")


class RecallReasonMissing(Refused):
    """A recall says why."""

    wire_class = "policy"
    sentence = gettext_noop("A recall needs one of the reasons of the list.")
    next_step = gettext_noop("Choose the reason that comes nearest.")


class NobodyHasIt(Refused):
    """Nothing can follow what nobody has."""

    wire_class = "policy"
    sentence = gettext_noop("No authority has warning %(number)s now, so nothing can follow it.")
    next_step = gettext_noop("Its ledger says what became of each copy.")


class NotToBeAcknowledged(Refused):
    """It was recalled, is answered already, or never came."""

    wire_class = "policy"
    sentence = gettext_noop("Warning %(number)s cannot be acknowledged now: it is %(state)s.")
    next_step = gettext_noop("Its page shows what was said of it; what is done later is told from there too.")


class DoneMissing(Refused):
    """An acknowledgement that does not say what was done."""

    wire_class = "policy"
    sentence = gettext_noop("An acknowledgement says what was done, by the list.")
    next_step = gettext_noop("Choose what comes nearest.")


class NotAsPublished(Refused):
    """A warning, or what follows it, was written as an act to one State alone."""

    wire_class = "policy"
    sentence = gettext_noop("A warning is published, updated and recalled from its own page, to everybody who gets it at once.")
    next_step = gettext_noop("Set this draft aside and open the threat exchange.")
