"""What an auditor reads: who did what, when, under which article, by which clock, with which outcome; never what a case says.

Values are made of columns and codes alone. The bodies of acts are opened for one code, the decision; nothing else of them leaves here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.desk.permissions import Verb, require
from comity.desk.visibility import NoSuchRequest
from comity.directory.policy import Actor
from comity.records.models import Clock, JournalAct, Message, Receipt, Request
from comity.terms.instants import Instant
from comity.wire.act import parse_act

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case from outside: number, the two sides, law, where it stands, when; how it is walled and marked; how many acts it has."""

    reference: str
    direction: str
    peer: str
    kind: str
    instrument: str
    article: str
    urgency: str
    state: str
    wall: str
    level: str
    opened_at: Instant
    last_act_at: Instant
    due_at: Instant | None
    acts: int


@dataclass(frozen=True, slots=True)
class ActFacts:
    """One act from outside; `decision` is the code of an answer, empty for other acts."""

    direction: str
    act: str
    kind: str
    at: Instant
    signers: tuple[str, ...]
    decision: str
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """One clock: its code, its rule, when it was due, when it stopped."""

    code: str
    rule: str
    starts_at: Instant
    due_at: Instant
    stopped_at: Instant | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One act of the journal without what it says."""

    index: int
    name: str
    actor: str
    about: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Audited:
    """One case with its acts, clocks and lines of the journal."""

    case: CaseFacts
    acts: tuple[ActFacts, ...]
    clocks: tuple[ClockFacts, ...]
    log: tuple[LogLine, ...]


def audited_cases(*, by: Actor, before: int | None = None) -> tuple[tuple[CaseFacts, ...], int | None]:
    """Return a page of cases, newest first, walled ones too, and what `before` of the next page is (None on the last)."""
    require(by, Verb.READ_METADATA)
    rows = Request.objects.all() if before is None else Request.objects.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    counts: dict[int, int] = {}
    for key in Message.objects.filter(request__in=shown).values_list("request_id", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return tuple(_case(row, counts.get(row.pk, 0)) for row in shown), shown[-1].pk if len(found) > PAGE else None


def audited_case(reference: str, *, by: Actor) -> Audited:
    """Return one case from outside; raises `NoSuchRequest`."""
    require(by, Verb.READ_METADATA)
    row = Request.objects.filter(reference=reference).first()
    if row is None:
        raise NoSuchRequest(reference=reference[:20])
    messages = list(Message.objects.filter(request=row).order_by("id"))
    receipts: dict[str, list[str]] = {}
    for env_id, kind in Receipt.objects.filter(case=reference).values_list("env_id", "kind"):
        receipts.setdefault(env_id, []).append(kind)
    clocks = Clock.objects.filter(request=row).order_by("due_at")
    return Audited(
        _case(row, len(messages)),
        tuple(_act(message, receipts) for message in messages),
        tuple(ClockFacts(one.code, one.rule, one.starts_at, one.due_at, one.stopped_at) for one in clocks),
        tuple(_line(one) for one in JournalAct.objects.filter(about=reference).order_by("-index")),
    )


def audited_log(*, by: Actor, before: int | None = None, limit: int = PAGE) -> tuple[LogLine, ...]:
    """Return the newest lines of the whole journal, older than index `before` if one is given."""
    require(by, Verb.READ_METADATA)
    rows = JournalAct.objects.all() if before is None else JournalAct.objects.filter(index__lt=before)
    return tuple(_line(one) for one in rows.order_by("-index")[:limit])


def _case(row: Request, acts: int) -> CaseFacts:
    return CaseFacts(
        reference=row.reference,
        direction=row.direction,
        peer=row.peer,
        kind=row.kind,
        instrument=row.instrument,
        article=row.article,
        urgency=row.urgency,
        state=row.state,
        wall=row.wall,
        level=row.level,
        opened_at=row.opened_at,
        last_act_at=row.last_act_at,
        due_at=row.due_at,
        acts=acts,
    )


def _act(message: Message, receipts: Mapping[str, list[str]]) -> ActFacts:
    decided = message.act == "answer" and message.body  # else it was destroyed after its time
    decision = parse_act(bytes(message.body)).fields.get("decision", "") if decided else ""
    return ActFacts(
        direction=message.direction,
        act=message.act,
        kind=message.kind,
        at=message.at,
        signers=tuple(message.signers),
        decision=decision if isinstance(decision, str) else "",
        receipts=tuple(sorted(set(receipts.get(message.env_id, ())))),
    )


def _line(row: JournalAct) -> LogLine:
    return LogLine(row.index, row.name, row.actor, row.about, row.at)
