"""What the register is built from: documents as they came, verdicts on their suggestions, and the words that rows are found by."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField, TypedField
from comity.records.models.shifts import WORDS_CAP

DOCUMENT_STANDINGS: Final = ("press", "official", "own")  # `own`: what a mission of ours reports
ROW_SOURCES: Final = ("press", "official", "own")  # `own`: written down here by an officer, from no document
SUGGESTION_KINDS: Final = ("actor", "event", "statement", "commitment", "figure")
VERDICTS: Final = ("accepted", "fixed", "rejected")


class RegisterNumber(models.Model):
    """The last number that rows of one letter were given: R for documents, M for meetings, C for commitments."""

    letter = models.CharField(max_length=1, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return letter and number."""
        return f"{self.letter} {self.last}"


class Document(models.Model):
    """A report or an official text, byte for byte, with what was read in it. Bytes stand once, by their digest.

    `reading` is what `reading.printing` printed, as JSON, by the rules whose versions stand in `rules`; empty where nothing can be read in
    it (a scanned paper). `published` is an ISO date as finely as it is known. `open_count` counts
    suggestions without a verdict, `in_review` says that there are some.
    """

    number = models.CharField(max_length=12, unique=True)
    original = models.BinaryField()
    digest = models.CharField(max_length=80, unique=True)
    reading = models.TextField(blank=True)
    rules = models.JSONField(default=dict)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=200, blank=True)
    published = models.CharField(max_length=10, blank=True)
    published_precision = models.CharField(max_length=5, default="none")
    published_basis = models.CharField(max_length=14, default="no-date")
    standing = models.CharField(max_length=8)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    open_count = models.PositiveIntegerField(default=0)
    in_review = models.BooleanField(default=False)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = InstantField()

    class Meta:
        """The queue asks for what is still to be looked at."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(standing__in=DOCUMENT_STANDINGS), name="document_standing_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["in_review", "id"], name="document_review")]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class Verdict(models.Model):
    """What an officer made of one suggestion of a document. One counts at a time; those before it are kept, with when they ended.

    `confirmed` is what was confirmed, as it was typed or suggested; `row_kind` and `row` say which row of the register it became.
    `official` is the official text in which the same stands.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8)
    confirmed = TypedField(default=dict)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    row_kind = models.CharField(max_length=10, blank=True)
    row = models.BigIntegerField(default=0)
    official = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts for each suggestion; which suggestions a row came from."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=SUGGESTION_KINDS), name="suggestion_kind_known"),
            models.CheckConstraint(condition=models.Q(verdict__in=VERDICTS), name="verdict_known"),
            models.UniqueConstraint(
                fields=["document", "kind", "number"], condition=models.Q(ended_at__isnull=True), name="verdict_counts_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["row_kind", "row"], name="verdict_row")]

    def __str__(self) -> str:
        """Return which suggestion it is about."""
        return f"{self.kind} {self.number}: {self.verdict}"


class RegisterText(models.Model):
    """The folded words by which one row is found. `key` is the row's kind and number in one integer (`records.finding`)."""

    key = models.BigIntegerField(primary_key=True)
    words = models.TextField()
    tags = models.TextField()

    def __str__(self) -> str:
        """Return its key."""
        return f"text {self.key}"
