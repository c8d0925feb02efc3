"""What is agreed to be said to the press, papers that were presented, and who said that they come: all of it beside meetings."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP

LINE_STATES: Final = ("drafted", "offered", "agreed", "released", "withdrawn")
REPLIES: Final = ("accepted", "declined", "tentative")
COUNT_STAGES: Final = ("expected", "came")


class PressLine(models.Model):
    """What will be said in public, in both languages, from `release_at` on and not before. The words stand in `PressWords`.

    `zone` is the IANA name of the zone in which the release was agreed; `version` the words that count.
    """

    number = models.CharField(max_length=12, unique=True)
    subject = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    meeting = models.ForeignKey("records.Meeting", null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("records.Statement", null=True, on_delete=models.PROTECT, related_name="+")
    request = models.CharField(max_length=40, blank=True)
    agreed_with = models.CharField(max_length=300, blank=True)
    release_at = InstantField(null=True)
    zone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = InstantField(null=True)
    released_at = InstantField(null=True)

    class Meta:
        """Lists; what may be released."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=LINE_STATES), name="line_state_known"),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("made_by")), name="line_two_officers"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="line_state"),
            models.Index(fields=["state", "release_at", "id"], name="line_release"),
            models.Index(fields=["country", "id"], name="line_country"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class PressWords(models.Model):
    """One version of a press line in both languages. Written once."""

    line = models.ForeignKey(PressLine, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    vi = models.CharField(max_length=REPORT_CAP, blank=True)
    en = models.CharField(max_length=REPORT_CAP, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """Each version once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "version"], name="line_version_once"),
        ]

    def __str__(self) -> str:
        """Return its version."""
        return f"version {self.version}"


class MeetingPaper(models.Model):
    """A paper that was presented at a meeting: its title in one language or both, its author, the digest of its file."""

    meeting = models.ForeignKey("records.Meeting", on_delete=models.PROTECT, related_name="+")
    titles = models.JSONField(default=dict)
    author = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    author_words = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    def __str__(self) -> str:
        """Return its digest."""
        return self.digest


class SeatReply(models.Model):
    """Whether somebody who is expected comes. The newest counts, the others keep when they ended."""

    seat = models.ForeignKey("records.Participation", on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=9)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(reply__in=REPLIES), name="reply_known"),
            models.UniqueConstraint(fields=["seat"], condition=models.Q(ended_at__isnull=True), name="reply_counts_once"),
        ]

    def __str__(self) -> str:
        """Return the reply."""
        return self.reply


class MeetingCount(models.Model):
    """How many are expected at a meeting, or came: `value` as it was told, `bound` `>`, `<` or `~` where it is not exact."""

    meeting = models.ForeignKey("records.Meeting", on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=20)
    stage = models.CharField(max_length=8)
    value = models.PositiveIntegerField()
    bound = models.CharField(max_length=1, blank=True)
    told_by = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts for each unit and stage."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(stage__in=COUNT_STAGES), name="count_stage_known"),
            models.UniqueConstraint(fields=["meeting", "unit", "stage"], condition=models.Q(ended_at__isnull=True), name="count_once"),
        ]

    def __str__(self) -> str:
        """Return number and unit."""
        return f"{self.bound}{self.value} {self.unit}"
