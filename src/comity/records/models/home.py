"""What authorities of one State ask of each other about a request, at home: an opinion, or to take it over. Never sent abroad."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Request

WANTS = ("opinion", "transfer")


class HomeQuestion(models.Model):
    """One question to an authority at home, and its answer: a code and words. `due_at` ends the day that was named."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    want = models.CharField(max_length=8)
    from_authority = models.CharField(max_length=64)
    to_authority = models.CharField(max_length=64)
    words = models.CharField(max_length=2000)
    due_at = InstantField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = InstantField()
    code = models.CharField(max_length=24, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = InstantField(null=True)

    class Meta:
        """An authority is asked one thing at a time about a request."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(want__in=WANTS), name="home_want_known"),
            models.UniqueConstraint(
                fields=["request", "want", "to_authority"], condition=models.Q(answered_at__isnull=True), name="home_one_open_question"
            ),
        ]

    def __str__(self) -> str:
        """Return what is wanted, of whom."""
        return f"{self.want} {self.to_authority}"


class MissionReport(models.Model):
    """What a mission abroad reports to the capital: saved step by step, filed once, taken up once by the desk.

    `happened_on` is what the reporter knows of the day; `persons` how many are concerned, as a count and never as names.
    """

    authority = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    incident = models.CharField(max_length=24, blank=True)
    place = models.CharField(max_length=200, blank=True)
    happened_on = models.CharField(max_length=40, blank=True)
    persons = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=24, blank=True)
    tlp = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=4000, blank=True)
    name = models.CharField(max_length=200, blank=True)
    media = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    begun_at = InstantField()
    saved_at = InstantField()
    filed_at = InstantField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = InstantField(null=True)

    class Meta:
        """The desk asks for what was filed and not taken up."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["filed_at"], name="report_waiting", condition=models.Q(filed_at__isnull=False, taken_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.pk)
