"""Keys of one day: the newest that is known of each peer, and of which of this node's own the seeds are destroyed."""

from django.db import models

from comity.records.fields import InstantField


class PeerEpoch(models.Model):
    """The newest epoch key of a peer, as it signed it: what leaves for it is wrapped for this one. `signed_by`: with which of its keys."""

    peer = models.CharField(max_length=253, unique=True)
    key = models.BinaryField()
    key_id = models.CharField(max_length=64)
    since = InstantField()
    until = InstantField()
    signed_by = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return the peer and the key."""
        return f"{self.peer} {self.key_id[:16]}"


class OwnEpoch(models.Model):
    """One epoch key of this node. Its seed is a file, never a row; with `destroyed_at` the file is gone, and a leaf says so."""

    key_id = models.CharField(max_length=64, unique=True)
    since = InstantField()
    until = InstantField()
    destroyed_at = InstantField(null=True)

    def __str__(self) -> str:
        """Return the key."""
        return self.key_id[:16]
