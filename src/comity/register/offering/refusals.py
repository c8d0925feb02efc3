"""What keeps an offer of evidence, or a bond, from being."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OfferJudged(Refused):
    """A colleague was faster, or there is no such offer."""

    wire_class = "policy"
    sentence = gettext_noop("This was taken as evidence or put aside already.")
    next_step = gettext_noop("Open the commitment again: it shows what became of it.")
