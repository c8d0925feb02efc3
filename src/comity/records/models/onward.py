"""What other States gave, which draft uses it again, and what must be destroyed or returned. Links are ended, never removed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.drafts import Draft
from comity.records.models.requests import Message, Request
from comity.records.models.shifts import WORDS_CAP

ONWARD_RULES = ("authorization", "free")
REUSES = ("received", "nothing", "path")
PURPOSES = ("same", "another")
DISPOSAL_CAUSES = ("retention", "closure", "withdrawal", "refusal")


class Material(models.Model):
    """What one act of another State handed over: whose it is, for which case, under which conditions, until when.

    `onward` says whether it may go to anybody else without that State's yes; `retain_until` is a day (ISO), empty for none.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    originator = models.CharField(max_length=2)
    purpose = models.CharField(max_length=240, blank=True)
    conditions = models.JSONField(default=list)
    onward = models.CharField(max_length=13)
    retain_until = models.CharField(max_length=10, blank=True)
    at = InstantField()

    class Meta:
        """The gate asks whether anything is held that is not the recipient's."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(onward__in=ONWARD_RULES), name="material_onward_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["originator"], name="material_kept", condition=models.Q(onward="authorization")),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return self.originator


class Reuse(models.Model):
    """An officer's word on what a draft uses: what came in the case `source`, nothing that came, or a path that was disclosed.

    `consent` is the request that asked the originator; `asked` is its draft while it has no number.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8)
    source = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=7, default="same")
    consent = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = InstantField(null=True)

    class Meta:
        """A draft names a source once at a time."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(what__in=REUSES), name="reuse_what_known"),
            models.CheckConstraint(condition=models.Q(purpose__in=PURPOSES), name="reuse_purpose_known"),
            models.CheckConstraint(condition=models.Q(what="nothing") | models.Q(source__isnull=False), name="reuse_has_source"),
            models.UniqueConstraint(fields=["draft", "source"], condition=models.Q(ended_at__isnull=True), name="reuse_source_once"),
        ]

    def __str__(self) -> str:
        """Return what it says."""
        return self.what


class Disposal(models.Model):
    """That a material is to be destroyed or returned, why and by when; and what was done, by whom, how, on which day.

    With `certificate` it counts only once `second` agreed, who did not record it.
    """

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10)
    certificate = models.BooleanField()
    owed_at = InstantField()
    due_at = InstantField()
    method = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=WORDS_CAP, blank=True)
    who = models.CharField(max_length=200, blank=True)
    on = models.CharField(max_length=10, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = InstantField(null=True)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = InstantField(null=True)
    done_at = InstantField(null=True)

    class Meta:
        """One is owed of a material at a time; the queue asks for what is not done."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(cause__in=DISPOSAL_CAUSES), name="disposal_cause_known"),
            models.UniqueConstraint(fields=["material"], condition=models.Q(done_at__isnull=True), name="disposal_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="disposal_owed", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return why."""
        return self.cause
