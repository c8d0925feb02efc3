"""What officers are told about clocks until somebody acknowledges it, and who is told after those who did not."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Clock

NOTICE_STATES = ("due", "shown", "acknowledged", "escalated", "ended")
NOTICE_OPEN = ("due", "shown")
NOTICE_LEVELS = ("desk", "deputy", "supervisor")
DUTIES = ("deputy", "supervisor")


class Notice(models.Model):
    """One warning or breach of a clock at one rung of the ladder; `moment` says which of the clock's moments it is about.

    `next_at` is when it is repeated or climbs; empty once somebody acknowledged it, it climbed, or the clock stopped or moved. What
    is open is shown on the pages, the highest `rank` first; `repeats` counts how often it came anew, for whatever else carries it.
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=[(k, k) for k in ("warning", "breach")])
    moment = InstantField()
    level = models.CharField(max_length=10, choices=[(one, one) for one in NOTICE_LEVELS])
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="due")
    made_at = InstantField()
    next_at = InstantField(null=True)
    repeats = models.PositiveIntegerField(default=0)
    shown_at = InstantField(null=True)
    acknowledged_at = InstantField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The schedule and the pages ask for open ones alone: the index leaves out all that is over."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clock", "moment", "level"], name="notice_once"),
            models.CheckConstraint(condition=models.Q(state__in=NOTICE_STATES), name="notice_state_known"),
            models.CheckConstraint(condition=models.Q(state__in=NOTICE_OPEN) ^ models.Q(next_at__isnull=True), name="notice_open_has_next"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at", "id"], name="notice_next", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["-rank", "moment", "id"], name="notice_open", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return what and to whom."""
        return f"{self.kind} {self.level}"


class Duty(models.Model):
    """An officer who is told when the desk does not answer: its deputy, or its supervisor. No right comes with it."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10, choices=[(d, d) for d in DUTIES])

    class Meta:
        """One duty an officer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer"], name="duty_once"),
        ]

    def __str__(self) -> str:
        """Return the duty."""
        return self.duty
