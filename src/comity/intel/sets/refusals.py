"""What is refused about threat sets, and what to do instead."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSet(Refused):
    """No set of that number, or its case is hidden from whoever asks."""

    sentence = gettext_noop("There is no threat set %(number)s here.")
    next_step = gettext_noop("Look at the list of threat sets.")


class NothingToGive(Refused):
    """They have everything that they may see."""

    wire_class = "policy"
    sentence = gettext_noop("There is nothing in the collection that %(authority)s may be given and has not got yet.")
    next_step = gettext_noop("The ledger says what they have, and what is withheld from them by which rule.")


class NoWayThere(Refused):
    """The authority has no node with a sealing key, or no text carries it."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s has no node in the directory to which a threat set could be sealed.")
    next_step = gettext_noop("A bundle can be carried by hand: comity intel bundle propose.")


class NothingToRecall(Refused):
    """None of it is there any more."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing of threat set %(number)s is with %(authority)s any more.")
    next_step = gettext_noop("The ledger says what became of each object.")


class OwnSet(Refused):
    """Two officers decide about what leaves this node."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s proposed this. Another officer approves it.")
    next_step = gettext_noop("Ask an approver who did not propose it.")


class SetMoved(Refused):
    """It was sent, dropped or replaced meanwhile."""

    wire_class = "policy"
    sentence = gettext_noop("Threat set %(number)s is %(state)s; that cannot be done with it now.")
    next_step = gettext_noop("Look at its page again.")


class SetOutdated(Refused):
    """What was proposed may not be given any more."""

    wire_class = "policy"
    sentence = gettext_noop("Since this was proposed, %(count)s of its objects were taken out, recalled, or may not be given any more.")
    next_step = gettext_noop("Nothing was sent. Propose it anew, and look at what is in it.")


class NotAsProposed(Refused):
    """A threat set was written as a draft of its own."""

    wire_class = "policy"
    sentence = gettext_noop("A threat set is proposed and recalled from its own page, where what it holds is fixed.")
    next_step = gettext_noop("Set this draft aside and open the threat sets.")
