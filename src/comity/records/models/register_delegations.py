"""Delegations that travel and that come: the invitation and its reply, who goes, what is to be done before, the report on return."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.register_training import REPORT_CAP
from comity.records.models.shifts import WORDS_CAP

DELEGATION_WAYS: Final = ("out", "in")
DELEGATION_STATES: Final = ("invited", "accepted", "declined", "under-way", "reported", "cancelled")
CHORE_STATES: Final = ("open", "done", "not-needed")


class Delegation(models.Model):
    """A delegation, out or in. An invitation that goes out is ours where it comes in: `way` is the way of the people.

    `reply_due` is the ISO day until which the invitation wants its answer; `replied_on` the day on which it was given.
    """

    number = models.CharField(max_length=12, unique=True)
    way = models.CharField(max_length=3)
    titles = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    place = models.CharField(max_length=200, blank=True)
    meeting = models.ForeignKey("records.Meeting", null=True, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=24, blank=True)
    first = models.CharField(max_length=10, blank=True)
    last = models.CharField(max_length=10, blank=True)
    invited_by = models.CharField(max_length=300)
    invitation = models.CharField(max_length=200, blank=True)
    invited_on = models.CharField(max_length=10, blank=True)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    reply_due = models.CharField(max_length=10, blank=True)
    replied_on = models.CharField(max_length=10, blank=True)
    reply_reference = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    report = models.CharField(max_length=REPORT_CAP, blank=True)
    report_language = models.CharField(max_length=12, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()

    class Meta:
        """Lists by way and by State; what waits for a reply, and what for its report."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=DELEGATION_STATES), name="delegation_state_known"),
            models.CheckConstraint(condition=models.Q(way__in=DELEGATION_WAYS), name="delegation_way_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["way", "id"], name="delegation_way"),
            models.Index(fields=["country", "id"], name="delegation_country"),
            models.Index(fields=["country", "way", "id"], name="delegation_country_way"),
            models.Index(fields=["state", "reply_due", "id"], name="delegation_reply"),
            models.Index(fields=["state", "last", "id"], name="delegation_back"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class DelegationMember(models.Model):
    """Somebody of a delegation, and as what: an actor of the register, or words. Whoever does not go after all keeps their row, ended."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="members")
    actor = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    authority = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    ended_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return the role."""
        return self.role


class DelegationChore(models.Model):
    """One thing to see to. `code` is that of the template it came from, empty where an officer added it in `words`."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="chores")
    code = models.CharField(max_length=24, blank=True)
    words = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    due = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    counts = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = InstantField(null=True)

    class Meta:
        """What is overdue while its delegation still counts."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=CHORE_STATES), name="chore_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["counts", "state", "due", "id"], name="chore_due")]

    def __str__(self) -> str:
        """Return its code."""
        return self.code or "own"
