"""The row of a commitment, and what is kept beside it for lists and figures."""

from typing import Final

from comity.directory.home import home
from comity.records.models import Commitment, CommitmentMove, Evidence, Officer
from comity.register.finding import keep_words
from comity.register.states import BINDING, State, require_move
from comity.terms.instants import Instant

_WRITTEN: Final = ("state", "counted", "evidence_count", "accepted_at", "claimed_at", "on_time", "superseded_by", "taken_out_at")


def partner_of(obligor: str, beneficiary: str) -> str:
    """Return which other State a commitment is of: its other side where one side is ours; empty where there is none, or more than one."""
    own = home().country.text
    others = {code for code in (obligor, beneficiary) if code and code != own}
    return others.pop() if len(others) == 1 else ""


def counts(commitment: Commitment) -> bool:
    """Say whether a commitment stands in the figures: registered, binding by its words or because its owner said so, not taken out."""
    binding = commitment.strength in BINDING or commitment.promoted_at is not None
    return binding and commitment.state != State.PROPOSED and commitment.taken_out_at is None


def move(commitment: Commitment, to: State, *, reason: str, evidence: Evidence | None, by: Officer, at: Instant) -> None:
    """Let a commitment go where its table lets it go, and keep the step; raises `NotItsMove`."""
    was = State(commitment.state)
    require_move(commitment.number, was, to)
    commitment.state = to.value
    if to is State.ACCEPTED:
        commitment.accepted_at = at
    if to is State.CLAIMED:
        commitment.claimed_at = at
        commitment.on_time = at.datetime().date().isoformat() <= commitment.due_last if commitment.due_last else None
    commitment.counted = counts(commitment)
    commitment.save(update_fields=_WRITTEN)
    keep_step(commitment, was=was.value, reason=reason, evidence=evidence, by=by, at=at)


def keep_step(commitment: Commitment, *, was: str, reason: str = "", evidence: Evidence | None = None, by: Officer, at: Instant) -> None:
    """Keep a step that was made."""
    CommitmentMove.objects.create(
        commitment=commitment, from_state=was, to_state=commitment.state, reason=reason, evidence=evidence, by=by, at=at
    )


def keep_commitment(commitment: Commitment) -> None:
    """Keep by which words a commitment is found, and of which States it is."""
    texts = [
        commitment.number,
        commitment.words,
        commitment.obligor_words,
        commitment.beneficiary_words,
        commitment.owner,
        commitment.focal,
    ]
    keep_words("commitment", commitment.pk, texts, countries=[commitment.obligor_country, commitment.beneficiary_country])
