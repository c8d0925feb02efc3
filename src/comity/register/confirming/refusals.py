"""What keeps a suggestion from becoming a row, or a verdict from being changed."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchSuggestion(Refused):
    """The document suggests no such thing."""

    sentence = gettext_noop("%(document)s has no suggestion %(number)s of the kind %(kind)s.")
    next_step = gettext_noop("Open the document again; its suggestions are listed beside its text.")


class FirstComes(Refused):
    """It speaks of somebody or something that nobody has looked at yet."""

    wire_class = "policy"
    sentence = gettext_noop("This cannot be confirmed yet: %(first)s comes first.")
    next_step = gettext_noop("Accept, correct or reject that suggestion; or accept this one together with all that it speaks of.")

    def __init__(self, *, first: str, kind: str, number: int) -> None:
        """`first` is what people read; `kind` and `number` are the suggestion."""
        super().__init__(first=first)
        self.kind, self.number = kind, number


class PerhapsThere(Refused):
    """The register may have it already."""

    wire_class = "policy"
    sentence = gettext_noop("The register may have this already: %(name)s.")
    next_step = gettext_noop("Say that it is the same, and it is linked; or say that it is another, and it becomes a row of its own.")

    def __init__(self, *, name: str, kind: str, number: int) -> None:
        """`name` is the likeliest row; `kind` and `number` are the suggestion."""
        super().__init__(name=name)
        self.kind, self.number = kind, number


class JudgedMeanwhile(Refused):
    """A colleague looked at it meanwhile."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s has looked at this suggestion meanwhile.")
    next_step = gettext_noop("Open the document again and see what was made of it; then change it if you must.")


class NotACandidate(Refused):
    """What it is said to be the same as is not there."""

    wire_class = "policy"
    sentence = gettext_noop("There is no row %(row)s of this kind that it could be the same as.")
    next_step = gettext_noop("Choose one of those that are offered, or say that it is new.")


class StillNeeded(Refused):
    """Other rows stand on it."""

    wire_class = "policy"
    sentence = gettext_noop("This cannot be taken out of the register: %(what)s stands on it.")
    next_step = gettext_noop("Reject or correct that first. A commitment that is under way is not taken out: let it lapse, with a reason.")
