"""A node that came up from a copy: why it is quarantined, what its peers said, and every discontinuity that is known here."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField, TypedField

QUARANTINE_REASONS = ("restored", "log-ahead", "peers-ahead")


class Quarantine(models.Model):
    """The one row of a node that must catch up before it signs; gone as soon as it has. `made_at`: when the copy was made, if known.

    `owed` are journal entries of the quarantine itself (an officer enrolled by the country's key), which wait for the log. `life` and
    `birth` are what it claims of its peers, 0 and empty before it has asked.
    """

    id = models.PositiveIntegerField(primary_key=True, default=1)
    why = models.CharField(max_length=12)
    since = InstantField()
    made_at = InstantField(null=True)
    owed = TypedField(null=True)
    life = models.PositiveBigIntegerField(default=0)
    birth = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        """A node is quarantined once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_quarantine"),
            models.CheckConstraint(condition=models.Q(why__in=QUARANTINE_REASONS), name="quarantine_reason_known"),
        ]

    def __str__(self) -> str:
        """Return why."""
        return self.why


class PeerWord(models.Model):
    """What a peer told a quarantined node; its evidence lies in the folder `recovery`. Without `told_at` it is waited for."""

    peer = models.CharField(max_length=253, unique=True)
    asked_at = InstantField()
    fault = models.CharField(max_length=200, blank=True)
    told_at = InstantField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    went = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return the peer."""
        return self.peer


class Life(models.Model):
    """The life that a node is in since it last came up from a copy: our own, or what a peer has claimed of us. No row: the first life.

    `since`, of our own, is of when the copy was: from then on peers are asked what they hold.
    """

    node = models.CharField(max_length=253, unique=True)
    life = models.PositiveBigIntegerField()
    birth = models.CharField(max_length=32)
    at = InstantField()
    since = InstantField(null=True)

    def __str__(self) -> str:
        """Return the node."""
        return self.node


class Discontinuity(models.Model):
    """A published break in the log of `node`, our own or a peer's, as its published file says it.

    The first `shared` leaves are of both histories; what was signed over more of them before `at` is of the one that was lost.
    """

    node = models.CharField(max_length=253)
    index = models.PositiveBigIntegerField()
    shared = models.PositiveBigIntegerField()
    said = models.BinaryField()
    at = InstantField()

    class Meta:
        """A leaf tells of one."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["node", "index"], name="discontinuity_once"),
        ]

    def __str__(self) -> str:
        """Return whose and where."""
        return f"{self.node} {self.index}"
