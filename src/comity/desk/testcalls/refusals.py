"""Why a test call is not made, not answered, or not confirmed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoLineTo(Refused):
    """No line leads to the peer: it is not a node that can be called."""

    wire_class = "policy"
    sentence = gettext_noop("No line leads to %(peer)s, so that it cannot be called.")
    next_step = gettext_noop("Call its contact point by telephone. What goes to it by hand or over a relay goes on.")


class CalledTooOften(Refused):
    """A node calls, or would call, another one too often."""

    wire_class = "policy"
    sentence = gettext_noop("%(caller)s called %(peer)s as often in this hour as test calls may be made.")
    next_step = gettext_noop("Wait, or call by telephone. It is six in an hour, two of them for a person.")


class CallGoesOn(Refused):
    """One call at a time."""

    wire_class = "conflict"
    sentence = gettext_noop("A test call to %(peer)s goes on.")
    next_step = gettext_noop("Wait for its outcome on this page.")


class StrangeCall(Refused):
    """A test call that is not the caller's own, not for this node, or not of now."""

    wire_class = "policy"
    sentence = gettext_noop("A test call of %(node)s is not signed by that node, not for this node, or not of now.")
    next_step = gettext_noop("It was not answered. Compare the clocks of both nodes.")


class StrangeAnswer(Refused):
    """An answer to something else than was asked, or somebody else's."""

    wire_class = "policy"
    sentence = gettext_noop("What came as the answer of %(peer)s to a test call is not its answer to that call: %(why)s.")
    next_step = gettext_noop("It counts as no answer. Compare the clocks of both nodes, and call its contact point.")


class NoSuchCall(Refused):
    """No test call of that number waits here."""

    sentence = gettext_noop("There is no test call %(number)s that waits for a person here.")
    next_step = gettext_noop("Open the page of lines again: it was confirmed already, or its time is over.")
