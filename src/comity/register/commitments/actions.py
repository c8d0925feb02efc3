"""What officers do with commitments: propose, register, assign, accept, move, show, promote. One transaction each."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.sections import Authority
from comity.records.models import Commitment, Evidence, Officer
from comity.records.models.register_meetings import SENTENCE_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, country_of, said
from comity.register.commitments.refusals import CounterpartSilent, CountsAlready, EvidenceMissing, NotInItsPlace, OwnerMissing
from comity.register.commitments.writing import counts, keep_commitment, keep_step, move, partner_of
from comity.register.days import typed_day
from comity.register.meetings.actions import find_row
from comity.register.numbers import COMMITMENT, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow, NotOfItsList
from comity.register.states import BINDING, NEEDS_EVIDENCE, NEEDS_REASON, OPEN, State
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue

COUNTERPART: Final = "counterpart"  # the code of `evidence-sort` without which nobody says that the other side confirmed


@transaction.atomic
def propose_commitment(*, typed: Mapping[str, Any], by: Officer, at: Instant, token: str) -> Commitment:
    """Write down a commitment that stands in no document here; `register_commitment` takes it into the register.

    `typed`: obligor and beneficiary (`{"id"}` of an actor, or country and words), words, language, strength, due (ISO date, may be empty).
    Raises `NotOfItsList`, `DateUnclear`, `NoSuchRow`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def propose() -> str:
        sides = {key: _side(typed.get(key)) for key in ("obligor", "beneficiary")}
        due = typed_day(typed.get("due"))
        kept = Commitment.objects.create(
            number=next_number(COMMITMENT),
            **{f"{key}{name}": value for key, side in sides.items() for name, value in side.items()},
            words=said(typed.get("words"), cap=SENTENCE_CAP, what="words"),
            language=code_of("language", typed.get("language")),
            strength=code_of("promise-strength", typed.get("strength")),
            partner=partner_of(sides["obligor"]["_country"], sides["beneficiary"]["_country"]),
            due=due.said,
            due_precision=due.precision,
            due_basis=due.basis,
            due_last=due.last,
            state=State.PROPOSED,
            counted=False,
            source="own",
            made_by=by,
            made_at=at,
        )
        said(kept.obligor_words, cap=300, what="obligor")
        keep_step(kept, was="", by=by, at=at)
        keep_commitment(kept)
        return _noted("commitment.proposed", kept, by=by, at=at)

    return _found(once(token, propose, officer=by, verb="commitment.propose", at=at))


@transaction.atomic
def register_commitment(number: str, *, by: Officer, at: Instant, token: str) -> Commitment:
    """Take a proposed commitment into the register; raises `NotItsMove`."""
    return _step(number, State.REGISTERED, act="commitment.registered", reason="", by=by, at=at, token=token)


@transaction.atomic
def accept_commitment(number: str, *, by: Officer, at: Instant, token: str) -> Commitment:
    """Accept a commitment for its owner; raises `OwnerMissing`, `NotItsMove`."""
    return _step(number, State.ACCEPTED, act="commitment.accepted", reason="", by=by, at=at, token=token)


@transaction.atomic
def move_commitment(number: str, *, to: str, reason: str = "", superseded_by: str = "", by: Officer, at: Instant, token: str) -> Commitment:
    """Let a commitment go to `to`, a code of `commitment-state`.

    Blocked, disputed, lapsed and superseded say why; superseded says by which. Claimed needs evidence, confirmed the counterpart's word.
    Raises `NotItsMove`, `WhyMissing`, `EvidenceMissing`, `CounterpartSilent`, `OwnerMissing`, `NotInItsPlace`.
    """
    state = State(code_of("commitment-state", to))
    return _step(number, state, act="commitment.moved", reason=reason, superseded_by=superseded_by, by=by, at=at, token=token)


@transaction.atomic
def assign_commitment(
    number: str,
    *,
    owner: str = "",
    authority: str = "",
    focal: str = "",
    indicator: str = "",
    due: str = "",
    by: Officer,
    at: Instant,
    token: str,
) -> Commitment:
    """Say who owns a commitment, who is asked about it, what shows that it is fulfilled, until when. What is empty stays as it is.

    `authority` is the key of one of this State's in the directory: then that owns it, whatever `owner` says. Raises `DateUnclear`,
    `NotOfItsList`, and what text refuses.
    """
    require_keep(actor(by, at=at))

    def assign() -> str:
        found = locked(number)
        for name, value, cap in (("owner", owner, 120), ("focal", focal, 200), ("indicator", indicator, 300)):
            if value.strip() and value.strip() != getattr(found, name):
                setattr(found, name, said(value, cap=cap, what=name))
                if name == "owner":
                    found.owner_authority = ""
        if authority:
            found.owner_authority, found.owner = authority, _name_of(authority, language=by.language)
        if due.strip():
            day = typed_day(due)
            found.due, found.due_precision, found.due_basis, found.due_last = day.said, day.precision, day.basis, day.last
        found.save(update_fields=["owner", "owner_authority", "focal", "indicator", "due", "due_precision", "due_basis", "due_last"])
        keep_commitment(found)
        more: dict[str, JsonValue] = {"owner": found.owner, "authority": found.owner_authority, "due": found.due}
        return _noted("commitment.assigned", found, by=by, at=at, more=more)

    return _found(once(token, assign, officer=by, verb="commitment.assign", at=at))


@transaction.atomic
def give_evidence(number: str, *, typed: Mapping[str, str], by: Officer, at: Instant, token: str) -> Evidence:
    """Put evidence beside a commitment: sort (`evidence-sort`), reference, digest (may be empty), words (may be empty), supplied_by.

    Raises `NotOfItsList`, and what digests and text refuse.
    """
    require_keep(actor(by, at=at))

    def give() -> str:
        found = locked(number)
        made = add_evidence(
            found,
            sort=code_of("evidence-sort", typed.get("sort")),
            reference=said(typed.get("reference"), cap=500, what="reference"),
            digest=str(Digest.parse(typed["digest"])) if typed.get("digest") else "",
            words=said(typed.get("words"), cap=WORDS_CAP, what="words", empty=""),
            supplied_by=said(typed.get("supplied_by"), cap=200, what="source"),
            by=by,
            at=at,
        )
        return str(made.pk)

    return Evidence.objects.get(pk=once(token, give, officer=by, verb="commitment.evidence", at=at))


@transaction.atomic
def promote_commitment(number: str, *, reason: str, by: Officer, at: Instant, token: str) -> Commitment:
    """Say for its owner that readiness or a wish counts as a commitment from now on, and why.

    Raises `OwnerMissing`, `CountsAlready`, `WhyMissing`.
    """
    require_keep(actor(by, at=at))

    def promote() -> str:
        require_why(reason)
        found = locked(number)
        if not found.owner:
            raise OwnerMissing(number=found.number)
        if found.strength in BINDING or found.promoted_at is not None:
            raise CountsAlready(number=found.number)
        found.promoted_at, found.promoted_for = at, said(reason, cap=WORDS_CAP, what="reason")
        found.counted = counts(found)
        found.save(update_fields=["promoted_at", "promoted_for", "counted"])
        return _noted("commitment.promoted", found, by=by, at=at)

    return _found(once(token, promote, officer=by, verb="commitment.promote", at=at))


def _step(number: str, to: State, *, act: str, reason: str, superseded_by: str = "", by: Officer, at: Instant, token: str) -> Commitment:
    require_keep(actor(by, at=at))

    def step() -> str:
        if to in NEEDS_REASON:
            require_why(reason)
        found = locked(number)
        _require_fit(found, to)
        if to is State.SUPERSEDED:
            found.superseded_by = _in_place_of(found, superseded_by)
        move(found, to, reason=said(reason, cap=WORDS_CAP, what="reason", empty=""), evidence=_newest(found, to), by=by, at=at)
        return _noted(act, found, by=by, at=at, more={"to": to.value})

    return _found(once(token, step, officer=by, verb=f"commitment.{to.value}", at=at))


def _require_fit(found: Commitment, to: State) -> None:
    if to is State.ACCEPTED and not found.owner:
        raise OwnerMissing(number=found.number)
    if to in NEEDS_EVIDENCE and not found.evidence_count:
        raise EvidenceMissing(number=found.number)
    if to is State.CONFIRMED and not Evidence.objects.filter(commitment=found, sort=COUNTERPART).exists():
        raise CounterpartSilent(number=found.number)


def _newest(found: Commitment, to: State) -> Evidence | None:
    return Evidence.objects.filter(commitment=found).order_by("-id").first() if to in NEEDS_EVIDENCE else None


def _name_of(authority: str, *, language: str) -> str:
    """Return what an authority of this State is called; raises `NotOfItsList` for another."""
    found = next((one for one in own_authorities() if str(one.id) == authority), None)
    if found is None:
        raise NotOfItsList(what="authority", said=authority[:40])
    return (found.names.get(language) or next(iter(found.names.values())))[:120]


def own_authorities() -> tuple[Authority, ...]:
    """Return the authorities of this State that the directory knows: who may own a commitment."""
    section = book().sections.get(home().country)
    return section.authorities if section else ()


def _in_place_of(found: Commitment, number: str) -> Commitment:
    other = Commitment.objects.filter(number=number, state__in=[one.value for one in OPEN], taken_out_at__isnull=True).first()
    if other is None or other.pk == found.pk:
        raise NotInItsPlace(other=number[:20] or "-", number=found.number)
    return other


def _side(value: Mapping[str, Any] | None) -> dict[str, Any]:
    if not value:
        return {"": None, "_country": "", "_words": ""}
    who = find_row(int(value["id"])) if value.get("id") else None
    words = said(value.get("words"), cap=300, what="party", empty=who.name if who else "")
    return {"": who, "_country": country_of(value.get("country")) or (who.country if who else ""), "_words": words}


def add_evidence(found: Commitment, *, by: Officer, at: Instant, **told: str) -> Evidence:
    """Put evidence beside a commitment that is locked; in the caller's transaction."""
    made = Evidence.objects.create(commitment=found, by=by, at=at, **told)
    found.evidence_count += 1
    found.save(update_fields=["evidence_count"])
    _noted("commitment.evidence-given", found, by=by, at=at, more={"evidence": made.pk, "sort": made.sort})
    return made


def locked(number: str) -> Commitment:
    """Return a commitment that is in the lists, locked where the database locks rows; raises `NoSuchRow`."""
    found = Commitment.objects.select_for_update().filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found


def _found(number: str) -> Commitment:
    return Commitment.objects.get(number=number)


def _noted(name: str, commitment: Commitment, *, by: Officer, at: Instant, more: Mapping[str, JsonValue] | None = None) -> str:
    facts: dict[str, JsonValue] = {
        "commitment": commitment.number,
        "state": commitment.state,
        "counted": commitment.counted,
        **(more or {}),
    }
    note(name, by=by, at=at, facts=facts)
    return str(commitment.number)
