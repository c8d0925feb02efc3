"""What keeps a disposal from being recorded or certified."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchDisposal(Refused):
    """There is none that waits for this."""

    sentence = gettext_noop("Nothing on this request waits to be destroyed or returned in that way.")
    next_step = gettext_noop("Open the page of what came again: a colleague may have been faster.")


class DisposalIncomplete(Refused):
    """A part of the record is missing or cannot be."""

    wire_class = "policy"
    sentence = gettext_noop("The record was not kept: %(where)s.")
    next_step = gettext_noop("Complete it; nothing that you typed is lost.")

    def __init__(self, where: str, *, part: str) -> None:
        """`where` says what is wrong, `part` names the part of the record: method, what, who, on."""
        super().__init__(where=where)
        self.part = part


class OwnDisposal(Refused):
    """The one who recorded it would certify it too."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s recorded this and cannot be the second officer.")
    next_step = gettext_noop("Another officer who was there, or has seen the record, can.")
