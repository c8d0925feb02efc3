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
