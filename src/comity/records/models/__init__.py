"""The tables, one family a file. Foreign keys that cross families have no reverse name."""

from comity.records.models.access import BINDING_KINDS, SITTING_ENDS, Attempts, Binding, KeptPost, Sitting
from comity.records.models.counsel import Counsel, Forwarding, Occurrence
from comity.records.models.delivery import OUTBOX_OPEN, Alarm, Inbox, Line, Outbox, Receipt, Stream
from comity.records.models.drafts import Draft, DraftVersion, Numbering, Submission
from comity.records.models.files import ActFile
from comity.records.models.home import HomeQuestion, MissionReport
from comity.records.models.joining import Carry, Joining
from comity.records.models.journal import JournalAct, LogHead
from comity.records.models.notices import Duty, Notice
from comity.records.models.officers import Mandate, Officer, Unit
from comity.records.models.onward import Disposal, Material, Reuse
from comity.records.models.outside import Partner, Passage
from comity.records.models.permissions import Permission
from comity.records.models.register_actors import ACTOR_SORTS, ActorName, ActorPost, RegisterActor
from comity.records.models.register_assistance import ASSISTANCE_SIDES, Assistance, AssistanceMatch
from comity.records.models.register_commitments import COMMITMENT_STATES, Commitment, CommitmentMove, Evidence
from comity.records.models.register_mechanisms import MECHANISM_ROWS, Mechanism, MechanismParty, MechanismRow, Recurrence
from comity.records.models.register_meetings import (
    MEETING_STANDINGS,
    SENTENCE_CAP,
    Figure,
    Meeting,
    MeetingCountry,
    Participation,
    Statement,
)
from comity.records.models.register_sources import (
    DOCUMENT_STANDINGS,
    ROW_SOURCES,
    SUGGESTION_KINDS,
    VERDICTS,
    Document,
    RegisterNumber,
    RegisterText,
    Verdict,
)
from comity.records.models.register_treaties import TreatyAct
from comity.records.models.remedies import INCIDENT_SORTS, Claim, Cost, Incident, Remedy
from comity.records.models.requests import Clock, Message, Presence, Request, Unread
from comity.records.models.safeguards import REVIEW_SUBJECTS, Flag, Review
from comity.records.models.search import SavedFilter, SearchOwed, SearchText
from comity.records.models.shifts import Attendance, Batch, Brief, Habits, Offer, Remark, Snooze, Stamp, Tiding
from comity.records.models.telling import Dispatch, DraftWait, Occasion, Reach, Told
from comity.records.models.walls import Admitted, ContentRead, WallProposal

__all__ = [
    "ACTOR_SORTS",
    "ASSISTANCE_SIDES",
    "BINDING_KINDS",
    "COMMITMENT_STATES",
    "DOCUMENT_STANDINGS",
    "INCIDENT_SORTS",
    "MECHANISM_ROWS",
    "MEETING_STANDINGS",
    "OUTBOX_OPEN",
    "REVIEW_SUBJECTS",
    "ROW_SOURCES",
    "SENTENCE_CAP",
    "SITTING_ENDS",
    "SUGGESTION_KINDS",
    "VERDICTS",
    "ActFile",
    "ActorName",
    "ActorPost",
    "Admitted",
    "Alarm",
    "Assistance",
    "AssistanceMatch",
    "Attempts",
    "Attendance",
    "Batch",
    "Binding",
    "Brief",
    "Carry",
    "Claim",
    "Clock",
    "Commitment",
    "CommitmentMove",
    "ContentRead",
    "Cost",
    "Counsel",
    "Dispatch",
    "Disposal",
    "Document",
    "Draft",
    "DraftVersion",
    "DraftWait",
    "Duty",
    "Evidence",
    "Figure",
    "Flag",
    "Forwarding",
    "Habits",
    "HomeQuestion",
    "Inbox",
    "Incident",
    "Joining",
    "JournalAct",
    "KeptPost",
    "Line",
    "LogHead",
    "Mandate",
    "Material",
    "Mechanism",
    "MechanismParty",
    "MechanismRow",
    "Meeting",
    "MeetingCountry",
    "Message",
    "MissionReport",
    "Notice",
    "Numbering",
    "Occasion",
    "Occurrence",
    "Offer",
    "Officer",
    "Outbox",
    "Participation",
    "Partner",
    "Passage",
    "Permission",
    "Presence",
    "Reach",
    "Receipt",
    "Recurrence",
    "RegisterActor",
    "RegisterNumber",
    "RegisterText",
    "Remark",
    "Remedy",
    "Request",
    "Reuse",
    "Review",
    "SavedFilter",
    "SearchOwed",
    "SearchText",
    "Sitting",
    "Snooze",
    "Stamp",
    "Statement",
    "Stream",
    "Submission",
    "Tiding",
    "Told",
    "TreatyAct",
    "Unit",
    "Unread",
    "Verdict",
    "WallProposal",
]
