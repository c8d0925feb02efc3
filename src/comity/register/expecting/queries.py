"""Who is expected at a meeting: the replies that count, how many said yes and no, how many are counted on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.directory.policy import Actor
from comity.records.models import MeetingCount, SeatReply
from comity.register.policy import require_read


@dataclass(frozen=True, slots=True)
class Expected:
    """Replies by the key of the seat; how many gave each; what was counted, the newest of each unit and stage."""

    replies: Mapping[int, SeatReply]
    tally: Mapping[str, int]
    counts: Sequence[MeetingCount]


def expected_at(meeting: int, *, by: Actor) -> Expected:
    """Return who is expected at a meeting, by its row's key."""
    require_read(by)
    replies = list(SeatReply.objects.filter(seat__meeting=meeting, seat__taken_out_at__isnull=True, ended_at__isnull=True).order_by("id"))
    counts = MeetingCount.objects.filter(meeting=meeting, ended_at__isnull=True).order_by("stage", "id")
    return Expected({one.seat_id: one for one in replies}, Counter(one.reply for one in replies), list(counts))
