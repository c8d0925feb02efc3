"""Warnings and notes on methods: what each version says, who got it and who did not by which rule, what came of it."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField, TypedField

WARNING_STATES: Final = ("draft", "published", "recalled", "set-aside", "received", "acknowledged", "declined")
ISSUE_STATES: Final = ("open", "submitted", "sent", "set-aside", "received")
DELIVERY_STATES: Final = ("withheld", "sent", "received", "acknowledged", "declined", "refused", "expired", "recalled")


class ThreatWarning(models.Model):
    """A warning or a note on methods. `side` says whose it is: `ours`, or `theirs` of the node `peer`, in the case `case`.

    `number` is that of its sender. `told` has what the newest version says that was sent or came (`wire.warning`), `version` counts them;
    the columns after it repeat what lists are narrowed by. `source` is the case or the statement here that it was begun from: it never
    leaves. What was done with one of theirs stands in `done`, `grounds`.
    """

    side = models.CharField(max_length=6)
    number = models.CharField(max_length=12)
    peer = models.CharField(max_length=253, blank=True)
    case = models.CharField(max_length=14, blank=True)
    state = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField(default=0)
    told = TypedField(default=dict)
    sort = models.CharField(max_length=24, blank=True)
    field = models.CharField(max_length=40, blank=True)
    urgency = models.CharField(max_length=9, blank=True)
    tlp = models.CharField(max_length=16, blank=True)
    good_until = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40, blank=True)
    done = models.CharField(max_length=24, blank=True)
    done_version = models.PositiveSmallIntegerField(default=0)
    grounds = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = InstantField()
    published_at = InstantField(null=True)
    answered_at = InstantField(null=True)

    class Meta:
        """What was published last first, by side and by field; a sender's number once, a case once. Partial indexes answer no equality."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=WARNING_STATES), name="warning_state_known"),
            models.UniqueConstraint(fields=["peer", "number"], name="warning_number_once"),
            models.UniqueConstraint(fields=["case"], condition=~models.Q(case=""), name="warning_case_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["published_at", "id"], name="warning_published", condition=models.Q(published_at__isnull=False)),
            models.Index(fields=["side", "state", "published_at", "id"], name="warning_state"),
            models.Index(fields=["field", "side", "published_at", "id"], name="warning_field"),
            models.Index(fields=["case"], name="warning_case"),
            models.Index(fields=["source"], name="warning_source"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class WarningIssue(models.Model):
    """One version of a warning: as it is written, submitted, sent, or as it came. What was sent or came is never written again.

    `follow` is empty for the first, else a code of `warning-follow`; `reason` that of a recall. `typed` is what the officer typed, `told`
    what was sent. `savers` are all who saved it: none of them approves. `digest` names the plan that the second officer saw.
    """

    warning = models.ForeignKey(ThreatWarning, on_delete=models.PROTECT, related_name="issues")
    version = models.PositiveSmallIntegerField()
    follow = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=9)
    typed = TypedField(default=dict)
    told = TypedField(default=dict)
    saved = models.PositiveIntegerField(default=1)
    savers = models.JSONField(default=list)
    digest = models.CharField(max_length=80, blank=True)
    plan = models.BinaryField(null=True)
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = InstantField()
    saved_at = InstantField()
    submitted_at = InstantField(null=True)
    sent_at = InstantField(null=True)
    returned_for = models.CharField(max_length=1000, blank=True)

    class Meta:
        """What waits for a second officer, and each version once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=ISSUE_STATES), name="issue_state_known"),
            models.UniqueConstraint(fields=["warning", "version"], condition=~models.Q(state="set-aside"), name="issue_version_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "id"], name="issue_state")]

    def __str__(self) -> str:
        """Return whose version it is."""
        return f"{self.warning_id} {self.version}"


class WarningCopy(models.Model):
    """The act for one recipient, byte for byte as it was submitted: what the second officer approves with all the others, by one digest."""

    issue = models.ForeignKey(WarningIssue, on_delete=models.PROTECT, related_name="copies")
    authority = models.CharField(max_length=100)
    node = models.CharField(max_length=253)
    case = models.CharField(max_length=14)
    instrument = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        """One a recipient."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "authority"], name="copy_once"),
        ]

    def __str__(self) -> str:
        """Return to whom it goes."""
        return self.authority


class WarningDelivery(models.Model):
    """The ledger of one warning and one authority: whether it was sent or withheld, by which rule, and what came back.

    `rule` is the code of the first reason why it was withheld, or of the class of a refusal; `facts` has every reason, with what fills
    its sentence. `version` is the newest that was sent there. An authority from which it is withheld has no case: nothing that leaves
    this node speaks of it.
    """

    warning = models.ForeignKey(ThreatWarning, on_delete=models.PROTECT, related_name="deliveries")
    authority = models.CharField(max_length=100)
    node = models.CharField(max_length=253, blank=True)
    state = models.CharField(max_length=12)
    rule = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=list)
    case = models.CharField(max_length=14, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    done = models.CharField(max_length=24, blank=True)
    done_version = models.PositiveSmallIntegerField(default=0)
    grounds = models.JSONField(default=list)
    sent_at = InstantField(null=True)
    received_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    recalled_at = InstantField(null=True)

    class Meta:
        """One row an authority; what comes back names the case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=DELIVERY_STATES), name="delivery_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="withheld", case="") | (~models.Q(state="withheld") & ~models.Q(case="")),
                name="delivery_withheld_has_no_case",
            ),
            models.UniqueConstraint(fields=["warning", "authority"], name="delivery_once"),
            models.UniqueConstraint(fields=["case"], condition=~models.Q(case=""), name="delivery_case_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="delivery_state"),
            models.Index(fields=["case"], name="delivery_case"),
            models.Index(fields=["answered_at", "id"], name="delivery_answered", condition=models.Q(answered_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return which authority."""
        return f"{self.authority}: {self.state}"


class WarningLine(models.Model):
    """One line of the ledger: what happened to a delivery, with the code that says so and the act. Written once, never changed."""

    delivery = models.ForeignKey(WarningDelivery, on_delete=models.PROTECT, related_name="lines")
    what = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64, blank=True)
    env_id = models.CharField(max_length=40, blank=True)
    at = InstantField()

    def __str__(self) -> str:
        """Return what happened."""
        return self.what


class WarningCode(models.Model):
    """One code by which warnings are found and counted: of the vocabulary `of`."""

    warning = models.ForeignKey(ThreatWarning, on_delete=models.PROTECT, related_name="codes")
    of = models.CharField(max_length=24)
    code = models.CharField(max_length=64)

    class Meta:
        """Each once, and from the code to its warnings, the newest first."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["of", "code", "warning"], name="warningcode_once"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code
