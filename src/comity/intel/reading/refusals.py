"""What is refused to officers who read threat information or put some in."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OwnLot(Refused):
    """Nobody agrees to their own lot."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s made this lot, and cannot be the second officer of it.")
    next_step = gettext_noop("Another officer with the role of approver looks at it and decides.")


class NoLot(Refused):
    """None of that number, or another authority's."""

    sentence = gettext_noop("There is no lot %(number)s here for you.")
    next_step = gettext_noop("Look at the list of lots.")


class LotMoved(Refused):
    """It stands otherwise than this act needs."""

    sentence = gettext_noop("This cannot be done with the lot any more: it is %(standing)s.")
    next_step = gettext_noop("Look at the page of the lot: a colleague may have acted on it.")


class NothingThere(Refused):
    """Bytes in which there is no object."""

    wire_class = "malformed"
    sentence = gettext_noop("There is no STIX object in this.")
    next_step = gettext_noop("Give a bundle, an envelope with “objects”, a list of objects, or one object, as JSON.")


class TooManyThere(Refused):
    """More objects than a page of the web takes."""

    wire_class = "too-large"
    sentence = gettext_noop("There are %(count)s objects in this; at most %(most)s are taken at once.")
    next_step = gettext_noop("Divide the file, or let a program send it over TAXII.")


class TooManyAudiences(Refused):
    """More labels than a second officer can be shown."""

    sentence = gettext_noop("There are %(count)s different labels in this lot; a second officer can look through %(most)s.")
    next_step = gettext_noop("Divide it, so that each lot is for few audiences.")


class NothingToStore(Refused):
    """A lot of which nothing could be kept."""

    sentence = gettext_noop("No object of this lot can be stored.")
    next_step = gettext_noop("The page of the lot says of each what is wrong. Set it aside, and bring a better one.")


class NoFeedHere(Refused):
    """None that this officer may fetch from: none there, one that is ended, one that sends, one into a collection that is not theirs."""

    sentence = gettext_noop("There is no such feed here for you.")
    next_step = gettext_noop("Look at the list of feeds. The operator of the node adds feeds; nobody fetches from an address.")


class FetchAsked(Refused):
    """One at a time."""

    sentence = gettext_noop("The feed %(name)s is being fetched from already.")
    next_step = gettext_noop("Wait a moment and open the list of feeds again; what comes stands there.")


class FetchUndecided(Refused):
    """What was fetched before is looked at first: otherwise the same objects would come again."""

    sentence = gettext_noop("What was fetched from %(name)s before is not decided yet: lot %(number)s.")
    next_step = gettext_noop("Store that lot or set it aside; then fetch again.")


class OwnRemoval(Refused):
    """Nobody agrees to what they asked for."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s asked for this to be taken out, and cannot be the second officer of it.")
    next_step = gettext_noop("Another officer with the role of approver looks at it and decides.")


class NoRemoval(Refused):
    """None of that number, or another authority's."""

    sentence = gettext_noop("There is nothing of that number here that is to be taken out.")
    next_step = gettext_noop("Look at the list of what officers put in and take out.")


class RemovalMoved(Refused):
    """It stands otherwise than this act needs."""

    sentence = gettext_noop("This cannot be done any more: it is %(standing)s.")
    next_step = gettext_noop("Look at its page: a colleague may have acted on it.")


class RemovalAsked(Refused):
    """One at a time for an object."""

    sentence = gettext_noop("Somebody has asked already for this object to be taken out of the collection.")
    next_step = gettext_noop("A second officer decides about it; it stands in the list of what waits.")


class ObjectMoved(Refused):
    """What the second officer would agree to is not what was asked for."""

    sentence = gettext_noop("The object has other versions now than when this was asked.")
    next_step = gettext_noop("Nothing was taken out. Do not agree; whoever asked asks anew, with all versions in view.")


class ReasonMissing(Refused):
    """Why it is taken out is kept for those who come later."""

    sentence = gettext_noop("Say why the object is taken out.")
    next_step = gettext_noop("One sentence is enough; the second officer and whoever looks later read it.")
