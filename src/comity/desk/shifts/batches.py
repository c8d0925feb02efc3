"""One form for several rows of the queue: take, acknowledge, offer. One transaction; each row is told what became of it."""

import uuid
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.holding import moves
from comity.desk.holding.actions import open_request
from comity.desk.holding.refusals import CannotReceive, NoSuchBatch, NothingChosen, TooManyRows
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import require
from comity.desk.reading.requests import find_request
from comity.desk.rules import rulebook
from comity.desk.visibility import NoSuchRequest
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Batch, Officer, Request
from comity.records.rows import insert
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused

LIMIT: Final = "BATCH-LARGEST"


class Verb(StrEnum):
    """What one form does to several requests."""

    TAKE = "take"
    ACKNOWLEDGE = "acknowledge"
    OFFER = "offer"


@transaction.atomic
def act_on_many(
    verb: Verb, references: Sequence[str], *, by: Officer, at: Instant, token: str, to: Officer | None = None, words: str = ""
) -> Batch:
    """Do `verb` to each request, in one transaction; a row that cannot be is left as it is and says why.

    Acknowledging is opening: each sender is owed the receipt `opened`. Offering needs `to` and `words`. Raises `NothingChosen`,
    `TooManyRows`, and what concerns all rows alike: `NotAllowed`, `policy.ReasonMissing`.
    """
    require(actor(by, at=at), Permitted.TAKE)
    chosen = tuple(dict.fromkeys(references))
    most = rulebook().limit(LIMIT, on=at.datetime().date()).value
    if not chosen:
        raise NothingChosen
    if len(chosen) > most:
        raise TooManyRows(count=len(chosen), most=most)
    if verb is Verb.OFFER:
        policy.require_reason(words)

    def act() -> str:
        told = [
            _told(reference, lambda request: _act(verb, request, by=by, at=at, to=to, words=words), by=by, at=at) for reference in chosen
        ]
        return str(insert(Batch(verb=verb.value, officer=by, told=told, at=at)).pk)

    return Batch.objects.get(pk=once(token, act, officer=by, verb=f"many.{verb.value}", at=at))


def _act(verb: Verb, request: Request, *, by: Officer, at: Instant, to: Officer | None, words: str) -> None:
    if verb is Verb.TAKE:
        moves.take(request, by=by, at=at)
    elif verb is Verb.ACKNOWLEDGE:
        open_request(request, by=by, at=at)
    elif to is None:
        raise CannotReceive(name="-", reference=request.reference)
    else:
        moves.offer(request, to=to, words=words, by=by, at=at)


def _told(reference: str, act: Callable[[Request], None], *, by: Officer, at: Instant) -> dict[str, JsonValue]:
    """Return what became of one row; what was begun of a row that is refused is undone."""
    try:
        request = find_request(reference, by=actor(by, at=at))
        with transaction.atomic():
            act(request)
    except Refused as refusal:
        known = not isinstance(refusal, NoSuchRequest)
        return {
            "reference": reference[:20],
            "known": known,
            "sentence": refusal.sentence,
            "next_step": refusal.next_step,
            "facts": dict(refusal.facts),
        }
    return {"reference": reference, "known": True, "sentence": "", "next_step": "", "facts": {}}


def find_batch(batch_id: uuid.UUID | str, *, by: Officer) -> Batch:
    """Return what a form of this officer did; raises `NoSuchBatch`."""
    found = Batch.objects.filter(pk=batch_id, officer=by).first()
    if found is None:
        raise NoSuchBatch
    return found
