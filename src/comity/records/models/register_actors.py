"""Who meets, speaks and promises: every name that they are written by, and every post that they held, each with where it was read."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField

ACTOR_SORTS: Final = ("person", "organ", "state", "organisation", "group", "company", "unknown")


class RegisterActor(models.Model):
    """Somebody or some body. It has no title: titles are posts, and posts are dated. `same_as` is the row that counts in its place."""

    sort = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)

    class Meta:
        """Those of a country, the newest first."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(sort__in=ACTOR_SORTS), name="actor_sort_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["country", "id"], name="actor_country")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ActorName(models.Model):
    """One way to write an actor's name. `key` is what two ways to write the same name have in common (`register.likeness`)."""

    actor = models.ForeignKey(RegisterActor, on_delete=models.PROTECT, related_name="names")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    form = models.CharField(max_length=8)  # `full`, or `short` for one of several words of it
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A form is kept once; candidates are found by their key."""

        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["actor", "text"], name="actor_name_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key"], name="actor_name_key")]

    def __str__(self) -> str:
        """Return it as written."""
        return self.text


class ActorPost(models.Model):
    """A post that somebody held when a document was written: rank and office codes of the gazetteers, the organ, the words as written.

    `since` and `until` are ISO dates as finely as they are known, empty where they are not; `seen` is a day on which the post was held.
    """

    actor = models.ForeignKey(RegisterActor, on_delete=models.PROTECT, related_name="posts")
    words = models.CharField(max_length=300)
    ranks = models.JSONField(default=list)
    offices = models.JSONField(default=list)
    organ = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    seen = models.CharField(max_length=10, blank=True)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The same words of the same document are one post."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor", "words", "document"], name="actor_post_once")
        ]

    def __str__(self) -> str:
        """Return it as written."""
        return self.words
