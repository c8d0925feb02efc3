"""Test calls between nodes: what this node asked of peers and peers of it, and what was answered. None is of a case."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField

CALL_DIRECTIONS = ("out", "in")
CALL_STATES = ("asked", "calling", "waiting", "done", "silent", "unconfirmed", "refused")


class PeerCall(models.Model):
    """One test call. `said`, `alive`, `awake` are statements as they were signed; `alive_at`, `awake_at` what they say, by their clock.

    Ours: `officer` asked for it by hand, nobody where the schedule did; `wait_minutes` is how long a person has, 0 where none is asked
    for. `tried_at` and `came_at`: when the try began that was answered, and when its answer was here. Theirs: `officer` confirmed it.
    """

    number = models.CharField(max_length=32)
    direction = models.CharField(max_length=3)
    peer = models.CharField(max_length=253)
    state = models.CharField(max_length=11)
    asked_at = InstantField()
    wait_minutes = models.PositiveIntegerField(default=0)
    until = InstantField(null=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.BinaryField(default=b"")
    alive = models.BinaryField(default=b"")
    awake = models.BinaryField(default=b"")
    alive_at = InstantField(null=True)
    awake_at = InstantField(null=True)
    tried_at = InstantField(null=True)
    came_at = InstantField(null=True)
    tries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True, default="")
    warned = models.BooleanField(default=False)
    next_at = InstantField(null=True)

    class Meta:
        """A number is used once by each node; what is due next is asked for every few seconds."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["direction", "peer", "number"], name="peer_call_once"),
            models.CheckConstraint(condition=models.Q(direction__in=CALL_DIRECTIONS), name="peer_call_direction_known"),
            models.CheckConstraint(condition=models.Q(state__in=CALL_STATES), name="peer_call_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at", "id"], name="peer_call_next", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["peer", "direction", "asked_at"], name="peer_call_of_peer"),
            models.Index(fields=["asked_at"], name="peer_call_asked"),
        ]

    def __str__(self) -> str:
        """Return whose and where it stands."""
        return f"{self.direction} {self.peer} {self.state}"
