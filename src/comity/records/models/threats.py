"""What cases and incidents are about, in codes of `ict-use`, `sector` and `support-type`: what the risk picture counts.

A row has a use and a sector of one thing (either may be empty), or a sort of support; `terms.threats` makes the rows.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField


class RequestCode(models.Model):
    """Codes that an act of a case carries. Made from the acts, as its words are, and made anew with them."""

    request = models.ForeignKey("records.Request", on_delete=models.PROTECT, related_name="+")
    ict_use = models.CharField(max_length=24, blank=True)
    sector = models.CharField(max_length=24, blank=True)
    support = models.CharField(max_length=24, blank=True)

    class Meta:
        """Once a case; counted from the index."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "ict_use", "sector", "support"], name="request_code_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["support", "ict_use", "sector", "request"], name="request_code_counted")
        ]

    def __str__(self) -> str:
        """Return the codes."""
        return f"{self.ict_use} {self.sector} {self.support}".strip()


class EventCode(models.Model):
    """Codes that an officer gave an event of the register, such as an incident. Those before are kept, with when they ended."""

    meeting = models.ForeignKey("records.Meeting", on_delete=models.PROTECT, related_name="+")
    ict_use = models.CharField(max_length=24, blank=True)
    sector = models.CharField(max_length=24, blank=True)
    support = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """Counted from the index; those of one event."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["support", "ict_use", "sector", "meeting"], name="event_code_counted", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the codes."""
        return f"{self.ict_use} {self.sector} {self.support}".strip()
