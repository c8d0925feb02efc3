"""Chooses what is left out of a proof, approves it as a second officer, drops it, and exports the proof without it."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, may, require
from comity.desk.proving.choice import parse_choice, print_choice
from comity.desk.proving.exporting import Approved, Papers, export_proof
from comity.desk.proving.papers import papers_of
from comity.desk.visibility import require_visible
from comity.desk.withholding.choosing import chosen, whole_of
from comity.desk.withholding.queries import choice_of, has_gone_on
from comity.desk.withholding.refusals import CaseWentOn, NoSuchWithholding, OwnChoice, WaitsAlready
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.policy import Actor
from comity.records.models import Officer, Request, Withholding
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant


@transaction.atomic
def propose_withholding(
    request: Request, *, names: Sequence[str], ground: str, words: str, by: Officer, at: Instant, token: str
) -> Withholding:
    """Choose what is left out (`act-2`, `item-1`, `step-1-3`). Raises what `chosen` raises, and `WaitsAlready`."""
    who = _may(request, Verb.EXPORT_PROOF, by=by, at=at)

    def do() -> str:
        Request.objects.select_for_update().get(pk=request.pk)
        if Withholding.objects.filter(request=request, ended_at__isnull=True).exists():
            raise WaitsAlready
        whole = whole_of(request, by=who, at=at)
        choice = chosen(request, whole, names=names, ground=ground, words=words, by=OfficerId(by.officer_id), at=at)
        record = print_choice(choice)
        parse_choice(record)
        digest = str(Digest.of(record))
        row = Withholding.objects.create(request=request, record=record, digest=digest, officer=by, at=at)
        note("proof.withholding-proposed", by=by, about=request.reference, at=at, facts={"digest": digest, "ground": ground})
        return str(row.pk)

    key = once(token, do, officer=by, verb="withhold.propose", at=at)
    return Withholding.objects.select_related("request", "officer").get(pk=key)


@transaction.atomic
def approve_withholding(request: Request, key: int, *, by: Officer, at: Instant, token: str) -> Withholding:
    """Be the second officer, who has read what is left out. Raises `NoSuchWithholding`, `OwnChoice`, `CaseWentOn`."""
    _may(request, Verb.RELEASE_CASEFILE, by=by, at=at)

    def do() -> str:
        row = _waiting(request, key)
        if row.officer_id == by.pk:
            raise OwnChoice
        if has_gone_on(request, choice_of(row)):
            raise CaseWentOn
        facts = {"digest": row.digest, "by": row.officer.officer_id, "second": by.officer_id}
        row.leaf = note("proof.withholding-approved", by=by, about=request.reference, at=at, facts=facts).index
        _end(row, "approved", by=by, at=at)
        return str(row.pk)

    once(token, do, officer=by, verb="withhold.approve", at=at)
    return Withholding.objects.select_related("request", "officer").get(pk=key)


@transaction.atomic
def drop_withholding(request: Request, key: int, *, by: Officer, at: Instant, token: str) -> None:
    """Take a choice back, or decline it: who chose it, and who may approve it."""
    who = _may(request, Verb.READ, by=by, at=at)

    def do() -> str:
        row = _waiting(request, key)
        if row.officer_id != by.pk and not may(who, Verb.RELEASE_CASEFILE):
            require(who, Verb.RELEASE_CASEFILE)
        _end(row, "dropped", by=by, at=at)
        note("proof.withholding-dropped", by=by, about=request.reference, at=at, facts={"digest": row.digest})
        return str(row.pk)

    once(token, do, officer=by, verb="withhold.drop", at=at)


def export_withheld(request: Request, key: int, *, by: Officer, at: Instant, to: Path | None = None, papers: Papers = papers_of) -> Path:
    """Write the proof without what was approved to be left out; raises `NoSuchWithholding`, `CaseWentOn`, and as `export_proof`.

    The CALLER has just published the log.
    """
    _may(request, Verb.EXPORT_PROOF, by=by, at=at)
    row = Withholding.objects.filter(request=request, pk=key, outcome="approved").first()
    if row is None or row.leaf is None:
        raise NoSuchWithholding
    if has_gone_on(request, choice_of(row)):
        raise CaseWentOn
    approved = Approved(bytes(row.record), row.leaf)
    return export_proof(request.reference, by=by, at=at, to=to, approved=approved, papers=papers)


def _waiting(request: Request, key: int) -> Withholding:
    rows = Withholding.objects.select_for_update(of=("self",)).select_related("officer", "request")
    row = rows.filter(request=request, pk=key, ended_at__isnull=True).first()
    if row is None:
        raise NoSuchWithholding
    return row


def _end(row: Withholding, outcome: str, *, by: Officer, at: Instant) -> None:
    row.outcome, row.ended_by, row.ended_at = outcome, by, at
    row.save(update_fields=["outcome", "ended_by", "ended_at", "leaf"])


def _may(request: Request, verb: Verb, *, by: Officer, at: Instant) -> Actor:
    who = actor(by, at=at)
    require(who, verb)
    require_visible(request, by=who)
    return who
