"""What a receipt changes in the cases that it tells of, and what else waits for it: one statement each, built once."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from comity.records.statements import run, run_all
from comity.terms.instants import Instant

# Whatever it moves, it is one row: one statement finds it and writes it once.
_DELIVER: Final = """
UPDATE records_request SET
state = CASE WHEN direction = 'out' AND state IN ('sent', 'undelivered') THEN 'delivered' ELSE state END,
last_act_at = CASE WHEN direction = 'out' AND state IN ('sent', 'undelivered') THEN %s ELSE last_act_at END,
attention = CASE WHEN attention = 'clocks' THEN '' ELSE attention END
WHERE reference = %s AND (direction = 'out' AND state IN ('sent', 'undelivered') OR attention = 'clocks')
"""
_WAITS: Final = """
SELECT EXISTS (SELECT 1 FROM records_warningdelivery WHERE "case" IN ({0})),
EXISTS (SELECT 1 FROM records_intelset WHERE side = 'ours' AND "case" IN ({0})),
EXISTS (SELECT 1 FROM records_actfile WHERE peer = %s AND state = 'due')
"""
_ROOMS: Final = (1, 64)  # cases of one statement: two statements, which the database keeps
_ASKED: Final = {room: _WAITS.format(", ".join(["%s"] * room)) for room in _ROOMS}


class Waiting(NamedTuple):
    """Whether a warning of ours, or a threat set of ours, waits for a receipt of these cases; and whether files are due to the peer."""

    warned: bool
    given: bool
    files: bool


def deliver(cases: Sequence[str], *, at: Instant) -> None:
    """Let requests of ours that were only sent, or given up, be delivered at `at`, and doubt no clock any more."""
    run_all(_DELIVER, [(at.micros, case) for case in cases])


def waits_of(cases: Sequence[str], *, peer: str) -> Waiting:
    """Return what waits for the receipts of `peer` in these cases."""
    found = [run(_ASKED[room], [*some, *some, peer]).fetchone() for room, some in _rooms(cases)]
    return Waiting(*(any(row[place] for row in found) for place in range(len(Waiting._fields))))


def _rooms(cases: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    most = _ROOMS[-1]
    for start in range(0, len(cases), most):
        some = list(cases[start : start + most])
        room = _ROOMS[len(some) > 1]
        yield room, some + some[-1:] * (room - len(some))
