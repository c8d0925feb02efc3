"""Who is signed in where, who guessed, which outside identity is whose, and what was posted to a locked desk."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField

SITTING_ENDS = ("signed-out", "shift-change", "shift-over", "elsewhere", "operator")
BINDING_KINDS = ("oidc", "certificate")


class Sitting(models.Model):
    """One officer at one browser, from sign-in to its end. The browser's session names the row; the row says whether it still counts."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    came_by = models.CharField(max_length=40)
    address = models.CharField(max_length=45)
    browser = models.CharField(max_length=200, blank=True)
    began_at = InstantField()
    seen_at = InstantField()
    locked_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)

    class Meta:
        """Those that run are read with every page of the list, the newest of an officer with every sign-in."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="") | models.Q(ended_at__isnull=False, ended_by__in=SITTING_ENDS),
                name="sitting_end_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["officer", "-began_at"], name="sitting_newest")]

    def __str__(self) -> str:
        """Return who, since when."""
        return f"{self.officer_id} since {self.began_at}"


class Attempts(models.Model):
    """Wrong attempts against one subject: an officer from one address, an address, an officer from strange addresses."""

    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("pair", "address", "officer", "code")])
    subject = models.CharField(max_length=320)
    failures = models.PositiveIntegerField(default=0)
    last_at = InstantField()
    failed_at = InstantField(null=True)
    failed_from = models.CharField(max_length=45, blank=True)

    class Meta:
        """One row a subject, so that two workers count on the same one."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject"], name="attempts_once"),
        ]

    def __str__(self) -> str:
        """Return what is counted."""
        return f"{self.kind} {self.subject}: {self.failures}"


class Binding(models.Model):
    """An identity from outside that opens the door as one officer: an account at the identity provider, or a certificate."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=[(k, k) for k in BINDING_KINDS])
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255)
    bound_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """At any moment an identity is one officer's."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "issuer", "subject"], name="binding_once", condition=models.Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return the identity."""
        return f"{self.kind} {self.subject}"


class KeptPost(models.Model):
    """What was posted while the desk was locked or the shift was over: not done, not lost, shown to its officer again."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=400)
    fields = models.JSONField()
    kept_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """The open ones of an officer, newest first."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["officer", "-kept_at"], name="keptpost_open", condition=models.Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return where it was to go."""
        return self.path
