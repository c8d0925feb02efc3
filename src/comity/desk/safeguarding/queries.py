"""Reads the safeguards of a request: its flags, its reviews, who sent what, what waits for a second officer."""

from collections.abc import Sequence
from typing import Final

from comity.desk.visibility import of_visible
from comity.directory.policy import Actor
from comity.records.models import Clock, Flag, Message, Request, Review
from comity.records.statements import finds
from comity.wire.act import parse_act

EMERGENCY: Final = "EMERGENCY"
SECRECY: Final = "SECRECY"
_WAITING: Final = "SELECT 1 FROM records_review WHERE NOT until = '' AND second_at IS NULL LIMIT 1"


def flags_on(request: Request) -> Sequence[Flag]:
    """Return the flags that count, oldest first."""
    return [flag for flag in all_flags(request) if flag.ended_at is None]


def all_flags(request: Request) -> Sequence[Flag]:
    """Return every flag there ever was on the request, oldest first."""
    return list(Flag.objects.select_related("officer", "ended_by").filter(request=request).order_by("id"))


def reviews_of(request: Request) -> Sequence[Review]:
    """Return every review of the request, oldest first."""
    return list(Review.objects.select_related("officer", "second").filter(request=request).order_by("id"))


def is_review_owed(request: Request) -> bool:
    """Say whether a flag counts that no review has seen; whose review it must be is asked of the act."""
    newest = Flag.objects.filter(request=request, ended_at__isnull=True).order_by("-id").values_list("id", flat=True).first()
    return newest is not None and not Review.objects.filter(request=request, subject="flags", flags_up_to__gte=newest).exists()


def running(request: Request, code: str) -> Clock | None:
    """Return the running clock of a safeguard, None where none runs."""
    return Clock.objects.filter(request=request, code=code, stopped_at__isnull=True).first()


def senders_of(request: Request) -> frozenset[str]:
    """Return the officers who drafted or signed an act of ours in this case, by sign-in name."""
    found: set[str] = set()
    for message in Message.objects.filter(request=request, direction="out"):
        found |= set(map(str, message.signers))
        if message.body:  # else it was destroyed after its time, and only who signed is known
            found.add(str(parse_act(bytes(message.body)).drafted_by))
    return frozenset(found)


def waiting_for_second(*, by: Actor) -> Sequence[Review]:
    """Return the reviews of requests visible to `by` that would let secrecy go on, once a second officer agrees."""
    if not finds(_WAITING):
        return ()
    waiting = Review.objects.filter(of_visible(by, "request"), second_at__isnull=True).exclude(until="")
    return list(waiting.select_related("officer", "request").order_by("id"))
