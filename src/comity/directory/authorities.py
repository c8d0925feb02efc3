"""Names another authority of this State in the section that its country signs: a ministry whose officers work at this node too."""

from dataclasses import replace

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.home import Home
from comity.directory.keyfiles import read_signing_key
from comity.directory.noting import note
from comity.directory.sections import Authority
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class AuthorityAbroad(Refused):
    """It belongs to another State."""

    sentence = gettext_noop("%(authority)s is no authority of %(country)s.")
    next_step = gettext_noop("A State names its own authorities alone; another State's come with its directory file.")


class AuthorityUnnamed(Refused):
    """The country's section does not have it."""

    sentence = gettext_noop("The directory of %(country)s names no authority %(authority)s.")
    next_step = gettext_noop("Name it first: comity directory authority. Then enrol its officers.")


def name_authority(authority: Authority, *, home: Home, at: Instant) -> None:
    """Name `authority` in the country's section, or give it other names, roles and languages; the section is signed anew.

    Raises `AuthorityAbroad`, and `Refused` where the country's key is not at hand.
    """
    if authority.id.country != home.country:
        raise AuthorityAbroad(authority=authority.id, country=home.country)
    country = read_signing_key(home.keys / "country.key")
    section = book(home).sections[home.country]
    others = tuple(one for one in section.authorities if one.id != authority.id)
    grown = replace(section, version=section.version + 1, issued=at, authorities=(*others, authority))
    facts = {"authority": str(authority.id), "roles": list(authority.roles), "version": grown.version}
    with transaction.atomic():
        note("authority.named", by="operator", at=at, facts=facts)
        write_section(home, grown, country=country)


def require_named(authority: AuthorityId, *, home: Home) -> None:
    """Raise `AuthorityUnnamed` unless the country's own section names `authority`."""
    if authority not in {one.id for one in book(home).sections[home.country].authorities}:
        raise AuthorityUnnamed(authority=authority, country=home.country)
