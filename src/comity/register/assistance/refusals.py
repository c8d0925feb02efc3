"""What keeps an offer or an ask from being written down, joined or closed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class CodedAlready(Refused):
    """The statement stands in the register of offers and asks with this topic."""

    wire_class = "policy"
    sentence = gettext_noop("This statement stands there with this topic already: %(number)s.")
    next_step = gettext_noop("Open it; a statement of two matters is written down once for each topic.")


class NeitherOfferNorAsk(Refused):
    """The statement neither offers nor asks."""

    wire_class = "policy"
    sentence = gettext_noop("A statement of the act “%(act)s” is neither an offer nor an ask.")
    next_step = gettext_noop("Write it down as your own, without the statement, if the sides see it so.")


class NotAPair(Refused):
    """Two of the same side, or one that is closed."""

    wire_class = "policy"
    sentence = gettext_noop("%(offer)s and %(ask)s cannot be joined: an open offer of one State and an open ask of another are needed.")
    next_step = gettext_noop("Choose an open offer and an open ask; both pages say which they are.")


class JoinedAlready(Refused):
    """They are joined."""

    wire_class = "policy"
    sentence = gettext_noop("%(offer)s and %(ask)s are joined already.")
    next_step = gettext_noop("Open either of them; what joins them stands there.")


class ClosedAlready(Refused):
    """It is closed."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s is closed.")
    next_step = gettext_noop("Its history stays. Write a new one down if it stands again.")
