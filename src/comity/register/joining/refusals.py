"""What keeps two actors from being one."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class SharedTwice(Refused):
    """Both are shared with the same node."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s and %(other)s are both shared with the same node; they cannot be joined here.")
    next_step = gettext_noop("Withdraw one of them first, in the case in which it was shared.")


class UnderIt(Refused):
    """One meeting is a part of the other."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s is a part of %(other)s, and cannot be the same meeting.")
    next_step = gettext_noop("Amend the part first, if it is none.")


class OneAlready(Refused):
    """They are one row already."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s is one row already; there is nothing to join.")
    next_step = gettext_noop("Choose the other row that is the same.")
