"""What acts about threat sets, and the words of other nodes, do in the tables. The desk calls these in the transaction of the act."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.noting import note
from comity.intel.carrying.choosing import pack, unpack
from comity.intel.sets.outcomes import GONE, print_outcomes, put_outcomes, read_outcomes
from comity.intel.sets.states import GOING, HAD, LEFT, OURS, THEIRS, Entry, Heard, SetState, Told, after, ledger
from comity.records.models import IntelCollection, IntelSet, IntelSetWord, Officer, RegisterNumber
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.settled import SettledBody
from comity.wire.threatset import GIVE, RECALL, ThreatSet

_LETTER: Final = "S"


@dataclass(frozen=True, slots=True)
class Strange:
    """Why a word of another node cannot be about this set."""

    why: str


def next_number() -> str:
    """Give the next number, such as S-000001; inside the caller's transaction."""
    RegisterNumber.objects.get_or_create(letter=_LETTER)
    row = RegisterNumber.objects.select_for_update().get(letter=_LETTER)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{_LETTER}-{row.last:06d}"


def told_of(row: IntelSet) -> Told:
    """Return a set of ours as the ledger reads it."""
    keys = unpack(bytes(row.given))
    return Told(row.pk, SetState(row.state), row.sort == RECALL, keys, read_outcomes(bytes(row.outcomes), count=len(keys)))


def sets_for(collection: IntelCollection, authority: str) -> list[IntelSet]:
    """Return what left of a collection for an authority, in order."""
    left = [one.value for one in LEFT]
    return list(IntelSet.objects.filter(side=OURS, collection=collection, authority=authority, state__in=left).order_by("sent_at", "pk"))


def ledger_of(collection: IntelCollection, authority: str) -> dict[int, Entry]:
    """Return where each object of a collection stands with an authority, by the key of the object."""
    return ledger(map(told_of, sets_for(collection, authority)))


def had_by(collection: IntelCollection, authority: str) -> frozenset[int]:
    """Return the objects that are not given again: there, on their way, refused, or recalled."""
    return frozenset(key for key, entry in ledger_of(collection, authority).items() if entry.stand in HAD)


def keep_sent(row: IntelSet, *, case: str, env_id: str, by: Officer, at: Instant) -> None:
    """Keep that a set, or a recall, left."""
    row.state, row.case, row.env_id, row.approved_by, row.sent_at = SetState.SENT, case, env_id, by.officer_id, at
    row.body, row.files = None, None  # the act has them now
    row.save()
    note("set.sent", by=by, about=case, at=at, facts=facts_of(row))


def keep_theirs(said: ThreatSet, *, case: str, env_id: str, node: str, authority: str, tlp: str, at: Instant) -> IntelSet:
    """Keep that a set of another authority, or a recall of theirs, came: what it holds is kept afterwards (`arriving`)."""
    row: IntelSet = IntelSet.objects.create(
        side=THEIRS,
        sort=RECALL if said.recalls else GIVE,
        number=said.number,
        authority=authority,
        node=node,
        case=case,
        env_id=env_id,
        state=SetState.COMING,
        theirs=said.collection,
        reason=said.reason,
        objects_count=said.objects,
        content=str(said.content),
        tlp=tlp,
        at=at,
    )
    note("set.received", by=node, about=case, at=at, facts=facts_of(row))
    return row


def keep_receipts(case: str, env_ids: Iterable[str], *, at: Instant) -> None:
    """Keep that acts arrived at the other node. One that withdraws a case is a recall of all of it, which the receipt acknowledges."""
    for row in IntelSet.objects.select_for_update(of=("self",)).filter(side=OURS, case=case, env_id__in=list(env_ids)):
        to = after(SetState(row.state), Heard.RECEIPT)
        if to is None:
            continue
        row.state, row.received_at = to, row.received_at or at
        if _withdraws(row):
            row.state, row.settled_at = SetState.SETTLED, at
            row.outcomes = print_outcomes([GONE] * row.objects_count)
        row.save()


def keep_undelivered(case: str, *, env_id: str, why: str, at: Instant) -> None:
    """Keep that an act did not arrive: `why` is the class of a refusal, or `expired`."""
    row = IntelSet.objects.select_for_update(of=("self",)).filter(side=OURS, case=case, env_id=env_id).first()
    if row is None:
        return
    to = after(SetState(row.state), Heard.EXPIRY if why == "expired" else Heard.REFUSAL)
    if to is None:
        return
    row.state, row.wire_class = to, "" if why == "expired" else why[:20]
    row.save(update_fields=["state", "wire_class"])
    note("set.undelivered", by=row.node, about=case, at=at, facts={**facts_of(row), "why": why})


def keep_word(body: SettledBody, *, node: str, sealed: bytes, at: Instant) -> Strange | None:
    """Keep what the node that got a set signed about its objects; the same word again changes nothing."""
    rows = IntelSet.objects.select_for_update(of=("self",))
    row = rows.filter(side=OURS, case=str(body.case), env_id=str(body.env_id), node=node).first()
    if row is None or row.objects_count != body.objects:
        return Strange("of no set that went there")
    if IntelSetWord.objects.filter(set=row, first=body.first).exists():
        return None
    to = after(SetState(row.state), Heard.WORD)
    if to is None:
        return Strange("of a set that waits for no word")
    IntelSetWord.objects.create(set=row, first=body.first, sealed=sealed, at=at)
    codes = [code for count, code in body.runs for _ in range(count)]
    row.outcomes = put_outcomes(bytes(row.outcomes), first=body.first, codes=codes)
    whole = len(row.outcomes) == row.objects_count and 0 not in bytes(row.outcomes)
    row.state, row.received_at = (to if whole else SetState(row.state)), row.received_at or at
    row.settled_at = at if whole else None
    row.save()
    told: dict[str, JsonValue] = dict(Counter(codes))
    facts = {**facts_of(row), "first": body.first, "outcomes": told, "receipt": str(Digest.of(sealed))}
    note("set.settled", by=node, about=row.case, at=at, facts=facts)
    return None


def keep_withdrawn(case: str, *, env_id: str, side: str, by: Officer | str, at: Instant) -> None:
    """Keep that a case was withdrawn: everything that was given in it is recalled."""
    gives = list(IntelSet.objects.filter(side=side, case=case, sort=GIVE).exclude(state__in=_NEVER).order_by("pk"))
    if not gives or IntelSet.objects.filter(side=side, case=case, env_id=env_id).exists():
        return
    keys = [key for one in gives if one.state in GOING for key in unpack(bytes(one.given))] if side == OURS else []
    last = gives[-1]
    row = IntelSet.objects.create(
        side=side,
        sort=RECALL,
        number=case[3:],
        authority=last.authority,
        node=last.node,
        case=case,
        env_id=env_id,
        state=SetState.SENT if side == OURS else SetState.COMING,
        collection=last.collection if side == OURS else None,
        theirs=last.theirs,
        objects_count=len(keys),
        content="",
        given=pack(keys),
        at=at,
        sent_at=at if side == OURS else None,
    )
    note("set.withdrawn", by=by, about=case, at=at, facts=facts_of(row))


def facts_of(row: IntelSet) -> dict[str, JsonValue]:
    """Return what the journal tells of a set."""
    return {
        "set": row.number,
        "sort": row.sort,
        "with": row.authority,
        "objects": row.objects_count,
        "content": row.content,
        "reason": row.reason,
        "state": str(row.state),
    }


def counted(entries: Iterable[Entry]) -> Sequence[tuple[str, str, int]]:
    """Return how many objects stand where, with which code."""
    found = Counter((entry.stand.value, entry.code) for entry in entries)
    return [(stand, code, count) for (stand, code), count in sorted(found.items())]


_NEVER: Final = (SetState.PROPOSED, SetState.DROPPED)


def _withdraws(row: IntelSet) -> bool:
    return row.sort == RECALL and not row.content
