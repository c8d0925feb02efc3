"""Officers of this node: who acts, and the key that only their passphrase opens."""

from comity.directory.policy import Actor, Role
from comity.records.models import Officer
from comity.seal.keys import SigningKey
from comity.seal.officerkey import open_officer_key
from comity.terms.identifiers import OfficerId


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
