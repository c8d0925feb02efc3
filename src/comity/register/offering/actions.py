"""Keeps which row of the register began a request, offers what came of it as evidence, and lets an officer take it or not."""

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import CaseBond, Commitment, Evidence, EvidenceOffer, Meeting, Officer, Statement
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import said
from comity.register.commitments.actions import add_evidence, locked
from comity.register.offering.refusals import OfferJudged
from comity.register.policy import require_keep, require_read, require_why
from comity.register.refusals import NoSuchRow
from comity.terms.digests import Digest
from comity.terms.instants import Instant


@transaction.atomic
def begin_bond(draft: str, *, statement: int | None = None, commitment: str = "", by: Officer, at: Instant) -> None:
    """Keep that a draft was begun from a statement or a commitment; said twice it is kept once. Raises `NoSuchRow`."""
    require_read(actor(by, at=at))
    if bind_draft(draft, statement=statement, commitment=commitment, by=by, at=at) is not None:
        note("draft.begun-from-register", by=by, at=at, facts={"draft": draft, "statement": statement or 0, "commitment": commitment})


def bind_draft(draft: str, *, statement: int | None = None, commitment: str = "", by: Officer, at: Instant) -> CaseBond | None:
    """Keep that a draft was begun from a statement or a commitment; in the caller's transaction. A draft has one bond.

    A commitment that rests on the statement is meant with it, where there is one only.
    """
    if CaseBond.objects.filter(draft=draft).exists():
        return None
    promise = Commitment.objects.filter(number=commitment, taken_out_at__isnull=True).first() if commitment else None
    spoken = Statement.objects.filter(pk=statement, taken_out_at__isnull=True).first() if statement else None
    if promise is None and spoken is not None:
        rest = list(Commitment.objects.filter(statement=spoken, taken_out_at__isnull=True)[:2])
        promise = rest[0] if len(rest) == 1 else None
    if spoken is None and promise is not None:
        spoken = promise.statement
    if spoken is None and promise is None:
        raise NoSuchRow(number=commitment[:20] or f"#{statement}")
    return CaseBond.objects.create(
        draft=draft, statement=spoken, commitment=promise, meeting=spoken.meeting if spoken else None, by=by, at=at
    )


@transaction.atomic
def link_case(meeting: str, *, case: str, by: Officer, at: Instant, token: str) -> CaseBond:
    """Say that a request is about an incident or meeting of the register. The CALLER has seen that the officer may know of the request.

    Raises `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def link() -> str:
        found = Meeting.objects.filter(number=meeting, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=meeting[:20])
        bond, made = CaseBond.objects.get_or_create(
            case=case, meeting=found, draft="", defaults={"by": by, "at": at, "statement": None, "commitment": None}
        )
        if made:
            note("meeting.request-linked", by=by, about=case, at=at, facts={"meeting": found.number})
        return str(bond.pk)

    return CaseBond.objects.get(pk=once(token, link, officer=by, verb="meeting.link-case", at=at))


def offer_answer(case: str, *, env_id: str, digest: Digest, peer: str, at: Instant) -> None:
    """Offer the complete answer to a request as evidence of each commitment that began it; in the transaction of the answer."""
    bonds = CaseBond.objects.select_related("commitment").filter(case=case, commitment__isnull=False)
    for promise in {bond.commitment_id: bond.commitment for bond in bonds}.values():
        offer_evidence(promise, sort="request", reference=f"{case} {env_id}", digest=digest, words="", supplied_by=peer, at=at)


def offer_evidence(
    commitment: Commitment, *, sort: str, reference: str, digest: Digest, words: str, supplied_by: str, at: Instant
) -> EvidenceOffer:
    """Offer something as evidence; the same reference is offered once. Nothing moves by it."""
    offer, made = EvidenceOffer.objects.get_or_create(
        commitment=commitment,
        reference=reference,
        defaults={"sort": sort, "digest": str(digest), "words": words[:WORDS_CAP], "supplied_by": supplied_by, "at": at},
    )
    if made:
        facts = {"commitment": commitment.number, "sort": sort, "digest": offer.digest}
        note("evidence.offered", by=supplied_by, about=case_of(offer), at=at, facts=facts)
    return offer


@transaction.atomic
def take_offer(key: int, *, by: Officer, at: Instant, token: str) -> Evidence:
    """Take what is offered as evidence of its commitment; raises `OfferJudged`."""
    require_keep(actor(by, at=at))

    def take() -> str:
        offer = _open(key)
        found = locked(offer.commitment.number)
        made = add_evidence(
            found,
            sort=offer.sort,
            reference=offer.reference,
            digest=offer.digest,
            words=offer.words,
            supplied_by=offer.supplied_by,
            by=by,
            at=at,
        )
        offer.evidence, offer.judged_by, offer.judged_at = made, by, at
        offer.save(update_fields=["evidence", "judged_by", "judged_at"])
        return str(made.pk)

    return Evidence.objects.get(pk=once(token, take, officer=by, verb="evidence.take-offer", at=at))


@transaction.atomic
def put_offer_aside(key: int, *, reason: str, by: Officer, at: Instant, token: str) -> EvidenceOffer:
    """Say that what is offered is no evidence of its commitment, and why; raises `OfferJudged`, `WhyMissing`."""
    require_keep(actor(by, at=at))

    def put() -> str:
        require_why(reason)
        offer = _open(key)
        offer.judged_by, offer.judged_at, offer.why_not = by, at, said(reason, cap=WORDS_CAP, what="reason")
        offer.save(update_fields=["judged_by", "judged_at", "why_not"])
        facts = {"commitment": offer.commitment.number, "digest": offer.digest}
        note("evidence.put-aside", by=by, about=case_of(offer), at=at, facts=facts)
        return str(offer.pk)

    return EvidenceOffer.objects.get(pk=once(token, put, officer=by, verb="evidence.put-aside", at=at))


def case_of(offer: EvidenceOffer) -> str:
    """Return the number of the case in which stands what is offered: it is the first word of its reference."""
    return str(offer.reference).partition(" ")[0]


def _open(key: int) -> EvidenceOffer:
    found = (
        EvidenceOffer.objects.select_for_update(of=("self",)).select_related("commitment").filter(pk=key, judged_at__isnull=True).first()
    )
    if found is None:
        raise OfferJudged
    return found
