"""How the content of an ended case goes: what keeps it, who proposed to destroy it under which rule, who agreed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField, TypedField
from comity.records.models.requests import Request

ERASURE_OUTCOMES = ("destroyed", "dropped")


class CaseHold(models.Model):
    """An officer's word that the content of a case is still needed, and why; it counts until it is lifted, with a reason."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=24)
    words = models.CharField(max_length=1000)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=1000, blank=True)

    class Meta:
        """In the order in which they were placed."""

        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        """Return the ground."""
        return self.ground


class Erasure(models.Model):
    """One officer's proposal to destroy the content of a case under a rule, and what became of it.

    `due_at` is when the rule let it go, as it was reckoned when it was proposed. Once destroyed, `counts` says how much of what;
    `owed` names the files that are still to be removed from the node's folder, empty when none is.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    source = models.CharField(max_length=400)
    due_at = InstantField()
    reason = models.CharField(max_length=1000)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    outcome = models.CharField(max_length=9, blank=True)
    counts = models.JSONField(default=dict)
    owed = TypedField(null=True)

    class Meta:
        """One waits at a time; a case is destroyed once, for an act that arrives for it later is refused."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request"], name="erasure_once_open", condition=models.Q(outcome="")),
            models.CheckConstraint(condition=models.Q(outcome__in=("", *ERASURE_OUTCOMES)), name="erasure_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("officer")) | models.Q(outcome="dropped"),
                name="erasure_by_two",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="erasure_owed", condition=models.Q(owed__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return the rule."""
        return self.rule
