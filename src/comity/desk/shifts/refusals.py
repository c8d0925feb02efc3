"""What keeps a handover from being made or accepted."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchBrief(Refused):
    """No handover of that number."""

    sentence = gettext_noop("There is no such handover.")
    next_step = gettext_noop("The handover page lists those that wait.")


class BriefWaits(Refused):
    """The officer handed over already, and nobody accepted it yet."""

    wire_class = "policy"
    sentence = gettext_noop("Your last handover still waits to be accepted.")
    next_step = gettext_noop("Take it back first; then hand over again with what has changed.")


class BriefClosed(Refused):
    """Accepted or taken back in the meantime."""

    wire_class = "policy"
    sentence = gettext_noop("This handover does not wait any more.")
    next_step = gettext_noop("Open it again and look what became of it.")


class NotForYou(Refused):
    """It is one's own, or for another officer."""

    wire_class = "policy"
    sentence = gettext_noop("This handover is not for you to accept.")
    next_step = gettext_noop("Whoever comes on duty accepts it; who made it can take it back.")


class NotYours(Refused):
    """A row was to be given that the giver does not hold."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s cannot be handed over by you: %(name)s holds it.")
    next_step = gettext_noop("Leave its box empty; it stays with its holder.")


class BriefDamaged(Refused):
    """The kept bytes are not those of their digest."""

    sentence = gettext_noop("The kept handover does not match its digest.")
    next_step = gettext_noop("Tell the operator: the row was changed from outside. The journal holds the digest that was kept.")
