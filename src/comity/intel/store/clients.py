"""Programs that come in over TAXII: who they are, on whose behalf, and whether a secret is theirs.

A secret is drawn here, shown once, and kept stretched with argon2, as passwords are: whoever copies the tables has none of them. Trying
one costs tens of milliseconds and megabytes, so wrong ones are counted and slowed down (`directory.patience`), and a door keeps for a
while that it was right; with each epoch of the clock, which ends when somebody changes who may do what, it asks for the client anew.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from comity.directory.bindings import Identity
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.patience import ADDRESS, PAIR, Attempt, begin_attempt, forgive, note_failure
from comity.intel.policy import GroupId, Membership, Principal, fields_of
from comity.intel.store.clock import begin_epoch
from comity.intel.store.granting import require_codes, require_name
from comity.intel.store.groups import places
from comity.intel.store.refusals import BadName, CertificateTaken, ClientTaken, NoClient, OneOrTheOther
from comity.intel.store.sources import Source
from comity.records.models import IntelClient
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Pap

_SECRET_BYTES: Final = 32
_LONGEST_PROGRAMME: Final = 120


class _Hasher(Argon2PasswordHasher):
    """Django's, with the least that OWASP names for argon2id: a secret of 256 bits needs no more, and a node has little memory."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


_HASHER: Final = _Hasher()


class WrongSecret(Exception):
    """Name and secret do not go together; nothing more is told."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client that showed its secret: its key, its name, for whom it reads, in whose name it gives; the stretched secret that it met."""

    pk: int
    stretched: str
    certificate: str
    name: str
    principal: Principal
    source: Source
    owner: AuthorityId

    @property
    def word(self) -> str:
        """Whose definitions of markings its own are, where its owner only answers for it (`labelling.Giver`)."""
        return "" if self.principal.authority else str(self.source)


class ClientAttempt(Attempt):
    """A try of a client's secret. It is not counted for the name alone: guessing from elsewhere must not lock a client out of its feed."""

    __slots__ = ()

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """An address, and a name from an address."""
        return ((ADDRESS, self.address), (PAIR, f"{self.subject} {self.address} {self.step}"))


@transaction.atomic
def add_client(
    name: str,
    *,
    at: Instant,
    authority: str = "",
    programme: str = "",
    fields: Sequence[str] = (),
    groups: Sequence[str] = (),
    purposes: Sequence[str] = (),
    use: Pap = Pap.RED,
    by: str = "operator",
) -> str:
    """Enter a client, and return its secret, which nobody can read again. Without `fields` they are those of its authority's roles.

    Raises `BadName`, `ClientTaken`, `OneOrTheOther`, `NotInDirectory`, `UnknownCode`, `Malformed`.
    """
    require_name(name)
    if bool(authority) == bool(programme):
        raise OneOrTheOther
    if authority:
        book(home()).authority(AuthorityId(authority))
    elif not programme.isprintable() or len(programme) > _LONGEST_PROGRAMME:
        raise BadName(name=ascii(programme[:80]))
    if IntelClient.objects.filter(name=name).exists():
        raise ClientTaken(name=name)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    IntelClient.objects.create(
        name=name,
        secret=_HASHER.encode(secret, _HASHER.salt()),
        authority=authority,
        programme=programme,
        fields=require_codes(fields, of="exchange-field"),
        groups=[[str(GroupId(one)), None] for one in groups],
        purposes=require_codes(purposes, of="purpose"),
        use=use.value,
        made_at=at,
    )
    begin_epoch()
    facts = {"client": name, "authority": authority, "programme": programme, "fields": list(fields), "use": use.value}
    note("intel.client-added", by=by, at=at, facts=facts)
    return secret


@transaction.atomic
def revoke_client(name: str, *, at: Instant, by: str = "operator") -> None:
    """End a client: from the commit on no worker takes its secret. Raises `NoClient`."""
    if not IntelClient.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=at):
        raise NoClient(name=name[:80])
    begin_epoch()
    note("intel.client-revoked", by=by, at=at, facts={"client": name})


@transaction.atomic
def bind_certificate(name: str, identity: Identity | None, *, at: Instant, by: str = "operator") -> None:
    """Let a client come in by a certificate too, in the place of the one before; None ends that. Raises `NoClient`, `CertificateTaken`."""
    row = IntelClient.objects.filter(name=name, revoked_at__isnull=True).first()
    if row is None:
        raise NoClient(name=name[:80])
    row.certificate = "" if identity is None else identity.subject
    if row.certificate and IntelClient.objects.filter(certificate=row.certificate, revoked_at__isnull=True).exclude(pk=row.pk).exists():
        raise CertificateTaken
    row.save(update_fields=["certificate"])
    begin_epoch()
    note("intel.client-bound", by=by, at=at, facts={"client": name, "certificate": row.certificate})


def clients() -> list[IntelClient]:
    """Return every client there was, by name, for the operator."""
    return list(IntelClient.objects.order_by("name"))


def try_secret(name: str, secret: str, *, address: str, at: Instant) -> Client:
    """Return the client whose secret this is. Raises `WrongSecret`, and `TooManyAttempts` where nothing is tried now.

    It takes as long for a name that nobody has.
    """
    attempt = ClientAttempt(name[:64], address, "taxii")
    begin_attempt(attempt, at=at)
    row = IntelClient.objects.filter(name=name[:64], revoked_at__isnull=True).first()
    right = _HASHER.verify(secret, row.secret if row else _nobodys())
    if row is None or not right:
        note_failure(attempt, at=at)
        raise WrongSecret
    forgive(attempt)
    return client_of(row)


def with_certificate(identity: Identity) -> Client:
    """Return the client whose certificate that is, which the CALLER had checked. Raises `WrongSecret`, `NotInDirectory`."""
    row = IntelClient.objects.filter(certificate=identity.subject, revoked_at__isnull=True).first()
    if row is None:
        raise WrongSecret
    return client_of(row)


def same_client(known: Client) -> Client | None:
    """Return a client that showed its secret before, as it is now; None where that was revoked. Raises `NotInDirectory`."""
    row = IntelClient.objects.filter(pk=known.pk, secret=known.stretched, certificate=known.certificate, revoked_at__isnull=True).first()
    return None if row is None else client_of(row)


def client_of(row: IntelClient) -> Client:
    """Return for whom a client reads, as the directory has it now; raises `NotInDirectory`."""
    authority = book(home()).authority(AuthorityId(row.authority)) if row.authority else None
    roles = frozenset(authority.roles if authority else ())
    claimed = (Membership(GroupId(group), None if until is None else Instant(until)) for group, until in row.groups)
    held = places()
    principal = Principal(
        authority=authority.id if authority else None,
        country=authority.id.country if authority else None,
        roles=roles,
        fields=frozenset(row.fields) or fields_of(roles),
        groups=held.counting(claimed) | held.of(authority.id if authority else None, client=row.name),
        purposes=frozenset(row.purposes),
        use=Pap(row.use),
    )
    # What a programme outside the directory gives, this node's own authority answers for.
    owner = authority.id if authority else home().authority
    return Client(row.pk, row.secret, row.certificate, row.name, principal, Source("client", row.name, str(owner)), owner)


def _nobodys() -> str:
    """Return the stretched form of a secret that nobody knows, made at the first use."""
    if not _NOBODY:
        _NOBODY.append(_HASHER.encode(secrets.token_urlsafe(_SECRET_BYTES), _HASHER.salt()))
    return _NOBODY[0]


_NOBODY: Final[list[str]] = []
