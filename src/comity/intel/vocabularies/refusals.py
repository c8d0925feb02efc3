"""What is refused to whoever puts vocabularies into a node."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoVocabulary(Refused):
    """A file that is none of the four sorts."""

    wire_class = "malformed"
    sentence = gettext_noop("%(file)s is no taxonomy, galaxy, object template or warning list of MISP.")
    next_step = gettext_noop(
        "Give a machinetag.json, a file of clusters, a definition.json or a list.json of MISP's repositories, or a folder of them."
    )


class VocabularyUnread(Refused):
    """A file that says which sort it is, and cannot be read as one."""

    wire_class = "malformed"
    sentence = gettext_noop("%(file)s cannot be taken: %(why)s")
    next_step = gettext_noop(
        "Nothing was kept of this file; the others were looked at by themselves. Mend it, or ask whoever publishes it."
    )


class OlderVocabulary(Refused):
    """A later version is here."""

    wire_class = "stale"
    sentence = gettext_noop("%(title)s is here in version %(here)s; the file has the older version %(came)s.")
    next_step = gettext_noop("Nothing was changed. For the older one drop the other first: comity intel vocabulary drop %(number)s")


class VocabularyNotHere(Refused):
    """None of that number."""

    sentence = gettext_noop("There is no vocabulary %(number)s here.")
    next_step = gettext_noop("Look at the list: comity intel vocabulary list")


class NothingInFolder(Refused):
    """A folder without any."""

    wire_class = "malformed"
    sentence = gettext_noop("There is no JSON file in %(folder)s.")
    next_step = gettext_noop("Give the folder of one of MISP's repositories, or one file.")
