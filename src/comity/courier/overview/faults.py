"""Why a line is down, what an alarm means, what a class of refusal says, each with what to do: marked, not translated. Pure."""

from typing import Final

from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.granting import TrafficClass
from comity.courier.protocol.lines import Failure
from comity.terms.speech import gettext_noop

FAULTS: Final = {
    Failure.NO_ROUTE: gettext_noop("no connection could be made"),
    Failure.NOT_TRUSTED: gettext_noop("it did not show the certificate that the directory names"),
    Failure.NOT_ACCEPTED: gettext_noop("it does not know this node, or not its TLS key: hand it the newest directory file"),
    Failure.NO_LINE_KEY: gettext_noop("this node has no TLS key to show: comity key tls"),
    Failure.TIMEOUT: gettext_noop("it did not answer in time"),
    Failure.CUT: gettext_noop("the connection broke on the way"),
    Failure.STATUS: gettext_noop("it answered with another status than 200"),
    Failure.BAD_REPLY: gettext_noop("its reply could not be read"),
    Failure.LEASE_ENDED: gettext_noop("this node never learned what became of what it posted"),
}
WAIT: Final = gettext_noop(
    "It is tried again by itself. If it lasts, this node's operator looks whether the network here is up, and calls theirs."
)
STEPS: Final = {
    Failure.NO_ROUTE: WAIT,
    Failure.NOT_TRUSTED: gettext_noop(
        "Somebody else may answer at its address. This node's operator calls theirs by telephone and compares the fingerprint of its key."
    ),
    Failure.NOT_ACCEPTED: gettext_noop("This node's operator gives theirs the newest directory file: comity directory export"),
    Failure.NO_LINE_KEY: gettext_noop("This node's operator makes a TLS key: comity key tls"),
    Failure.TIMEOUT: WAIT,
    Failure.CUT: WAIT,
    Failure.STATUS: gettext_noop(
        "Their node is there and does not take anything just now. If it lasts, this node's operator calls theirs."
    ),
    Failure.BAD_REPLY: gettext_noop("Something between both nodes may answer in its place. This node's operator looks at the network."),
    Failure.LEASE_ENDED: WAIT,
}
ALARMS: Final = {
    AlarmKind.SAME_ID: gettext_noop("it used one identifier for two envelopes"),
    AlarmKind.SEQ_TAKEN: gettext_noop("it used one place in a case twice"),
    AlarmKind.BROKEN_CHAIN: gettext_noop("an act does not name the one before it"),
    AlarmKind.HELD_BROKEN: gettext_noop("an act that was held does not follow what then came before it"),
    AlarmKind.REFUSED: gettext_noop("it refused an act of ours for good"),
    AlarmKind.EXPIRED: gettext_noop("an act of ours expired without receipt or refusal"),
    AlarmKind.OTHER_DIGEST: gettext_noop("it signed a receipt over bytes that we never sent"),
    AlarmKind.CONTRADICTION: gettext_noop("it signed both that it took an act and that it did not"),
    AlarmKind.SECOND_RECEIPT: gettext_noop("it signed two different receipts for one act: it lost data, or keeps two logs"),
    AlarmKind.STRANGE_RECEIPT: gettext_noop("it signed a receipt for something that we never sent to it"),
    AlarmKind.CLOCKS: gettext_noop("it says that an act of ours is too old or too new: look at both clocks"),
    AlarmKind.GAP_GONE: gettext_noop("it waits for an act that was refused or has expired here"),
    AlarmKind.LOG_FORKED: gettext_noop("it signed for two logs: the proof is in the folder “forks”"),
    AlarmKind.LOG_WENT_BACK: gettext_noop("it shows a shorter log than it did: was an old copy of it restored?"),
    AlarmKind.LOG_UNPROVEN: gettext_noop("it shows a log that does not fit its own checkpoint"),
    AlarmKind.WITNESS_REFUSED: gettext_noop("as a witness it refused our checkpoint: was an old copy of our log restored?"),
    AlarmKind.STAMP_WRONG: gettext_noop("a time stamp that came is not what was asked for: the authority's answer is not used"),
    AlarmKind.STAMP_LATE: gettext_noop("no time stamp came: the authority does not answer"),
    AlarmKind.NOT_TRUSTED: gettext_noop(
        "whoever answered at its address did not show a TLS key that the directory names; nothing was sent"
    ),
    AlarmKind.LOG_DISCONTINUED: gettext_noop("its log breaks: it lost leaves, and two of its officers signed from where and why"),
    AlarmKind.DIRECTORY_DIFFERS: gettext_noop(
        "it was told another history of the directory than this node: call its operator, and the authorities that sign the repository"
    ),
    AlarmKind.MARK_MISSING_HERE: gettext_noop(
        "it names an act of its own that is not here: was an old copy restored here, or was a row lost? Run comity fsck"
    ),
    AlarmKind.MARK_MISSING_THERE: gettext_noop(
        "it does not have an act of its own that we signed for: was an old copy of it restored? Call its operator"
    ),
    AlarmKind.OWN_MISSING_HERE: gettext_noop(
        "it names an act of ours that is not here: was an old copy restored here, or was a row lost? Run comity fsck"
    ),
    AlarmKind.OWN_MISSING_THERE: gettext_noop(
        "it does not have an act of ours that it signed for: was an old copy of it restored? Call its operator"
    ),
    AlarmKind.MIRROR_WRONG: gettext_noop("a mirror of the directory serves what is refused: comity directory age says which and why"),
    AlarmKind.MIRRORS_SILENT: gettext_noop("no mirror of the directory answered"),
    AlarmKind.CALL_UNANSWERED: gettext_noop("its node did not answer a test call: call its contact point by telephone"),
    AlarmKind.CALL_UNCONFIRMED: gettext_noop("its node answered a test call, and no person there confirmed in time"),
    AlarmKind.CALL_MISSED: gettext_noop("it asked by a test call whether a person is awake here, and nobody of ours confirmed in time"),
    AlarmKind.FILE_BROKEN: gettext_noop("bytes that came for a file are not those that its signed act lists"),
    AlarmKind.KEY_AWAY: gettext_noop(
        "the token or the secret that keeps this node's keys is away: what needs a signature waits. Look: comity key where --check"
    ),
    AlarmKind.FILE_GONE: gettext_noop("a file of an act of ours is missing here, or changed"),
}

SHORT: Final = {
    TrafficClass.URGENT: gettext_noop("urgent acts"),
    TrafficClass.ORDINARY: gettext_noop("ordinary acts"),
    TrafficClass.BULK: gettext_noop("large acts"),
}

# Of the classes the wire carries no more than the word (`terms.refusals.WIRE_CLASSES`): the reason stays with who refused. Each with
# what it most likely means for an act of ours, and what people do.
_BY_ITSELF: Final = gettext_noop("Nothing is to be done: it goes again by itself.")
_ASK_THEM: Final = gettext_noop("Call its contact point: the reason stands on their page of lines. Then write the act anew.")
_ASK_OPERATORS: Final = gettext_noop(
    "Both operators compare the releases and the directory files of their nodes; then the act is written anew."
)
REFUSED: Final = {
    "malformed": (gettext_noop("its node could not read it; do both nodes run the same release?"), _ASK_OPERATORS),
    "too-large": (
        gettext_noop("it is larger than its node takes"),
        gettext_noop("Write the act anew with less beside it; files go in parts."),
    ),
    "bad-signature": (gettext_noop("a signature on it did not verify there"), _ASK_OPERATORS),
    "unknown-key": (
        gettext_noop("its node does not know a key that signed it"),
        gettext_noop("This node's operator gives theirs the newest directory file; then the act is written anew."),
    ),
    "key-expired": (gettext_noop("it was sealed to a key of theirs that is over"), _BY_ITSELF),
    "revoked": (
        gettext_noop("a key that signed it had been taken back by then"),
        gettext_noop("Write the act anew; an officer whose key counts approves it."),
    ),
    "not-for-us": (gettext_noop("its node says that it was sealed for another one"), _ASK_OPERATORS),
    "commitment": (gettext_noop("what it holds is not what was signed outside"), _ASK_OPERATORS),
    "conflict": (
        gettext_noop("its identifier or its place in the case is taken there by other bytes"),
        gettext_noop("Was an old copy of this node restored? This node's operator runs comity fsck before anything goes on in the case."),
    ),
    "stale": (
        gettext_noop("its node takes it for too old or too new"),
        gettext_noop("Both operators look at the clocks of their nodes; it goes again by itself while it holds."),
    ),
    "policy": (gettext_noop("it was understood, and is not taken there"), _ASK_THEM),
    "unavailable": (gettext_noop("its node could not take anything just then"), _BY_ITSELF),
    "no-credit": (gettext_noop("its node had no room for more of this just then"), _BY_ITSELF),
}
# What a format is called by people, of those that arrive from others; and what stands for any other.
FORMATS: Final = {
    "delivery": gettext_noop("delivery"),
    "envelope": gettext_noop("envelope"),
    "header block": gettext_noop("header of an envelope"),
    "outer header": gettext_noop("outer header of an envelope"),
    "inner header": gettext_noop("inner header of an envelope"),
    "signature": gettext_noop("signature"),
    "statement": gettext_noop("signed statement"),
    "batch proof": gettext_noop("proof of a signature"),
    "act": gettext_noop("act"),
    "file": gettext_noop("list of files"),
    "parcel": gettext_noop("part of a file"),
    "receipt": gettext_noop("receipt"),
    "threat set": gettext_noop("threat set"),
    "warning": gettext_noop("warning"),
    "certificate": gettext_noop("certificate"),
    "TAXII envelope": gettext_noop("envelope of TAXII"),
}
OTHER_FORMAT: Final = gettext_noop("thing that came")
UNREADABLE: Final = gettext_noop("the %(what)s cannot be read: it does not keep to its format. What the program notes: “%(where)s”")
EXPIRED: Final = (
    gettext_noop("it expired before its node took it"),
    gettext_noop("Tell its contact point by telephone what it said. Write the act anew if it is still wanted."),
)
