"""Hands over the desk: a brief that never changes; the incoming officer accepts it, and what it gives moves in one transaction."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from comity.desk.holding.moves import require_colleague
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.shifts.brief import BriefContent, parse_brief, print_brief, with_notes
from comity.desk.shifts.gathering import gather, giveable
from comity.desk.shifts.refusals import BriefClosed, BriefDamaged, BriefWaits, NoSuchBrief, NotForYou, NotYours
from comity.desk.tidings import News, tell
from comity.desk.visibility import visible_to
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Brief, Offer, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.records.rows import insert
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.text import FreeText


@transaction.atomic
def hand_over(
    *,
    receiver: Officer | None,
    notes: Mapping[str, str],
    give: Sequence[str],
    words: str,
    by: Officer,
    at: Instant,
    token: str,
) -> Brief:
    """Print the brief as things stand, with the officer's notes by reference, and keep the bytes; it waits to be accepted.

    `give` names the rows whose ownership moves on acceptance: those that `by` holds, or nobody does. Without `receiver` it is for
    whoever comes. Raises `BriefWaits`, `NotYours`, `CannotReceive`, `TextTooLong`, `UnsafeText`.
    """
    require(actor(by, at=at), Verb.HAND_ON)

    def make() -> str:
        if Brief.objects.filter(giver=by, state="offered").exists():
            raise BriefWaits
        if receiver is not None:
            require_colleague(receiver, giver=by, at=at)
        for one in Request.objects.select_related("holder").filter(reference__in=list(give)).exclude(giveable(by)):
            raise NotYours(reference=one.reference, name=one.holder.name)
        said = {reference: _text(text) for reference, text in notes.items() if text.strip()}
        content = with_notes(gather(by, receiver=receiver, at=at), notes=said, give=frozenset(give), words=_text(words))
        body = print_brief(content)
        digest = Digest.of(body)
        kept = insert(Brief(giver=by, receiver=receiver, body=body, digest=digest.raw, made_at=at))
        facts = {"brief": str(kept.pk), "digest": str(digest), "to": content.receiver, "gives": len(content.given)}
        note("handover.offered", by=by, about="", at=at, facts=facts)
        if receiver is not None:
            tell(receiver, News.BRIEF_OFFERED, request=None, facts={"by": by.officer_id, "brief": str(kept.pk)}, at=at)
        return str(kept.pk)

    return find_brief(once(token, make, officer=by, verb="handover.offer", at=at))


def _text(words: str) -> str:
    return str(FreeText.parse(words, cap=WORDS_CAP)) if words.strip() else ""


@transaction.atomic
def accept_brief(brief_id: uuid.UUID | str, *, references: Sequence[str], by: Officer, at: Instant, token: str) -> Brief:
    """Accept a handover: the chosen rows that it gives become `by`'s, all in this transaction; each other row stays where it is.

    A row that somebody took since is left with them, and `moved` says so. Raises `NoSuchBrief`, `BriefClosed`, `NotForYou`.
    """
    require(actor(by, at=at), Verb.HAND_ON)

    def accept() -> str:
        brief = _locked(brief_id)
        if brief.giver_id == by.pk or (brief.receiver_id not in (None, by.pk)):
            raise NotForYou
        content = read_brief(brief)
        moved = {reference: _move(reference, brief, chosen=reference in references, by=by, at=at) for reference in content.given}
        _close(brief, "accepted", by=by, at=at, moved=moved)
        digest = str(Digest(bytes(brief.digest)))
        facts = {
            "brief": str(brief.pk),
            "digest": digest,
            "from": brief.giver.officer_id,
            "moved": sum(how == "moved" for how in moved.values()),
        }
        note("handover.accepted", by=by, about="", at=at, facts=facts)
        tell(brief.giver, News.BRIEF_ACCEPTED, request=None, facts={"by": by.officer_id, "brief": str(brief.pk)}, at=at)
        return str(brief.pk)

    return find_brief(once(token, accept, officer=by, verb="handover.accept", at=at))


def _move(reference: str, brief: Brief, *, chosen: bool, by: Officer, at: Instant) -> str:
    """Move one row and return what became of it: `moved`, `left` (not chosen), or `taken` (somebody was faster)."""
    if not chosen:
        return "left"
    within = visible_to(actor(by, at=at)).filter(reference=reference)
    if not Request.objects.filter(giveable(brief.giver), pk__in=within.values("pk")).update(holder=by):
        return "taken"
    Offer.objects.filter(request__reference=reference, state="waiting").update(state="overtaken", closed_at=at)
    facts = {"from": brief.giver.officer_id, "brief": str(brief.pk)}
    note("request.handed-over", by=by, about=reference, at=at, facts=facts)
    return "moved"


@transaction.atomic
def recall_brief(brief_id: uuid.UUID | str, *, by: Officer, at: Instant, token: str) -> Brief:
    """Take back a handover that nobody accepted; it stays readable. Raises `NoSuchBrief`, `BriefClosed`, `NotForYou`."""

    def recall() -> str:
        brief = _locked(brief_id)
        if brief.giver_id != by.pk:
            raise NotForYou
        _close(brief, "recalled", by=by, at=at, moved={})
        note("handover.recalled", by=by, about="", at=at, facts={"brief": str(brief.pk)})
        return str(brief.pk)

    return find_brief(once(token, recall, officer=by, verb="handover.recall", at=at))


def _locked(brief_id: uuid.UUID | str) -> Brief:
    found = Brief.objects.select_for_update().select_related("giver").filter(pk=brief_id).first()
    if found is None:
        raise NoSuchBrief
    return found


def _close(brief: Brief, state: str, *, by: Officer, at: Instant, moved: Mapping[str, str]) -> None:
    closed = {"state": state, "closed_at": at, "closed_by": by, "moved": dict(moved)}
    if not Brief.objects.filter(pk=brief.pk, state="offered").update(**closed):
        raise BriefClosed


def find_brief(brief_id: uuid.UUID | str) -> Brief:
    """Return the handover; raises `NoSuchBrief`."""
    found = Brief.objects.select_related("giver", "receiver", "closed_by").filter(pk=brief_id).first()
    if found is None:
        raise NoSuchBrief
    return found


def read_brief(brief: Brief) -> BriefContent:
    """Return what its bytes say; raises `BriefDamaged` where they are not those of its digest."""
    body = bytes(brief.body)
    if Digest.of(body) != Digest(bytes(brief.digest)):
        raise BriefDamaged
    return parse_brief(body)


def open_briefs() -> tuple[Brief, ...]:
    """Return the handovers that wait to be accepted, oldest first."""
    return tuple(Brief.objects.select_related("giver", "receiver").filter(state="offered").order_by("made_at"))


def recent_briefs(*, limit: int = 20) -> tuple[Brief, ...]:
    """Return the newest handovers, whatever became of them."""
    return tuple(Brief.objects.select_related("giver", "receiver", "closed_by").order_by("-made_at")[:limit])
