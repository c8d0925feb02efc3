"""Bundles of threat information that are carried by hand: what was given to whom, and what was read from whom."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField
from comity.records.models.intel import IntelCollection

BUNDLE_STATES = ("proposed", "written", "dropped")


class IntelBundle(models.Model):
    """A bundle for another authority, proposed by one officer and approved by another. `header` are the bytes that are signed.

    `given` and `taken_out` are keys of `StixObject`, eight bytes each, little-endian, in the order of the file: the bytes of objects stay,
    so the file can be written again. `withheld` are keys of what stayed because of what it names, each with the code of the reason.
    `statement` is the signed header, empty until it is approved.
    """

    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=[(one, one) for one in BUNDLE_STATES], default="proposed")
    header = models.BinaryField()
    given = models.BinaryField()
    taken_out = models.BinaryField()
    withheld = models.JSONField(default=list)
    statement = models.BinaryField(default=b"")
    proposed_by = models.CharField(max_length=320)
    proposed_at = InstantField()
    approved_by = models.CharField(max_length=320, blank=True)
    approved_at = InstantField(null=True)

    class Meta:
        """A number is one bundle's; nobody approves their own."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["collection", "authority", "number"], condition=~models.Q(state="dropped"), name="intel_bundle_once"
            ),
            models.CheckConstraint(condition=~models.Q(approved_by=models.F("proposed_by")), name="intel_bundle_by_two"),
            models.CheckConstraint(
                condition=models.Q(state="written") ^ (models.Q(approved_by="") & models.Q(approved_at__isnull=True)),
                name="intel_bundle_written_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        """Return which, for whom."""
        return f"{self.number} for {self.authority}"


class IntelBundleRead(models.Model):
    """A bundle that was read: which one of whose, by the digest of its header, and into which collection of this node."""

    authority = models.CharField(max_length=64)
    theirs = models.CharField(max_length=36)
    number = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    read_at = InstantField()

    class Meta:
        """Each once; where our collection was closed, it begins anew with another."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collection", "authority", "theirs", "number"], name="intel_bundle_read_once"),
        ]

    def __str__(self) -> str:
        """Return whose, which."""
        return f"{self.authority} {self.number}"
