"""Opens, amends and ends mechanisms, and says what belongs to them. One transaction each; the journal has numbers, codes and digests."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Commitment, Document, Mechanism, MechanismParty, MechanismRow, Meeting, Officer, Statement
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import said
from comity.register.mechanisms.queries import mechanism_codes
from comity.register.mechanisms.refusals import ElsewhereAlready, Ended, NobodyThere, OpenAlready
from comity.register.mechanisms.writing import party_of, told_of
from comity.register.numbers import MECHANISM, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

# Django's classes of rows have no common type that names these columns.
_KINDS: Final[Mapping[str, tuple[Any, str]]] = {
    "meeting": (Meeting, "number"),
    "commitment": (Commitment, "number"),
    "statement": (Statement, "pk"),
}


@transaction.atomic
def open_mechanism(
    *,
    typed: Mapping[str, Any],
    parties: Sequence[Mapping[str, str]],
    instruments: Collection[str],
    document: str = "",
    by: Officer,
    at: Instant,
    token: str,
) -> Mechanism:
    """Open the file of a mechanism.

    `typed`: sort, title, titles (by language), gazetteer (its code in the list by which reports are read, or nothing), instrument (one of
    `instruments`, the codes of the rulebook) or basis in words, cadence, rounds, next_said (ISO day), funding, funding_amount,
    funding_currency. Each of `parties`: country, group or words. `document` is where it was read. Raises `OpenAlready`, `NobodyThere`,
    `NoSuchInstrument`, `NotOfItsList`, `DateUnclear`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def open_() -> str:
        code = str(typed.get("gazetteer") or "")
        if code and code not in mechanism_codes():
            raise NotOfItsList(what="gazetteer", said=code[:40])
        there = Mechanism.objects.filter(gazetteer=code).first() if code else None
        if there is not None:
            raise OpenAlready(number=there.number)
        if not parties:
            raise NobodyThere
        read_in = _document(document)
        made = Mechanism.objects.create(
            number=next_number(MECHANISM),
            **told_of(typed, row=None, instruments=instruments),
            gazetteer=code,
            document=read_in,
            source=read_in.standing if read_in else "own",
            made_by=by,
            made_at=at,
        )
        _join(made, parties, by=by, at=at)
        return _noted("mechanism.opened", made, by=by, at=at)

    return Mechanism.objects.get(number=once(token, open_, officer=by, verb="mechanism.open", at=at))


@transaction.atomic
def amend_mechanism(
    number: str,
    *,
    typed: Mapping[str, Any],
    parties: Sequence[Mapping[str, str]] = (),
    instruments: Collection[str],
    by: Officer,
    at: Instant,
    token: str,
) -> Mechanism:
    """Correct a mechanism: what `typed` does not name stays, `parties` are added. Raises as opening it, and `Ended`."""
    require_keep(actor(by, at=at))

    def amend() -> str:
        found = _locked(number)
        told = told_of(typed, row=found, instruments=instruments)
        for name, value in told.items():
            setattr(found, name, value)
        found.save(update_fields=list(told))
        _join(found, parties, by=by, at=at)
        return _noted("mechanism.amended", found, by=by, at=at)

    return Mechanism.objects.get(number=once(token, amend, officer=by, verb="mechanism.amend", at=at))


@transaction.atomic
def end_mechanism(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> Mechanism:
    """Say that a mechanism meets no more, and why. Raises `Ended`, `WhyMissing`."""
    require_keep(actor(by, at=at))

    def end() -> str:
        require_why(reason)
        found = _locked(number)
        found.ended_at, found.ended_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.save(update_fields=["ended_at", "ended_for"])
        return _noted("mechanism.ended", found, by=by, at=at)

    return Mechanism.objects.get(number=once(token, end, officer=by, verb="mechanism.end", at=at))


@transaction.atomic
def leave_mechanism(number: str, *, party: int, by: Officer, at: Instant, token: str) -> Mechanism:
    """Take a side out of a mechanism; the row stays. Raises `NoSuchRow`, `Ended`, `NobodyThere` for the last one."""
    require_keep(actor(by, at=at))

    def leave() -> str:
        found = _locked(number)
        sides = MechanismParty.objects.filter(mechanism=found, taken_out_at__isnull=True)
        one = sides.filter(pk=party).first()
        if one is None:
            raise NoSuchRow(number=f"#{party}")
        if sides.count() == 1:
            raise NobodyThere
        one.taken_out_at = at
        one.save(update_fields=["taken_out_at"])
        return _noted("mechanism.party-left", found, by=by, at=at, more={"party": one.pk})

    return Mechanism.objects.get(number=once(token, leave, officer=by, verb="mechanism.leave", at=at))


@transaction.atomic
def add_row(number: str, *, kind: str, row: str, by: Officer, at: Instant, token: str) -> MechanismRow:
    """Say that a meeting (M-number), a commitment (C-number) or a statement (its key) belongs to a mechanism.

    Raises `NoSuchRow`, `ElsewhereAlready`, `Ended`, `NotOfItsList`.
    """
    require_keep(actor(by, at=at))

    def add() -> str:
        found, (table, column) = _locked(number), _kind(kind)
        key = row.strip().upper()
        usable = column == "number" or (key.isascii() and key.isdigit() and len(key) < 18)
        one = table.objects.filter(**{column: key}, taken_out_at__isnull=True).only("pk").first() if usable else None
        if one is None:
            raise NoSuchRow(number=key[:20] or "-")
        held = MechanismRow.objects.filter(**{kind: one}, taken_out_at__isnull=True).select_related("mechanism").first()
        if held is not None:
            raise ElsewhereAlready(number=held.mechanism.number)
        made = MechanismRow.objects.create(mechanism=found, **{kind: one}, made_by=by, made_at=at)
        _noted("mechanism.row-added", found, by=by, at=at, more={"kind": kind, "row": key})
        return str(made.pk)

    return MechanismRow.objects.get(pk=once(token, add, officer=by, verb="mechanism.add", at=at))


@transaction.atomic
def take_row_out(number: str, *, kind: str, row: str, by: Officer, at: Instant, token: str) -> Mechanism:
    """Say that a row does not belong to a mechanism after all; it stays in the register. Raises `NoSuchRow`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def take_out() -> str:
        found, (_, column) = _find(number), _kind(kind)
        there = MechanismRow.objects.filter(mechanism=found, taken_out_at__isnull=True)
        key = row.strip().upper()
        usable = column == "number" or (key.isascii() and key.isdigit() and len(key) < 18)
        one = there.filter(**{f"{kind}__{column}": key}).first() if usable else None
        if one is None:
            raise NoSuchRow(number=key[:20] or "-")
        one.taken_out_at = at
        one.save(update_fields=["taken_out_at"])
        return _noted("mechanism.row-taken-out", found, by=by, at=at, more={"kind": kind, "row": key})

    return Mechanism.objects.get(number=once(token, take_out, officer=by, verb="mechanism.take-out", at=at))


def _kind(kind: str) -> tuple[Any, str]:
    if kind not in _KINDS:
        raise NotOfItsList(what="kind", said=kind[:40] or "-")
    return _KINDS[kind]


def _join(mechanism: Mechanism, parties: Sequence[Mapping[str, str]], *, by: Officer, at: Instant) -> None:
    for one in parties:
        told = party_of(one)
        if not MechanismParty.objects.filter(mechanism=mechanism, taken_out_at__isnull=True, **told).exists():
            MechanismParty.objects.create(mechanism=mechanism, **told, made_by=by, made_at=at)


def _document(number: str) -> Document | None:
    if not number:
        return None
    found = Document.objects.defer("original", "reading").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _find(number: str) -> Mechanism:
    found = Mechanism.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _locked(number: str) -> Mechanism:
    found = _find(number)
    if found.ended_at is not None:
        raise Ended(number=found.number)
    return found


def _noted(name: str, mechanism: Mechanism, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    digest = str(Digest.of(f"{mechanism.title}\x00{mechanism.basis}\x00{mechanism.funding}".encode()))
    facts: dict[str, JsonValue] = {
        "mechanism": mechanism.number,
        "sort": mechanism.sort,
        "cadence": mechanism.cadence,
        "next": mechanism.next_said,
        "digest": digest,
        **(more or {}),
    }
    note(name, by=by, at=at, facts=facts)
    return mechanism.number
