"""Sharing groups of authorities and programs, as this node keeps them: what a label may be limited to by name."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField


class IntelGroup(models.Model):
    """A sharing group, entered by the operator. `name` is what labels say, `uuid` what MISP calls it: the two mean the same.

    `released_by` is the authority that answers for who is in it, or empty; `releasable` says in words to whom it may go. At `until` every
    place in it is over; it ended for good at `ended_at`. A name and a UUID are one group's for ever, so that a label says whom it means.
    """

    name = models.CharField(max_length=64, unique=True)
    uuid = models.CharField(max_length=36, unique=True)
    title = models.CharField(max_length=200)
    released_by = models.CharField(max_length=64, blank=True)
    releasable = models.CharField(max_length=500, blank=True)
    until = InstantField(null=True)
    made_at = InstantField()
    ended_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class IntelGroupPlace(models.Model):
    """A place in a group: `subject` is `authority:xr-poc` or `client:misp`. At `until` it is over; it was taken back at `ended_at`."""

    group = models.ForeignKey(IntelGroup, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80)
    until = InstantField(null=True)
    given_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts of each; those of one subject."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "subject"], condition=models.Q(ended_at__isnull=True), name="intel_group_place_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject"], name="intel_group_place_subject")]

    def __str__(self) -> str:
        """Return who."""
        return self.subject
