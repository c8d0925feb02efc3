"""Why there is no letter."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchAct(Refused):
    """The case has no act of that number."""

    sentence = gettext_noop("The request %(reference)s has no act number %(number)s.")
    next_step = gettext_noop("Open the request; its acts are numbered from the oldest.")


class AlreadySent(Refused):
    """The draft has become an act, whose letter is another one: signed, and without the mark of a draft."""

    sentence = gettext_noop("This draft was sent; it is an act of the request %(reference)s now.")
    next_step = gettext_noop("Open that request and take the letter of the act there.")


class NoLetterOfTheirs(Refused):
    """The act came as a paper, and nobody here writes the letters of others."""

    sentence = gettext_noop("This act of %(reference)s came outside the wire: its letter is the document that came.")
    next_step = gettext_noop("Open the request; the document stands beside the act.")
