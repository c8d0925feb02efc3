"""Why something is not left out of a proof; each with what to do instead."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotWithheld(Refused):
    """What was named is never left out, or is not there; `part` is its name in the form."""

    wire_class = "policy"
    sentence = gettext_noop("A proof cannot leave out %(part)s: %(where)s.")
    next_step = gettext_noop(
        "Leave out other parts. The first act, what may clear a person, and what says which bytes an item has are always given."
    )


class NothingChosen(Refused):
    """Nothing, no ground or no words."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing was chosen, or the ground or the words are missing.")
    next_step = gettext_noop("Choose what is left out, its ground, and say in words why: the court reads them.")


class WaitsAlready(Refused):
    """One choice at a time."""

    wire_class = "conflict"
    sentence = gettext_noop("Another choice of what is left out of this proof waits for its second officer.")
    next_step = gettext_noop("Let it be approved or dropped first.")


class NoSuchWithholding(Refused):
    """It is not there, or has ended."""

    wire_class = "policy"
    sentence = gettext_noop("There is no such choice that waits, or that was approved.")
    next_step = gettext_noop("Open the page again: a colleague may have ended it.")


class OwnChoice(Refused):
    """Nobody approves what they chose."""

    wire_class = "policy"
    sentence = gettext_noop("You chose what is left out yourself.")
    next_step = gettext_noop("A second officer reads it and approves it, signed in as themselves.")


class CaseWentOn(Refused):
    """An act or a step came since it was chosen: nobody said whether that is left out."""

    wire_class = "conflict"
    sentence = gettext_noop("The case went on since this was chosen: nobody has said whether what came is left out.")
    next_step = gettext_noop("Choose anew, and let it be approved again.")
