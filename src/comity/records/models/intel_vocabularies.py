"""Vocabularies of MISP that an operator put into this node: taxonomies, galaxies, templates of objects, warning lists.

They are kept as the bytes that came, and as what is asked of them: a word by its tag, a value by its digest. Who needs nothing of them
loads nothing of them.
"""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField

VOCABULARY_SORTS = ("taxonomy", "galaxy", "template", "warninglist")


class IntelVocabulary(models.Model):
    """One file. `name` tells it from others of its sort: a namespace, a type, a UUID, the name of a list. `body` is deflated.

    `about` holds what its head says. Of one that was dropped or that a later version replaced the row stays, without its bytes:
    `ended_at` says since when, `digest` which bytes they were.
    """

    sort = models.CharField(max_length=11, choices=[(s, s) for s in VOCABULARY_SORTS])
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    version = models.PositiveBigIntegerField(default=0)
    count = models.PositiveIntegerField()
    about = models.JSONField(default=dict)
    digest = models.CharField(max_length=80)
    body = models.BinaryField()
    file = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    loaded_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        """One that counts of each name; those of one sort."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sort", "name"], condition=models.Q(ended_at__isnull=True), name="intel_vocabulary_once"),
        ]

    def __str__(self) -> str:
        """Return sort and name."""
        return f"{self.sort} {self.name}"


class IntelTerm(models.Model):
    """What a tag means, of a taxonomy or a galaxy. `key` is 64 bits of a digest of the tag in small letters; `uuid` an element's own.

    `words` are a list: the vocabulary, the predicate, the value, as far as there are any; in the language of whoever wrote them.
    """

    vocabulary = models.ForeignKey(IntelVocabulary, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()
    uuid = models.CharField(max_length=36, blank=True)
    tag = models.CharField(max_length=500)
    words = models.JSONField()
    description = models.CharField(max_length=600, blank=True)

    class Meta:
        """Asked by tag and by UUID."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key"], name="intel_term_key"),
            models.Index(fields=["uuid"], name="intel_term_uuid", condition=~models.Q(uuid="")),
        ]

    def __str__(self) -> str:
        """Return the tag."""
        return self.tag


class IntelListed(models.Model):
    """A part of a warning list, as what a look-up needs: digests of 64 bits, sorted, or the entries themselves where parts are compared.

    A short list has one part, `shard` 64; a long one a part for each value of the first bits of a digest, so that a question about one
    value reads a few kilobytes of a list of a million.
    """

    vocabulary = models.ForeignKey(IntelVocabulary, on_delete=models.PROTECT, related_name="+", db_index=False)
    shard = models.PositiveSmallIntegerField()
    body = models.BinaryField()

    class Meta:
        """Each part once, found by its number."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shard", "vocabulary"], name="intel_listed_once"),
        ]

    def __str__(self) -> str:
        """Return which part of which."""
        return f"{self.vocabulary_id} {self.shard}"
