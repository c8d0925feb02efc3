"""What acts about shared commitments do in the register. The desk calls these in the transaction of the act, once it is sent or taken."""

from comity.directory.noting import note
from comity.records.models import Commitment, Officer, Share, ShareStanding
from comity.register.commitments.writing import counts, keep_commitment, keep_step, partner_of
from comity.register.days import read_day
from comity.register.numbers import COMMITMENT, next_number
from comity.register.offering.actions import offer_evidence
from comity.register.sharing.showing import live
from comity.register.sharing.states import OURS, THEIRS, ShareState
from comity.register.states import State
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.wire.commitment import SAME, Recognised, Shared, Standing, print_shared

_WORDS_OF_THE_OTHER = "counterpart"  # of `evidence-sort`
_SPOKEN = (State.CLAIMED, State.CONFIRMED)


def keep_ours(shared: Shared, *, case: str, peer: str, by: Officer, at: Instant) -> Share:
    """Keep that a commitment of this register was shown to a node."""
    share = Share.objects.create(
        case=case,
        peer=peer,
        side=OURS,
        commitment=live(shared.number),
        shown=print_shared(shared),
        state=ShareState.OFFERED,
        state_told=shared.state,
        at=at,
    )
    note("share.offered", by=by, about=case, at=at, facts={"node": peer, "commitment": shared.number})
    return share


def keep_theirs(shared: Shared, *, case: str, peer: str, at: Instant) -> Share:
    """Keep a commitment that another node showed, beside this register; nobody here has said yet whether it is known."""
    share = Share.objects.create(
        case=case,
        peer=peer,
        side=THEIRS,
        number_there=shared.number,
        shown=print_shared(shared),
        state=ShareState.OFFERED,
        state_there=shared.state,
        at=at,
    )
    note("share.received", by=peer, about=case, at=at, facts={"node": peer, "theirs": shared.number})
    return share


def recognise_ours(case: str, said: Recognised, *, by: Officer, at: Instant) -> None:
    """Do what our answer says: the commitment that was shown is one of ours, becomes one, or is not known here."""
    share = _offered(case, side=THEIRS)
    share.answered_at = at
    if said.grounds:
        share.state, share.grounds = ShareState.UNKNOWN, list(said.grounds)
    else:
        share.state = ShareState.SHARED
        share.commitment = live(said.number) if said.known_as == SAME else _taken_up(share, by=by, at=at)
    share.save()
    facts = {"state": share.state, "commitment": share.commitment.number if share.commitment else ""}
    note("share.answered", by=by, about=case, at=at, facts=facts)


def recognise_theirs(case: str, said: Recognised, *, at: Instant) -> None:
    """Keep what the other side answers to a commitment that we showed."""
    share = _offered(case, side=OURS)
    share.state, share.grounds = (ShareState.UNKNOWN, list(said.grounds)) if said.grounds else (ShareState.SHARED, [])
    share.number_there, share.answered_at = said.number, at
    share.save()
    note("share.answered", by=share.peer, about=case, at=at, facts={"state": share.state, "theirs": said.number})


def end_share(case: str, *, by: str, at: Instant) -> None:
    """Keep that who showed a commitment took that back; what was said of it stays."""
    share = Share.objects.select_for_update(of=("self",)).get(case=case)
    share.state = ShareState.WITHDRAWN
    share.save(update_fields=["state"])
    note("share.withdrawn", by=by, about=case, at=at, facts={})


def keep_standing(case: str, said: Standing, *, side: str, env_id: str, digest: Digest, by: Officer | str, at: Instant) -> ShareStanding:
    """Keep what one side says of a shared commitment, with the act that says it.

    The other side's word that it is fulfilled is offered as evidence, under the number of that act; nothing moves here by it.
    """
    share = Share.objects.select_for_update(of=("self",)).select_related("commitment").get(case=case)
    kept = ShareStanding.objects.create(
        share=share,
        side=side,
        state=said.state,
        why=said.why,
        shown_by=said.shown_by,
        shown_digest=said.shown_digest,
        env_id=env_id,
        digest=str(digest),
        at=at,
    )
    if side == OURS:
        share.state_told = said.state
    else:
        share.state_there, share.number_there = said.state, said.number
    share.save(update_fields=["state_told", "state_there", "number_there"])
    note("share.standing", by=by, about=case, at=at, facts={"side": side, "state": said.state})
    if side == THEIRS and said.state in _SPOKEN:
        offer_evidence(
            share.commitment,
            sort=_WORDS_OF_THE_OTHER,
            reference=f"{case} {env_id}",
            digest=digest,
            words=f"{said.state}: {said.shown_by}".strip(" :"),
            supplied_by=share.peer,
            at=at,
        )
    return kept


def _offered(case: str, *, side: str) -> Share:
    return Share.objects.select_for_update(of=("self",)).get(case=case, side=side, state=ShareState.OFFERED)


def _taken_up(share: Share, *, by: Officer, at: Instant) -> Commitment:
    """Return the row of a commitment that is new here: in the words in which the other side showed it, registered."""
    told = Shared(**share.shown)
    due = read_day(told.due, basis="explicit")
    made = Commitment.objects.create(
        number=next_number(COMMITMENT),
        obligor_country=told.obligor_country,
        obligor_words=told.obligor,
        beneficiary_country=told.beneficiary_country,
        beneficiary_words=told.beneficiary,
        words=told.words,
        language=told.words_language,
        strength=told.strength,
        partner=partner_of(told.obligor_country, told.beneficiary_country),
        due=due.said,
        due_precision=due.precision,
        due_basis=due.basis,
        due_last=due.last,
        state=State.REGISTERED,
        counted=False,
        source="press" if told.source_standing == "press" else "official",
        made_by=by,
        made_at=at,
    )
    made.counted = counts(made)
    made.save(update_fields=["counted"])
    keep_step(made, was="", by=by, at=at)
    keep_commitment(made)
    note("commitment.registered", by=by, at=at, facts={"commitment": made.number, "state": made.state, "counted": made.counted})
    return made
