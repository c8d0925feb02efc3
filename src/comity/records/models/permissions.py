"""What a national authority allows that is off or denied by itself; a row is written once, approved once, ended once, never removed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField


class Permission(models.Model):
    """One permission: a kind that is off is switched on (`country` empty), or a kind of high risk is allowed with one State.

    `basis` is the law it rests on, `independent` the independent authority that stands behind it, `review_on` the last day (ISO) on
    which it holds. It counts from its approval by a second officer until it ends.
    """

    kind = models.CharField(max_length=32)
    country = models.CharField(max_length=2, blank=True)
    basis = models.CharField(max_length=400)
    independent = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000)
    review_on = models.CharField(max_length=10)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = InstantField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = InstantField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=1000, blank=True)

    class Meta:
        """The desk asks by kind and country, of those that were not ended."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "country"], name="permission_live", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return kind and country."""
        return f"{self.kind} {self.country}".strip()
