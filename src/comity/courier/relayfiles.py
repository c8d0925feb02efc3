"""Leaves files at one relay: parcels for each peer that no line reaches, as many as may lie there; no act waits behind them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog

from comity.courier.beside import is_intact, sealed_parcels
from comity.courier.parcelling import due_files
from comity.courier.protocol.relays import AGAIN, AtRelay, parcels_to_leave
from comity.courier.relayline import Leaving, RelayLine
from comity.desk.crashing import crash_point
from comity.records.models import ActFile
from comity.seal.parcel import chunks_of
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.wire.relay import Left

FULL: Final = timedelta(minutes=5)
"""Until a relay that had no room is tried again."""
_LOG: Final = structlog.get_logger("comity.courier")


class FilesAtRelay:
    """The files that lie at one relay, as far as this process knows: a restart leaves a few parcels once more."""

    def __init__(self, line: RelayLine, *, now: Callable[[], Instant], waits: Callable[[], bool]) -> None:
        """`waits` says whether something else is due at the relay by now."""
        self._line, self._now, self._waits = line, now, waits
        self._lying: dict[int, AtRelay] = {}
        self._full_for: dict[NodeId, Instant] = {}

    def leave(self, peer: NodeId) -> bool:
        """Leave parcels of the files that are due to `peer`, one at a time; say whether any were. Raises `RelayAwayError`."""
        rows = {row.pk: row for row in due_files(peer)}
        self._lying = {pk: lies for pk, lies in self._lying.items() if lies.peer != peer or pk in rows}
        at = self._now()
        if not rows or self._full_for.get(peer, at) > at:
            return False
        stand = [(row.pk, row.told, chunks_of(row.size)) for row in rows.values()]
        left = False
        for pk, numbers in parcels_to_leave(stand, self._lying, now=at):
            if is_intact(rows[pk], at=at):
                left = True
                if not self._leave_of(rows[pk], numbers, at=at):
                    break
            else:
                self._lying[pk] = AtRelay(peer, rows[pk].told, rows[pk].told, at)  # it may be brought back: looked at again hours later
        return left

    def _leave_of(self, row: ActFile, numbers: range, *, at: Instant) -> bool:
        """Leave these chunks of a file; say whether there is room, and time, for more."""
        peer = NodeId(row.peer)
        for number, data in zip(numbers, sealed_parcels(row, numbers, at=at), strict=True):
            digest = Digest.of(data)
            (answer,) = self._line.leave(peer, [Leaving(EnvelopeId(digest.raw[:16].hex()), digest, Left("parcel", data))])
            crash_point("relayed.parcel")
            if answer.wire_class is not None:
                _LOG.warning("relay", relay=str(self._line.relay.id), peer=row.peer, wire_class=answer.wire_class, size=len(data))
                self._full_for[peer] = at + (FULL if answer.wire_class == "unavailable" else AGAIN)
                return False
            self._lying[row.pk] = AtRelay(peer, row.told, number + 1, at)
            if self._waits():
                return False
        return True
