"""Foreign TAXII servers that this node pulls from or pushes to: which, on what schedule, and how far it has come.

How far it has come is written in the transaction of the objects that it has come by, so whoever is killed goes on where it was.
"""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField
from comity.records.models.intel_lots import IntelLot

FEED_DIRECTIONS = ("pull", "push")
FEED_STATES = ("proposed", "active", "paused", "ended")
FEED_WAYS = ("none", "basic", "bearer", "certificate")
FETCH_STATES = ("asked", "done", "failed")
FEED_OUTCOMES = ("pending", "taken", "known", "refused", "withheld")


class IntelFeed(models.Model):
    """One server in one direction. Its secret is no row: it stands in a file of the node's keys, or `certificate` and `key` name files.

    What is pulled is given by `owner`, an authority of the directory; what is pushed is what the program `client` may read, no more. A
    push is `proposed` until a second officer approves it. `next_at` is when it is due; `why` and `words` say what went wrong last, as a
    code and in the server's own words.
    """

    name = models.CharField(max_length=64)
    direction = models.CharField(max_length=4, choices=[(d, d) for d in FEED_DIRECTIONS])
    state = models.CharField(max_length=8, choices=[(s, s) for s in FEED_STATES])
    url = models.CharField(max_length=500)
    api_root = models.CharField(max_length=500, blank=True)
    also = models.JSONField(default=list)
    ca = models.CharField(max_length=500, blank=True)
    way = models.CharField(max_length=11, choices=[(w, w) for w in FEED_WAYS])
    user = models.CharField(max_length=200, blank=True)
    certificate = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=500, blank=True)
    owner = models.CharField(max_length=64, blank=True)
    client = models.CharField(max_length=64, blank=True)
    every_minutes = models.PositiveIntegerField()
    page = models.PositiveIntegerField()
    overlap_seconds = models.PositiveIntegerField(default=0)
    added_at = InstantField()
    added_by = models.CharField(max_length=320)
    approved_at = InstantField(null=True)
    approved_by = models.CharField(max_length=320, blank=True)
    next_at = InstantField(null=True)
    fails = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=24, blank=True)
    words = models.CharField(max_length=200, blank=True)
    tried_at = InstantField(null=True)
    done_at = InstantField(null=True)

    class Meta:
        """A name is one feed's, until it is ended; the courier asks for what is due."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name"], condition=~models.Q(state="ended"), name="intel_feed_name_once"),
            models.CheckConstraint(condition=models.Q(state="active") ^ models.Q(next_at__isnull=True), name="intel_feed_due_when_active"),
            models.CheckConstraint(
                condition=models.Q(direction="pull") | ~models.Q(state="active") | ~models.Q(approved_by=""), name="intel_push_approved"
            ),
            models.CheckConstraint(condition=~models.Q(approved_by=models.F("added_by")), name="intel_push_by_two"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at", "id"], name="intel_feed_next", condition=models.Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        """Return name and state."""
        return f"{self.name} {self.state}"


class IntelFeedLine(models.Model):
    """One collection of the server, `remote`, and one of this node, `local` (its UUID).

    A pull has come to `after`, `token`, `last`, `page`, `rising`, `lost` and `turn` (courier/taxii/pulling.py). A push has sent everything
    up to `sent` (a date of the collection's, microseconds) in batches of `page`; where `status` is set the server is still at the one up
    to `sending`. `came`, `fresh` and `refused` count objects.
    """

    feed = models.ForeignKey(IntelFeed, on_delete=models.PROTECT, related_name="+")
    remote = models.CharField(max_length=200)
    local = models.CharField(max_length=36)
    after = models.CharField(max_length=40, blank=True)
    token = models.TextField(blank=True)
    last = models.CharField(max_length=40, blank=True)
    page = models.PositiveIntegerField()
    rising = models.BooleanField(default=True)
    lost = models.PositiveSmallIntegerField(default=0)
    turn = models.CharField(max_length=40, blank=True)
    sent = models.BigIntegerField(default=0)
    sending = models.BigIntegerField(default=0)
    status = models.CharField(max_length=200, blank=True)
    came = models.PositiveBigIntegerField(default=0)
    fresh = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)

    class Meta:
        """Each pair once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["feed", "remote", "local"], name="intel_feed_line_once"),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.remote} {self.local}"


class IntelFetch(models.Model):
    """That an officer wants to see what a line of a feed would bring now, and what the courier found: a lot, nothing, or what went wrong.

    `since` is where the line stood then, `upto` where it stands once the lot is stored, unless it went on meanwhile.
    """

    line = models.ForeignKey(IntelFeedLine, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(IntelLot, null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=320)
    asked_at = InstantField()
    state = models.CharField(max_length=6, choices=[(s, s) for s in FETCH_STATES], default="asked")
    why = models.CharField(max_length=24, blank=True)
    words = models.CharField(max_length=200, blank=True)
    done_at = InstantField(null=True)
    came = models.PositiveIntegerField(default=0)
    more = models.BooleanField(default=False)
    since = models.JSONField(default=dict)
    upto = models.JSONField(default=dict)

    class Meta:
        """One at a time for a line; the courier asks for those that were asked, a page for the last ones of an authority."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line"], condition=models.Q(state="asked"), name="intel_fetch_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="intel_fetch_state"),
            models.Index(fields=["authority", "id"], name="intel_fetch_authority"),
        ]

    def __str__(self) -> str:
        """Return how it stands."""
        return f"{self.line_id} {self.state}"


class IntelFeedResult(models.Model):
    """What became of one version of one object on its way: of a pull only what was refused here, of a push each. `words` says why."""

    line = models.ForeignKey(IntelFeedLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    stix_id = models.CharField(max_length=300)
    version = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=8, choices=[(o, o) for o in FEED_OUTCOMES])
    words = models.CharField(max_length=300, blank=True)
    at = InstantField()

    class Meta:
        """One an object and version: a second try writes over the first. The list asks for what was refused."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "stix_id", "version"], name="intel_feed_result_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["line", "outcome", "id"], name="intel_feed_result_outcome")]

    def __str__(self) -> str:
        """Return which and what."""
        return f"{self.stix_id} {self.outcome}"
