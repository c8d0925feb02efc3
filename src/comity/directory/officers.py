"""Officers of this node: who acts, and the key that only their passphrase opens."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from comity.directory.noting import note
from comity.directory.people import officers_here
from comity.directory.policy import Actor, Mandate, Role, held
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
    roles = held(map(Role, officer.roles), dated, at=at)
    return Actor(
        officer=OfficerId(officer.officer_id),
        name=officer.name,
        roles=roles,
        active=officer.is_active,
        lapsed=frozenset(by_dates - roles),
        mandates=tuple(one for one in dated if one.in_force(at)),
        units=frozenset(officer.units),
        clearance=Level(officer.clearance),
        country=officer.country,
    )


def mandates_of(officer: Officer) -> tuple[Mandate, ...]:
    """Return every mandate that the officer has or had, oldest first."""
    return tuple(map(_mandate, find_all(Written, officer_id=officer.pk)))


def _mandate(row: Written) -> Mandate:
    return Mandate(Role(row.role), row.since, row.until, row.basis, row.acts_for.officer_id if row.acts_for else "")


def officers_with(roles: Iterable[Role], *, at: Instant) -> tuple[Officer, ...]:
    """Return the active officers who hold one of `roles` at `at`, by name: whom a page may name as those who can. Two questions."""
    wanted, dated = frozenset(roles), defaultdict(list)
    for row in Written.objects.filter(officer__is_active=True).select_related("acts_for"):
        dated[row.officer_id].append(_mandate(row))
    return tuple(one for one in officers_here() if wanted & held(map(Role, one.roles), dated[one.pk], at=at))


def approvers_but(*names: str, at: Instant) -> tuple[Officer, ...]:
    """Return who may be the second officer at `at` when those in `names` drafted, by name."""
    return tuple(one for one in officers_with({Role.APPROVER}, at=at) if one.officer_id not in names)


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
