"""Who was admitted to a walled case, which walls were proposed to be opened, and who read what is restricted."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request


class Admitted(models.Model):
    """One officer who may know of a case that is walled by name. The row goes with the wall; the journal keeps that it was."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One row an officer and request."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "officer"], name="admitted_once"),
        ]

    def __str__(self) -> str:
        """Return whom."""
        return str(self.officer_id)


class WallProposal(models.Model):
    """A wall that one supervisor wants opened or moved and a second one has not confirmed; written once, ended once."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    wall = models.CharField(max_length=5, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    names = models.JSONField(default=list)
    reason = models.CharField(max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = InstantField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        """One proposal waits for a case at a time."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request"], condition=models.Q(ended_at__isnull=True), name="wall_proposed_once"),
        ]

    def __str__(self) -> str:
        """Return which wall."""
        return self.wall or "open"


class ContentRead(models.Model):
    """An officer read one restricted act, or draft, in one sitting: the journal has it once."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sitting = models.BigIntegerField()
    what = models.CharField(max_length=36)
    at = InstantField()

    class Meta:
        """Once a sitting and act."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer", "sitting", "what"], name="content_read_once"),
        ]

    def __str__(self) -> str:
        """Return what."""
        return self.what
