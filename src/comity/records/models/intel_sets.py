"""Threat sets between nodes: what was given to whom and came from whom, object by object, and what became of each."""

from typing import ClassVar, Final

from django.db import models

from comity.records.fields import InstantField, TypedField
from comity.records.models.intel import IntelCollection

SET_STATES: Final = ("proposed", "dropped", "sent", "settled", "refused", "expired", "coming", "broken")


class IntelSet(models.Model):
    """One act about a threat set: it gives objects of a collection, or recalls them; ours to an authority, or theirs to us.

    `side` is `ours` or `theirs`, `sort` a code of `set-sort`, `number` that of its sender, `authority` and `node` who stands on the other
    side. `theirs` is the giver's collection where it came from them; `collection` ours, None until there is one. `given` are keys of
    `StixObject`, eight bytes each, in the order of the content; 0 for what was refused. `outcomes` has a byte for each of which something
    is known, in that order: a place in `intel.sets.outcomes`. So an object costs nine bytes for each authority. `digest` names the act
    that the second officer sees, `body` are its bytes, `files` what it lists. `withheld` packs keys and rules of what they do not get
    (`intel.sets.withholding`), `rules` has each of these rules with its words; nothing that leaves this node speaks of either.
    `dropped_for` is why a second officer did not approve it.
    """

    side = models.CharField(max_length=6)
    sort = models.CharField(max_length=12)
    number = models.CharField(max_length=12)
    authority = models.CharField(max_length=64)
    node = models.CharField(max_length=253)
    case = models.CharField(max_length=14, blank=True)
    env_id = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=8, choices=[(one, one) for one in SET_STATES])
    collection = models.ForeignKey(IntelCollection, null=True, on_delete=models.PROTECT, related_name="+")
    theirs = models.CharField(max_length=36, blank=True)
    reason = models.CharField(max_length=24, blank=True)
    objects_count = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    given = models.BinaryField(default=b"")
    outcomes = models.BinaryField(default=b"")
    more = models.BooleanField(default=False)
    withheld = models.BinaryField(default=b"")
    rules = models.JSONField(default=list)
    body = models.BinaryField(null=True)
    files = TypedField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    instrument = models.CharField(max_length=64, blank=True)
    tlp = models.CharField(max_length=16, blank=True)
    wire_class = models.CharField(max_length=20, blank=True)
    dropped_for = models.CharField(max_length=1000, blank=True)
    proposed_by = models.CharField(max_length=320, blank=True)
    approved_by = models.CharField(max_length=320, blank=True)
    at = InstantField()
    sent_at = InstantField(null=True)
    received_at = InstantField(null=True)
    settled_at = InstantField(null=True)

    class Meta:
        """A sender's number once, an act once; nobody approves their own; what waits to be settled is found in order."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=SET_STATES), name="intel_set_state_known"),
            models.UniqueConstraint(fields=["side", "node", "number"], name="intel_set_number_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by="") | ~models.Q(approved_by=models.F("proposed_by")), name="intel_set_by_two"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["side", "state", "id"], name="intel_set_state"),
            models.Index(fields=["case", "id"], name="intel_set_case"),
            models.Index(fields=["collection", "authority", "id"], name="intel_set_collection"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class IntelSetWord(models.Model):
    """What a node signed about the objects of a set from place `first` on: ours or theirs, the bytes as signed."""

    set = models.ForeignKey(IntelSet, on_delete=models.PROTECT, related_name="words")
    first = models.PositiveIntegerField()
    sealed = models.BinaryField()
    at = InstantField()

    class Meta:
        """One word a place."""

        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["set", "first"], name="intel_set_word_once")]

    def __str__(self) -> str:
        """Return from where on it speaks."""
        return f"{self.set_id} {self.first}"


class IntelOpened(models.Model):
    """That an officer here had an object of another authority before them: the first time, of `object` by its key."""

    object = models.BigIntegerField(primary_key=True)
    at = InstantField()

    def __str__(self) -> str:
        """Return which."""
        return str(self.object)
