"""What keeps a flag from being set, a review from counting, or an act from leaving."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class FlagNotCoded(Refused):
    """No code of the vocabulary was chosen."""

    wire_class = "policy"
    sentence = gettext_noop("No flag of the list was chosen.")
    next_step = gettext_noop("Choose one; the words beside it say the rest.")


class OriginMissing(Refused):
    """A flag for asylum names no country."""

    wire_class = "policy"
    sentence = gettext_noop("The flag for asylum needs the country of origin.")
    next_step = gettext_noop("Give its two letters: nothing about the person is then sent there.")


class NoSuchFlag(Refused):
    """There is no such flag, or it was ended."""

    sentence = gettext_noop("There is no such flag on this request, or it was ended already.")
    next_step = gettext_noop("Open the flags of the request again.")


class NoSuchReview(Refused):
    """There is nothing to agree to."""

    sentence = gettext_noop("There is no review here that waits for a second officer.")
    next_step = gettext_noop("Open the page again: a colleague may have been faster.")


class NotAnotherOfficer(Refused):
    """The one who looks again is one of those who acted."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s took part in this and cannot review it.")
    next_step = gettext_noop("Another officer with the role of approver can.")


class OutcomeNotCoded(Refused):
    """No outcome that fits was chosen."""

    wire_class = "policy"
    sentence = gettext_noop("No result of the review was chosen.")
    next_step = gettext_noop("Choose one from the list.")


class NothingToReview(Refused):
    """The request carries no such safeguard."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing on this request waits for that review.")
    next_step = gettext_noop("Read which flags and clocks it has; only those are reviewed.")


class ReviewOwed(Refused):
    """A flagged request is to be decided, or data handed over, before anybody else looked at it."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s carries a flag that no other officer has reviewed since it was set.")
    next_step = gettext_noop("An approver who set no flag and wrote no version of this draft reviews it first; nothing is lost meanwhile.")


class AsylumBlocked(Refused):
    """Something about a person who seeks asylum would go to the country of origin."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing about a person flagged for asylum is sent to the country of origin, %(country)s.")
    next_step = gettext_noop(
        "Refuse, consult or withdraw: these stay open. If the flag is wrong, an approver who did not set it ends it with a reason."
    )
