"""What a MISP instance is refused, each with its status of HTTP, in words for the people who read its log."""

from typing import ClassVar

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class MispRefused(Refused):
    """Refused to a MISP instance; `status` is what HTTP says of it."""

    status: ClassVar[int] = 400
    sentence = gettext_noop("The node did not do this.")
    next_step = gettext_noop("Ask the operator of the node.")


class NoKey(MispRefused):
    """No key, or one that opens nothing."""

    status = 403
    sentence = gettext_noop("Authentication failed: the key is missing, or opens nothing here.")
    next_step = gettext_noop(
        "Put the key that the operator handed out (comity intel client misp) into the header Authorization, without a word before it."
    )


class NoSuchPlace(MispRefused):
    """No such address, event, attribute or object for this reader."""

    status = 404
    sentence = gettext_noop("Invalid address, or there is nothing of this identifier here for you.")
    next_step = gettext_noop(
        "Look at the identifier. The endpoints that this node answers are listed in its documentation, operators/misp.md."
    )


class WrongMethod(MispRefused):
    """An address that is there, asked by another method."""

    status = 405
    sentence = gettext_noop("This address takes %(allowed)s only.")
    next_step = gettext_noop("Ask by that method.")


class BadQuestion(MispRefused):
    """A filter that is not known, or holds what it cannot."""

    sentence = gettext_noop("The filter %(name)s cannot be used: %(why)s.")
    next_step = gettext_noop(
        "Leave it out or correct it: no filter is ignored in silence here, since that would show more than was asked for."
    )


class EventThere(MispRefused):
    """An event that is there is changed, not added."""

    status = 403
    sentence = gettext_noop("Event already exists, if you would like to edit it, use the url in the location header.")
    next_step = gettext_noop("Send it to /events/edit/ with its UUID.")


class EventNotNewer(MispRefused):
    """An edit that is not later than what is there."""

    status = 403
    sentence = gettext_noop("Event could not be saved: Event in the request not newer than the local copy.")
    next_step = gettext_noop("Nothing was changed. Fetch the event, change it, and send it again.")


class EventNotTheirs(MispRefused):
    """Only who gave an event changes it."""

    status = 403
    sentence = gettext_noop("Event could not be saved: it came to this node from somebody else, and only they change it.")
    next_step = gettext_noop("Nothing was changed. Add a sighting, or an event of your own that extends it.")


class EventTooLarge(MispRefused):
    """More in one event than is given at once."""

    status = 413
    sentence = gettext_noop("The event has more than %(objects)s objects or %(size)s MiB, which are not given at once.")
    next_step = gettext_noop(
        "Read the collection over TAXII, which gives it page by page; or ask for events by their identifier, without this one."
    )


class NowhereToPut(MispRefused):
    """No collection that a MISP instance may write, or several and none called misp."""

    status = 403
    sentence = gettext_noop("You do not have permission to do that.")
    next_step = gettext_noop(
        "The operator lets a client write one collection, or the one whose alias is misp: comity intel collection grant."
    )


class NotTaken(MispRefused):
    """The store refused what the event became."""

    status = 403
    sentence = gettext_noop("Event could not be saved: %(why)s")
    next_step = gettext_noop("Nothing of it was kept. Correct what is named and send it again.")


class AnotherLarge(MispRefused):
    """A large event while another one comes in."""

    status = 503
    sentence = gettext_noop("The node takes one event of this size at a time, and another one is coming in.")
    next_step = gettext_noop("Nothing of it was kept. Send it again in a minute; a later push of the instance does so by itself.")


class NoProposals(MispRefused):
    """A proposal to change what somebody else said."""

    status = 403
    sentence = gettext_noop("This node keeps no proposals: what an event says is its author's, and nobody changes it for them.")
    next_step = gettext_noop("Nothing was kept. Add a sighting, or an event of your own that extends this one and says what you know.")


class NoAnalystData(MispRefused):
    """Notes, opinions and relationships of MISP's analysts."""

    status = 403
    sentence = gettext_noop("This node takes no analyst data over MISP.")
    next_step = gettext_noop(
        "Nothing was kept. Give notes and opinions as STIX objects over TAXII, where each has its own marking; or as a sighting."
    )


class NoOwnClusters(MispRefused):
    """An element of a galaxy that is sent by itself."""

    status = 403
    sentence = gettext_noop("This node takes no galaxy clusters by themselves: galaxies are public files that its operator puts here.")
    next_step = gettext_noop("Nothing was kept. A cluster that an event or an attribute has is taken with it.")


class KeyFromOperator(MispRefused):
    """A key that is to be changed from afar."""

    status = 403
    sentence = gettext_noop("Keys are handed out by the operator of this node alone.")
    next_step = gettext_noop("The key stays as it is. Ask the operator for another one (comity intel client revoke and add).")
