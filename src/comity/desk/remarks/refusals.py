"""What keeps an internal note from being written."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class MentionsNobody(Refused):
    """An @name that is no officer here."""

    sentence = gettext_noop("There is no officer @%(officer)s here.")
    next_step = gettext_noop("Write the sign-in name as it stands in the list beside the form.")


class NoSuchRemark(Refused):
    """The note to be corrected is not there."""

    sentence = gettext_noop("There is no such note on this request.")
    next_step = gettext_noop("Open the notes of the request again.")


class NotYourRemark(Refused):
    """Somebody else wrote it."""

    wire_class = "policy"
    sentence = gettext_noop("Only who wrote a note corrects it.")
    next_step = gettext_noop("Write a note of your own that says what you think.")
