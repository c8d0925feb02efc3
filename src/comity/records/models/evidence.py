"""Evidence in custody: the items of a case, every step of their custody, and what waits for a second person. Steps are never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField, TypedField
from comity.records.models.files import ActFile
from comity.records.models.requests import Request

ITEM_STATES = ("arrived", "kept", "sealed", "out", "returned", "destroyed")
OFFER_OUTCOMES = ("", "confirmed", "dropped")


class EvidenceItem(models.Model):
    """One item: what it is, in which case, from which file of an act or from a carrier; its digests as they were registered.

    `theirs` says that the other side gave it, so that its conditions hold. `in_vault` says that the vault has its bytes. `state` and
    `locked` repeat what the chain says.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    act_file = models.ForeignKey(ActFile, null=True, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=20)
    what = models.CharField(max_length=300)
    name = models.CharField(max_length=180, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    sha512 = models.CharField(max_length=128, blank=True)
    theirs = models.BooleanField()
    in_vault = models.BooleanField()
    state = models.CharField(max_length=10)
    locked = models.BooleanField(default=False)

    class Meta:
        """A case counts its items, and has the same bytes once."""

        ordering: ClassVar[list[str]] = ["request", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "number"], name="evidence_number_once"),
            models.UniqueConstraint(fields=["request", "sha256"], name="evidence_bytes_once"),
            models.CheckConstraint(condition=models.Q(state__in=ITEM_STATES), name="evidence_state_known"),
        ]

    def __str__(self) -> str:
        """Return its number in its case."""
        return f"E{self.number}"


class CustodyStep(models.Model):
    """One step: its bytes as the chain hashes them, and the leaf of the log that signs for them."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    record = models.BinaryField()
    digest = models.CharField(max_length=64)
    leaf = models.BigIntegerField()

    class Meta:
        """A place in a chain is taken once."""

        ordering: ClassVar[list[str]] = ["item", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "number"], name="custody_step_once"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class CustodyOffer(models.Model):
    """A step that waits for its second person: `taker` where one officer was named, else anybody who may be the second."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    told = TypedField()
    taker = models.CharField(max_length=318, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    outcome = models.CharField(max_length=9, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)

    class Meta:
        """One waits at a time."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item"], condition=models.Q(ended_at__isnull=True), name="custody_offer_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=OFFER_OUTCOMES), name="custody_outcome_known"),
        ]

    def __str__(self) -> str:
        """Return what it would be."""
        return self.kind
