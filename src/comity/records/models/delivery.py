"""What is due to leave, what arrived, and the receipts for both."""

from typing import ClassVar

from django.db import models
from django.db.models.expressions import RawSQL

from comity.records.apart import HasApart, apart
from comity.records.fields import InstantField, KeyField

OUTBOX_STATES = ("due", "sent", "receipted", "refused", "expired")
# What waits for a fresh key of its peer.
OUTBOX_KEYLESS = RawSQL("state = 'refused' AND wire_class = 'key-expired'", (), output_field=models.BooleanField())
# SQLite takes a partial index only where the statement itself, not its parameters, says what the index says.
OUTBOX_OPEN = RawSQL("state IN ('due', 'sent')", (), output_field=models.BooleanField())


class Outbox(HasApart):
    """One sealed envelope, or one later receipt, that a peer is owed, and what becomes of it; its bytes stand in a row of their own.

    `keys` are what an envelope is wrapped afresh with, and stay as long as the row: they open what stands in the message beside it.

    A receipt that travels on its own is named by the first half of its digest, and has number 0: it stands outside every order.
    """

    id = KeyField(primary_key=True)
    env_id = models.CharField(max_length=32)
    item = models.CharField(max_length=10, choices=[(i, i) for i in ("envelope", "opened", "decided", "refused", "settled")])
    peer = models.CharField(max_length=253)
    case = models.CharField(max_length=14)
    seq = models.PositiveBigIntegerField()
    priority = models.CharField(max_length=8, default="routine")
    state = models.CharField(max_length=10, default="due")
    size = models.PositiveIntegerField()
    outer_digest = models.BinaryField()
    inner_digest = models.BinaryField()
    posted_at = InstantField()
    expires_at = InstantField()
    attempts = models.PositiveIntegerField(default=0)
    outcome_at = InstantField(null=True)
    # What the peer last signed about it: applied or held, the class of a refusal, and the digest of those bytes.
    order = models.CharField(max_length=7, blank=True)
    wire_class = models.CharField(max_length=20, blank=True)
    receipt_digest = models.BinaryField(null=True)
    keys = models.BinaryField(null=True)
    sealed_to = models.CharField(max_length=64, blank=True)
    rewraps = models.PositiveIntegerField(default=0)

    sealed = apart("bytes", "sealed")

    class Meta:
        """The courier asks for what is due to one peer, oldest first."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["peer", "env_id"], name="outbox_item_once"),
            models.CheckConstraint(condition=models.Q(state__in=OUTBOX_STATES), name="outbox_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["peer", "id"], name="outbox_open", condition=models.Q(state__in=["due", "sent"])),
            models.Index(fields=["peer", "id"], name="outbox_keyless", condition=models.Q(state="refused", wire_class="key-expired")),
        ]

    def __str__(self) -> str:
        """Return item and identifier."""
        return f"{self.item} {self.env_id}"


class OutboxBytes(models.Model):
    """The bytes of one entry. Of an envelope's only the wrap for the peer ever changes."""

    entry = models.OneToOneField(Outbox, primary_key=True, on_delete=models.CASCADE, related_name="bytes")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        """Return nothing of the bytes."""
        return str(self.pk)


class Inbox(models.Model):
    """One envelope that arrived and was opened; kept as received. `keys` are there while it is held: its wrap may open no more by then."""

    id = KeyField(primary_key=True)
    env_id = models.CharField(max_length=32)
    peer = models.CharField(max_length=253)
    case = models.CharField(max_length=14)
    seq = models.PositiveBigIntegerField()
    order = models.CharField(max_length=7, choices=[(o, o) for o in ("applied", "held", "refused")])
    outer_digest = models.BinaryField()
    inner_digest = models.BinaryField()
    previous = models.BinaryField(null=True)
    sealed = models.BinaryField()
    receipt = models.BinaryField()
    received_at = InstantField()
    keys = models.BinaryField(null=True)

    class Meta:
        """An identifier and a place in a stream are each taken once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            # By sender: a stranger who learns an identifier must not be able to burn it.
            models.UniqueConstraint(fields=["peer", "env_id"], name="inbox_envelope_once"),
            models.UniqueConstraint(fields=["peer", "case", "seq"], name="inbox_one_act_a_place", condition=~models.Q(order="refused")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # How many wait is asked with every POST.
            models.Index(fields=["peer"], name="inbox_held", condition=models.Q(order="held")),
        ]

    def __str__(self) -> str:
        """Return the identifier."""
        return self.env_id


class Stream(models.Model):
    """How far one case has come between us and one peer, in one direction."""

    pk = models.CompositePrimaryKey("peer", "case", "direction")
    peer = models.CharField(max_length=253)
    case = models.CharField(max_length=14)
    direction = models.CharField(max_length=3, choices=[(d, d) for d in ("in", "out")])
    next_seq = models.PositiveBigIntegerField(default=1)
    head = models.BinaryField(null=True)

    def __str__(self) -> str:
        """Return case and direction."""
        return f"{self.case} {self.direction}"


class Receipt(models.Model):
    """A verified receipt of a peer for an envelope of ours, or of ours for one of theirs; the bytes as signed."""

    id = KeyField(primary_key=True)
    env_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("received", "refused", "opened", "decided", "files")])
    direction = models.CharField(max_length=3, choices=[(d, d) for d in ("in", "out")])
    case = models.CharField(max_length=14, db_index=True)
    sealed = models.BinaryField()
    at = InstantField()

    class Meta:
        """One receipt of a kind for an envelope; a second with other bytes is a conflict, not a row."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["env_id", "kind", "direction"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        """Return kind and envelope."""
        return f"{self.kind} {self.env_id}"


class Line(models.Model):
    """What the courier remembers of its line to a peer between starts."""

    peer = models.CharField(max_length=253, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    next_at = InstantField(null=True)
    last_contact_at = InstantField(null=True)
    down_since = InstantField(null=True)
    last_fault = models.CharField(max_length=60, blank=True)
    marks_at = InstantField(null=True)  # when this node and the peer last compared what they hold of each other
    short = models.CharField(max_length=40, blank=True)  # the classes that the peer has no room for, with commas between

    def __str__(self) -> str:
        """Return the peer."""
        return self.peer


class RelayHold(models.Model):
    """A relay signed that it holds an entry of the outbox for its peer; the newest such receipt. It ends nothing: the entry stays due."""

    peer = models.CharField(max_length=253)
    env_id = models.CharField(max_length=32)
    relay = models.CharField(max_length=253)
    sealed = models.BinaryField()
    at = InstantField()

    class Meta:
        """One an entry."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["peer", "env_id"], name="relay_hold_once"),
        ]

    def __str__(self) -> str:
        """Return relay and identifier."""
        return f"{self.relay} {self.env_id}"


class PeerLog(models.Model):
    """The newest checkpoint of a peer's log that continued all before it, as signed; `receipt` is the last of ours that was compared."""

    peer = models.CharField(max_length=253, unique=True)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    note = models.BinaryField()
    receipt = models.PositiveBigIntegerField(default=0)
    looked_at = InstantField()

    def __str__(self) -> str:
        """Return the peer and how long its log is."""
        return f"{self.peer} {self.size}"


class Alarm(models.Model):
    """Something about a peer that an operator must look at; equal alarms are one row. `seen_by` is the officer who said so first."""

    kind = models.CharField(max_length=20)
    peer = models.CharField(max_length=253)
    env_id = models.CharField(max_length=32, blank=True)
    case = models.CharField(max_length=14, blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    at = InstantField()
    seen_at = InstantField(null=True)
    seen_by = models.ForeignKey("Officer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Once per equal value."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "peer", "env_id", "case", "seq"], name="alarm_once"),
        ]

    def __str__(self) -> str:
        """Return kind and peer."""
        return f"{self.kind} {self.peer}"
