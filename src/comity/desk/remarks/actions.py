"""Writes internal notes. Written once: a correction is another note that names the one it corrects."""

import re
from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.remarks.refusals import MentionsNobody, NoSuchRemark, NotYourRemark
from comity.desk.tidings import News, tell
from comity.desk.visibility import require_visible, sees
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.people import officers_here
from comity.records.models import Officer, Remark, Request, Unread
from comity.records.models.shifts import REMARK_CAP
from comity.records.rows import insert
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.text import FreeText

# A sign-in name, or its part before the node's name, after an @ that does not stand inside a word (an address is no mention).
_MENTION: Final = re.compile(r"(?<![\w@.-])@([a-z0-9]+(?:[.-][a-z0-9]+)*(?:@[a-z0-9]+(?:[.-][a-z0-9]+)*)?)", re.IGNORECASE)


def mentioned_in(words: str) -> tuple[str, ...]:
    """Return the sign-in names that `words` mention, in order, each once; whether they exist is not asked here."""
    names = (found.lower() for found in _MENTION.findall(words))
    return tuple(dict.fromkeys(name if "@" in name else f"{name}@{home().node}" for name in names))


@transaction.atomic
def write_remark(request: Request, *, words: str, by: Officer, at: Instant, token: str, corrects: int | None = None) -> Remark:
    """Keep an internal note. Whoever is mentioned is told, and the request counts as unread for them.

    The journal gets the digest of the words, not the words. Raises `Malformed` or `TextTooLong` for what is no text, `MentionsNobody`,
    `NoSuchRemark` and `NotYourRemark` for a correction of what is not there, or not one's own.
    """
    require(actor(by, at=at), Verb.NOTE)
    require_visible(request, by=actor(by, at=at))

    def write() -> str:
        text = str(FreeText.parse(words, cap=REMARK_CAP, what="note"))
        people = _people(text)
        for one in people:
            require_inside(request, one, at=at)
        older = _older(request, corrects, by=by)
        kept = insert(Remark(request=request, officer=by, words=text, corrects=older, mentions=[one.officer_id for one in people], at=at))
        facts = {"remark": kept.pk, "digest": str(Digest.of(text.encode())), "corrects": older.pk if older else 0}
        note("remark.written", by=by, about=request.reference, at=at, facts=facts)
        for one in people:
            if one.pk != by.pk:
                _count_unread(request, one)
                tell(one, News.MENTIONED, request=request, facts={"by": by.officer_id}, at=at)
        return str(kept.pk)

    return Remark.objects.get(pk=once(token, write, officer=by, verb="remark.write", at=at))


def require_inside(request: Request, officer: Officer, *, at: Instant) -> None:
    """Raise `MentionsNobody` where the one who is mentioned may not know of the case: to be told would be a hint."""
    if not sees(request, by=actor(officer, at=at)):
        raise MentionsNobody(officer=officer.officer_id.partition("@")[0])


def _people(text: str) -> tuple[Officer, ...]:
    here = {one.officer_id: one for one in officers_here()}
    names = mentioned_in(text)
    for name in names:
        if name not in here:
            raise MentionsNobody(officer=name.partition("@")[0][:80])
    return tuple(here[name] for name in names)


def _older(request: Request, corrects: int | None, *, by: Officer) -> Remark | None:
    if corrects is None:
        return None
    older = Remark.objects.filter(pk=corrects, request=request).first()
    if older is None:
        raise NoSuchRemark
    if older.officer_id != by.pk:
        raise NotYourRemark
    return older


def _count_unread(request: Request, officer: Officer) -> None:
    row, new = Unread.objects.get_or_create(officer=officer, request=request)
    if not new:
        row.count += 1
        row.save(update_fields=["count"])
