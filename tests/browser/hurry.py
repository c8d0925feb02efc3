"""Lets the clocks of a request have begun earlier: `python hurry.py HOME REFERENCE MINUTES`; the node's own schedule does the rest."""

import sys
from datetime import timedelta
from pathlib import Path

from comity.site.booting import boot


def hurry(reference: str, minutes: int) -> None:
    """Move every running clock of a request into the past, with its warnings and its next moment."""
    from comity.desk.clocks import repeat_nearest
    from comity.records.models import Clock, Request

    span = timedelta(minutes=-minutes)
    request = Request.objects.get(reference=reference)
    for clock in Clock.objects.filter(request=request, stopped_at__isnull=True):
        clock.starts_at, clock.due_at, clock.next_at = clock.starts_at + span, clock.due_at + span, clock.next_at + span
        clock.warn_at = [micros + span // timedelta(microseconds=1) for micros in clock.warn_at]
        clock.save()
    repeat_nearest(request)
    request.save()


if __name__ == "__main__":
    boot(Path(sys.argv[1]))
    from django.db import transaction

    with transaction.atomic():
        hurry(sys.argv[2], int(sys.argv[3]))
