"""How far a line of a feed has come, where a lot that was fetched from it is stored."""

from typing import Final

from comity.records.models import IntelFeedLine, IntelFetch, IntelLot
from comity.terms.json import JsonValue

FIELDS: Final = ("after", "token", "last", "page", "rising", "lost", "turn")


def standing(line: IntelFeedLine) -> dict[str, JsonValue]:
    """Return where a line stands, as a fetch keeps it."""
    return {name: getattr(line, name) for name in FIELDS}


def go_on(lot: IntelLot, *, fresh: int) -> None:
    """Let the line of a fetched lot stand behind it, in the caller's transaction; one that went on meanwhile stays where it is."""
    fetch = IntelFetch.objects.filter(lot=lot).first() if lot.origin == "fetched" else None
    if fetch is None:
        return
    line = IntelFeedLine.objects.select_for_update(of=("self",)).get(pk=fetch.line_id)
    if standing(line) != fetch.since:
        return
    for name in FIELDS:
        setattr(line, name, fetch.upto[name])
    line.came, line.fresh = line.came + lot.came, line.fresh + fresh
    line.save()
