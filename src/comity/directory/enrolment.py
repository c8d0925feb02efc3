"""Enrols an officer: a row, a signing key sealed under their passphrase, and a line in the country's signed section."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from comity.directory.authorities import require_named
from comity.directory.book import book
from comity.directory.founding import KEY_LIFE, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys, read_signing_key
from comity.directory.policy import Role, require_together
from comity.directory.sections import Dated, Person
from comity.records import journal
from comity.records.models import Officer
from comity.seal.keys import SigningKey
from comity.seal.officerkey import seal_officer_key
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OfficerExists(Refused):
    """The sign-in name is taken."""

    sentence = gettext_noop("There is already an officer %(officer)s.")
    next_step = gettext_noop("Choose another sign-in name; names are never given twice.")


class OfficerElsewhere(Refused):
    """The sign-in name belongs to another node."""

    sentence = gettext_noop("%(officer)s is not a name at this node, %(node)s.")
    next_step = gettext_noop("A sign-in name ends with the name of the node it is used at.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who is enrolled, and with which roles; of the node's own authority unless another one of this State is named."""

    officer: OfficerId
    name: str
    roles: Sequence[Role]
    language: str
    desk: str = "1"
    authority: AuthorityId | None = None


def enrol_officer(enrolment: Enrolment, *, home: Home, passphrase: str, at: Instant) -> Officer:
    """Enrol an officer and publish their key; raises `Refused`, or Django's `ValidationError` for a weak passphrase.

    An authority other than the node's own stands in the country's section already: `AuthorityUnnamed` where it does not.
    """
    authority = enrolment.authority or home.authority
    require_named(authority, home=home)
    officer_id = str(enrolment.officer)
    if enrolment.officer.node != home.node:
        raise OfficerElsewhere(officer=officer_id, node=home.node)
    if Officer.objects.filter(officer_id=officer_id).exists():
        raise OfficerExists(officer=officer_id)
    require_together(enrolment.roles)
    validate_password(passphrase)
    key = SigningKey.generate()
    officer = Officer(
        officer_id=officer_id,
        name=enrolment.name,
        authority=str(authority),
        roles=[role.value for role in enrolment.roles],
        language=enrolment.language,
        desk=enrolment.desk,
        sealed_key=seal_officer_key(key, passphrase=passphrase),
        key_id=str(key.public.key_id),
    )
    officer.set_password(passphrase)
    section = book(home).sections[home.country]
    person = Person(id=enrolment.officer, name=enrolment.name, authority=authority, signing=(Dated(key.public, at, at + KEY_LIFE),))
    grown = replace(section, version=section.version + 1, issued=at, officers=(*section.officers, person))
    with transaction.atomic():
        officer.save()
        facts: dict[str, JsonValue] = {"officer": officer_id, "authority": officer.authority, "roles": officer.roles, "key": officer.key_id}
        enrolled = journal.Entry(name="officer.enrolled", actor="operator", about="", facts=facts)
        if journal.is_stopped():  # who goes on with a node that lost its approvers is enrolled before its log goes on
            journal.owe(enrolled, at=at)
        else:
            journal.append(enrolled, at=at, key=node_keys(home).signing.public.key_id)
        write_section(home, grown, country=read_signing_key(home.keys / "country.key"))
    return officer
