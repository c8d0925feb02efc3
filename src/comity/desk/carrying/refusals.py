"""Why a case does not go on on the wire, or not now."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class CannotCarry(Refused):
    """The case cannot be proposed or accepted for the wire as it stands."""

    wire_class = "policy"
    sentence = gettext_noop("%(reference)s does not go on on the wire now: %(where)s.")
    next_step = gettext_noop("Settle what is named, then try again; on paper nothing has changed.")


class DuplicateProposal(Refused):
    """Both sides proposed the same case: the requesting State's proposal goes before, and one that goes on already."""

    wire_class = "conflict"
    sentence = gettext_noop(
        "Our own proposal for %(reference)s goes before this one: we are the State that asked, or it goes on on the wire already."
    )
    next_step = gettext_noop("Refuse this one as a duplicate.")


class AlreadyThere(Refused):
    """What the other side signed that it has is not taken back by one officer; two can withdraw it."""

    wire_class = "conflict"
    sentence = gettext_noop("The proposal for %(reference)s has arrived at the other side; it was not taken back.")
    next_step = gettext_noop(
        "Call the other side so that it answers; or withdraw it, with a second officer: the case then goes on on paper at once."
    )
