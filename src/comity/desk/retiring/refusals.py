"""What keeps the content of a case from being destroyed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotOver(Refused):
    """The case goes on: nothing of it is destroyed."""

    wire_class = "policy"
    sentence = gettext_noop("%(reference)s is not over; what it says is kept.")
    next_step = gettext_noop("Close the case first. Its time is counted from its last act.")


class NotDueYet(Refused):
    """The rule's day has not come."""

    wire_class = "policy"
    sentence = gettext_noop("What %(reference)s says is kept until %(day)s under the rule %(rule)s.")
    next_step = gettext_noop("It stands on the list once that day has come. What a State wants back earlier is a task of its own.")


class NoRetentionRule(Refused):
    """No rule of this desk says how long such a case is kept, so it is kept."""

    wire_class = "policy"
    sentence = gettext_noop("No rule says how long a case of the kind %(kind)s is kept; nothing of it is destroyed.")
    next_step = gettext_noop("The national authority adds one to its rules, with its source.")


class StillHeld(Refused):
    """Something keeps it; `where` is one of the reasons of `holds`."""

    wire_class = "policy"
    sentence = gettext_noop("What %(reference)s says is still needed: %(where)s.")
    next_step = gettext_noop("Its page lists everything that keeps it. End that first; nothing was changed.")


class NoSuchErasure(Refused):
    """None waits."""

    sentence = gettext_noop("No proposal to destroy the content of this case waits.")
    next_step = gettext_noop("Open the page again: a colleague may have been faster.")


class OwnErasure(Refused):
    """The one who proposed it would agree to it too."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s proposed this and cannot be the second officer.")
    next_step = gettext_noop("Another officer who may certify that something was destroyed can.")


class ProposedBefore(Refused):
    """One waits already."""

    wire_class = "conflict"
    sentence = gettext_noop("That the content of %(reference)s is destroyed was proposed already.")
    next_step = gettext_noop("A second officer agrees, or it is taken back.")


class NoSuchHold(Refused):
    """None stands under that number."""

    sentence = gettext_noop("No such hold stands on this case.")
    next_step = gettext_noop("Open the page again: a colleague may have been faster.")


class GroundNotCoded(Refused):
    """The ground of a hold is none of the vocabulary."""

    wire_class = "policy"
    sentence = gettext_noop("Choose why the content of the case is still needed.")
    next_step = gettext_noop("The list has the grounds; the words beside it say more.")
