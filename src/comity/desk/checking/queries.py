"""The checklist of a request as it stands: each item with its newest stamp, and how many there were."""

from dataclasses import dataclass

from comity.desk.rules import rulebook
from comity.records.models import Request, Stamp
from comity.treaty.checklists import checklist_for
from comity.treaty.desk_rows import CheckItemRow, ChecklistRow


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `stamp` is the newest, None while there is none; `stamps` counts them."""

    row: CheckItemRow
    stamp: Stamp | None
    stamps: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The list, its items in order, and how many are settled (done or not needed)."""

    row: ChecklistRow
    items: tuple[Item, ...]
    settled: int


def list_of(request: Request) -> ChecklistRow:
    """Return the list that the rulebook has for the request at this desk; raises `NoRule`."""
    return checklist_for(request.kind, side="requested" if request.direction == "in" else "requesting", rulebook=rulebook())


def checklist_on(request: Request) -> Standing:
    """Return how the request's list stands. Stamps on items that a newer list has not stay in the timeline."""
    row = list_of(request)
    stamps: dict[str, list[Stamp]] = {}
    for stamp in Stamp.objects.select_related("officer").filter(request=request).order_by("id"):
        stamps.setdefault(stamp.item, []).append(stamp)
    items = tuple(Item(one, stamps[one.key][-1] if one.key in stamps else None, len(stamps.get(one.key, ()))) for one in row.items)
    return Standing(row, items, sum(item.stamp is not None and item.stamp.outcome != "blocked" for item in items))
