"""What of a case is content, column by column, and how it is destroyed. One table: what is not in it stays.

Numbers, codes, digests, moments, signatures and names of officers stay: who did what and when can be said for ever, and what it said
cannot. A test walks every column of every table that leads to a case: each is here, or is named there with the reason why it stays.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import Model, Q, QuerySet

from comity.desk.indexing import forget
from comity.records.models import (
    ActFile,
    CaseHold,
    Claim,
    Cost,
    Counsel,
    CustodyOffer,
    Disposal,
    Draft,
    DraftBody,
    DraftContent,
    DraftVersion,
    Flag,
    Forwarding,
    HomeQuestion,
    Inbox,
    JournalAct,
    KeptPost,
    Material,
    Message,
    Occurrence,
    Offer,
    Outbox,
    OutboxBytes,
    Passage,
    Remark,
    Request,
    Review,
    Snooze,
    Stamp,
    Stream,
    Tiding,
    WallProposal,
    Withholding,
)

GONE: Final = "-"  # where a column may not be empty
# The leaves that say how a case was erased, and the chain by which evidence was destroyed, keep what opens them.
_STAYING: Final = Q(name__startswith="erasure.") | Q(name__startswith="evidence.")

CONTENT: Final[tuple[tuple[type[Model], str, Mapping[str, object]], ...]] = (
    (Message, "request", {"body": b"", "salt": b""}),
    (ActFile, "message__request", {"name": ""}),
    (Passage, "message__request", {"who": "", "theirs": "", "note": "", "name": ""}),
    (Material, "request", {"purpose": ""}),
    (Disposal, "material__request", {"what": "", "who": ""}),
    (CustodyOffer, "item__request", {"told": {}}),
    (Claim, "request", {"one": "", "other": "", "source": ""}),
    (Cost, "request", {"words": ""}),
    (Counsel, "request", {"words": ""}),
    (Forwarding, "request", {"words": "", "name": ""}),
    (HomeQuestion, "request", {"words": "", "answer": ""}),
    (Occurrence, "request", {"words": ""}),
    (Offer, "request", {"words": "", "closed_words": ""}),
    (Flag, "request", {"person": "", "words": "", "ended_for": ""}),
    (Review, "request", {"words": "", "used": ""}),
    (Snooze, "request", {"words": ""}),
    (Stamp, "request", {"words": GONE}),
    (Remark, "request", {"words": "", "mentions": []}),
    (WallProposal, "request", {"reason": ""}),
    (Tiding, "request", {"facts": {}}),
    (Withholding, "request", {"record": b""}),
    (CaseHold, "request", {"words": "", "ended_for": ""}),
)
OF_DRAFT: Final[tuple[tuple[type[Model], str, Mapping[str, object]], ...]] = (
    (DraftVersion, "draft", {"fields": {}, "files": None}),
    (Counsel, "draft", {"words": ""}),
    (DraftContent, "draft", {"fields": {}, "files": None}),
    (DraftBody, "draft", {"body": None}),
    (Draft, "", {"returned_for": ""}),
)


def erase(request: Request) -> dict[str, int]:
    """Destroy the content of `request` in its rows, in the caller's transaction; return how many acts, leaves, drafts and files it had.

    The files themselves are the caller's: they go once this is committed (`files_of`, asked before).
    """
    counts = {
        "acts": Message.objects.filter(request=request).count(),
        "drafts": Draft.objects.filter(reference=request.reference).count(),
        "files": ActFile.objects.filter(message__request=request).count(),
    }
    written = list(Draft.objects.filter(reference=request.reference))
    drafts = [draft.pk for draft in written]
    forget(request)
    for table, path, blank in CONTENT:
        _rows(table).filter(**{path: request}).update(**blank)
    for table, path, blank in OF_DRAFT:
        _rows(table).filter(**{f"{path}__in" if path else "pk__in": drafts}).update(**blank)
    for place in (request.reference, *map(str, drafts)):
        KeptPost.objects.filter(path__contains=f"/{place}/").update(fields={})
    # By what their indexes begin with: a node has a million envelopes, and this one holds the write lock.
    peers = {request.peer, *Stream.objects.filter(case=request.reference).values_list("peer", flat=True)}
    names = list(Message.objects.filter(request=request).values_list("env_id", flat=True))
    sent = Outbox.objects.filter(peer__in=peers, env_id__in=names, item="envelope")
    OutboxBytes.objects.filter(entry__in=list(sent.values_list("pk", flat=True))).update(sealed=b"")
    sent.update(keys=None)
    Inbox.objects.filter(peer__in=peers, case=request.reference).update(sealed=b"", keys=None)
    leaves = JournalAct.objects.filter(about=request.reference, facts__isnull=False).exclude(_STAYING)
    counts["leaves"] = leaves.update(facts=None, salt=None) + sum(map(_close_early, written))
    return counts


def _close_early(draft: Draft) -> int:
    """Close the leaves about a draft from the time before its case had a number: they are about none, and name the draft."""
    until = draft.submitted_at or draft.saved_at
    rows = JournalAct.objects.filter(about="", facts__isnull=False, at__gte=draft.opened_at, at__lte=until)
    named = str(draft.pk).encode()
    found = [index for index, facts in rows.values_list("index", "facts").iterator() if named in bytes(facts)]
    return JournalAct.objects.filter(index__in=found).update(facts=None, salt=None)


def files_of(request: Request) -> dict[str, list[str]]:
    """Return what lies in the node's folder for `request`: digests of `files` and `papers`, names of the proofs that were exported here."""
    listed = set(ActFile.objects.filter(message__request=request).values_list("digest", flat=True))
    for draft in Draft.objects.filter(reference=request.reference):
        versions = DraftVersion.objects.filter(draft=draft).values_list("files", flat=True)
        listed |= {str(file["sha256"]) for files in (draft.files, *versions) for file in files or ()}
    papers = set(Passage.objects.filter(message__request=request).exclude(digest="").values_list("digest", flat=True))
    papers |= set(Forwarding.objects.filter(request=request).exclude(digest="").values_list("digest", flat=True))
    return {
        "files": sorted(listed),
        "papers": sorted(papers),
        "proofs": [f"{request.reference}{sort}.comity.zip" for sort in ("", ".withheld")],
    }


def _rows(table: type[Model]) -> QuerySet[Model]:
    return QuerySet(table)
