"""What requests are found by, and the searches that officers keep."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Message, Request


class SearchText(models.Model):
    """The folded words of one request's acts. It repeats what the acts say, lives as long as they do, and can be made anew from them.

    `tags` repeats what a search can be narrowed by. The database keeps it itself, by triggers on the request and on this row,
    so that no deed can forget it; and from both it keeps the index that is asked (docs/adr/0016).
    """

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    tags = models.TextField(default="")

    def __str__(self) -> str:
        """Return nothing of the words."""
        return str(self.pk)


class SearchOwed(models.Model):
    """An act whose words are not in the index yet: written with the act, taken away with its words written."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        """Return the key of the act."""
        return str(self.pk)


class SavedFilter(models.Model):
    """A search under a name: an officer's own, or the desk's. Renamed and retired, never overwritten by another of its name."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=180)  # the name without regard to case: no two may look alike
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)
    query = models.CharField(max_length=1000)
    saved_at = InstantField()
    retired_at = InstantField(null=True)

    class Meta:
        """Of those in use each name is there once: once for the desk, once for each officer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], name="filter_of_desk_once", condition=models.Q(shared=True, retired_at__isnull=True)),
            models.UniqueConstraint(
                fields=["officer", "key"], name="filter_of_officer_once", condition=models.Q(shared=False, retired_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
