"""The files that acts list, and how far each has come."""

from typing import ClassVar

from django.db import models

from comity.records.fields import InstantField
from comity.records.models.requests import Message

FILE_STATES = ("due", "coming", "whole", "broken")


class ActFile(models.Model):
    """One file of one act, as the signed act lists it; the bytes stand in the node's folder under their digest.

    `state` begins as due for an act of ours and as coming for one of theirs; whole and broken are for good. `ended_at` is when.
    Where no line leads: so many of its chunks are there, as its receiver last signed (`told`), and so many went into pouches (`packed`).
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    peer = models.CharField(max_length=253)
    place = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=180)
    media_type = models.CharField(max_length=127)
    kind = models.CharField(max_length=64)
    language = models.CharField(max_length=8, blank=True)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=[(s, s) for s in FILE_STATES])
    ended_at = InstantField(null=True)
    told = models.PositiveIntegerField(default=0)
    packed = models.PositiveIntegerField(default=0)

    class Meta:
        """An act lists the same bytes once; the courier asks for what is due to one peer."""

        ordering: ClassVar[list[str]] = ["message", "place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "digest"], name="act_file_once"),
            models.CheckConstraint(condition=models.Q(state__in=FILE_STATES), name="act_file_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["peer", "id"], name="act_file_due", condition=models.Q(state="due")),
            models.Index(fields=["digest"], name="act_file_digest"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
