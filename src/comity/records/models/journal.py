"""The evidential log: one row a leaf, and the head that the next leaf is added to."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField, RowNumberField


class JournalAct(models.Model):
    """One act. `record` is what the tree hashes and names no person; `facts` and `salt` open its commitment.

    Destroying `facts` and `salt` erases the content and leaves the log valid.
    """

    index = RowNumberField(primary_key=True)
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=318)  # 64 characters, an @, a host name
    about = models.CharField(max_length=14, blank=True, db_index=True)
    at = InstantField()
    facts = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    record = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        """A leaf has one place for ever."""

        ordering: ClassVar[list[str]] = ["index"]

    def __str__(self) -> str:
        """Return index and name."""
        return f"{self.index} {self.name}"


class LogHead(models.Model):
    """The one row that says how large the log is; written in the transaction of each leaf. `stopped`: nothing may be added now."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    frontier = models.BinaryField()
    stopped = models.BooleanField(default=False)

    class Meta:
        """There is one log."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_log_head"),
        ]

    def __str__(self) -> str:
        """Return a constant: there is one row."""
        return "log head"
