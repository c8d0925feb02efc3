"""What stays in the house beside a case: the legal adviser's opinion, what a mission forwarded, what happened outside any act."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.drafts import Draft
from comity.records.models.requests import Request
from comity.records.models.shifts import REMARK_CAP, WORDS_CAP


class Counsel(models.Model):
    """An opinion on a draft as it stood in `version`, or on a request; written once, a later one counts instead."""

    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=24)
    words = models.CharField(max_length=REMARK_CAP)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """It is about one of the two."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(request__isnull=True) ^ models.Q(draft__isnull=True), name="counsel_about_one"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Forwarding(models.Model):
    """What a mission abroad forwards to the desk about a case: words, and a document by its digest in the folder `papers`."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=REMARK_CAP)
    name = models.CharField(max_length=200, blank=True)
    media = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return its number."""
        return str(self.pk)


class Occurrence(models.Model):
    """Something that happened in a case and is no act of either node: an order was made, a stay began to end. Clocks hear of it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=40)
    on = InstantField()
    words = models.CharField(max_length=WORDS_CAP)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return the event."""
        return self.event
