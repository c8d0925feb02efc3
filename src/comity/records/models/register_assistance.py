"""Offers and asks: who offers what to whom, who asks for it, and which of them an officer found to belong together."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.register_meetings import SENTENCE_CAP
from comity.records.models.shifts import WORDS_CAP

ASSISTANCE_SIDES: Final = ("offer", "ask")


class Assistance(models.Model):
    """One offer, or one ask, of assistance on a topic: coded by an officer from a statement, or written down.

    `country` offers or asks, `to_country` is addressed; `region` is the group of States it is for, empty where none was named. `resources`
    says what is given, in words. `closed_at` ends it.
    """

    number = models.CharField(max_length=12, unique=True)
    side = models.CharField(max_length=5)
    statement = models.ForeignKey("records.Statement", null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    party = models.CharField(max_length=300, blank=True)
    to_country = models.CharField(max_length=2, blank=True)
    to_party = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=20)
    region = models.CharField(max_length=10, blank=True)
    words = models.CharField(max_length=SENTENCE_CAP)
    language = models.CharField(max_length=12)
    resources = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=8)
    closed_at = InstantField(null=True)
    closed_for = models.CharField(max_length=WORDS_CAP, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """A statement is coded once for each topic; lists by side, topic and State."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(side__in=ASSISTANCE_SIDES), name="assistance_side_known"),
            models.UniqueConstraint(
                fields=["statement", "topic"],
                condition=models.Q(statement__isnull=False, closed_at__isnull=True),
                name="assistance_statement_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["side", "id"], name="assistance_side"),
            models.Index(fields=["side", "topic", "id"], name="assistance_topic"),
            models.Index(fields=["topic", "id"], name="assistance_topic_any"),
            models.Index(fields=["country", "id"], name="assistance_country"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class AssistanceMatch(models.Model):
    """That an offer meets an ask: said by an officer, with why; ended when it turned out that it does not."""

    offer = models.ForeignKey(Assistance, on_delete=models.PROTECT, related_name="+")
    ask = models.ForeignKey(Assistance, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=WORDS_CAP)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """Two are joined once at a time."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["offer", "ask"], condition=models.Q(ended_at__isnull=True), name="assistance_match_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["ask", "offer"], name="assistance_match_ask")]

    def __str__(self) -> str:
        """Return which two."""
        return f"{self.offer_id} {self.ask_id}"
