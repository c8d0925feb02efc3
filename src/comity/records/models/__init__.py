"""The tables, one family a file. Foreign keys that cross families have no reverse name."""

from comity.records.models.delivery import OUTBOX_OPEN, Alarm, Inbox, Line, Outbox, Receipt, Stream
from comity.records.models.drafts import Draft, DraftVersion, Numbering, Submission
from comity.records.models.journal import JournalAct, LogHead
from comity.records.models.officers import Officer
from comity.records.models.requests import Clock, Message, Presence, Request, Unread
from comity.records.models.search import SavedFilter, SearchText

__all__ = [
    "OUTBOX_OPEN",
    "Alarm",
    "Clock",
    "Draft",
    "DraftVersion",
    "Inbox",
    "JournalAct",
    "Line",
    "LogHead",
    "Message",
    "Numbering",
    "Officer",
    "Outbox",
    "Presence",
    "Receipt",
    "Request",
    "SavedFilter",
    "SearchText",
    "Stream",
    "Submission",
    "Unread",
]
