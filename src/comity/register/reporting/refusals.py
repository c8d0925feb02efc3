"""What keeps a mission's note from being filed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoteIncomplete(Refused):
    """What the register needs first is missing, or cannot be kept."""

    wire_class = "policy"
    sentence = gettext_noop("What you typed is kept and not filed: %(where)s.")
    next_step = gettext_noop("Complete it and file it again; nothing is lost meanwhile.")


class NoteFiled(Refused):
    """The note is another officer's, or was filed."""

    wire_class = "policy"
    sentence = gettext_noop("This note of a meeting cannot be changed by %(name)s now.")
    next_step = gettext_noop("What was filed stays as it is; write another one that adds to it.")
