"""What went wrong with what was given, and what persons concerned ask about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.shifts import WORDS_CAP

INCIDENT_SORTS = ("misdelivery", "breach")


class Incident(models.Model):
    """What was found: an act that came to the wrong desk, or a breach of data. Written once, told once, ended once by two.

    `reference` is the case that it is about (may be empty for a breach), `peer` the node that is told, `told_as` the case in which it was.
    `guards` are the sign-in names of the two who alone may open what was misdelivered. `ended` is a code of the notice's closure.
    """

    sort = models.CharField(max_length=11)
    reference = models.CharField(max_length=14, blank=True)
    peer = models.CharField(max_length=253)
    words = models.CharField(max_length=WORDS_CAP)
    guards = models.JSONField(default=list)
    found_at = InstantField()
    due_at = InstantField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = InstantField()
    told_as = models.CharField(max_length=14, blank=True)
    told_at = InstantField(null=True)
    ended = models.CharField(max_length=20, blank=True)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = InstantField(null=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = InstantField(null=True)

    class Meta:
        """A case is sealed once at a time; nobody is both officers."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(sort__in=INCIDENT_SORTS), name="incident_sort_known"),
            models.CheckConstraint(condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("first")), name="incident_by_two"),
            models.UniqueConstraint(
                fields=["reference"], condition=models.Q(sort="misdelivery", second_at__isnull=True), name="misdelivery_once"
            ),
        ]

    def __str__(self) -> str:
        """Return its sort and number; what it says stays where it is."""
        return f"{self.sort} {self.pk}"


class Remedy(models.Model):
    """What a person concerned asked, and what became of it. `number` is `RM-<year>-<count>`; days are ISO dates.

    `references` are the cases concerned as far as they are known here, `asked` codes of `remedy-asked`. A decision counts once `second`
    agreed. `until` is how long an answer neither confirms nor denies; `handed_on` the case in which another State was asked.
    """

    number = models.CharField(max_length=14, unique=True)
    way = models.CharField(max_length=20)
    asker = models.CharField(max_length=20)
    person = models.CharField(max_length=200)
    reach = models.CharField(max_length=240)
    references = models.JSONField(default=list)
    asked = models.JSONField(default=list)
    words = models.CharField(max_length=WORDS_CAP)
    received_on = models.CharField(max_length=10)
    due_at = InstantField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = InstantField()
    decision = models.CharField(max_length=20, blank=True)
    reasons = models.CharField(max_length=WORDS_CAP, blank=True)
    until = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = InstantField(null=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = InstantField(null=True)
    handed_on = models.CharField(max_length=14, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = InstantField(null=True)

    class Meta:
        """Two officers decide; only a decision that counts is answered."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(second__isnull=True) | ~models.Q(second=models.F("decided_by")), name="remedy_by_two"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(second_at__isnull=False), name="remedy_agreed_first"
            ),
        ]

    def __str__(self) -> str:
        """Return its number; who asked stays where it is."""
        return self.number


class Claim(models.Model):
    """What an officer here knows of two entities of a case, and from where: it stays home. Written once, taken back at most once."""

    request = models.ForeignKey("records.Request", on_delete=models.PROTECT, related_name="+")
    one_type = models.CharField(max_length=20)
    one = models.CharField(max_length=300)
    relation = models.CharField(max_length=20)
    other_type = models.CharField(max_length=20)
    other = models.CharField(max_length=300)
    stand = models.CharField(max_length=20)
    confidence = models.CharField(max_length=20)
    state = models.CharField(max_length=2)  # which State says so
    source = models.CharField(max_length=WORDS_CAP)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return its number; what it says stays where it is."""
        return f"claim {self.pk}"


class Cost(models.Model):
    """What a case cost at home, in hundredths of a currency; several rows add up. Another row corrects one (below 0)."""

    request = models.ForeignKey("records.Request", on_delete=models.PROTECT, related_name="+")
    hundredths = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=WORDS_CAP)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return its number."""
        return f"cost {self.pk}"
