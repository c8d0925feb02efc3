"""Officers who sign in at this node."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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
    # Any of: drafter, approver, administrator. Being an administrator adds no right to approve.
    roles = models.JSONField(default=list)
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
