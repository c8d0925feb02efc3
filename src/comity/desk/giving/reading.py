"""Threat sets as an officer may know of them: what went or came in a case that is hidden from them is hidden here too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from comity.desk.meaning import GIVING
from comity.desk.permissions import Verb, require
from comity.desk.visibility import restricted_requests, visible_to
from comity.directory.policy import Actor
from comity.intel.carrying.choosing import unpack
from comity.intel.sets.keeping import ledger_of, told_of
from comity.intel.sets.refusals import NoSet
from comity.intel.sets.states import LEFT, OURS, RECALLABLE, Entry, SetState
from comity.intel.sets.withholding import unpack_withheld
from comity.intel.store.ingesting import bodies_of
from comity.intel.warnings.reasons import Why, read_whys
from comity.records.models import IntelSet
from comity.terms.json import JsonValue
from comity.wire.stix import BadStix, read_head
from comity.wire.threatset import GIVE

PAGE: Final = 50
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Sets:
    """A page of sets, the newest first; `before` is where the next one begins, 0 for none."""

    rows: tuple[IntelSet, ...]
    before: int


@dataclass(frozen=True, slots=True)
class Line:
    """One object of a set: its key, its identifier ("" where it cannot be read or was refused), where it stands, with which code."""

    key: int
    stix_id: str
    stand: str
    code: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was withheld by one rule: every reason, how many objects, and the identifiers of the first."""

    whys: tuple[Why, ...]
    count: int
    stix_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetFile:
    """A set with all that its page shows. `counts` say how many objects stand where; `lines` are the first of them, or of one stand."""

    row: IntelSet
    counts: tuple[tuple[str, str, int], ...]
    lines: tuple[Line, ...]
    of: int
    withheld: tuple[Withheld, ...]
    recalls: tuple[IntelSet, ...]
    recallable: int


def seen_sets(*, by: Actor, before: int = 0) -> Sets:
    """Return what was sent and came, the newest first."""
    rows = _visible(by).exclude(state__in=(SetState.PROPOSED, SetState.DROPPED))
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: PAGE + 1])
    return Sets(tuple(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else 0)


def seen_waiting(*, by: Actor) -> tuple[IntelSet, ...]:
    """Return what waits for a second officer, the oldest first."""
    return tuple(_visible(by).filter(state=SetState.PROPOSED).order_by("pk"))


def see_set(number: int, *, by: Actor, stand: str = "") -> SetFile:
    """Return a set, or a recall, with its ledger; raises `NoSet`, also where its case is hidden from `by`."""
    row = _visible(by).filter(pk=number).first()
    if row is None:
        raise NoSet(number=number)
    entries = _entries(row)
    counts: dict[tuple[str, str], int] = {}
    for _, state, code in entries:
        counts[state, code] = counts.get((state, code), 0) + 1
    wanted = [one for one in entries if not stand or one[1] == stand]
    recalls = IntelSet.objects.none()
    if row.sort == GIVE and row.case:
        recalls = IntelSet.objects.filter(side=row.side, node=row.node, case=row.case).exclude(sort=GIVE).exclude(state=SetState.DROPPED)
    return SetFile(
        row=row,
        counts=tuple((state, code, count) for (state, code), count in sorted(counts.items())),
        lines=tuple(_lines(wanted[:SHOWN])),
        of=len(wanted),
        withheld=tuple(_withheld(row)),
        recalls=tuple(recalls.order_by("pk")[:PAGE]),
        recallable=sum(state in RECALLABLE for _, state, _ in entries) if row.side == OURS and row.sort == GIVE else 0,
    )


def seen_left(*, by: Actor) -> tuple[IntelSet, ...]:
    """Return every set of ours that left and of which the collection is known, the oldest first."""
    left = [one.value for one in LEFT]
    return tuple(_visible(by).filter(side=OURS, sort=GIVE, state__in=left, collection__isnull=False).order_by("pk"))


def set_in(case: str, *, by: Actor) -> IntelSet | None:
    """Return the newest set of a case, None where it has none that they may know of."""
    return _visible(by).filter(case=case).order_by("-pk").first()


def _visible(by: Actor) -> QuerySet[IntelSet]:
    require(by, Verb.READ_THREATS)
    restricted = restricted_requests().filter(kind=GIVING)
    hidden = restricted.exclude(pk__in=visible_to(by).filter(kind=GIVING)).values("reference")
    return IntelSet.objects.select_related("collection").exclude(case__in=hidden)


def _entries(row: IntelSet) -> list[tuple[int, str, str]]:
    """Return key, stand and code of each object of a set, in order. Of one that waits nothing stands anywhere yet."""
    told = told_of(row)
    if row.side == OURS and row.sort == GIVE and row.sent_at is not None and row.collection is not None:
        ledger = ledger_of(row.collection, row.authority)
        return [(key, *_stand(ledger.get(key), row)) for key in told.keys]
    state = row.state if row.side == OURS else ""
    return [(key, state if not code else "", code) for key, code in zip(told.keys, told.codes, strict=True)]


def _stand(entry: Entry | None, row: IntelSet) -> tuple[str, str]:
    """Return where an object stands; one that another set gave again since stands there, and was lost by this one."""
    if entry is None or entry.by != row.pk:
        return "lost", row.state
    return entry.stand.value, entry.code


def _lines(entries: Sequence[tuple[int, str, str]]) -> Sequence[Line]:
    ids = _ids([key for key, _, _ in entries])
    return [Line(key, ids.get(key, ""), stand, code) for key, stand, code in entries]


def _ids(keys: Sequence[int]) -> dict[int, str]:
    found = {}
    for key, body in bodies_of([key for key in keys if key]).items():
        try:
            found[key] = read_head(body).id
        except BadStix:
            continue
    return found


def _withheld(row: IntelSet) -> Sequence[Withheld]:
    by_rule: dict[int, list[int]] = {}
    for key, rule in unpack_withheld(bytes(row.withheld)):
        by_rule.setdefault(rule, []).append(key)
    return [Withheld(read_whys(row.rules[rule]), len(keys), tuple(_ids(keys[:SHOWN]).values())) for rule, keys in by_rule.items()]


def keys_of(row: IntelSet) -> tuple[int, ...]:
    """Return the keys of the objects of a set, in order."""
    return unpack(bytes(row.given))


def every_set() -> tuple[IntelSet, ...]:
    """Return every set and recall of this node for whoever operates it, the oldest first: numbers and counts, and no case."""
    return tuple(IntelSet.objects.exclude(state=SetState.DROPPED).select_related("collection").order_by("pk"))


def operated_set(number: str) -> IntelSet:
    """Return one of ours; raises `NoSet`."""
    found = IntelSet.objects.select_related("collection").filter(side=OURS, number=number).first()
    if found is None:
        raise NoSet(number=number[:20])
    return found


def told_set(row: IntelSet) -> dict[str, JsonValue]:
    """Return what is told of a set to whoever proposes, approves and follows it."""
    counts: dict[str, JsonValue] = {}
    for _, stand, code in _entries(row):
        name = code or stand or "unknown"
        counts[name] = int(str(counts.get(name, 0))) + 1
    facts = {"set": row.number, "side": row.side, "sort": row.sort, "with": row.authority, "state": row.state, "reason": row.reason}
    signed = {"digest": row.digest, "content": row.content, "proposed_by": row.proposed_by, "approved_by": row.approved_by}
    withheld = sum(one.count for one in _withheld(row))
    return {**facts, **signed, "objects": row.objects_count, "outcomes": counts, "withheld": withheld, "more": row.more}


def objects_of(row: IntelSet) -> tuple[Line, ...]:
    """Return every object of a set with where it stands."""
    return tuple(_lines(_entries(row)))
