"""Meetings and other events, who took part, what was said there, and which figures were named."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP

MEETING_STANDINGS: Final = ("planned", "held", "cancelled")
SENTENCE_CAP: Final = 2_400  # where `reading` cuts a sentence


class Meeting(models.Model):
    """A meeting or another event. Its date is as the document has it, as finely as it is known; nothing of it is invented.

    `said` is the date in ISO form (`2023-06-30`, `--06-30`, `2025-10-25/2025-10-26`). For questions, `first` and `last` are its first and
    last day where the year is known, `month_day` its first day where the year is not, `sorts` what lists are sorted by, empty at the end.
    `same_as` is the row that stands for this one, where two were found to be one.
    """

    number = models.CharField(max_length=12, unique=True)
    type = models.CharField(max_length=20)
    group = models.CharField(max_length=20)
    title = models.CharField(max_length=500)
    titles = models.JSONField(default=dict)
    said = models.CharField(max_length=24, blank=True)
    said_words = models.CharField(max_length=100, blank=True)
    precision = models.CharField(max_length=5)
    basis = models.CharField(max_length=14)
    first = models.CharField(max_length=10, blank=True)
    last = models.CharField(max_length=10, blank=True)
    month_day = models.CharField(max_length=5, blank=True)
    sorts = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    province = models.CharField(max_length=40, blank=True)
    province_now = models.CharField(max_length=40, blank=True)
    series = models.CharField(max_length=300, blank=True)
    ordinal = models.PositiveIntegerField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=9)
    outcome = models.CharField(max_length=WORDS_CAP, blank=True)
    outcome_at = InstantField(null=True)
    source = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Lists by day; candidates by class of type; planned ones that are over."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(standing__in=MEETING_STANDINGS), name="meeting_standing_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sorts", "id"], name="meeting_sorts"),
            models.Index(fields=["type", "sorts", "id"], name="meeting_type"),
            models.Index(fields=["group", "first"], name="meeting_group_first"),
            models.Index(fields=["group", "month_day"], name="meeting_group_day"),
            models.Index(fields=["group", "ordinal"], name="meeting_group_ordinal"),
            models.Index(fields=["standing", "last", "id"], name="meeting_standing"),
            models.Index(fields=["standing", "sorts", "id"], name="meeting_standing_sorts"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class MeetingCountry(models.Model):
    """Which States a meeting concerns: where it is, and of whom took part. Written with each change.

    `type` and `sorts` are the meeting's, so that a State's meetings of a type are read from one index.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="countries")
    country = models.CharField(max_length=2)
    counts = models.BooleanField(default=True)
    type = models.CharField(max_length=20)
    sorts = models.CharField(max_length=10, blank=True)

    class Meta:
        """A State's meetings by day."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "country"], name="meeting_country_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["country", "counts", "sorts", "meeting"], name="meeting_country_sorts"),
            models.Index(fields=["country", "counts", "type", "sorts", "meeting"], name="meeting_country_type"),
        ]

    def __str__(self) -> str:
        """Return the State."""
        return self.country


class Participation(models.Model):
    """Who took part, and as what. Without an actor it is a State, an organ, or somebody whom only a role names.

    `unnamed` stays true until somebody says who it was.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participations")
    actor = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    words = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=20)
    unnamed = models.BooleanField(default=False)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """What is still to be completed."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unnamed", "id"], name="participation_unnamed"),
            models.Index(fields=["actor", "id"], name="participation_actor"),
        ]

    def __str__(self) -> str:
        """Return role and State."""
        return f"{self.role} {self.country}"


class Statement(models.Model):
    """One speech act: the exact words, where they stand in the document, and who spoke in which post, for whom, to whom."""

    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    speaker = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    speaker_post = models.ForeignKey("records.ActorPost", null=True, on_delete=models.PROTECT, related_name="+")
    speaker_country = models.CharField(max_length=2, blank=True)
    speaker_words = models.CharField(max_length=300, blank=True)
    behalf_country = models.CharField(max_length=2, blank=True)
    behalf_words = models.CharField(max_length=300, blank=True)
    addressee = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    addressee_country = models.CharField(max_length=2, blank=True)
    addressee_words = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=SENTENCE_CAP)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quoted = models.BooleanField(default=False)
    language = models.CharField(max_length=12)
    sorts = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=32)
    source = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """By who spoke, and to whom; by likeness of the words."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sorts", "id"], name="statement_sorts"),
            models.Index(fields=["speaker_country", "sorts", "id"], name="statement_speaker"),
            models.Index(fields=["addressee_country", "sorts", "id"], name="statement_addressee"),
            models.Index(fields=["act", "sorts", "id"], name="statement_act"),
            models.Index(fields=["speaker_country", "addressee_country", "sorts", "id"], name="statement_both"),
            models.Index(fields=["speaker_country", "act", "sorts", "id"], name="statement_speaker_act"),
            models.Index(fields=["addressee_country", "act", "sorts", "id"], name="statement_addressee_act"),
            models.Index(fields=["key"], name="statement_key"),
        ]

    def __str__(self) -> str:
        """Return act and State; what was said stays where it is."""
        return f"{self.act} {self.speaker_country}"


class Figure(models.Model):
    """A number that a document names, exactly: `value` as text, `bound` `>`, `<` or `~` where the document says so."""

    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=40)
    bound = models.CharField(max_length=1, blank=True)
    unit = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    period = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=SENTENCE_CAP)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    key = models.CharField(max_length=32)
    source = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """By likeness; the newest first."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key"], name="figure_key"),
            models.Index(fields=["taken_out_at", "id"], name="figure_live"),
        ]

    def __str__(self) -> str:
        """Return number and unit."""
        return f"{self.value} {self.unit}"
