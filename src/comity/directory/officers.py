"""Officers of this node: who acts, and the key that only their passphrase opens."""

from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from comity.directory.noting import note
from comity.directory.policy import Actor, Mandate, Role
from comity.records.models import Mandate as Written
from comity.records.models import Officer
from comity.records.rows import find_all
from comity.seal.keys import SigningKey
from comity.seal.officerkey import open_officer_key, seal_officer_key
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.levels import Level


def actor(officer: Officer, *, at: Instant) -> Actor:
    """Return the value that policies look at: with the roles that `officer` holds at `at`, and those whose mandate is not in force then."""
    dated = mandates_of(officer)
    by_dates = {one.role for one in dated}
    given = {Role(role) for role in officer.roles} - by_dates
    in_force = tuple(one for one in dated if one.in_force(at))
    held = frozenset(given | {one.role for one in in_force})
    return Actor(
        officer=OfficerId(officer.officer_id),
        name=officer.name,
        roles=held,
        active=officer.is_active,
        lapsed=frozenset(by_dates - held),
        mandates=in_force,
        units=frozenset(officer.units),
        clearance=Level(officer.clearance),
        country=officer.country,
    )


def mandates_of(officer: Officer) -> tuple[Mandate, ...]:
    """Return every mandate that the officer has or had, oldest first."""
    rows = find_all(Written, officer_id=officer.pk)
    return tuple(Mandate(Role(one.role), one.since, one.until, one.basis, one.acts_for.officer_id if one.acts_for else "") for one in rows)


def unlock(officer: Officer, *, passphrase: str) -> SigningKey:
    """Return the officer's signing key, or raise `seal.WrongPassphrase`. Takes a tenth of a second and 64 MiB, by design."""
    return open_officer_key(bytes(officer.sealed_key), passphrase=passphrase)


def change_passphrase(officer: Officer, *, old: str, new: str, at: Instant) -> None:
    """Seal the officer's key anew and let `new` open the door: the two never part, or nothing could be approved any more.

    Raises `seal.WrongPassphrase`, or Django's `ValidationError` where `new` is too weak.
    """
    validate_password(new, officer)
    sealed = seal_officer_key(unlock(officer, passphrase=old), passphrase=new)
    with transaction.atomic():
        officer.sealed_key = sealed
        officer.set_password(new)
        officer.save(update_fields=["sealed_key", "password"])
        note("passphrase.changed", by=officer, at=at, facts={"officer": officer.officer_id, "key": officer.key_id})


FactorAct = Literal["factor.added", "factor.removed", "factor.renamed", "factor.replaced", "recovery-codes.made"]


@transaction.atomic
def note_factor(act: FactorAct, *, of: Officer, kind: str, called: str = "", at: Instant, by: Officer | str | None = None) -> None:
    """Note in the caller's transaction what became of a second factor; never its secret. `by` is `of` unless it says otherwise."""
    note(act, by=by or of, at=at, facts={"officer": of.officer_id, "factor": kind, "called": called})
