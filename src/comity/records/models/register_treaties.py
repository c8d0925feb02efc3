"""What officers register of a State's acts towards a treaty, each with its document. The rulebook's own rows stay as they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP


class TreatyAct(models.Model):
    """One dated act of a State under an instrument of the rulebook: signed, ratified, in force, a reservation, what it notified.

    `said` is an ISO date as finely as it is known, `sorts` as a meeting's. `words` is what the act says, in `language`; `article` where it
    stands. `document` is the evidence. `taken_out_at` ends a row that was wrong; it stays in the table.
    """

    instrument = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    act = models.CharField(max_length=20)
    said = models.CharField(max_length=24, blank=True)
    precision = models.CharField(max_length=5, default="none")
    sorts = models.CharField(max_length=10, blank=True)
    article = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    language = models.CharField(max_length=12, blank=True)
    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)
    taken_out_for = models.CharField(max_length=WORDS_CAP, blank=True)

    class Meta:
        """By text and State; the same act of a State on a day stands once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["instrument", "country", "act", "said", "article"],
                condition=models.Q(taken_out_at__isnull=True),
                name="treaty_act_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["instrument", "country", "sorts", "id"], name="treaty_act_of_state"),
            models.Index(fields=["country", "id"], name="treaty_act_country"),
        ]

    def __str__(self) -> str:
        """Return act, State and text."""
        return f"{self.act} {self.country} {self.instrument}"
