"""What this node cosigned of other logs, and who cosigned or stamped its own."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField


class WitnessedLog(models.Model):
    """The largest checkpoint of another node's log that this node cosigned; size 0: none yet. It only grows."""

    origin = models.CharField(max_length=255, unique=True)
    peer = models.CharField(max_length=253)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(default=b"")
    note = models.BinaryField(default=b"")
    cosigned_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return the log and how long it was."""
        return f"{self.origin} {self.size}"


class SignedCheckpoint(models.Model):
    """A checkpoint of this node's own log that others were asked to cosign or to stamp, in the bytes that were published."""

    size = models.PositiveBigIntegerField(unique=True)
    note = models.BinaryField()
    at = InstantField()

    def __str__(self) -> str:
        """Return the size."""
        return str(self.size)


class Cosignature(models.Model):
    """The lines by which one witness cosigned one checkpoint of this node's log; `at` is the moment that they name."""

    size = models.PositiveBigIntegerField()
    witness = models.CharField(max_length=253)
    lines = models.BinaryField()
    at = InstantField()

    class Meta:
        """Once for each witness and checkpoint; the newest of a witness is asked for."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["size", "witness"], name="cosignature_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["witness", "size"], name="cosignature_newest")]

    def __str__(self) -> str:
        """Return witness and size."""
        return f"{self.witness} {self.size}"


class AskedWitness(models.Model):
    """What came of the last time that a witness was asked: `cosigned`, or in a word why not."""

    witness = models.CharField(max_length=253, unique=True)
    outcome = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    at = InstantField()

    def __str__(self) -> str:
        """Return witness and outcome."""
        return f"{self.witness} {self.outcome}"


class TimeStamp(models.Model):
    """The raw answer (RFC 3161) of a time-stamp authority about one checkpoint; `at` is the moment that it names."""

    size = models.PositiveBigIntegerField()
    authority = models.CharField(max_length=300)
    response = models.BinaryField()
    at = InstantField()
    asked_at = InstantField(db_index=True)

    class Meta:
        """Once for each authority and checkpoint."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["size", "authority"], name="time_stamp_once"),
        ]

    def __str__(self) -> str:
        """Return size and moment."""
        return f"{self.size} {self.at}"


class AskedStamper(models.Model):
    """What came of the last time that a time-stamp authority was asked: `stamped`, `late` or `wrong`."""

    authority = models.CharField(max_length=300, unique=True)
    outcome = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    at = InstantField()

    def __str__(self) -> str:
        """Return authority and outcome."""
        return f"{self.authority} {self.outcome}"
