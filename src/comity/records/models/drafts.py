"""What officers are writing. Nothing here is ever deleted: a draft is sent, returned or set aside, and every version stays."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.apart import HasApart, apart
from comity.records.fields import InstantField, TypedField, WordKeyField

DRAFT_STATES = ("open", "submitted", "sent", "set-aside")


class Draft(HasApart):
    """One act in the making. `body` holds the exact bytes from submission on; its digest is what the second officer approves.

    `files` lists what goes with it, as acts list files; null is none. Both, and what was typed, stand in rows of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    act = models.CharField(max_length=12)
    kind = models.CharField(max_length=64)
    peer = models.CharField(max_length=253)
    # `in`: what came on paper, written down here; it is recorded and leaves by no road.
    direction = models.CharField(max_length=3, default="out", db_default="out", choices=[(d, d) for d in ("in", "out")])
    reference = models.CharField(max_length=14, blank=True, db_index=True)
    instrument = models.CharField(max_length=12, blank=True)
    replies_to = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, default="open")
    version = models.PositiveIntegerField(default=1)
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = InstantField()
    saved_at = InstantField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    submitted_at = InstantField(null=True)
    returned_for = models.CharField(max_length=1000, blank=True)
    env_id = models.CharField(max_length=32, blank=True)
    tlp = models.CharField(max_length=16, blank=True, default="")
    classification = models.CharField(max_length=16, blank=True, default="")
    level = models.CharField(max_length=12, default="open")

    fields = apart("content", "fields")
    files = apart("content", "files")
    body = apart("bytes", "body")

    class Meta:
        """The queue asks for open and submitted drafts."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=DRAFT_STATES), name="draft_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "saved_at"], name="draft_state"),
        ]

    def __str__(self) -> str:
        """Return kind and version."""
        return f"{self.kind} v{self.version}"


class DraftContent(models.Model):
    """What a draft says now, and the files that go with it: as in its newest version."""

    draft = models.OneToOneField(Draft, primary_key=True, on_delete=models.CASCADE, related_name="content")
    fields = TypedField(default=dict)
    files = TypedField(null=True)

    def __str__(self) -> str:
        """Return nothing of the content."""
        return str(self.pk)


class DraftBody(models.Model):
    """The exact bytes of a draft that was submitted; null once it was returned."""

    draft = models.OneToOneField(Draft, primary_key=True, on_delete=models.CASCADE, related_name="bytes")
    body = models.BinaryField(null=True)

    def __str__(self) -> str:
        """Return nothing of the bytes."""
        return str(self.pk)


class DraftVersion(models.Model):
    """A version as it was saved; written once."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    fields = TypedField()
    files = TypedField(null=True)
    saved_at = InstantField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """One version has one number."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "version"], name="draft_version_once"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.version)


class Submission(models.Model):
    """A token of a form that was already acted on, and where its result stands: a second click changes nothing."""

    token = WordKeyField(max_length=64, primary_key=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=40)
    result = models.CharField(max_length=200)
    at = InstantField()

    def __str__(self) -> str:
        """Return the verb."""
        return self.verb


class Numbering(models.Model):
    """The last number given within a year; `Reference` builds on it."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return year and number."""
        return f"{self.year}: {self.last}"
