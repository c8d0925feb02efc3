"""What keeps a document from coming in, or from replacing another."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NothingInFile(Refused):
    """The file has no bytes."""

    wire_class = "malformed"
    sentence = gettext_noop("The file %(file)s is empty.")
    next_step = gettext_noop("Choose the file again; nothing was kept of this one.")


class DocumentTooLarge(Refused):
    """More bytes than an official document may have."""

    wire_class = "too-large"
    sentence = gettext_noop("The document has %(size)s bytes; the register keeps at most %(cap)s of one.")
    next_step = gettext_noop("Scan it with fewer points, or keep the text that was agreed without its annexes.")


class NotOfficial(Refused):
    """What is to replace a press report is no official document."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s is a press report; only an official document replaces one.")
    next_step = gettext_noop("Import the communiqué, the record or the signed text as an official document, and name its number.")


class ReplacedAlready(Refused):
    """Somebody replaced it before."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s was replaced by %(by)s already, or is an official document itself.")
    next_step = gettext_noop("Open that document; what stands there too is marked in its list.")
