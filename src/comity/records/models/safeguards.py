"""Safeguards of a request at home: flags that bring a matter before a person, and what such a person found. Never part of any act."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request
from comity.records.models.shifts import WORDS_CAP

REVIEW_SUBJECTS = ("flags", "emergency", "secrecy")
PERSON_CAP = 200  # characters of a name


class Flag(models.Model):
    """One flag on a request, or on `person` of it. `origin` is the country of origin of who seeks asylum.

    Written once; it counts until `ended_at`, and stays.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    person = models.CharField(max_length=PERSON_CAP, blank=True)
    origin = models.CharField(max_length=2, blank=True)
    words = models.CharField(max_length=WORDS_CAP)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=WORDS_CAP, blank=True)

    class Meta:
        """The desk asks before each act that leaves, of those that count: by request, and by country of origin."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(code="RF-ASYLUM") | ~models.Q(origin=""), name="flag_asylum_has_origin"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["origin"], name="flag_origin", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return its number; what it says stays where it is."""
        return f"flag {self.pk}"


class Review(models.Model):
    """What an officer found who looked at the flags, the emergency or the secrecy of a request.

    `until` (ISO) is for how long secrecy is to go on: it does so only once `second` agreed. `used` says how an emergency was used.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=9)
    outcome = models.CharField(max_length=20)
    words = models.CharField(max_length=WORDS_CAP)
    flags_up_to = models.BigIntegerField(default=0)  # the newest flag that a review of flags has seen
    used = models.CharField(max_length=WORDS_CAP, blank=True)
    until = models.CharField(max_length=10, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = InstantField(null=True)

    class Meta:
        """The queue asks for what waits for a second officer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(subject__in=REVIEW_SUBJECTS), name="review_subject_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="review_waits", condition=~models.Q(until="") & models.Q(second_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return subject and outcome."""
        return f"{self.subject} {self.outcome}"
