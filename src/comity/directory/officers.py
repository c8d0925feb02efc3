"""Officers of this node: who acts, and the key that only their passphrase opens."""

from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from comity.directory.noting import note
from comity.directory.policy import Actor, Role
from comity.records.models import Officer
from comity.seal.keys import SigningKey
from comity.seal.officerkey import open_officer_key, seal_officer_key
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant


def actor(officer: Officer) -> Actor:
    """Return the value that policies look at."""
    return Actor(
        officer=OfficerId(officer.officer_id),
        name=officer.name,
        roles=frozenset(Role(role) for role in officer.roles),
        active=officer.is_active,
    )


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
