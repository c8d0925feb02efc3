"""What goes into the next POST: urgent first, the order of each case kept (docs/specs/protocol.md, section 5)."""

from collections import deque
from collections.abc import Sequence

from comity.courier.protocol.lines import BATCH_BYTES, BATCH_ITEMS, Credit, Due, Priority
from comity.terms.identifiers import Reference


def pick(due: Sequence[Due], *, credit: Credit | None) -> tuple[Due, ...]:
    """Return what fits into one POST of `due` (oldest first), at most `BATCH_ITEMS` and `BATCH_BYTES`.

    The first always goes, even alone over the size: with credit used up it is the probe that learns the new one.
    An act never overtakes an earlier one of its case; an urgent one carries those before it along, and
    neither counts against the credit, because urgent acts have a reserve of their own at the peer.
    """
    urgent_up_to: dict[Reference, int] = {}
    for entry in due:
        if entry.priority is Priority.URGENT:
            urgent_up_to[entry.case] = max(entry.seq, urgent_up_to.get(entry.case, 0))
    hurried = [entry for entry in due if entry.seq <= urgent_up_to.get(entry.case, -1)]
    calm = [entry for entry in due if entry.seq > urgent_up_to.get(entry.case, -1)]
    picked = _fill((), _in_order(hurried), items=BATCH_ITEMS, size=BATCH_BYTES)
    if len(picked) < len(hurried):
        return picked  # what is calm would overtake its own case, or push in where an urgent one had no room
    items, size = BATCH_ITEMS, BATCH_BYTES
    if credit is not None:
        items = min(items, len(picked) + credit.items)
        size = min(size, sum(entry.size for entry in picked) + credit.size)
    return _fill(picked, _in_order(calm), items=items, size=size)


def _in_order(entries: Sequence[Due]) -> list[Due]:
    """Keep which case has which turn, and give each case's turns to its entries by sequence number."""
    turns: dict[Reference, deque[Due]] = {}
    for entry in sorted(entries, key=lambda entry: entry.seq):
        turns.setdefault(entry.case, deque()).append(entry)
    return [turns[entry.case].popleft() for entry in entries]


def _fill(picked: tuple[Due, ...], entries: Sequence[Due], *, items: int, size: int) -> tuple[Due, ...]:
    taken = list(picked)
    used = sum(entry.size for entry in taken)
    passed_over: set[Reference] = set()
    for entry in entries:
        if taken and len(taken) >= items:
            break
        if taken and (entry.case in passed_over or used + entry.size > size):
            passed_over.add(entry.case)
            continue
        taken.append(entry)
        used += entry.size
    return tuple(taken)
