"""Lets this node go on as a witness of a log that broke openly: what it cosigned of the lost history stays, and the next is of the new.

A witness never signs two histories of one log by itself. Where the log's node and two of its officers said from where its log breaks,
and the watcher found that true (docs/specs/restoring.md, section 4), the operator may say yes. docs/specs/log.md, section 8.
"""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.courier.protocol.effects import AlarmKind
from comity.courier.protocol.restoring import Break, Place
from comity.courier.replacing import write_file
from comity.courier.restoring.broken import Verified, verify_discontinuity
from comity.desk.proving.forked import FORKS
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.noting import note
from comity.records.models import Alarm, Discontinuity, WitnessedLog
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

COSIGNED: Final = "cosigned"
"""The end of the name of the file that keeps what was cosigned of a lost history."""


class NothingBroke(Refused):
    """What this node cosigned of that log is no history that it announced as lost."""

    wire_class = "policy"
    sentence = gettext_noop("%(peer)s has published no break of its log that explains what this node cosigned.")
    next_step = gettext_noop("Nothing was changed. A break that was just published is found at the next look, within the hour.")


class Convicted(Refused):
    """That node signed for two logs after the break as well."""

    wire_class = "policy"
    sentence = gettext_noop("%(peer)s signed for two logs after the moment of the break that it published.")
    next_step = gettext_noop("This node does not go on as its witness. The proof is in the folder “forks”.")


@dataclass(frozen=True, slots=True)
class Stuck:
    """A log that this node cosigned to `size` leaves, of a history that `verified` announces as lost."""

    peer: NodeId
    size: int
    cosigned_at: Instant
    verified: Verified


def stuck_logs(home: Home) -> tuple[Stuck, ...]:
    """Return the logs that broke after this node cosigned them, by name; each break verified anew."""
    rows = WitnessedLog.objects.filter(size__gt=0).exclude(note=b"").order_by("peer")
    found = (_stuck(row, home=home) for row in rows)
    return tuple(one for one in found if one is not None)


def go_on(peer: NodeId, *, home: Home, at: Instant) -> Stuck:
    """Begin again where both histories are the same; the next checkpoint must prove that it continues from there.

    What was cosigned of the lost history is kept as a file. Raises `NothingBroke`, `Convicted`.
    """
    with transaction.atomic():
        row = WitnessedLog.objects.select_for_update().filter(peer=peer.text, size__gt=0).exclude(note=b"").first()
        stuck = _stuck(row, home=home) if row is not None else None
        if row is None or stuck is None:
            raise NothingBroke(peer=peer)
        said = stuck.verified.said
        if Alarm.objects.filter(kind=AlarmKind.LOG_FORKED.value, peer=peer.text, at__gt=said.at).exists():
            raise Convicted(peer=peer)
        write_file(home.path / FORKS / f"{peer}-{row.size}.{COSIGNED}", bytes(row.note))
        facts = {"peer": peer.text, "size": row.size, "root": str(Digest(bytes(row.root))), "shared": said.shared.size}
        facts |= {"shared_root": str(said.shared.root), "break": said.index, "broke_at": str(said.at)}
        row.size, row.root, row.note, row.cosigned_at = said.shared.size, said.shared.root.raw, b"", at
        if not row.size:
            row.root = b""
        row.save()
        note("witness.went-on", by="operator", at=at, facts=facts)
    return stuck


def _stuck(row: WitnessedLog, *, home: Home) -> Stuck | None:
    """Return what the log's published breaks say of this row: of those that excuse it, the one with the shortest common beginning."""
    peer, place = NodeId(row.peer), Place(row.size, Digest(bytes(row.root)), row.cosigned_at)
    breaks = [one for one in Discontinuity.objects.filter(node=row.peer) if Break(one.shared, one.at).excuses(place)]
    found = [verify_discontinuity(bytes(one.said), node=peer, known=book(home)) for one in breaks]
    if not found:
        return None
    return Stuck(peer, row.size, row.cosigned_at, min(found, key=lambda one: one.said.shared.size))
