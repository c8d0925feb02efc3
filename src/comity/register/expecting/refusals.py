"""What keeps a reply from being noted."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class RepliesClosed(Refused):
    """The meeting is not ahead any more."""

    wire_class = "policy"
    sentence = gettext_noop("Meeting %(number)s is not ahead any more; who is expected is not changed.")
    next_step = gettext_noop("Add who took part; how many came may still be noted.")
