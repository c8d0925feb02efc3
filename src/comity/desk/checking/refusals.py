"""What keeps an item of a checklist from being stamped."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchItem(Refused):
    """The list of this request has no such item; perhaps the list is newer than the page."""

    sentence = gettext_noop("The checklist of request %(reference)s has no such item.")
    next_step = gettext_noop("Open the request again: the list may have changed.")


class WhyMissing(Refused):
    """Not needed and blocked say why."""

    wire_class = "policy"
    sentence = gettext_noop("Say why an item is not needed or blocked.")
    next_step = gettext_noop("A few words are enough; the next officer reads them.")
