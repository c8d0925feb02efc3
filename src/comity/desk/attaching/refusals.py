"""Why a file was not attached, or is not opened."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class AttachedAlready(Refused):
    """The same bytes, or the same name, go with this draft already."""

    wire_class = "conflict"
    sentence = gettext_noop("“%(name)s” is attached already, or another file has its name.")
    next_step = gettext_noop("Look at the list; take the other one off first, or give this one another name.")


class NoFilesOutside(Refused):
    """A partner without a node has no key that a file could be sealed for."""

    wire_class = "policy"
    sentence = gettext_noop("Files are sealed for a node, and %(peer)s has none.")
    next_step = gettext_noop("This goes as a letter: put the documents to the paper, and add the scan when you record how it was sent.")


class EmptyFile(Refused):
    """A file of no bytes says nothing, and cannot be told from one that was lost."""

    sentence = gettext_noop("The file “%(name)s” is empty.")
    next_step = gettext_noop("Look at it where you have it, and choose it again.")


class NoSuchFile(Refused):
    """No file of that digest goes with this."""

    sentence = gettext_noop("There is no such file here.")
    next_step = gettext_noop("Open the page again: the files that go with it are listed there.")


class NotHereYet(Refused):
    """Some of it is still on its way."""

    wire_class = "unavailable"
    sentence = gettext_noop("The file “%(name)s” is not here yet.")
    next_step = gettext_noop("It opens when all of it is here and its digest is the one that was signed. Nothing needs to be done.")


class BrokenFile(Refused):
    """What came, or what is on this disk, is not what the signed act lists."""

    wire_class = "commitment"
    sentence = gettext_noop("The file “%(name)s” is not opened: its bytes are not those that the signed act lists.")
    next_step = gettext_noop("Ask the other side to send it with a new act, and tell the operator; the alarm stands in the journal.")
