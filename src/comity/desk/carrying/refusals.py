"""Why a case does not go on on the wire, or not now."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class CannotCarry(Refused):
    """The case cannot be proposed or accepted for the wire as it stands."""

    wire_class = "policy"
    sentence = gettext_noop("%(reference)s does not go on on the wire now: %(where)s.")
    next_step = gettext_noop("Settle what is named, then try again; on paper nothing has changed.")


class DuplicateProposal(Refused):
    """Both sides proposed the same case: the requesting State's proposal goes before."""

    wire_class = "conflict"
    sentence = gettext_noop("Our own proposal for %(reference)s goes before this one, because we are the State that asked.")
    next_step = gettext_noop("Refuse this one as a duplicate; the other side answers ours.")


class AlreadyThere(Refused):
    """What the other side signed that it has is not taken back."""

    wire_class = "conflict"
    sentence = gettext_noop("The proposal for %(reference)s has arrived at the other side; it was not taken back.")
    next_step = gettext_noop("Call the other side so that it answers; refusing it lets the case go on on paper.")
