"""What keeps two actors from being one."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OneAlready(Refused):
    """They are one row already."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s is one actor already; there is nothing to join.")
    next_step = gettext_noop("Choose the other actor that is the same.")
