"""Why no case file was made, and why one is not believed. Each names the place."""

from collections.abc import Iterator
from contextlib import contextmanager

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotWhole(Refused):
    """The archive is not the one that its node made."""

    wire_class = "commitment"
    sentence = gettext_noop("The case file does not hold at %(file)s: %(why)s")
    next_step = gettext_noop("Do not rely on it. Ask the authority that made it for the file again, and keep this copy.")

    def __init__(self, *, file: str, why: str) -> None:
        """`file` is a member of the archive, `why` what is wrong there, in English."""
        super().__init__(file=file, why=why)


class PartMissing(Refused):
    """Something that belongs into the case file cannot be read at this node."""

    wire_class = "unavailable"
    sentence = gettext_noop(
        "No case file of %(reference)s was made: “%(name)s”, which belongs to act %(number)s, is missing here or was changed."
    )
    next_step = gettext_noop(
        "Tell the operator: it is restored from the backup, and “comity fsck” says whether it is the same. Then export again."
    )


class TermsMissing(Refused):
    """Not said for whom, for which proceedings or why."""

    wire_class = "policy"
    sentence = gettext_noop("A case file needs its reader, the court and the number of its case, and a purpose in words.")
    next_step = gettext_noop("Fill in what is missing; what you typed is kept.")


class ApproverNeeded(Refused):
    """Conditions bind the use, or something is to be withheld, and the officer is no approver."""

    wire_class = "policy"
    sentence = gettext_noop(
        "Conditions bind the use of %(reference)s, or something is withheld: an approver exports it, and says why that is allowed."
    )
    next_step = gettext_noop("Ask an officer with the role of approver, and tell them the court and the number of its case.")


class WordNeeded(Refused):
    """The approver did not say why it is allowed."""

    wire_class = "policy"
    sentence = gettext_noop("Conditions bind the use of %(reference)s, or something is withheld: say in words why that is allowed.")
    next_step = gettext_noop("Write the reason; it stands in the journal and, for what is withheld, in the case file itself.")


class NothingWithheldFromCourt(Refused):
    """A court is given everything."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing is withheld from a court.")
    next_step = gettext_noop("Choose the defence as reader, or take the marks off.")


class NeverWithheld(Refused):
    """Exculpatory, or not an act of this case."""

    wire_class = "policy"
    sentence = gettext_noop("Act %(number)s cannot be withheld: it is exculpatory, or it is no act of this case.")
    next_step = gettext_noop("Take the mark off; what clears a person is always given.")


class GroundMissing(Refused):
    """Withheld without a coded ground, or a ground without anything withheld."""

    wire_class = "policy"
    sentence = gettext_noop("What is withheld needs one ground from the list, and a ground needs something that is withheld.")
    next_step = gettext_noop("Choose the ground, or take the marks off.")


@contextmanager
def at_member(file: str) -> Iterator[None]:
    """Turn a refusal inside into `NotWhole` that names `file`."""
    try:
        yield
    except NotWhole:
        raise
    except Refused as refusal:
        raise NotWhole(file=file, why=str(refusal)) from refusal
