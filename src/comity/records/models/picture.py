"""The risk picture's own tables: levels with their reasons, series of figures, indicators with their readings. No row is about a person."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP


class RiskLevel(models.Model):
    """The level of one scope as an officer set it: a word, why, on what it rests, until when it is to be looked at again. Written once.

    `scope` is a code of `risk-scope` or of `sector`, `level` one of `risk-level`. `sources` are references with their sort, in order.
    `review_on` is an ISO day. One of a scope counts; those before it keep when they ended.
    """

    scope = models.CharField(max_length=24)
    level = models.CharField(max_length=24)
    reason = models.CharField(max_length=WORDS_CAP)
    language = models.CharField(max_length=12)
    sources = models.JSONField(default=list)
    review_on = models.CharField(max_length=10)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts for each scope; the history of a scope."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scope"], condition=models.Q(ended_at__isnull=True), name="risk_level_counts_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scope", "id"], name="risk_level_scope")]

    def __str__(self) -> str:
        """Return scope and level."""
        return f"{self.scope} {self.level}"


class Indicator(models.Model):
    """What is watched for early warning: at which value it warns, and who reads it. Values are decimal numbers as text, exactly.

    `way` is a code of `threshold-way`, `field` one of `risk-scope`. `value`, `on` and `crossed` repeat the newest reading.
    """

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    field = models.CharField(max_length=24)
    unit = models.CharField(max_length=80)
    threshold = models.CharField(max_length=24)
    way = models.CharField(max_length=24)
    owner = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    value = models.CharField(max_length=24, blank=True)
    on = models.CharField(max_length=10, blank=True)
    crossed = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=WORDS_CAP, blank=True)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class IndicatorReading(models.Model):
    """One reading of an indicator: its value on a day (ISO), where that was read, and whether it warned. Written once."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    value = models.CharField(max_length=24)
    on = models.CharField(max_length=10)
    source = models.CharField(max_length=300)
    crossed = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """By day."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["indicator", "on", "id"], name="reading_day")]

    def __str__(self) -> str:
        """Return value and day."""
        return f"{self.value} {self.on}"


class Series(models.Model):
    """Figures of the register that count the same thing in the same unit, shown together; `caveat` says what to beware of."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    unit = models.CharField(max_length=80)
    caveat = models.CharField(max_length=WORDS_CAP)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class SeriesPoint(models.Model):
    """A figure in a series, of which period (`said`, an ISO date as finely as it is known). Taken out with a reason, never removed."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="points")
    figure = models.ForeignKey("records.Figure", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=24)
    sorts = models.CharField(max_length=10)
    caveat = models.CharField(max_length=WORDS_CAP, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)
    ended_for = models.CharField(max_length=WORDS_CAP, blank=True)

    class Meta:
        """A figure stands once in a series; points by day."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "figure"], condition=models.Q(ended_at__isnull=True), name="series_point_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["series", "sorts", "id"], name="series_point_day")]

    def __str__(self) -> str:
        """Return the period."""
        return self.said
