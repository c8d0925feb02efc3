"""Proposes a threat set or a recall, and sends it once a second officer approved its very bytes. Each is one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.desk.drafting.composing import require_unstopped
from comity.desk.drafting.resolving import Resolved
from comity.desk.filelists import listed_files, require_there
from comity.desk.giving.drawing import Way, draft_again, draw_up, node_of, objects_content, recall_content, strictest, way_to
from comity.desk.journalling import mandate_facts, note
from comity.desk.permissions import Verb, may, require
from comity.desk.policy import ReasonMissing
from comity.desk.safeguarding.gate import Leaving, require_safe
from comity.desk.sending.actions import ChangedSinceShown, KeyOfAnother, TooBusy
from comity.desk.sending.leaving import OvertakenError, Place, let_leave, place_of, seal_act
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once, result_of
from comity.directory.policy import Actor, Role
from comity.intel.carrying.choosing import Standing, choose, pack, seen_by, unpack
from comity.intel.sets.keeping import facts_of, had_by, keep_sent, ledger_of, next_number
from comity.intel.sets.refusals import NoSet, NothingToGive, NothingToRecall, OwnSet, SetMoved, SetOutdated
from comity.intel.sets.states import OURS, RECALLABLE, SetState
from comity.intel.sets.withholding import withheld_from
from comity.intel.store.clock import take
from comity.intel.store.granting import collection_named
from comity.intel.warnings.refusals import RecallReasonMissing
from comity.records.bell import ring_on_commit
from comity.records.models import Draft, DraftVersion, IntelCollection, IntelSet, Officer, Request
from comity.seal.envelope import Closed
from comity.seal.keys import SigningKey
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.vocabulary import vocabulary
from comity.wire.act import ActBody, read_own_act
from comity.wire.threatset import GIVE, RECALL

REASON_CAP: Final = 1000
_TRIES: Final = 5
_PROPOSE: Final = "set.propose"
_RECALL: Final = "set.recall"
_APPROVE: Final = "set.approve"
_DROP: Final = "set.drop"


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A set, sealed for its place."""

    row: IntelSet
    draft: Draft
    body: ActBody
    place: Place
    closed: Closed


@transaction.atomic
def propose_set(name: str, *, to: AuthorityId, by: Officer, at: Instant, token: str) -> IntelSet:
    """Propose what `to` may be given of the collection `name` and has not got yet, with what is in it fixed.

    A proposal for the same authority that waits already is dropped for it. Raises `NoCollection`, `NotInDirectory`, `NotForThem`,
    `NoWayThere`, `NoBasis`, `NothingToGive`, `Stopped`.
    """
    require(actor(by, at=at), Verb.KEEP_THREATS)

    def propose() -> str:
        collection, directory = collection_named(name), book(home())
        there, ours = directory.authority(to), directory.authority(home().authority)
        way, clock = way_to(there, collection, at=at), take()
        had = had_by(collection, str(to))
        going = seen_by(collection, there, sender=ours, clock=clock, at=at, had=had)
        choice = choose(collection, going, Standing(had, frozenset()))
        keys = [key for _, key in choice.objects]
        if not keys:
            raise NothingToGive(authority=to)
        withheld = withheld_from(collection, there, ours=ours, choice=choice, clock=clock, at=at)
        row = _begin(collection, GIVE, keys, to=str(to), by=by, at=at)
        row.more, row.withheld, row.rules = choice.more, withheld.packed, withheld.rules
        row.tlp = strictest(withheld.labels)
        return _propose(row, way, objects_content(keys), collection=collection, by=by, at=at)

    return IntelSet.objects.get(pk=once(token, propose, officer=by, verb=_PROPOSE, at=at))


@transaction.atomic
def propose_recall(number: str, *, keys: Iterable[int] | None = None, reason: str, by: Officer, at: Instant, token: str) -> IntelSet:
    """Propose to recall objects of the set `number`: those of `keys` that are there or may be, without `keys` all of them.

    Raises `NoSet`, `RecallReasonMissing`, `NothingToRecall`, `NoWayThere`, `Stopped`.
    """
    require(actor(by, at=at), Verb.KEEP_THREATS)

    def propose() -> str:
        if reason not in vocabulary("recall-reason").by_code:
            raise RecallReasonMissing
        given = own_set(number)
        if given.collection is None or given.sort != GIVE or given.sent_at is None:
            raise SetMoved(number=number, state=given.state)
        standing = ledger_of(given.collection, given.authority)
        wanted = unpack(bytes(given.given)) if keys is None else tuple(keys)
        own = {key for key, entry in standing.items() if entry.by == given.pk and entry.stand in RECALLABLE}
        ordered, content = recall_content([key for key in dict.fromkeys(wanted) if key in own])
        if not ordered:
            raise NothingToRecall(number=number, authority=given.authority)
        there = book(home()).authority(AuthorityId(given.authority))
        row = _begin(given.collection, RECALL, ordered, to=given.authority, by=by, at=at)
        row.reason, row.tlp = reason, given.tlp
        way = Way(there, node_of(there, at=at), given.instrument, given.case)
        return _propose(row, way, content, collection=given.collection, by=by, at=at)

    return IntelSet.objects.get(pk=once(token, propose, officer=by, verb=_RECALL, at=at))


@transaction.atomic
def drop_set(number: str, *, by: Officer, at: Instant, token: str, reason: str = "") -> IntelSet:
    """Put away what was proposed and is not approved, with the reason of a second officer who does not."""
    who = actor(by, at=at)
    require(who, Verb.KEEP_THREATS if may(who, Verb.KEEP_THREATS) else Verb.APPROVE)

    def drop() -> str:
        row = own_set(number)
        if row.state != SetState.PROPOSED:
            raise SetMoved(number=number, state=row.state)
        if row.proposed_by != by.officer_id and not reason.strip():
            raise ReasonMissing
        _drop(row, by=by, at=at, reason=reason.strip()[:REASON_CAP])
        return str(row.pk)

    return IntelSet.objects.get(pk=once(token, drop, officer=by, verb=_DROP, at=at))


def approve_set(number: str, *, digest_seen: Digest, by: Officer, key: SigningKey, at: Instant, token: str) -> IntelSet:
    """Send what `digest_seen` names, as the second officer; `key` is the officer's own, just unlocked.

    Raises `OwnSet`, `ChangedSinceShown`, `SetOutdated` where it may not go as proposed, and what policy and directory refuse. A used
    `token` gives the same set and sends nothing.
    """
    for _ in range(_TRIES):
        who = actor(by, at=at)
        require(who, Verb.APPROVE)
        # (1) a repeated click is answered from what it did the first time
        kept = result_of(token, officer=by, verb=_APPROVE)
        if kept is not None:
            return IntelSet.objects.get(pk=kept)
        # (2) who may, is it what was shown, may all of it go today: before any costly work
        row = own_set(number)
        body = _require_approvable(row, digest_seen=digest_seen, by=by, key=key, at=at)
        drafter = Officer.objects.get(officer_id=row.proposed_by)
        draft = draft_again(row, body, by=drafter)
        _require_may_leave(draft, body, row=row, at=at)
        # (3) sign and seal outside the write lock, for the place that is next now
        place = place_of(draft)
        closed = seal_act(draft, body=body, place=place, key=key, at=at)
        if not isinstance(closed, Closed):  # an authority without a node is refused where it is proposed
            raise SetMoved(number=number, state=row.state)
        try:
            # (4) the act leaves and the ledger says so, or neither
            return _commit(_Leaving(row, draft, body, place, closed), by=by, who=who, at=at, token=token)
        except OvertakenError:
            continue
    raise TooBusy


@transaction.atomic
def _commit(leaving: _Leaving, *, by: Officer, who: Actor, at: Instant, token: str) -> IntelSet:
    row, draft = leaving.row, leaving.draft

    def send() -> str:
        waits = IntelSet.objects.select_for_update(of=("self",)).filter(pk=row.pk, state=SetState.PROPOSED, digest=row.digest)
        if not waits.exists():
            raise OvertakenError
        _require_still(row, at=at)
        draft.save(force_insert=True)
        DraftVersion.objects.create(draft=draft, version=1, fields=draft.fields, saved_at=at, saved_by=draft.drafter)
        mandate = mandate_facts(who, Role.APPROVER)
        request = let_leave(draft, body=leaving.body, place=leaving.place, closed=leaving.closed, by=by, mandate=mandate, at=at)
        keep_sent(row, case=request.reference, env_id=str(leaving.closed.env_id), by=by, at=at)
        return str(row.pk)

    found = once(token, send, officer=by, verb=_APPROVE, at=at)
    ring_on_commit()
    return IntelSet.objects.get(pk=found)


def own_set(number: str) -> IntelSet:
    """Return a set of ours, or a recall; raises `NoSet`."""
    found = IntelSet.objects.select_related("collection").filter(side=OURS, number=number).first()
    if found is None:
        raise NoSet(number=number[:20])
    return found


def _begin(collection: IntelCollection, sort: str, keys: list[int], *, to: str, by: Officer, at: Instant) -> IntelSet:
    return IntelSet(
        side=OURS,
        sort=sort,
        number=next_number(),
        authority=to,
        state=SetState.PROPOSED,
        collection=collection,
        objects_count=len(keys),
        given=pack(keys),
        proposed_by=by.officer_id,
        at=at,
    )


def _propose(row: IntelSet, way: Way, content: bytes, *, collection: IntelCollection, by: Officer, at: Instant) -> str:
    draw_up(row, way, content, collection=collection, by=by, at=at)
    waiting = IntelSet.objects.filter(side=OURS, collection=collection, authority=row.authority, state=SetState.PROPOSED)
    for one in waiting.filter(sort=row.sort):
        _drop(one, by=by, at=at)
    row.save()
    facts = {**facts_of(row), "digest": row.digest, "collection": collection.uuid, **mandate_facts(actor(by, at=at), Role.DRAFTER)}
    note("set.proposed", by=by, about="", at=at, facts=facts)
    return str(row.pk)


def _drop(row: IntelSet, *, by: Officer, at: Instant, reason: str = "") -> None:
    row.state, row.body, row.withheld, row.dropped_for = SetState.DROPPED, None, b"", reason
    row.save(update_fields=["state", "body", "withheld", "dropped_for"])
    note("set.dropped", by=by, about="", at=at, facts={**facts_of(row), "why": reason})


def _require_approvable(row: IntelSet, *, digest_seen: Digest, by: Officer, key: SigningKey, at: Instant) -> ActBody:
    """Return the act if this officer may approve exactly the bytes that were shown."""
    if row.state != SetState.PROPOSED or row.body is None:
        raise SetMoved(number=row.number, state=row.state)
    if row.proposed_by == by.officer_id:
        raise OwnSet(name=by.name)
    if not str(digest_seen) == row.digest == str(Digest.of(bytes(row.body))):
        raise ChangedSinceShown
    if str(key.public.key_id) != by.key_id:
        raise KeyOfAnother(name=by.name)
    require_there(listed_files(row.files))
    _require_still(row, at=at)
    return read_own_act(bytes(row.body))


def _require_still(row: IntelSet, *, at: Instant) -> None:
    """Raise `SetOutdated` unless all of it may still be given, or is still there to be recalled."""
    keys, collection = unpack(bytes(row.given)), row.collection
    if collection is None or collection.closed_at is not None:
        raise SetOutdated(count=len(keys))
    standing = ledger_of(collection, row.authority)
    if row.sort == RECALL:
        gone = sum(key not in standing or standing[key].stand not in RECALLABLE for key in keys)
    else:
        directory = book(home())
        there, ours = directory.authority(AuthorityId(row.authority)), directory.authority(home().authority)
        had = had_by(collection, row.authority)
        may = {key for _, key, _ in seen_by(collection, there, sender=ours, clock=take(), at=at, had=had)}
        gone = sum(key not in may or key in had for key in keys)
        opens = not Request.objects.filter(reference=row.case).exists()
        if not opens and way_to(there, collection, at=at).case != row.case:
            gone = len(keys)  # its case ended since: a new one begins with another act
    if gone:
        raise SetOutdated(count=gone)


def _require_may_leave(draft: Draft, body: ActBody, *, row: IntelSet, at: Instant) -> None:
    """Raise `Stopped`, `AsylumBlocked` or `ReviewOwed` where a rule or a flag stands against it, asked as the approver asks."""
    require_unstopped(draft, resolved=Resolved(body.act, body.kind, dict(body.fields)), role="approver", at=at)
    require_safe(Leaving(body.act, body.kind, body.fields, row.case, row.node, (body.drafted_by,)))
