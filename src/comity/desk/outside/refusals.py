"""Why an act outside the wire, or a step of one, is not recorded."""

from typing import Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

NO_MOMENT: Final = gettext_noop("say on which day and at which hour it passed")


class PassageIncomplete(Refused):
    """What makes the record worth something is missing, or cannot be."""

    wire_class = "policy"
    sentence = gettext_noop("This was not recorded: %(where)s.")
    next_step = gettext_noop("Complete the form and send it again; what was written down of the act is kept as a draft.")


class StepNotNow(Refused):
    """The step does not follow on what was recorded of this act."""

    wire_class = "policy"
    sentence = gettext_noop("This step does not follow on what is recorded of the act: %(paper_step)s.")
    next_step = gettext_noop("Open the request again: a colleague may have recorded it already.")


class NotOutside(Refused):
    """The act travelled between nodes, or what is written is one of ours."""

    wire_class = "policy"
    sentence = gettext_noop("This did not come or go outside the wire.")
    next_step = gettext_noop("What travels between nodes records itself; open the request to see it.")


class NoSuchPaper(Refused):
    """No document of that digest belongs to the case."""

    sentence = gettext_noop("There is no such document in the case %(reference)s.")
    next_step = gettext_noop("Open the request; its documents are listed with their acts.")
