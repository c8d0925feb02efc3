"""Cooperation requests as both sides see them: the request, its messages, its clocks, who has not read it yet."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, When

from comity.records.fields import InstantField, KeyField

REQUEST_STATES = (
    "sent",
    "delivered",
    "opened",
    "questioned",
    "consulting",
    "views-given",
    "risk-notified",
    "offered",
    "postponed",
    "accepted",
    "answered",
    "fulfilled",
    "extension-asked",
    "refused",
    "withdrawn",
    "undelivered",
    "closed",
)


WALLS = ("", "unit", "named")


class Request(models.Model):
    """One request. `direction` is `out` at the requesting node and `in` at the requested one; `due_at` repeats its nearest clock.

    `wall` says who may know of it: the desk (empty), the officers of `unit`, or those who are admitted by name. `tlp` and
    `classification` are the strictest that an act of it carries, `level` the level of that classification. `retain_until` is how long
    the content of an ended case is kept; once it was destroyed, `erased_at` says when, and what it said is nowhere in this database.
    """

    id = KeyField(primary_key=True)
    reference = models.CharField(max_length=14, unique=True)
    direction = models.CharField(max_length=3, choices=[(d, d) for d in ("in", "out")])
    peer = models.CharField(max_length=253)
    kind = models.CharField(max_length=64)
    instrument = models.CharField(max_length=64)
    article = models.CharField(max_length=80)
    urgency = models.CharField(max_length=9)
    state = models.CharField(max_length=16)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = InstantField()
    last_act_at = InstantField()
    due_at = InstantField(null=True)
    due_clock = models.CharField(max_length=24, blank=True)
    answered_at = InstantField(null=True)  # when the first answer went or came
    consulted = models.BooleanField(default=False)
    attention = models.CharField(max_length=40, blank=True)
    asleep_until = InstantField(null=True)  # repeats the snooze that counts; the next act of the case clears it
    wall = models.CharField(max_length=5, blank=True, default="")
    unit = models.CharField(max_length=24, blank=True, default="")
    tlp = models.CharField(max_length=16, blank=True, default="")
    classification = models.CharField(max_length=16, blank=True, default="")
    level = models.CharField(max_length=12, default="open")
    retain_until = InstantField(null=True)
    erased_at = InstantField(null=True)

    class Meta:
        """The watch queue reads by nearest clock, also of one holder and of nobody; a country's page by peer, the last moved first.

        Few are restricted: those are asked for. What passed since a moment, and how long answers took, is counted from `request_passed`
        alone. There is none of all that an officer ever held: a database without statistics takes it.
        """

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=REQUEST_STATES), name="request_state_known"),
            models.CheckConstraint(
                condition=models.Q(wall__in=("", "named"), unit="") | (models.Q(wall="unit") & ~models.Q(unit="")),
                name="request_wall_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], name="request_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["direction", "state", "due_at", "id"], name="request_queue"),
            models.Index(fields=["holder", "due_at", "id"], name="request_held", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["direction", "state", "due_at", "id"], name="request_free", condition=models.Q(holder__isnull=True)),
            models.Index(fields=["peer", "last_act_at", "id"], name="request_peer"),
            models.Index(fields=["kind", "id"], name="request_kind"),
            models.Index(fields=["opened_at", "direction", "peer", "answered_at"], name="request_passed"),
            models.Index(fields=["asleep_until", "id"], name="request_asleep", condition=models.Q(asleep_until__isnull=False)),
            models.Index(fields=["retain_until", "id"], name="request_retained", condition=models.Q(retain_until__isnull=False)),
            models.Index(fields=["wall", "level"], name="request_restricted", condition=~models.Q(wall="") | ~models.Q(level="open")),
        ]

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference


ROADS = ("wire", "outside", "carried", "returned")


class Message(models.Model):
    """One act of a case as it was sent or received: the exact body, the signed header, what opens its commitment."""

    id = KeyField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages", db_index=False)
    env_id = models.CharField(max_length=32, db_index=True)
    direction = models.CharField(max_length=3, choices=[(d, d) for d in ("in", "out")])
    act = models.CharField(max_length=12)
    kind = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    body = models.BinaryField()
    salt = models.BinaryField()
    inner = models.BinaryField()
    signatures = models.BinaryField()
    signers = models.JSONField(default=list)
    at = InstantField()
    crossed = models.BooleanField(default=False)
    # Whether it travelled sealed between nodes, or as a paper; then its passages say how. `carried`: the other side's word for a paper.
    # `returned`: it was sealed for a node that never had it, and its place in the stream was given to another.
    road = models.CharField(max_length=8, default="wire", db_default="wire", choices=[(r, r) for r in ROADS])

    class Meta:
        """In the order in which the case went. By the index of places the acts of a case are found too: it holds all of them."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "request", "direction", Case(When(~models.Q(road="returned"), then=models.F("seq"))), "road", name="message_one_act_a_place"
            ),
        ]

    def __str__(self) -> str:
        """Return act and number."""
        return f"{self.act} {self.seq}"


class Clock(models.Model):
    """One named clock of a request, with the rule it comes from; stopped, never removed.

    `next_at` is when the schedule looks at it: its next warning, when it is due, the end of its pause; empty when nothing is to come.
    While it stands still `paused_at`, `paused_why` and `pause_until` say since when, why and how long at most; `paused_micros`
    is how long it stood still before.
    """

    id = KeyField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    code = models.CharField(max_length=24)
    rule = models.CharField(max_length=80)
    starts_at = InstantField()
    due_at = InstantField()
    warn_at = models.JSONField(default=list)
    stopped_at = InstantField(null=True)
    stopped_by = models.CharField(max_length=60, blank=True)
    paused_at = InstantField(null=True)
    paused_why = models.CharField(max_length=60, blank=True, default="", db_default="")
    pause_until = InstantField(null=True)
    paused_micros = models.BigIntegerField(default=0, db_default=0)
    next_at = InstantField(null=True)

    class Meta:
        """The desk looks at the clocks of requests; the schedule at those whose next moment has come, and at no other."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["request", "due_at"], name="clock_of_request"),
            models.Index(fields=["next_at", "id"], name="clock_next", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Unread(models.Model):
    """An officer has not seen the newest of this request; the row goes when it is read."""

    pk = models.CompositePrimaryKey("officer", "request")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+", db_index=False)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)


class Presence(models.Model):
    """Who has a request open just now; a row older than two minutes says nothing."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    seen_at = InstantField()

    class Meta:
        """One row an officer and request."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["officer", "request"], name="presence_once"),
        ]

    def __str__(self) -> str:
        """Return when."""
        return str(self.seen_at)
