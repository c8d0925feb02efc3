"""Work in shifts: what is offered, put off, stamped, remarked and handed over, and what an officer is told of it.

Remarks, stamps and told batches are written once. Offers, snoozes and briefs are closed, never removed.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request

OFFER_STATES = ("waiting", "accepted", "declined", "recalled", "overtaken")
STAMP_OUTCOMES = ("done", "not-needed", "blocked")
BRIEF_STATES = ("offered", "accepted", "recalled")
REMARK_CAP = 4000  # characters of one remark
WORDS_CAP = 1000  # characters of a reason


class Offer(models.Model):
    """One request, offered to a named colleague. Until it is accepted the giver holds the request."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=WORDS_CAP)
    at = InstantField()
    state = models.CharField(max_length=9, default="waiting")
    closed_at = InstantField(null=True)
    closed_words = models.CharField(max_length=WORDS_CAP, blank=True)

    class Meta:
        """One offer of a request waits at a time."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=OFFER_STATES), name="offer_state_known"),
            models.UniqueConstraint(fields=["request"], name="offer_one_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        """Return the state."""
        return self.state


class Snooze(models.Model):
    """A request put off until a moment, with the reason. `woken_at` is set where something or somebody woke it before."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    words = models.CharField(max_length=WORDS_CAP)
    at = InstantField()
    until = InstantField()
    woken_at = InstantField(null=True)
    woken_by = models.CharField(max_length=253, blank=True)

    def __str__(self) -> str:
        """Return the reason's code."""
        return self.code


class Stamp(models.Model):
    """One item of a checklist, stamped. The newest stamp of an item counts; a correction is another row."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    checklist = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """An outcome is one of three; two of them say why."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(outcome__in=STAMP_OUTCOMES), name="stamp_outcome_known"),
            models.CheckConstraint(condition=models.Q(outcome="done") | ~models.Q(words=""), name="stamp_says_why"),
        ]

    def __str__(self) -> str:
        """Return item and outcome."""
        return f"{self.item} {self.outcome}"


class Remark(models.Model):
    """An internal note on a request: for this desk alone, never part of any act. Written once; `corrects` names an older one."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=REMARK_CAP)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    mentions = models.JSONField(default=list)
    at = InstantField()

    def __str__(self) -> str:
        """Return who wrote it; the words stay where they are."""
        return f"remark {self.pk}"


class Brief(models.Model):
    """A handover of the desk. `body` holds the exact bytes, `digest` is over them; neither ever changes.

    `receiver` is None where it is for whoever comes; `moved` says per request what became of it when it was accepted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    digest = models.BinaryField()
    made_at = InstantField()
    state = models.CharField(max_length=8, default="offered")
    closed_at = InstantField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)

    class Meta:
        """The queue asks for the open ones."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=BRIEF_STATES), name="brief_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["made_at"], name="brief_open", condition=models.Q(state="offered")),
        ]

    def __str__(self) -> str:
        """Return the state."""
        return self.state


class Tiding(models.Model):
    """Something that one officer is told: a request was taken over from them, offered to them, or they were mentioned."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    at = InstantField()
    read_at = InstantField(null=True)

    class Meta:
        """Each officer asks for what they have not read."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["officer", "id"], name="tiding_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return self.name


class Batch(models.Model):
    """What one form did to several requests, row by row, so that the page can tell it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    verb = models.CharField(max_length=20)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told = models.JSONField(default=list)
    at = InstantField()

    def __str__(self) -> str:
        """Return the verb."""
        return self.verb


class Attendance(models.Model):
    """When an officer was last here (`seen`), came to this stay (`came`), and up to where they have read (`left`).

    Each moment stands with the size that the journal had then: what happened since is a range of its index.
    """

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = InstantField()
    seen_size = models.BigIntegerField()
    came_at = InstantField()
    came_size = models.BigIntegerField()
    left_at = InstantField(null=True)
    left_size = models.BigIntegerField(null=True)

    class Meta:
        """One row an officer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        """Return when last."""
        return str(self.seen_at)


class Habits(models.Model):
    """How an officer works the pages: single keys on or off, keys that are not the usual ones, sound. No row: as it comes."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    keys_on = models.BooleanField(default=True)
    keys = models.JSONField(default=dict)
    sound = models.BooleanField(default=False)

    class Meta:
        """One row an officer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer"], name="habits_once"),
        ]

    def __str__(self) -> str:
        """Return whether keys are on."""
        return "keys on" if self.keys_on else "keys off"
