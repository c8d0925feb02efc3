"""What keeps an officer from taking, offering or putting off a request."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class HeldByAnother(Refused):
    """A colleague has it in hand."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s holds request %(reference)s.")
    next_step = gettext_noop("Take it over with a reason, or leave it.")


class HeldByNobody(Refused):
    """Only what one holds can be offered or put off."""

    wire_class = "policy"
    sentence = gettext_noop("Nobody holds request %(reference)s.")
    next_step = gettext_noop("Take it in hand first.")


class ReasonNotCoded(Refused):
    """The reason has words and no code, or a code that this desk does not offer."""

    wire_class = "policy"
    sentence = gettext_noop("The reason is not one of those that this desk offers.")
    next_step = gettext_noop("Choose one from the list; the words say the rest.")


class NoSuchOffer(Refused):
    """No offer of that number, or none that concerns this officer."""

    sentence = gettext_noop("There is no such offer for you.")
    next_step = gettext_noop("The watch queue lists what is offered to you.")


class OfferClosed(Refused):
    """It was accepted, declined or taken back, or the request was taken over, in the meantime."""

    wire_class = "policy"
    sentence = gettext_noop("The offer of request %(reference)s does not wait any more.")
    next_step = gettext_noop("Open the request and look who holds it now.")


class OfferWaits(Refused):
    """The same request is offered to somebody already."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is already offered to %(name)s, who has not answered yet.")
    next_step = gettext_noop("Take that offer back first, or wait for the answer.")


class CannotReceive(Refused):
    """The colleague may not hold requests."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s cannot take request %(reference)s in hand.")
    next_step = gettext_noop("Choose another officer who writes drafts.")


class WakesInThePast(Refused):
    """A request is put off until a moment that is still to come."""

    wire_class = "policy"
    sentence = gettext_noop("A request can only be put off until a moment that is still to come.")
    next_step = gettext_noop("Give a later day or hour.")


class AsleepTooLong(Refused):
    """Longer than the desk's own limit."""

    wire_class = "policy"
    sentence = gettext_noop("This desk puts a request off for %(hours)s hours at most.")
    next_step = gettext_noop("Give an earlier moment; when it wakes it can be put off again, with a reason.")


class DueBeforeWaking(Refused):
    """A legal clock would run out while nobody looks."""

    wire_class = "policy"
    sentence = gettext_noop("The clock %(clock)s of request %(reference)s is due at %(due)s, before it would wake.")
    next_step = gettext_noop("Give a moment before that. No legal time limit is slept through.")


class NotAsleep(Refused):
    """It is awake already."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is not put off.")
    next_step = gettext_noop("It stands in the watch queue.")


class NothingChosen(Refused):
    """The form names no row."""

    sentence = gettext_noop("No row is chosen.")
    next_step = gettext_noop("Tick the rows in the watch queue, then press again.")


class TooManyRows(Refused):
    """More rows than one form acts on."""

    wire_class = "too-large"
    sentence = gettext_noop("%(count)s rows are chosen; one form acts on %(most)s at most.")
    next_step = gettext_noop("Choose fewer, and repeat.")


class NoSuchBatch(Refused):
    """No such result, or another officer's."""

    sentence = gettext_noop("There is no such result for you.")
    next_step = gettext_noop("The watch queue shows how things stand.")


class HoldsAlready(Refused):
    """The request is given to whoever has it."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s holds request %(reference)s already.")
    next_step = gettext_noop("Choose another officer, or leave it.")
