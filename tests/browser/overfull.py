"""Fills the queue of a node far past what one page shows: `python overfull.py HOME PEER COUNTRY`; rows only, nothing behind them."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Final

from comity.site.booting import boot

EACH: Final = 130
SORTS: Final = (
    ("in", "delivered", "ACK", -3),
    ("in", "opened", "DECIDE", 2),
    ("in", "consulting", "", 0),
    ("in", "answered", "C-UN42", 24 * 20),
    ("out", "opened", "C-UN25", 24 * 3),
    ("out", "undelivered", "", 0),
)


def fill(peer: str, country: str) -> None:
    """Insert as many requests of every sort: late, due soon, without a clock, held by somebody and by nobody."""
    from comity.directory.home import home
    from comity.records.models import Clock, Officer, Request
    from comity.terms.instants import Instant

    at = Instant.of(datetime.now(UTC))
    holders = cycle([None, *Officer.objects.all()])
    for place, (direction, state, code, hours) in enumerate(SORTS):
        for number in range(EACH):
            due = at + timedelta(hours=hours, minutes=7 * number) if code else None
            row = Request.objects.create(
                reference=f"{country if direction == 'in' else home().country}-2025-{place}{number:05}",
                direction=direction,
                peer=peer,
                kind="REQ-PRESERVE",
                instrument="UNCC",
                article="42",
                urgency="urgent",
                state=state,
                holder=next(holders),
                opened_at=at + -timedelta(days=5),
                last_act_at=at + -timedelta(days=1),
                due_at=due,
                due_clock=code,
            )
            if due:
                Clock.objects.create(request=row, code=code, rule="UNCC 42", starts_at=at + -timedelta(days=5), due_at=due)


if __name__ == "__main__":
    boot(Path(sys.argv[1]))
    from django.db import transaction

    with transaction.atomic():
        fill(sys.argv[2], sys.argv[3])
