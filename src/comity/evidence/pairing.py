"""Steps that take two persons: one proposes, the other confirms as themselves, and only then is it a step."""

from collections.abc import Mapping

from django.db import transaction

from comity.directory.noting import note
from comity.directory.once import once, result_of
from comity.evidence.actions import Terms, made_step, measure, require_allowed
from comity.evidence.chain import after, behind
from comity.evidence.keeping import append, label_of, locked_row, now_of, vault, write_papers
from comity.evidence.limits import require_rule
from comity.evidence.refusals import NoSuchTaker, NothingProposed, NotTheTaker, ProposedAlready, TwoPersonsOwed
from comity.evidence.states import PAIRED, Kind
from comity.evidence.words import Told, read_told
from comity.records.models import CustodyOffer, CustodyStep, EvidenceItem, Officer
from comity.terms.digests import Digest
from comity.terms.instants import Instant

_NOBODY_YET = "?"  # no officer is called so


def propose_step(
    item: EvidenceItem, kind: Kind, *, typed: Mapping[str, str], taker: str = "", terms: Terms, by: Officer, at: Instant, token: str
) -> CustodyOffer:
    """Let a step of two persons wait for its second one. Everything that would refuse the step refuses it here already.

    `taker` is the officer to whom the item is handed over; the CALLER has seen that they may keep evidence. Raises `ProposedAlready`,
    `NoSuchTaker`, and what `confirm_step` raises of the step itself.
    """
    if kind not in PAIRED:
        raise TwoPersonsOwed(custody_step=kind.value)
    if (kind is Kind.HANDED_OVER) != bool(taker) or taker == by.officer_id:
        raise NoSuchTaker(name=taker or "-")
    told = read_told(typed, kind=kind, in_vault=item.in_vault)
    _require(item, kind, told=told, terms=terms)
    measured = measure(item, told=told, by=by, at=at, terms=terms)

    def do() -> str:
        row = locked_row(item)
        if CustodyOffer.objects.filter(item=row, ended_at__isnull=True).exists():
            raise ProposedAlready
        so_far = now_of(row)
        step = made_step(row, kind, told=told, measured=measured, terms=terms, by=by, at=at, second=taker or _NOBODY_YET)
        after(so_far, behind(so_far, step))
        kept = {part: text for part, text in typed.items() if isinstance(text, str)}
        offer = CustodyOffer.objects.create(item=row, kind=kind.value, told=kept, taker=taker, officer=by, at=at)
        facts = {"item": label_of(row), "kind": kind.value, "taker": taker}
        note("evidence.proposed", by=by, about=row.request.reference, at=at, facts=facts)
        return str(offer.pk)

    with transaction.atomic():
        key = once(token, do, officer=by, verb="evidence.propose", at=at)
    return CustodyOffer.objects.select_related("item", "officer").get(pk=key)


def confirm_step(item: EvidenceItem, *, terms: Terms, by: Officer, at: Instant, token: str) -> CustodyStep:
    """Be the second person: measure again, record the step with both names; what is destroyed leaves the vault after the commit.

    Raises `NothingProposed`, `NotTheTaker`, `TwoPersonsOwed` for the one who proposed it, and everything that refuses the step now.
    """
    done = result_of(token, officer=by, verb="evidence.confirm")
    if done is not None:
        return CustodyStep.objects.select_related("item").get(pk=done)
    offer = CustodyOffer.objects.select_related("officer").filter(item=item, ended_at__isnull=True).first()
    if offer is None:
        raise NothingProposed
    kind = Kind(offer.kind)
    if offer.officer_id == by.pk:
        raise TwoPersonsOwed(custody_step=kind.value)
    if offer.taker and offer.taker != by.officer_id:
        raise NotTheTaker(name=by.name)
    told = read_told(offer.told, kind=kind, in_vault=item.in_vault)
    _require(item, kind, told=told, terms=terms)
    measured = measure(item, told=told, by=by, at=at, terms=terms)

    def do() -> str:
        row = locked_row(item)
        step = made_step(row, kind, told=told, measured=measured, terms=terms, by=offer.officer, at=at, second=by.officer_id)
        taken, _ = append(row, step, so_far=now_of(row), by=by)
        _end(offer, "confirmed", by=by, at=at)
        return str(taken.pk)

    with transaction.atomic():
        key = once(token, do, officer=by, verb="evidence.confirm", at=at)
    remove_destroyed(item)
    write_papers(item)
    return CustodyStep.objects.select_related("item").get(pk=key)


@transaction.atomic
def drop_step(item: EvidenceItem, *, by: Officer, at: Instant, token: str) -> None:
    """Take a proposal back, or decline it. Raises `NothingProposed`, `NotTheTaker` for who is neither of the two."""

    def do() -> str:
        row = locked_row(item)
        offer = CustodyOffer.objects.filter(item=row, ended_at__isnull=True).first()
        if offer is None:
            raise NothingProposed
        if offer.taker and by.officer_id != offer.taker and by.pk != offer.officer_id:
            raise NotTheTaker(name=by.name)
        _end(offer, "dropped", by=by, at=at)
        facts = {"item": label_of(row), "kind": offer.kind}
        note("evidence.dropped", by=by, about=row.request.reference, at=at, facts=facts)
        return str(offer.pk)

    once(token, do, officer=by, verb="evidence.drop", at=at)


def remove_destroyed(item: EvidenceItem) -> None:
    """Remove the bytes of an item that is destroyed, unless another item that is not has the same ones; doing it again changes nothing."""
    if not EvidenceItem.objects.filter(pk=item.pk, state="destroyed").exists():
        return
    if not EvidenceItem.objects.filter(sha256=item.sha256, in_vault=True).exclude(state="destroyed").exists():
        vault().remove(Digest.parse(item.sha256))


def _require(item: EvidenceItem, kind: Kind, *, told: Told, terms: Terms) -> None:
    require_allowed(item, kind, told=told, terms=terms)
    if kind is Kind.DESTROYED:
        require_rule(terms.limits, told.sort, on=terms.on)


def _end(offer: CustodyOffer, outcome: str, *, by: Officer, at: Instant) -> None:
    ended = CustodyOffer.objects.filter(pk=offer.pk, ended_at__isnull=True)
    if not ended.update(outcome=outcome, ended_by=by, ended_at=at):
        raise NothingProposed
