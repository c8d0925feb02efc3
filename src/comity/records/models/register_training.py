"""Training: courses, the seats that States were given, who was nominated for them, what was handed out, what those who came said of it."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP

REPORT_CAP: Final = 4_000  # characters of a report in words
COURSE_STATES: Final = ("announced", "open", "held", "reported", "cancelled")
NOMINATION_STATES: Final = ("nominated", "accepted", "declined", "replaced")
ATTENDANCES: Final = ("", "attended", "partly", "absent")  # empty: nobody has said yet


class Course(models.Model):
    """A course, with a commitment that it answers where there is one. `said` and the days it makes are as a meeting's.

    `mechanism` is in words: the programme or agreement under which it is offered. `report` is what came of it, once it is over.
    """

    number = models.CharField(max_length=12, unique=True)
    titles = models.JSONField(default=dict)
    topic = models.CharField(max_length=24)
    provider = models.CharField(max_length=300)
    provider_country = models.CharField(max_length=2, blank=True)
    mechanism = models.CharField(max_length=300, blank=True)
    commitment = models.ForeignKey("records.Commitment", null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=24, blank=True)
    first = models.CharField(max_length=10, blank=True)
    last = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=9)
    report = models.CharField(max_length=REPORT_CAP, blank=True)
    report_language = models.CharField(max_length=12, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """Lists; courses that are over."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=COURSE_STATES), name="course_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="course_state"),
            models.Index(fields=["state", "last", "id"], name="course_over"),
            models.Index(fields=["provider_country", "id"], name="course_provider"),
            models.Index(fields=["commitment", "id"], name="course_commitment"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class CourseSeats(models.Model):
    """How many seats a State, or one authority of it, was given. What is changed is written anew, and the old row ends."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="seats")
    country = models.CharField(max_length=2)
    authority = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One number that counts for each authority; a State's courses."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "country", "authority"], condition=models.Q(ended_at__isnull=True), name="course_seats_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["country", "course"], name="course_seats_country")]

    def __str__(self) -> str:
        """Return State and number."""
        return f"{self.country} {self.seats}"


class Nomination(models.Model):
    """Somebody who is to sit in a seat: an actor of the register, or words. Whether they came, and the number of their certificate.

    There is no mark and no score of a person, and no column for one.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="nominations")
    actor = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    authority = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    instead_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    attendance = models.CharField(max_length=8, blank=True)
    certificate = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """Known states."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=NOMINATION_STATES), name="nomination_state_known"),
            models.CheckConstraint(condition=models.Q(attendance__in=ATTENDANCES), name="attendance_known"),
        ]

    def __str__(self) -> str:
        """Return its place in the table; names stand in pages for whoever may see them."""
        return f"nomination {self.pk}"


class CourseMaterial(models.Model):
    """What was handed out, by its digest."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=12)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    def __str__(self) -> str:
        """Return its digest."""
        return self.digest


class CourseEvaluation(models.Model):
    """One sheet of answers about the course: coded, and in words. It has no name on it: it is about the course and not about a person."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="evaluations")
    answers = models.JSONField(default=dict)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    language = models.CharField(max_length=12, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    def __str__(self) -> str:
        """Return of which course it is."""
        return f"evaluation {self.pk}"
