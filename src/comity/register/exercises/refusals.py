"""What keeps an exercise from being proposed or moved."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class ExerciseAlone(Refused):
    """A joint exercise has at least two parties, this State among them."""

    wire_class = "policy"
    sentence = gettext_noop("A joint exercise needs this State and at least one other among its parties.")
    next_step = gettext_noop("Choose the other country.")


class ExerciseMoved(Refused):
    """The draft does not go there from where it stands."""

    wire_class = "policy"
    sentence = gettext_noop("Exercise %(number)s is %(state)s; from there it does not become %(to)s.")
    next_step = gettext_noop("Open it again: a colleague may have been faster. What was dropped is proposed anew.")
