"""Mechanisms: standing ways of working together, their parties, what belongs to them; and promises that come back."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP

MECHANISM_ROWS: Final = ("meeting", "commitment", "statement")


class Mechanism(models.Model):
    """A treaty, an arrangement, a dialogue, a committee, a plan, a network, a series of exercises or of courses.

    `gazetteer` is its code in the list by which reports are read, empty where that list does not know it. It stands on `instrument`, a text
    of the rulebook, or on `basis` in words. `next_said` is the day of its next meeting as finely as it is known, `next_first` and
    `next_last` its days where the year is known, `next_sorts` as a meeting's. `rounds` is how many there are to be, None where nobody said.
    `funding` says what is pooled, in words; the amount may be missing, and no figure counts it.
    """

    number = models.CharField(max_length=12, unique=True)
    sort = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    titles = models.JSONField(default=dict)
    gazetteer = models.CharField(max_length=40, blank=True)
    instrument = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=500, blank=True)
    cadence = models.CharField(max_length=12)
    rounds = models.PositiveIntegerField(null=True)
    next_said = models.CharField(max_length=24, blank=True)
    next_precision = models.CharField(max_length=5, default="none")
    next_first = models.CharField(max_length=10, blank=True)
    next_last = models.CharField(max_length=10, blank=True)
    next_sorts = models.CharField(max_length=10, blank=True)
    funding = models.CharField(max_length=500, blank=True)
    funding_amount = models.CharField(max_length=20, blank=True)
    funding_currency = models.CharField(max_length=3, blank=True)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=WORDS_CAP, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """One for each of the gazetteer; by their next meeting."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gazetteer"], condition=~models.Q(gazetteer=""), name="mechanism_gazetteer_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["next_sorts", "id"], name="mechanism_next")]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class MechanismParty(models.Model):
    """A side of a mechanism: a State, a group of States (`group`), or somebody in words."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="parties")
    country = models.CharField(max_length=2, blank=True)
    group = models.CharField(max_length=10, blank=True)
    words = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """Once each; a State's mechanisms."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["mechanism", "country", "group", "words"],
                condition=models.Q(taken_out_at__isnull=True),
                name="mechanism_party_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["country", "mechanism"], name="mechanism_party_country")]

    def __str__(self) -> str:
        """Return who it is."""
        return self.country or self.group or self.words


class MechanismRow(models.Model):
    """A meeting, a commitment or a statement that an officer said belongs to a mechanism. A row belongs to one mechanism at a time."""

    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="rows")
    meeting = models.ForeignKey("records.Meeting", null=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey("records.Commitment", null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("records.Statement", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """Exactly one of the three; each belongs once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, commitment__isnull=True, statement__isnull=True)
                | models.Q(meeting__isnull=True, commitment__isnull=False, statement__isnull=True)
                | models.Q(meeting__isnull=True, commitment__isnull=True, statement__isnull=False),
                name="mechanism_row_is_one",
            ),
            *(
                models.UniqueConstraint(fields=[kind], condition=models.Q(taken_out_at__isnull=True), name=f"mechanism_row_{kind}_once")
                for kind in MECHANISM_ROWS
            ),
        ]

    def __str__(self) -> str:
        """Return of which mechanism it is."""
        return str(self.mechanism_id)


class Recurrence(models.Model):
    """That a commitment comes back: how often, from which day on, and by meetings of which class (`group` of a meeting's type)."""

    commitment = models.ForeignKey("records.Commitment", on_delete=models.PROTECT, related_name="+")
    cadence = models.CharField(max_length=12)
    since = models.CharField(max_length=10)
    group = models.CharField(max_length=20, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One at a time for each commitment."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["commitment"], condition=models.Q(ended_at__isnull=True), name="recurrence_once"),
        ]

    def __str__(self) -> str:
        """Return how often."""
        return self.cadence
