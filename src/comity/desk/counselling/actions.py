"""Writes the legal adviser's opinion. Written once; another one later counts instead, and the older stays readable."""

import uuid

from django.db import transaction

from comity.desk.counselling.refusals import CounselNotCoded, OwnCounsel
from comity.desk.drafting.actions import drafters, find_draft
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import DraftNotOpen, require_reason
from comity.desk.states import DraftState
from comity.desk.tidings import News, tell
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Counsel, Draft, Officer, Request
from comity.records.models.shifts import REMARK_CAP
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

CODES = "counsel"


@transaction.atomic
def advise_on_request(request: Request, *, code: str, words: str, by: Officer, at: Instant, token: str) -> Counsel:
    """Give an opinion on a request; its holder is told. The journal gets the digest of the words, not the words.

    Raises `CounselNotCoded`, `policy.ReasonMissing`, `Malformed` or `TextTooLong` for what is no text.
    """
    who = actor(by, at=at)
    require(who, Verb.OPINE)
    require_visible(request, by=who)

    def advise() -> str:
        held = Request.objects.select_related("holder").get(pk=request.pk)
        kept = Counsel.objects.create(request=held, code=_coded(code), words=_worded(words), officer=by, at=at)
        _noted(kept, about=held.reference, by=by, at=at)
        if held.holder is not None and held.holder_id != by.pk:
            tell(held.holder, News.ADVISED, request=held, facts={"by": by.officer_id}, at=at)
        return str(kept.pk)

    return Counsel.objects.get(pk=once(token, advise, officer=by, verb="counsel.request", at=at))


@transaction.atomic
def advise_on_draft(draft_id: uuid.UUID | str, *, version: int, code: str, words: str, by: Officer, at: Instant, token: str) -> Counsel:
    """Give an opinion on a draft as it stood in `version`; its drafter is told. Raises as above, and `OwnCounsel`, `DraftNotOpen`."""
    who = actor(by, at=at)
    require(who, Verb.OPINE)

    def advise() -> str:
        draft = find_draft(draft_id, by=who)
        if draft.state not in (DraftState.OPEN, DraftState.SUBMITTED) or draft.version != version:
            raise DraftNotOpen(state=draft.state)
        if OfficerId(by.officer_id) in drafters(draft):
            raise OwnCounsel(name=by.name)
        kept = Counsel.objects.create(draft=draft, version=version, code=_coded(code), words=_worded(words), officer=by, at=at)
        _noted(kept, about=draft.reference, by=by, at=at, draft=draft)
        about = Request.objects.filter(reference=draft.reference).first() if draft.reference else None
        tell(draft.drafter, News.ADVISED, request=about, facts={"by": by.officer_id, "draft": str(draft.pk)}, at=at)
        return str(kept.pk)

    return Counsel.objects.get(pk=once(token, advise, officer=by, verb="counsel.draft", at=at))


def _coded(code: str) -> str:
    if code not in [item.code for item in vocabulary(CODES).offered]:
        raise CounselNotCoded
    return code


def _worded(words: str) -> str:
    require_reason(words)
    return str(FreeText.parse(words, cap=REMARK_CAP, what="note"))


def _noted(kept: Counsel, *, about: str, by: Officer, at: Instant, draft: Draft | None = None) -> None:
    facts: dict[str, JsonValue] = {"counsel": kept.pk, "code": kept.code, "digest": str(Digest.of(kept.words.encode()))}
    if draft is not None:
        facts |= {"draft": str(draft.pk), "version": kept.version}
    note("counsel.given", by=by, about=about, at=at, facts=facts)
