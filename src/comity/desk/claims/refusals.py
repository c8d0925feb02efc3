"""What keeps a claim from being added or taken back."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class ClaimWrong(Refused):
    """Something of the claim is missing or not of its list."""

    wire_class = "policy"
    sentence = gettext_noop("This claim cannot be kept: %(what)s is missing or not well formed.")
    next_step = gettext_noop("Name two different entities, what is said of them, by which State, how sure it is, and where it is from.")


class NoSuchClaim(Refused):
    """There is no such claim that an officer here added."""

    sentence = gettext_noop("There is no such claim of this desk on this request, or it was taken back already.")
    next_step = gettext_noop("Open the page again. What an act says is never taken back here.")
