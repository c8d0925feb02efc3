"""Why a letter is not printed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class MissingGlyph(Refused):
    """A character that no font of the letter has; it would be printed as an empty box, without any error."""

    sentence = gettext_noop("The letter was not made: no font for letters has %(characters)s, in “%(where)s”.")
    next_step = gettext_noop(
        "Write that passage in another script, or ask the operator for a font that has it, in the node's folder “fonts”."
    )


class BadFont(Refused):
    """A font that the operator added cannot be read."""

    sentence = gettext_noop("The letter was not made: the font %(name)s in the node's folder “fonts” cannot be read.")
    next_step = gettext_noop("Ask the operator to replace that file by a TrueType or OpenType font, or to take it out.")


class NoPrinter(Refused):
    """What prints letters is not installed at this node."""

    wire_class = "unavailable"
    sentence = gettext_noop("The letter was not made: this node lacks what prints letters (%(what)s).")
    next_step = gettext_noop(
        "Ask the operator to install it: “tools/setup.sh run” does, or says what to install. The act and its proof need no letter."
    )


class NoRoom(Refused):
    """Even cut to its headings, a brief does not fit on its page."""

    sentence = gettext_noop("The brief was not made: even its headings do not fit on one page.")
    next_step = gettext_noop("Tell the operator; look at the country's page meanwhile, which has no such limit.")
