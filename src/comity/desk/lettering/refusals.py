"""Why there is no letter."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchAct(Refused):
    """The case has no act of that number."""

    sentence = gettext_noop("The request %(reference)s has no act number %(number)s.")
    next_step = gettext_noop("Open the request; its acts are numbered from the oldest.")
