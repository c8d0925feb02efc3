"""What the file check can find, as sentences with a place and a next step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. Doors translate `sentence` and `mend`, and `cause` in the place of the fact `why`."""

    sentence: str
    mend: str
    facts: Mapping[str, str] = field(default_factory=dict)
    cause: Refused | None = None

    def __str__(self) -> str:
        """Say it in English."""
        return self.sentence % self.facts


def of_refusal(fault: Exception) -> Fault:
    """Return what is refused by somebody else as a fault of this node."""
    if isinstance(fault, Refused):
        return Fault(fault.sentence, fault.next_step, fault.facts)
    return Fault(UNREADABLE, RESTORE, {"why": str(fault)})


RESTORE: Final = gettext_noop(
    "Stop the node and keep its folder as it is. Restore the newest backup beside it and compare both with “comity fsck”."
)
REBUILD: Final = gettext_noop("Stop the node, move the folder “log” away and start it again: the files are made from the rows.")
LOOK: Final = gettext_noop("Find out who or what wrote there. The file may go once that is known.")
SYNC: Final = gettext_noop("Set the machine's clock from a trusted source (NTP), and look who or what changed it.")
DO_NOT_RUN: Final = gettext_noop("Do not start this node: it would fork its log. Restore the newest backup of the database.")
RENEW: Final = gettext_noop("Ask for the newest directory file of that country and add it with “comity directory add”.")
RENEW_SECTION: Final = gettext_noop("Bring the country's key, sign the file again, and hand it to every peer: comity directory renew")
RENEW_OWN: Final = gettext_noop("Put another one in its place, with the country's key at hand: comity key %(use)s --renew")
LOCK: Final = gettext_noop("Stop the node, and bring its keys under what node.toml names: comity key lock")
START: Final = gettext_noop("Start the node: it destroys such seeds before it does anything else.")
RENEW_LINE_KEY: Final = gettext_noop("Make a new one with “comity key tls”, and hand the new directory file to every peer.")
REFRESH: Final = gettext_noop("Take a newer copy over with “comity directory refresh”; after 30 days nothing new can be approved.")
ERASE_AGAIN: Final = gettext_noop("Find out which copy it came from. Report it as an error of the program if it came from none.")
TELL: Final = gettext_noop("The next act on the request writes it anew. Report it as an error of the program.")

REINDEX: Final = gettext_noop("Run “comity reindex”: the words are made anew from the acts, and nothing else changes.")
WRITTEN_ANEW: Final = gettext_noop("The next change of that row writes it anew. Report it as an error of the program.")
HARDEN: Final = gettext_noop("Have the server's administrator switch it on, and restart the server.")

KEY_IN_THE_CLEAR: Final = gettext_noop("The key file %(file)s lies in the clear, though node.toml names what keeps it.")
UNREADABLE: Final = gettext_noop("A file of this node cannot be read: %(why)s.")
DAMAGED: Final = gettext_noop("The database reports damage: %(why)s.")

LEAF_MISSING: Final = gettext_noop("Leaf %(index)s of the journal is missing.")
LEAF_CHANGED: Final = gettext_noop("Leaf %(index)s of the journal is not as it was logged: %(why)s.")
HEAD_DIFFERS: Final = gettext_noop(
    "The journal's head has %(head)s leaves under the root %(head_root)s, its rows are %(size)s under %(root)s."
)
CHECKPOINT_BAD: Final = gettext_noop("The log's checkpoint cannot be used: %(why)s")
CHECKPOINT_AHEAD: Final = gettext_noop(
    "The checkpoint was signed over %(published)s leaves, and the journal has %(size)s: the database is older than the log."
)
CHECKPOINT_DIFFERS: Final = gettext_noop("The checkpoint over %(published)s leaves has the root %(root)s, the rows give %(expected)s.")
LEAF_BACKWARDS: Final = gettext_noop("Leaf %(index)s is of %(at)s, long before leaves in front of it: the clock was set back.")
CLOCK_BEHIND: Final = gettext_noop("This machine's clock says %(now)s, and the newest leaf is of %(at)s.")

KEY_NOT_LISTED: Final = gettext_noop("The directory does not name the key %(key)s of this node as good at %(at)s.")
LINE_KEY_OVER: Final = gettext_noop("The time of this node's TLS key %(key)s is over: peers refuse the line.")
DIRECTORY_OLD: Final = gettext_noop("The directory repository was last signed as the newest at %(issued)s, more than 7 days ago.")
SEED_OVER: Final = gettext_noop("The seed of the daily key %(key)s is still there; its time was over at %(until)s.")
SECTION_EXPIRED: Final = gettext_noop("The directory file of %(country)s was good until %(until)s.")

ACT_BROKEN: Final = gettext_noop("Act %(envelope)s of request %(case)s does not hold: %(why)s")
ACT_NOT_LOGGED: Final = gettext_noop("Act %(envelope)s of request %(case)s has no leaf %(kind)s in the journal.")
STILL_THERE: Final = gettext_noop("The content of act %(envelope)s of request %(case)s was destroyed, and it is there.")
STREAM_BROKEN: Final = gettext_noop("The acts of request %(case)s with %(peer)s (%(direction)s) do not follow each other: %(why)s.")
OUTBOX_BROKEN: Final = gettext_noop("The outbox item %(envelope)s for %(peer)s does not hold: %(why)s")
INBOX_BROKEN: Final = gettext_noop("The inbox item %(envelope)s of %(peer)s does not hold: %(why)s")
RECEIPT_BROKEN: Final = gettext_noop("The receipt “%(kind)s” for envelope %(envelope)s does not hold: %(why)s")
DEADLINE_DIFFERS: Final = gettext_noop("Request %(case)s shows the deadline %(shown)s; its nearest running clock says %(due)s.")
DRAFT_WITHOUT_ACT: Final = gettext_noop("Draft %(draft)s was sent, and its act %(envelope)s is not there.")

FILE_MISSING: Final = gettext_noop("The file “%(name)s” of %(case)s is not in the folder of files.")
FILE_CHANGED: Final = gettext_noop("The file “%(name)s” of %(case)s was changed: its bytes are not those that are listed.")
FILE_OPEN: Final = gettext_noop("The file “%(name)s” of %(case)s can be read by other accounts of this machine.")
FILE_NOT_LISTED: Final = gettext_noop("The files that this node knows of act %(envelope)s are not those that the act lists.")

NOT_INDEXED: Final = gettext_noop("Request %(case)s is not in the search index.")
SEARCHED_OTHERWISE: Final = gettext_noop("Request %(case)s is not found by every word of its acts.")
UNSAFE_SERVER: Final = gettext_noop("The database server runs with “%(setting)s” off: what it committed may be gone after a power cut.")
PAPER_BROKEN: Final = gettext_noop("A document of the case %(case)s cannot be used: %(why)s")

OBJECT_CHANGED: Final = gettext_noop("The bytes of the threat object %(object)s are not those of its digest.")
PLACE_WRONG: Final = gettext_noop(
    "The threat object %(object)s stands in a collection under a number that is not its own, or twice in the same version."
)
WRONG_BYTES: Final = gettext_noop("The bytes of the document %(number)s of the register are not those of its digest.")
MISQUOTED: Final = gettext_noop("The document %(number)s of the register does not say what is quoted of it at the place that is named.")
ROW_LAGS: Final = gettext_noop("Beside %(number)s of the register stands something else than follows from it: a list or a figure is wrong.")
