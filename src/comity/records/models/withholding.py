"""What officers leave out of a proof: one chooses, another approves. The bytes that were chosen are never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request

WITHHOLDING_OUTCOMES = ("", "approved", "dropped")


class Withholding(models.Model):
    """One choice of what is left out of the proof of a case, and how it ended; `leaf` is the place of the approval in the log."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    record = models.BinaryField()
    digest = models.CharField(max_length=64)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    outcome = models.CharField(max_length=8, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    leaf = models.BigIntegerField(null=True)

    class Meta:
        """One waits at a time; an approved one has its leaf."""

        ordering: ClassVar[list[str]] = ["request", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request"], condition=models.Q(ended_at__isnull=True), name="withholding_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=WITHHOLDING_OUTCOMES), name="withholding_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="approved", leaf__isnull=False) | ~models.Q(outcome="approved"), name="withholding_has_leaf"
            ),
        ]

    def __str__(self) -> str:
        """Return the digest of what was chosen."""
        return self.digest
