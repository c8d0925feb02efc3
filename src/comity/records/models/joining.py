"""Partners that got a node, and the cases that go on from paper to the wire."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request

CARRY_SIDES = ("ours", "theirs")
CARRY_STATES = ("waiting", "accepted", "refused", "overtaken", "returned", "withdrawn")


class Joining(models.Model):
    """What two officers say: this node of the signed directory is that partner. Written once; it counts once it is approved."""

    authority = models.CharField(max_length=64)
    node = models.CharField(max_length=253)
    reason = models.CharField(max_length=1000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = InstantField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = InstantField(null=True)

    class Meta:
        """A partner is one node."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["authority"], condition=models.Q(approved_at__isnull=False), name="joined_once"),
        ]

    def __str__(self) -> str:
        """Return who is who."""
        return f"{self.authority} is {self.node}"


class Carry(models.Model):
    """A proposal that a case goes on on the wire, `ours` or `theirs`, as the act `env_id` makes it.

    `own_case` is the number under which this node worked on paper the case that `theirs` carries. One of ours is `returned` that did
    not arrive, was not taken, or was taken back; `withdrawn` is one that arrived and that its officers gave up unanswered.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    peer = models.CharField(max_length=253)
    side = models.CharField(max_length=6, choices=[(s, s) for s in CARRY_SIDES])
    env_id = models.CharField(max_length=32, db_index=True)
    state = models.CharField(max_length=9, choices=[(s, s) for s in CARRY_STATES])
    own_case = models.CharField(max_length=14, blank=True)
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """A case is carried once; what was refused, was withdrawn or came back may be proposed again."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request"], condition=models.Q(state__in=("waiting", "accepted")), name="carry_once"),
            models.CheckConstraint(condition=models.Q(state__in=CARRY_STATES), name="carry_state_known"),
        ]

    def __str__(self) -> str:
        """Return side and state."""
        return f"{self.side} {self.state}"
