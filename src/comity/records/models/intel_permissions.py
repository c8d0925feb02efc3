"""What originators permitted: that objects of theirs are passed on."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField

PERMISSION_SIDES = ("held", "given")


class IntelPermission(models.Model):
    """A yes to a request to pass objects on, in the case `case`: `held` by this node, or `given` by it.

    `owner` gave the objects, `asker` may pass them on, `recipient` may have them, as long as they bear at most `tlp` and `pap`, before
    `until`. It was taken back at `ended_at`, for `reason` (code of `recall-reason`). A second yes in the same case takes its place.
    """

    side = models.CharField(max_length=5, choices=[(one, one) for one in PERMISSION_SIDES])
    case = models.CharField(max_length=14, unique=True)
    owner = models.CharField(max_length=64)
    asker = models.CharField(max_length=64)
    recipient = models.CharField(max_length=64)
    objects_named = models.JSONField(default=list)
    tlp = models.CharField(max_length=16)
    pap = models.CharField(max_length=9)
    until = InstantField()
    given_at = InstantField()
    ended_at = InstantField(null=True)
    reason = models.CharField(max_length=24, blank=True)

    class Meta:
        """Those that count for one recipient."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["side", "recipient", "until"], name="intel_permission_counts", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return the case."""
        return self.case
