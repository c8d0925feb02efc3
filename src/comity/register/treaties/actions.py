"""Registers acts of States towards treaties, each with its document. The rulebook is not touched by it. One transaction each."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Document, Officer, TreatyAct
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, said
from comity.register.days import typed_day
from comity.register.mechanisms.refusals import NoSuchInstrument
from comity.register.policy import require_keep, require_why
from comity.register.refusals import DateUnclear, NoSuchRow
from comity.register.treaties.refusals import EvidenceNeeded, RegisteredAlready, SaysNothing
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

SPEAKS: Final = frozenset({"reservation", "declaration", "objection", "authority", "languages", "channel"})  # acts that need words


@transaction.atomic
def register_treaty_act(
    instrument: str, *, typed: Mapping[str, str], instruments: Collection[str], by: Officer, at: Instant, token: str
) -> TreatyAct:
    """Register one act of a State under a text of the rulebook.

    `typed`: country, act (`treaty-act`), said (ISO day), article, words with language, document (its number). Raises `NoSuchInstrument`,
    `EvidenceNeeded`, `SaysNothing`, `RegisteredAlready`, `NotOfItsList`, `DateUnclear`.
    """
    require_keep(actor(by, at=at))

    def register() -> str:
        if instrument not in instruments:
            raise NoSuchInstrument(code=instrument[:40])
        shown = Document.objects.filter(number=typed.get("document", "").strip().upper()).only("pk", "number").first()
        if shown is None:
            raise EvidenceNeeded
        act, day = code_of("treaty-act", typed.get("act")), typed_day(typed.get("said"))
        if not day.said:
            raise DateUnclear(said="-")
        words = said(typed.get("words"), cap=WORDS_CAP, what="words", empty="")
        if act in SPEAKS and not words:
            raise SaysNothing
        told = {
            "instrument": instrument,
            "country": code_of("country", typed.get("country")),
            "act": act,
            "said": day.said,
            "article": said(typed.get("article"), cap=40, what="article", empty=""),
        }
        there = TreatyAct.objects.filter(**told, taken_out_at__isnull=True).select_related("document")
        if held := there.defer("document__original", "document__reading").first():
            raise RegisteredAlready(document=held.document.number)
        made = TreatyAct.objects.create(
            **told,
            precision=day.precision,
            sorts=day.sorts,
            words=words,
            language=code_of("language", typed.get("language")) if words else "",
            document=shown,
            made_by=by,
            made_at=at,
        )
        return _noted("treaty-act.registered", made, by=by, at=at, more={"document": shown.number})

    return TreatyAct.objects.get(pk=once(token, register, officer=by, verb="treaty-act.register", at=at))


@transaction.atomic
def take_out_treaty_act(key: int, *, reason: str, by: Officer, at: Instant, token: str) -> TreatyAct:
    """Take an act out of the table that was wrong, and say why; the row stays. Raises `NoSuchRow`, `WhyMissing`."""
    require_keep(actor(by, at=at))

    def take_out() -> str:
        require_why(reason)
        found = TreatyAct.objects.select_for_update().filter(pk=key, taken_out_at__isnull=True).first()
        if found is None:
            raise NoSuchRow(number=f"#{key}")
        found.taken_out_at, found.taken_out_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["taken_out_at", "taken_out_for"])
        return _noted("treaty-act.taken-out", found, by=by, at=at)

    return TreatyAct.objects.get(pk=once(token, take_out, officer=by, verb="treaty-act.take-out", at=at))


def _noted(name: str, one: TreatyAct, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    facts: dict[str, JsonValue] = {
        "row": one.pk,
        "instrument": one.instrument,
        "country": one.country,
        "act": one.act,
        "said": one.said,
        "digest": str(Digest.of(one.words.encode())),
        **(more or {}),
    }
    note(name, by=by, at=at, facts=facts)
    return str(one.pk)
