"""What officers put into collections, and what they take out: each with who asked, who agreed, and what became of it."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField
from comity.records.models.intel import IntelCollection

LOT_ORIGINS = ("brought", "composed", "fetched")
LOT_STATES = ("open", "waiting", "stored", "set-aside")
REMOVAL_STATES = ("waiting", "removed", "refused", "taken-back")


class IntelLot(models.Model):
    """Objects that an officer wants to put into a collection, as the bytes that were brought or made, and what became of them.

    `authority` is whose officer `made_by` is; `owner` who gives what is in it, where that is another one: of a lot that was fetched from a
    feed. A lot is never taken away: it says who put what where, and who agreed.
    """

    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=120)
    owner = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=8, choices=[(k, k) for k in LOT_ORIGINS])
    file = models.CharField(max_length=200, blank=True)
    body = models.BinaryField()
    digest = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=[(k, k) for k in LOT_STATES], default="open")
    came = models.PositiveIntegerField()
    stored = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=320)
    made_at = InstantField()
    returned_for = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=320, blank=True)
    decided_at = InstantField(null=True)

    class Meta:
        """Those of one authority, by how they stand."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["authority", "state", "id"], name="intel_lot_standing")]

    def __str__(self) -> str:
        """Return its number."""
        return f"lot {self.pk}"


class IntelRemoval(models.Model):
    """That an officer wants an object of their own authority out of a collection, and what a second officer said.

    `places` are the dates (`StixPlace.added`) of the versions that were there when it was asked. `shown` says, once they are out, who could
    see them and to whom they had gone. A removal is never taken away: tombstones have the dates, this row the people and the reason.
    """

    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=120)
    stix_id = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    places = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=[(k, k) for k in REMOVAL_STATES], default="waiting")
    asked_by = models.CharField(max_length=320)
    asked_at = InstantField()
    decided_by = models.CharField(max_length=320, blank=True)
    decided_at = InstantField(null=True)
    said = models.CharField(max_length=500, blank=True)
    shown = models.JSONField(default=dict)

    class Meta:
        """One at a time for an object in a collection; two officers; those of one authority, by how they stand."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["collection", "stix_id", "authority"], condition=models.Q(state="waiting"), name="intel_removal_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("removed", "refused")) | ~models.Q(decided_by=models.F("asked_by")),
                name="intel_removal_by_two",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["authority", "state", "id"], name="intel_removal_standing")]

    def __str__(self) -> str:
        """Return its number."""
        return f"removal {self.pk}"
