"""What the register shares: commitments known to two nodes, requests that a row began, evidence that is offered, exercises proposed."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from comity.records.fields import InstantField, TypedField
from comity.records.models.register_commitments import Commitment, Evidence
from comity.records.models.register_meetings import Meeting, Statement
from comity.records.models.register_sources import Document
from comity.records.models.shifts import WORDS_CAP

SHARE_STATES: Final = ("offered", "shared", "unknown", "withdrawn")
EXERCISE_STATES: Final = ("proposed", "agreed", "dropped")


class Share(models.Model):
    """A commitment that this node and another know of each other, in the case `case`. `side` says whose act began it.

    `shown` has the fields of that act. `number_there` is its number in the other register, `commitment` the row here: empty while what came
    is not taken up. `state_there` is what the other side said last, `state_told` what we told it last.
    """

    case = models.CharField(max_length=40, unique=True)
    peer = models.CharField(max_length=200)
    side = models.CharField(max_length=6)
    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="+")
    number_there = models.CharField(max_length=12, blank=True)
    shown = TypedField(default=dict)
    state = models.CharField(max_length=9)
    grounds = models.JSONField(default=list)
    state_there = models.CharField(max_length=11, blank=True)
    state_told = models.CharField(max_length=11, blank=True)
    at = InstantField()
    answered_at = InstantField(null=True)

    class Meta:
        """What waits, and what a commitment is shared as; nothing is shared twice with one node while that stands."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=SHARE_STATES), name="share_state_known"),
            models.UniqueConstraint(
                fields=["peer", "commitment"],
                condition=models.Q(commitment__isnull=False, state__in=("offered", "shared")),
                name="share_stands_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="share_state"),
            models.Index(fields=["commitment", "id"], name="share_commitment"),
            models.Index(fields=["peer", "number_there"], name="share_there"),
        ]

    def __str__(self) -> str:
        """Return its case."""
        return self.case


class ShareStanding(models.Model):
    """What one side said once of how a shared commitment stands with it: the act that says so, by its envelope and digest. Written once."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="standings")
    side = models.CharField(max_length=6)
    state = models.CharField(max_length=11)
    why = models.CharField(max_length=WORDS_CAP, blank=True)
    shown_by = models.CharField(max_length=500, blank=True)
    shown_digest = models.CharField(max_length=80, blank=True)
    env_id = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=80)
    at = InstantField()

    def __str__(self) -> str:
        """Return who said what."""
        return f"{self.side}: {self.state}"


class CaseBond(models.Model):
    """A request that a row of the register began, or that an officer linked to it: by the draft, and by its number once it has one."""

    draft = models.CharField(max_length=36, blank=True)
    case = models.CharField(max_length=40, blank=True)
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = InstantField()

    class Meta:
        """Asked from both ends."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["draft"], name="bond_draft"),
            models.Index(fields=["case"], name="bond_case"),
        ]

    def __str__(self) -> str:
        """Return the number of the request."""
        return self.case or self.draft


class EvidenceOffer(models.Model):
    """What came by itself and may be evidence of a commitment: an answer, or the counterpart's signed word. An officer takes it or not."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=20)
    reference = models.CharField(max_length=500)
    digest = models.CharField(max_length=80)
    words = models.CharField(max_length=WORDS_CAP, blank=True)
    supplied_by = models.CharField(max_length=200)
    at = InstantField()
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = InstantField(null=True)
    why_not = models.CharField(max_length=WORDS_CAP, blank=True)

    class Meta:
        """Each act is offered once for a commitment; what waits is asked for."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["commitment", "reference"], name="offer_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["judged_at", "id"], name="offer_waits")]

    def __str__(self) -> str:
        """Return what it is."""
        return f"{self.sort} {self.reference}"


class DraftExercise(models.Model):
    """A joint exercise that somebody proposed, before it is planned: what the room of exercises takes over.

    `parties` are codes of countries, ours among them; `days` is an ISO date as finely as it is known. It answers a statement or a
    commitment.
    """

    number = models.CharField(max_length=12, unique=True)
    topic = models.CharField(max_length=20)
    parties = models.JSONField(default=list)
    aim = models.CharField(max_length=WORDS_CAP)
    days = models.CharField(max_length=24, blank=True)
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8)
    why = models.CharField(max_length=WORDS_CAP, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = InstantField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    moved_at = InstantField(null=True)

    class Meta:
        """Newest first, and by state."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=EXERCISE_STATES), name="exercise_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "id"], name="exercise_state")]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class MissionNote(models.Model):
    """What a mission writes of a meeting on a poor line: kept at each save as typed, and filed once as a document of the register."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=100)
    typed = TypedField(default=dict)
    begun_at = InstantField()
    saved_at = InstantField()
    filed_at = InstantField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """An officer's own, the open one first."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by", "filed_at", "id"], name="missionnote_own")]

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.by} {self.pk}"
