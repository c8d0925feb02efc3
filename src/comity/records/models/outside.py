"""Partners that have no node, and the papers that go between them and us; each row is written once."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Message

STEPS = ("received", "dispatched", "acknowledged", "confirmed", "result")


class Partner(models.Model):
    """One version of what this node knows of an authority, or a provider, that has no node. The newest approved version counts.

    `authority` is its name as a directory would write it, `roles` codes of `authority-role`; `ways` lists `{"method", "address"}`
    with codes of `delivery-method`. `legal_address` and `holds` say of a provider where it is established and which data it has.
    """

    authority = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    names = models.JSONField()
    roles = models.JSONField()
    languages = models.JSONField()
    zone = models.CharField(max_length=64)
    ways = models.JSONField()
    legal_address = models.CharField(max_length=400, blank=True)
    holds = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=400)
    verified_on = models.CharField(max_length=10)  # YYYY-MM-DD
    closed = models.BooleanField(default=False)
    reason = models.CharField(max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = InstantField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = InstantField(null=True)

    class Meta:
        """A version has one number."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["authority", "version"], name="partner_version_once"),
        ]

    def __str__(self) -> str:
        """Return name and version."""
        return f"{self.authority} v{self.version}"


class Passage(models.Model):
    """One step of an act outside the wire: received, dispatched, acknowledged, confirmed in writing. With a document, its digest.

    The document lies in the node's folder `papers`, by its digest; `digest` is empty where nothing was on paper.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12)
    method = models.CharField(max_length=16)
    on = InstantField()
    who = models.CharField(max_length=200)
    theirs = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    media = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """In the order in which they were recorded."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(step__in=STEPS), name="passage_step_known"),
        ]

    def __str__(self) -> str:
        """Return the step."""
        return self.step
