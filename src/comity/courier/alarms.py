"""Keeps what an operator must look at: one row and one leaf for each new alarm."""

from collections.abc import Iterable

from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.desk.receiving.receipts import doubted
from comity.directory.home import Home, home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import ActFile
from comity.records.models import Alarm as AlarmRow
from comity.seal.headers import parse_inner
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant


def keep_alarms(alarms: Iterable[Alarm], *, at: Instant) -> list[journal.Entry]:
    """Store the alarms that are new, in the caller's transaction, and return the leaves that they owe; a doubted act's request shows it."""
    entries = []
    for alarm in alarms:
        _, fresh = AlarmRow.objects.get_or_create(
            kind=alarm.kind.value,
            peer=str(alarm.peer),
            env_id=str(alarm.env_id or ""),
            case=str(alarm.case or ""),
            seq=alarm.seq or 0,
            defaults={"at": at},
        )
        if alarm.kind is AlarmKind.CLOCKS:
            doubted(str(alarm.case))
        if fresh:
            facts = {"kind": alarm.kind.value, "peer": str(alarm.peer), "envelope": str(alarm.env_id or ""), "seq": alarm.seq or 0}
            entries.append(journal.Entry(name="alarm.raised", actor=str(home().node), about=str(alarm.case or ""), facts=facts))
    return entries


def raise_alarm(alarm: Alarm, *, home: Home, at: Instant) -> None:
    """Raise one alarm with its leaf, in the caller's transaction; an equal one is the same."""
    entries = keep_alarms([alarm], at=at)
    if entries:
        journal.append(*entries, at=at, key=node_keys(home).signing.public.key_id)


def file_alarm(row: ActFile, kind: AlarmKind, *, at: Instant) -> None:
    """Raise an alarm about a file of an act, with its leaf, in the caller's transaction; a second one about the same act is the same."""
    inner = parse_inner(bytes(row.message.inner))
    alarm = Alarm(kind, NodeId(row.peer), inner.env_id, Reference(row.message.request.reference), inner.seq)
    raise_alarm(alarm, home=home(), at=at)
