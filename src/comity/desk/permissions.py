"""What each role may do at the desk: one table, roles by verbs. Pure. What does not stand in it is not possible, by any door.

The table says what an officer may do at all. Which cases they may know of is `reading.visible`; where a case or a draft must stand
for a verb is `states`; that nobody approves what they drafted is `policy`.
"""

import functools
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from comity.directory.policy import Actor, Role, require_active, require_one_of


class Verb(StrEnum):
    """Everything that an officer can do with cases, drafts, the log and their colleagues' posts."""

    READ = "read"
    READ_DRAFT = "read-draft"
    READ_LOG = "read-log"
    READ_METADATA = "read-metadata"
    DRAFT = "draft"
    DECIDE = "decide"
    HAND_OVER_RESULT = "hand-over-result"
    APPROVE = "approve"
    RETURN = "return"
    TAKE = "take"
    REASSIGN = "reassign"
    HAND_ON = "hand-on"
    NOTE = "note"
    OPINE = "opine"
    DISPOSE = "dispose"
    CERTIFY_DISPOSAL = "certify-disposal"
    KEEP_EVIDENCE = "keep-evidence"
    RECORD_EVENT = "record-event"
    STAMP = "stamp"
    TEND_CLOCK = "tend-clock"
    ANSWER_CLOCK = "answer-clock"
    EXPORT_PROOF = "export-proof"
    EXPORT_CASEFILE = "export-casefile"
    RELEASE_CASEFILE = "release-casefile"
    PRINT_LETTER = "print-letter"
    PROPOSE_PERMISSION = "propose-permission"
    APPROVE_PERMISSION = "approve-permission"
    END_PERMISSION = "end-permission"
    PROPOSE_PARTNER = "propose-partner"
    APPROVE_PARTNER = "approve-partner"
    ASK_AT_HOME = "ask-at-home"
    ANSWER_AT_HOME = "answer-at-home"
    FLAG = "flag"
    REVIEW_SAFEGUARD = "review-safeguard"
    FILE_REPORT = "file-report"
    FORWARD = "forward"
    SET_WALL = "set-wall"
    SEE_POSTS = "see-posts"
    GIVE_POSTS = "give-posts"
    TEND_INCIDENT = "tend-incident"
    TEND_REMEDY = "tend-remedy"
    CLAIM = "claim"
    KEEP_COST = "keep-cost"
    READ_REGISTER = "read-register"
    KEEP_REGISTER = "keep-register"
    AGREE_LINE = "agree-line"
    READ_PICTURE = "read-picture"
    ASSESS = "assess"
    READ_WARNINGS = "read-warnings"
    WARN = "warn"
    READ_THREATS = "read-threats"
    KEEP_THREATS = "keep-threats"


_READER: Final = frozenset(
    {
        Verb.READ,
        Verb.READ_DRAFT,
        Verb.READ_LOG,
        Verb.NOTE,
        Verb.FLAG,
        Verb.READ_REGISTER,
        Verb.READ_PICTURE,
        Verb.READ_WARNINGS,
        Verb.READ_THREATS,
    }
)
_TELLING: Final = frozenset({Verb.TEND_INCIDENT})
_PERMITTING: Final = frozenset({Verb.END_PERMISSION})

TABLE: Final[Mapping[Role, frozenset[Verb]]] = {
    Role.DRAFTER: _READER
    | _PERMITTING
    | _TELLING
    | {
        Verb.CLAIM,
        Verb.KEEP_COST,
        Verb.KEEP_REGISTER,
        Verb.ASSESS,
        Verb.WARN,
        Verb.KEEP_THREATS,
        Verb.DRAFT,
        Verb.DECIDE,
        Verb.HAND_OVER_RESULT,
        Verb.TAKE,
        Verb.HAND_ON,
        Verb.STAMP,
        Verb.TEND_CLOCK,
        Verb.ANSWER_CLOCK,
        Verb.EXPORT_PROOF,
        Verb.PRINT_LETTER,
        Verb.PROPOSE_PERMISSION,
        Verb.PROPOSE_PARTNER,
        Verb.ASK_AT_HOME,
        Verb.ANSWER_AT_HOME,
        Verb.DISPOSE,
        Verb.KEEP_EVIDENCE,
        Verb.RECORD_EVENT,
    },
    Role.APPROVER: _READER
    | _PERMITTING
    | _TELLING
    | {
        Verb.CLAIM,
        Verb.APPROVE,
        Verb.AGREE_LINE,
        Verb.RETURN,
        Verb.ANSWER_CLOCK,
        Verb.EXPORT_PROOF,
        Verb.EXPORT_CASEFILE,
        Verb.RELEASE_CASEFILE,
        Verb.PRINT_LETTER,
        Verb.APPROVE_PERMISSION,
        Verb.APPROVE_PARTNER,
        Verb.REVIEW_SAFEGUARD,
        Verb.ANSWER_AT_HOME,
        Verb.CERTIFY_DISPOSAL,
    },
    Role.LEGAL_ADVISER: _READER | _TELLING | {Verb.OPINE, Verb.ANSWER_AT_HOME, Verb.TEND_REMEDY, Verb.CLAIM, Verb.EXPORT_CASEFILE},
    Role.EVIDENCE_CLERK: _READER
    | _TELLING
    | {Verb.HAND_OVER_RESULT, Verb.STAMP, Verb.EXPORT_PROOF, Verb.DISPOSE, Verb.KEEP_EVIDENCE, Verb.CLAIM, Verb.KEEP_COST},
    Role.SUPERVISOR: _READER
    | _PERMITTING
    | _TELLING
    | {
        Verb.ASSESS,
        Verb.REASSIGN,
        Verb.HAND_ON,
        Verb.ANSWER_CLOCK,
        Verb.SET_WALL,
        Verb.SEE_POSTS,
        Verb.CERTIFY_DISPOSAL,
        Verb.TEND_REMEDY,
        Verb.EXPORT_CASEFILE,
    },
    Role.AUDITOR: frozenset({Verb.READ_METADATA, Verb.READ_REGISTER, Verb.READ_PICTURE}),
    # Drafts are the capital's until they leave it.
    Role.MISSION: frozenset({Verb.READ, Verb.NOTE, Verb.FLAG, Verb.FILE_REPORT, Verb.FORWARD, Verb.READ_REGISTER, Verb.READ_PICTURE}),
    Role.ADMINISTRATOR: frozenset({Verb.SEE_POSTS, Verb.GIVE_POSTS}),
}

# Which verb writes an act of each part; every other part is plain drafting.
_OF_PART: Final[Mapping[str, Verb]] = {"answer": Verb.DECIDE, "result": Verb.HAND_OVER_RESULT}


def verb_of(act: str) -> Verb:
    """Return what writing an act of part `act` is: deciding, handing over a result, or drafting."""
    return _OF_PART.get(act, Verb.DRAFT)


def may(actor: Actor, verb: Verb) -> bool:
    """Say whether `actor` may do `verb` at all."""
    return actor.active and any(verb in TABLE[role] for role in actor.roles)


@functools.cache
def holders(verb: Verb) -> tuple[Role, ...]:
    """Return the roles that allow `verb`, in the order of `Role`."""
    return tuple(role for role in Role if verb in TABLE[role])


def require(actor: Actor, verb: Verb) -> None:
    """Raise `NotAllowed` or `MandateLapsed` unless `actor` may do `verb` at all."""
    require_active(actor)
    require_one_of(actor, holders(verb))
