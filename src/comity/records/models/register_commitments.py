"""Commitments: who owes what to whom, how strongly, until when; every step of their life, and what it rests on."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField
from comity.records.models.register_meetings import SENTENCE_CAP
from comity.records.models.shifts import WORDS_CAP

COMMITMENT_STATES: Final = (
    "proposed",
    "registered",
    "accepted",
    "in-progress",
    "blocked",
    "claimed",
    "confirmed",
    "disputed",
    "lapsed",
    "superseded",
)


class Commitment(models.Model):
    """What somebody promised, in the document's words. `counted` says whether it stands in the figures, `partner` which State they are of.

    `due` is an ISO date as finely as it is known, `due_last` its last day, `due_basis` on what it rests. `on_time` is said when
    fulfilment is claimed, where a due date stood. `promoted_at`: when readiness or a wish began to count, because its owner said so.
    `owner_authority` is its key where the owner is an authority of the directory; `same_as` the row that stands for this one, where two
    were found to be one.
    """

    number = models.CharField(max_length=12, unique=True)
    document = models.ForeignKey("records.Document", null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("records.Statement", null=True, on_delete=models.PROTECT, related_name="+")
    obligor = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    obligor_country = models.CharField(max_length=2, blank=True)
    obligor_words = models.CharField(max_length=300)
    beneficiary = models.ForeignKey("records.RegisterActor", null=True, on_delete=models.PROTECT, related_name="+")
    beneficiary_country = models.CharField(max_length=2, blank=True)
    beneficiary_words = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=SENTENCE_CAP)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12)
    strength = models.CharField(max_length=20)
    counted = models.BooleanField()
    promoted_at = InstantField(null=True)
    promoted_for = models.CharField(max_length=WORDS_CAP, blank=True)
    partner = models.CharField(max_length=2, blank=True)
    due = models.CharField(max_length=24, blank=True)
    due_precision = models.CharField(max_length=5, default="none")
    due_basis = models.CharField(max_length=14, default="no-date")
    due_last = models.CharField(max_length=10, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    owner_authority = models.CharField(max_length=100, blank=True)
    focal = models.CharField(max_length=200, blank=True)
    indicator = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=11)
    evidence_count = models.PositiveIntegerField(default=0)
    accepted_at = InstantField(null=True)
    claimed_at = InstantField(null=True)
    on_time = models.BooleanField(null=True)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    taken_out_at = InstantField(null=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Lists by State both ways; the figures from an index that has all that they count."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=COMMITMENT_STATES), name="commitment_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["counted", "partner", "state", "due_last", "owner", "on_time", "evidence_count", "accepted_at"],
                name="commitment_figures",
            ),
            models.Index(fields=["taken_out_at", "id"], name="commitment_live"),
            models.Index(fields=["obligor_country", "id"], name="commitment_obligor"),
            models.Index(fields=["beneficiary_country", "id"], name="commitment_beneficiary"),
            models.Index(fields=["obligor_country", "beneficiary_country", "id"], name="commitment_both"),
            models.Index(fields=["partner", "id"], name="commitment_partner"),
            models.Index(fields=["partner", "state", "id"], name="commitment_partner_state"),
            models.Index(fields=["state", "id"], name="commitment_state"),
            models.Index(fields=["counted", "due_last", "id"], name="commitment_due"),
            models.Index(fields=["counted", "owner", "id"], name="commitment_owner"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class Evidence(models.Model):
    """What shows that a commitment was kept, or is being kept. `reference` is a number of this node or an address."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    sort = models.CharField(max_length=20)
    reference = models.CharField(max_length=500)
    digest = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    supplied_by = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return what it is."""
        return f"{self.sort} {self.reference}"


class CommitmentMove(models.Model):
    """One step in the life of a commitment. Written once."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=11, blank=True)
    to_state = models.CharField(max_length=11)
    reason = models.CharField(max_length=WORDS_CAP, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    def __str__(self) -> str:
        """Return both states."""
        return f"{self.from_state} > {self.to_state}"
