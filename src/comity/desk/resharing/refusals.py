"""What keeps an act about passing threat information on from leaving."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class AsksForItself(Refused):
    """Nobody is asked whether they may have their own, or whether we may keep what we have."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s has these objects already: passing them on there is not asked about.")
    next_step = gettext_noop("Name the authority that is to have them.")


class NotFromThem(Refused):
    """Who did not give something cannot permit that it is passed on."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s did not give these objects to this node: %(objects)s.")
    next_step = gettext_noop("Ask whoever gave them; the page of an object says who that is.")


class NobodyToAsk(Refused):
    """An authority without a node is asked on paper."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s has no node that could be asked.")
    next_step = gettext_noop("Ask it on paper, or another authority of its State that has one.")


class NotAsked(Refused):
    """An answer permits what the question was about, or less."""

    wire_class = "policy"
    sentence = gettext_noop("These objects were not asked about: %(objects)s.")
    next_step = gettext_noop("Name only objects of the request, or leave the list empty for all of them.")


class NotOursToPermit(Refused):
    """The third party's rule holds for the one who answers as well."""

    wire_class = "policy"
    sentence = gettext_noop("Somebody else gave these objects to this node: %(objects)s.")
    next_step = gettext_noop("Permit only what is your own, refuse, or ask whoever gave them first.")


class OverAlready(Refused):
    """A permission that is over before it is given."""

    wire_class = "policy"
    sentence = gettext_noop("A permission until %(day)s would be over already.")
    next_step = gettext_noop("Give a day to come.")


class NoPermission(Refused):
    """Only what counts can be taken back."""

    wire_class = "policy"
    sentence = gettext_noop("In the case %(case)s no permission of yours counts that could be taken back.")
    next_step = gettext_noop("Look at the list of permissions: it may be over, or taken back already.")
