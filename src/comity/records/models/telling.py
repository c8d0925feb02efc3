"""What officers are told otherwise than on the pages: how each is reached, what there was to tell, and what went out.

An `Occasion` is written in the transaction of what it tells of. A step of the courier finds who is told (`Told`) and puts what is
owed to one recipient into one `Dispatch`, which keeps its number over every attempt and every crash. None of these rows holds a text.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.drafts import Draft
from comity.records.models.requests import Clock, Request

DISPATCH_STATES = ("owed", "sent", "refused", "given-up", "dropped")
DISPATCH_PURPOSES = ("notices", "confirm", "test")


class Reach(models.Model):
    """How one recipient is reached: an officer by mail, or `webhook`, the node's one address. `up_to` is the last occasion looked at.

    An address counts once `confirmed_at` says so; `code` is what was mailed to it, until `code_until`. Quiet hours are minutes of the
    desk's day. `next_at` is before when nothing but an emergency goes out again.
    """

    name = models.CharField(max_length=318, unique=True)
    officer = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    confirmed_at = InstantField(null=True)
    code = models.CharField(max_length=12, blank=True)
    code_until = InstantField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    classes = models.JSONField(default=list)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    every_minutes = models.PositiveSmallIntegerField(default=0)
    up_to = models.BigIntegerField(default=0)
    next_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return who."""
        return self.name


class Occasion(models.Model):
    """Something to tell: a code and what it is about. `officer` is set where it is for one person; `level` names the rung of a ladder."""

    name = models.CharField(max_length=24)
    subject = models.CharField(max_length=10)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, blank=True)
    urgent = models.BooleanField(default=False)
    at = InstantField()

    def __str__(self) -> str:
        """Return the code."""
        return self.name


class Dispatch(models.Model):
    """One mail or one POST. Owed until an answer came: `number` stays the same, so that the other end knows a repeat."""

    number = models.CharField(max_length=32, unique=True)
    reach = models.ForeignKey(Reach, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, default="notices", choices=[(p, p) for p in DISPATCH_PURPOSES])
    state = models.CharField(max_length=8, default="owed")
    attempts = models.PositiveIntegerField(default=0)
    made_at = InstantField()
    next_at = InstantField(null=True)
    tried_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    why = models.CharField(max_length=24, blank=True)

    class Meta:
        """The courier asks for what is owed alone."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=DISPATCH_STATES), name="dispatch_state_known"),
            models.CheckConstraint(condition=models.Q(state="owed") ^ models.Q(next_at__isnull=True), name="dispatch_owed_has_next"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at", "id"], name="dispatch_next", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return number and state."""
        return f"{self.number} {self.state}"


class Told(models.Model):
    """One recipient is to be told of one occasion; `dispatch` is what carries it, none while quiet hours or a digest hold it."""

    reach = models.ForeignKey(Reach, on_delete=models.PROTECT, related_name="+")
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="+")
    dispatch = models.ForeignKey(Dispatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Nobody is told twice of one occasion."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reach", "occasion"], name="told_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reach", "id"], name="told_held", condition=models.Q(dispatch__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return the key of the occasion."""
        return str(self.occasion_id)


class DraftWait(models.Model):
    """A draft waits for its second officer since `since`; from its target on it is told, repeated, and climbs as a late clock does."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    since = InstantField()
    level = models.CharField(max_length=10, default="desk")
    repeats = models.PositiveIntegerField(default=0)
    next_at = InstantField(null=True)

    class Meta:
        """One wait a submission; the schedule asks for those whose moment has come."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "since"], name="draft_wait_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at", "id"], name="draft_wait_next", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return the rung."""
        return self.level
