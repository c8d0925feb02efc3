"""Threat information: collections, who may use them, each object once as the bytes that came, and where it stands.

A page of a collection is read from an index of `StixPlace` and joined from `StixObject.body`; nothing is counted or sorted for it.
"""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField, RowNumberField

COLLECTION_CHECKS = ("head", "full")
GRANT_RIGHTS = ("read", "write")
SOURCE_KINDS = ("client", "officer", "operator", "peer")


class IntelClock(models.Model):
    """One row: the newest date that an object was given (microseconds), how many labels there are, and the epoch.

    The epoch grows with every change of who may see or do what; what a process keeps of that counts for one epoch. `name` was drawn when
    the row was made: what a process keeps of these tables is not taken for what it kept of others. `places` is how many were ever
    given: about how many there are.
    """

    name = models.CharField(max_length=32)
    last = models.BigIntegerField(default=0)
    labels = models.PositiveIntegerField(default=0)
    epoch = models.PositiveBigIntegerField(default=0)
    places = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        """Return the epoch."""
        return f"epoch {self.epoch}"


class IntelLabel(models.Model):
    """What decides who may see an object (`intel.policy`), interned: equal labels are one row. `number` counts from 0 without a gap."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.BinaryField(unique=True, max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        """Return its number."""
        return f"label {self.number}"


class IntelType(models.Model):
    """A type of object, as a number in the rows that are scanned."""

    name = models.CharField(max_length=250, unique=True)

    def __str__(self) -> str:
        """Return the type."""
        return self.name


class IntelSource(models.Model):
    """Who put objects here: a client, an officer, the operator or a peer; `owner` is the authority or programme in whose name."""

    kind = models.CharField(max_length=8, choices=[(k, k) for k in SOURCE_KINDS])
    name = models.CharField(max_length=320)
    owner = models.CharField(max_length=120, blank=True)

    class Meta:
        """Each once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "name", "owner"], name="intel_source_once"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return f"{self.kind} {self.name}"


class IntelCollection(models.Model):
    """A collection, made by the operator. `fields` are codes of `exchange-field`; `checks` says how closely what comes is looked at.

    `label`, printed, narrows that of each object that is put here; empty narrows nothing.
    """

    uuid = models.CharField(max_length=36, unique=True)
    alias = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, blank=True)
    fields = models.JSONField(default=list)
    label = models.TextField(blank=True)
    checks = models.CharField(max_length=4, choices=[(k, k) for k in COLLECTION_CHECKS], default="head")
    made_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        """An alias is one open collection's."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alias"], condition=models.Q(closed_at__isnull=True) & ~models.Q(alias=""), name="intel_alias_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class IntelGrant(models.Model):
    """Who may read or write a collection.

    `subject` is `anyone`, or a kind and a name: `client:opencti`, `authority:xr-poc`, `country:XR`, `role:CERT`, `field:CYBERCRIME`.
    """

    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=160)
    right = models.CharField(max_length=5, choices=[(k, k) for k in GRANT_RIGHTS])
    given_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts of each."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["collection", "subject", "right"], condition=models.Q(ended_at__isnull=True), name="intel_grant_once"
            ),
        ]

    def __str__(self) -> str:
        """Return who may what."""
        return f"{self.subject} {self.right}"


class IntelClient(models.Model):
    """A program that comes in over TAXII. Its secret is kept stretched (argon2), and shown once; `certificate` is a SHA-256, or empty.

    It speaks for `authority`, one of the directory, or for `programme`, which is outside it. Fields and purposes are codes, `groups` pairs
    of a sharing group and the moment (microseconds) at which its place there ends, or null; `use` is the most that it does (code of `pap`).
    `misp` is the version of MISP as which this node answers it; empty: it does not come in as a MISP instance.
    """

    name = models.CharField(max_length=64, unique=True)
    secret = models.CharField(max_length=200)
    certificate = models.CharField(max_length=64, blank=True)
    authority = models.CharField(max_length=64, blank=True)
    programme = models.CharField(max_length=120, blank=True)
    fields = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    use = models.CharField(max_length=9)
    misp = models.CharField(max_length=16, blank=True)
    made_at = InstantField()
    revoked_at = InstantField(null=True)

    class Meta:
        """One of the two; a certificate is one client's."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(authority="") ^ models.Q(programme=""),
                name="intel_client_speaks_for_one",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(revoked_at__isnull=True) & ~models.Q(certificate=""),
                name="intel_client_certificate_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class StixObject(models.Model):
    """One object as the bytes that came, once whatever the number of collections, with what its head says. Written once.

    That it is kept once is seen to by who adds, under the lock of `IntelClock`, among the places of its identifier: an index of digests
    would be written at random, and take longer with each object that there is. `id` is the date (microseconds) that it was given where it
    was placed first, so that objects lie in the order in which they are read. `spec` is 21 for STIX 2.1; `version` its version as written,
    empty for what has none. `key` is that of its identifier (`intel.store.naming`).
    """

    id = RowNumberField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()
    stix_id = models.CharField(max_length=300)
    key = models.BigIntegerField()
    kind = models.ForeignKey(IntelType, on_delete=models.PROTECT, related_name="+", db_index=False)
    spec = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=300, blank=True)
    revoked = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return which object in which version."""
        return f"{self.stix_id} {self.version}"


class StixPlace(models.Model):
    """An object in a collection. `added` is TAXII's date_added: microseconds, unique and growing at this node, given at the commit.

    `version_at` and `finer` are its version as a moment (microseconds, and digits below them). `newest` is 2 for the newest version of
    an object, 1 for the newest of its label where one with another label is newer, else 0. `twin`: the same object was there already, and
    who gave it could not see that. `spec` is 21 for STIX 2.1. `key` is a number made of the identifier, by which it is found; `settled` is
    0 while it stands among the latest, in a part of that index which is small (`intel.store.naming`). That a version from one giver stands
    once in a collection is seen to by who adds, under the lock of `IntelClock`; `comity fsck` looks.
    """

    added = RowNumberField(primary_key=True)
    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+", db_index=False)
    object = models.ForeignKey(StixObject, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.PositiveIntegerField()
    source = models.ForeignKey(IntelSource, on_delete=models.PROTECT, related_name="+", db_index=False)
    stix_id = models.CharField(max_length=300)
    kind = models.ForeignKey(IntelType, on_delete=models.PROTECT, related_name="+", db_index=False)
    spec = models.PositiveSmallIntegerField()
    version_at = models.BigIntegerField()
    finer = models.CharField(max_length=12, blank=True)
    newest = models.PositiveSmallIntegerField(default=0)
    twin = models.BooleanField(default=False)
    key = models.BigIntegerField()
    settled = models.PositiveSmallIntegerField(default=1)

    class Meta:
        """The versions of one object, and two scans that read nothing but their index."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["settled", "key"], name="intel_place_key"),
            models.Index(
                fields=["collection", "added", "label", "kind", "newest", "object"],
                condition=models.Q(newest__gt=0),
                name="intel_place_newest",
            ),
            models.Index(fields=["collection", "added", "label", "kind", "twin", "object"], name="intel_place_all"),
        ]

    def __str__(self) -> str:
        """Return which object, since when."""
        return f"{self.stix_id} {self.added}"


class IntelPosting(models.Model):
    """A page of postings, which say that an object speaks of something: an address, a hash, another object.

    `body` holds 16 bytes a posting, sorted: a key, which is 64 bits of a digest of what is spoken of, and the object. `first` and `last`
    are the keys of its ends. `run` is the sorted run that it is a page of, `level` how often that was merged (`intel.store.runs`). What
    two objects have in common is found by it when somebody asks; pairs are written down nowhere.
    """

    run = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    first = models.BinaryField(max_length=8)
    last = models.BinaryField(max_length=8)
    body = models.BinaryField()

    class Meta:
        """Where a key may stand; what is to be merged."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["first", "last"], name="intel_posting_key"),
            models.Index(fields=["level", "run"], name="intel_posting_level"),
        ]

    def __str__(self) -> str:
        """Return which run."""
        return f"run {self.run}"


class IntelMarking(models.Model):
    """A marking-definition that an owner delivered: it says what the owner's objects bear, and nobody else's."""

    owner = models.CharField(max_length=120)
    stix_id = models.CharField(max_length=300)
    object = models.ForeignKey(StixObject, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """The first that came counts: a marking has no versions (STIX 2.1, section 7.2.1)."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "stix_id"], name="intel_marking_once"),
        ]

    def __str__(self) -> str:
        """Return whose, which."""
        return f"{self.owner} {self.stix_id}"


class IntelAwaited(models.Model):
    """An object that bears a marking which its owner has not delivered yet: it stays at home until then."""

    owner = models.CharField(max_length=120)
    marking = models.CharField(max_length=300)
    place = models.BigIntegerField()

    class Meta:
        """Those that wait for one marking; those of one object."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "marking"], name="intel_awaited_marking"),
            models.Index(fields=["place"], name="intel_awaited_place"),
        ]

    def __str__(self) -> str:
        """Return what is awaited."""
        return f"{self.owner} {self.marking}"


class IntelTombstone(models.Model):
    """What was taken out of a collection: which object, when, by whom. The bytes stay, and nobody is shown them.

    `removed` is a date as `StixPlace.added` is, so that who follows the collection learns of it in order.
    """

    removed = RowNumberField(primary_key=True)
    stix_id = models.CharField(max_length=300)
    collection = models.ForeignKey(IntelCollection, on_delete=models.PROTECT, related_name="+", db_index=False)
    object = models.ForeignKey(StixObject, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.PositiveIntegerField()
    added = models.BigIntegerField()
    source = models.ForeignKey(IntelSource, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Those of one collection, in order; those of one identifier, whose bytes are still here."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collection", "removed"], name="intel_tombstone_order"),
            models.Index(fields=["stix_id"], name="intel_tombstone_object"),
        ]

    def __str__(self) -> str:
        """Return which, when."""
        return f"{self.object_id} {self.removed}"


class IntelStatus(models.Model):
    """What became of one request to add objects, for the client that made it alone. `body` is the status resource as it was answered."""

    uuid = models.CharField(max_length=36, unique=True)
    client = models.ForeignKey(IntelClient, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.BinaryField()
    at = InstantField()

    class Meta:
        """The oldest go first."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="intel_status_age")]

    def __str__(self) -> str:
        """Return the id."""
        return self.uuid
