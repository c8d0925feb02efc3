"""What there is to tell, written in the transaction of what it tells of. Codes and keys, never a text."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from comity.directory.home import home
from comity.records.models import Clock, Draft, Occasion, Officer, Request
from comity.records.rows import insert_all
from comity.terms.instants import Instant

EMERGENCY: Final = "emergency"
URGENT: Final = frozenset({"urgent", EMERGENCY})


class Subject(StrEnum):
    """For what an officer chooses to be told: acts that arrive, the urgent ones alone, clocks, approvals, handovers."""

    URGENT = "urgent"
    ARRIVAL = "arrival"
    CLOCK = "clock"
    APPROVAL = "approval"
    HANDOVER = "handover"


class Name(StrEnum):
    """What happened, as a notice says it."""

    ARRIVED = "act.arrived"
    CLOCK_WARNING = "clock.warning"
    CLOCK_BREACH = "clock.breach"
    TO_APPROVE = "draft.to-approve"
    DRAFT_WAITS = "draft.waits"
    HANDED = "handover"
    CALLED = "call.waits"
    CALL_WAITS = "call.still-waits"


def of_clock(clock: Clock, *, kind: str, level: str, at: Instant) -> Occasion:
    """Return what the warning or breach of `clock` is on this rung; an emergency's goes out in quiet hours too."""
    name = Name.CLOCK_BREACH if kind == "breach" else Name.CLOCK_WARNING
    urgent = clock.request.urgency == EMERGENCY
    return Occasion(name=name, subject=Subject.CLOCK, request=clock.request, clock=clock, level=level, urgent=urgent, at=at)


def of_arrival(request: Request, *, at: Instant) -> Occasion:
    """Return what the arrival of an act is."""
    subject = Subject.URGENT if request.urgency in URGENT else Subject.ARRIVAL
    return Occasion(name=Name.ARRIVED, subject=subject, request=request, level="desk", urgent=request.urgency == EMERGENCY, at=at)


def of_draft(draft: Draft, *, name: Name, level: str, request: Request | None, at: Instant) -> Occasion:
    """Return what a draft that waits for its second officer is."""
    urgent = request is not None and request.urgency == EMERGENCY
    return Occasion(name=name, subject=Subject.APPROVAL, request=request, draft=draft, level=level, urgent=urgent, at=at)


def of_handover(officer: Officer, request: Request | None, *, at: Instant) -> Occasion:
    """Return what an offer to `officer` is: of one request, or of the desk."""
    return Occasion(name=Name.HANDED, subject=Subject.HANDOVER, request=request, officer=officer, at=at)


def of_call(*, name: Name, at: Instant) -> Occasion:
    """Return what a test call is that asks whether a person is awake: told in quiet hours too, for that is what it tests."""
    return Occasion(name=name, subject=Subject.CLOCK, level="desk", urgent=True, at=at)


def keep(occasions: Iterable[Occasion]) -> None:
    """Write them in the caller's transaction; nothing where the node tells on its pages alone."""
    if home().notices.any_way:
        insert_all(list(occasions))
