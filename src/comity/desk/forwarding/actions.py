"""Forwards what came to a mission about a case: everybody at the desk sees it as new, and who holds the case is told."""

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.outside.papers import Upload, keep_paper, read_paper
from comity.desk.outside.refusals import NoSuchPaper
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.tidings import News, tell
from comity.desk.unread import mark_unread
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Forwarding, Officer, Request
from comity.records.models.shifts import REMARK_CAP
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.text import FreeText


def forward(request: Request, *, words: str, upload: Upload | None, by: Officer, at: Instant, token: str) -> Forwarding:
    """Forward words, and a document where there is one, as an officer of a mission; the case itself does not move.

    Raises `policy.ReasonMissing` without words, and what keeping the document refuses.
    """
    who = actor(by, at=at)
    require(who, Verb.FORWARD)
    require_visible(request, by=who)
    require_reason(words)
    text = str(FreeText.parse(words, cap=REMARK_CAP, what="note"))
    paper = keep_paper(upload) if upload else None

    def keep() -> str:
        held = Request.objects.select_related("holder").get(pk=request.pk)
        kept = Forwarding(request=held, words=text, officer=by, at=at)
        if paper is not None:
            kept.name, kept.media, kept.size, kept.digest = paper.name, paper.media, paper.size, str(paper.digest)
        kept.save()
        facts: dict[str, JsonValue] = {"forwarding": kept.pk, "digest": str(Digest.of(text.encode())), "document": kept.digest}
        note("request.forwarded", by=by, about=held.reference, at=at, facts=facts)
        mark_unread(held, but=by)
        if held.holder is not None and held.holder_id != by.pk:
            tell(held.holder, News.FORWARDED, request=held, facts={"by": by.officer_id}, at=at)
        return str(kept.pk)

    with transaction.atomic():
        return Forwarding.objects.get(pk=once(token, keep, officer=by, verb="request.forward", at=at))


@transaction.atomic
def take_forwarded(request: Request, digest: str, *, by: Officer, at: Instant) -> tuple[Forwarding, bytes]:
    """Give a forwarded document away, word for word, and write down who took it; raises `NoSuchPaper`, `PaperMissing`."""
    require_visible(request, by=actor(by, at=at))
    found = Forwarding.objects.filter(request=request, digest=digest).order_by("id").first() if digest else None
    if found is None:
        raise NoSuchPaper(reference=request.reference)
    data = read_paper(Digest.parse(found.digest))
    note("paper.taken", by=by, about=request.reference, at=at, facts={"document": found.digest, "name": found.name})
    return found, data
