"""Officers who sign in at this node."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from comity.records.fields import InstantField


class Officers(BaseUserManager["Officer"]):
    """Finds an officer by sign-in name; makes one without deciding whether that is allowed."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """Return the officer whose sign-in name is `username`, in any case of letters."""
        return self.get(officer_id=(username or "").lower())


class Officer(AbstractBaseUser):
    """One person at this node. The signing key is sealed under the officer's own passphrase: the node alone cannot use it."""

    officer_id = models.CharField(max_length=318, unique=True)
    name = models.CharField(max_length=120)
    authority = models.CharField(max_length=64)
    # Values of `directory.policy.Role`, given without dates; a role that has rows in Mandate holds by those alone.
    roles = models.JSONField(default=list)
    # Codes of Unit, the level up to which the officer may read, and of a mission abroad its one country.
    units = models.JSONField(default=list)
    clearance = models.CharField(max_length=12, default="open")
    country = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=8, default="en")
    theme = models.CharField(max_length=6, default="device", choices=[(t, t) for t in ("device", "light", "dark")])
    desk = models.CharField(max_length=40, default="1")
    is_active = models.BooleanField(default=True)
    sealed_key = models.BinaryField()
    key_id = models.CharField(max_length=64)

    objects = Officers()

    USERNAME_FIELD = "officer_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Order as people read lists."""

        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        """Return the name people use."""
        return self.name


class Unit(models.Model):
    """A unit of the authority, as cases are walled by: its code, and what it is called in each language."""

    code = models.CharField(max_length=24, unique=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Mandate(models.Model):
    """By what an officer holds a role, from when until when; `acts_for` names the colleague whose place they take. Ended, never removed."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    since = InstantField()
    until = InstantField(null=True)
    basis = models.CharField(max_length=400)
    acts_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=253)
    given_at = InstantField()

    class Meta:
        """Asked with every deed, by officer; a mandate that would end before it begins cannot be written."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")), name="mandate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        """Return the role."""
        return self.role
