"""Which identity from outside is which officer: bound by the operator, one by one, never found by name or mail address."""

import hashlib
import ssl
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote_to_bytes

from django.db import IntegrityError, transaction

from comity.directory.noting import note
from comity.records.models import Binding, Officer
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.speech import gettext_noop

Kind = Literal["oidc", "certificate"]
CERTIFICATE_CAP: Final = 16 * 1024
_FINGERPRINT: Final = 64


class NotBound(Refused):
    """Nobody here is known by that identity."""

    sentence = gettext_noop("This identity is not bound to any officer of this node. Nobody was signed in.")
    next_step = gettext_noop("Sign in with password and second factor, or ask the operator of your node to bind it.")


class BoundAlready(Refused):
    """The identity is an officer's."""

    sentence = gettext_noop("This identity is already bound to %(officer)s.")
    next_step = gettext_noop("End that binding first, if it is really to be another officer's: comity officer unbind")


class NoSuchBinding(Refused):
    """There is no such binding."""

    sentence = gettext_noop("There is no binding %(number)s of %(officer)s.")
    next_step = gettext_noop("“comity officer bindings” shows which there are.")


@dataclass(frozen=True, slots=True)
class Identity:
    """What an outside party vouches for. `issuer` is empty for certificates: their fingerprint says all."""

    kind: Kind
    subject: str
    issuer: str = ""


def certificate_identity(fingerprint: str) -> Identity:
    """Return the identity of a certificate by its SHA-256 fingerprint, written with or without colons; raises `Malformed`."""
    plain = fingerprint.replace(":", "").strip().lower()
    if len(plain) != _FINGERPRINT or not set(plain) <= set("0123456789abcdef"):
        raise Malformed("fingerprint", ascii(fingerprint[:80]))
    return Identity("certificate", plain)


def read_certificate(pem: bytes) -> Identity:
    """Return the identity of a certificate in PEM; raises `TooLarge` or `Malformed`. Whether it is valid, the proxy checked."""
    if len(pem) > CERTIFICATE_CAP:
        raise TooLarge("certificate", size=len(pem), cap=CERTIFICATE_CAP)
    try:
        text = pem.decode("ascii").replace("\r\n", "\n").strip() + "\n"
        der = ssl.PEM_cert_to_DER_cert(text)
    except ValueError as fault:  # also what is not ASCII, and what is not base64
        raise Malformed("certificate", "no PEM") from fault
    # The library reads up to the first padding and overlooks what follows: a second certificate, or anything.
    if ssl.DER_cert_to_PEM_cert(der) != text:
        raise Malformed("certificate", "more than one certificate, or none")
    # An outer SEQUENCE of exactly this length: what follows a certificate would change its fingerprint unseen.
    if len(der) < 4 or der[:2] != b"\x30\x82" or int.from_bytes(der[2:4], "big") + 4 != len(der):
        raise Malformed("certificate", "no DER")
    return Identity("certificate", hashlib.sha256(der).hexdigest())


def read_escaped_certificate(header: str) -> Identity:
    """Return the identity in the form that nginx hands on (`$ssl_client_escaped_cert`); raises as `read_certificate`."""
    if len(header) > 3 * CERTIFICATE_CAP:
        raise TooLarge("certificate", size=len(header), cap=3 * CERTIFICATE_CAP)
    return read_certificate(unquote_to_bytes(header))


def bound_officer(identity: Identity) -> Officer:
    """Return the active officer whose identity this is; raises `NotBound`."""
    found = (
        Binding.objects.select_related("officer")
        .filter(kind=identity.kind, issuer=identity.issuer, subject=identity.subject, ended_at=None, officer__is_active=True)
        .first()
    )
    if found is None:
        raise NotBound
    return found.officer


def bind(officer: Officer, identity: Identity, *, at: Instant) -> Binding:
    """Let `identity` open the door as `officer`; raises `BoundAlready`."""
    try:
        with transaction.atomic():
            made = Binding.objects.create(
                officer=officer, kind=identity.kind, issuer=identity.issuer, subject=identity.subject, bound_at=at
            )
            note("identity.bound", by="operator", at=at, facts=_facts(made, officer))
    except IntegrityError as fault:
        holder = Binding.objects.select_related("officer").get(
            kind=identity.kind, issuer=identity.issuer, subject=identity.subject, ended_at=None
        )
        raise BoundAlready(officer=holder.officer.officer_id) from fault
    return made


@transaction.atomic
def unbind(officer: Officer, *, number: int, at: Instant) -> None:
    """End a binding; the row stays. Raises `NoSuchBinding`."""
    found = Binding.objects.filter(pk=number, officer=officer, ended_at=None).first()
    if found is None:
        raise NoSuchBinding(number=number, officer=officer.officer_id)
    Binding.objects.filter(pk=found.pk).update(ended_at=at)
    note("identity.unbound", by="operator", at=at, facts=_facts(found, officer))


def bindings_of(officer: Officer) -> tuple[Binding, ...]:
    """Return what opens the door as `officer` beside their password."""
    return tuple(Binding.objects.filter(officer=officer, ended_at=None).order_by("pk"))


def _facts(binding: Binding, officer: Officer) -> dict[str, str]:
    return {"officer": officer.officer_id, "kind": binding.kind, "issuer": binding.issuer, "subject": binding.subject}
