"""How long this country's section is good, and how it signs it again as it is: nothing does so by itself, for its key must be at hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import transaction

from comity.directory.book import book
from comity.directory.founding import SECTION_LIFE, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import read_signing_key
from comity.directory.noting import note
from comity.directory.sections import Section
from comity.terms.instants import Instant

SOON: Final = timedelta(days=30)


def section_ends(home: Home, *, at: Instant) -> Instant | None:
    """Return until when this country's section is good, where that is within thirty days or over already; else None. Raises `Refused`."""
    until = book(home).sections[home.country].expires
    return until if until + -SOON <= at else None


def renew_section(home: Home, *, at: Instant) -> Section:
    """Sign this country's section again as it is, good for another 90 days from `at`; raises `Refused` where its key is not at hand."""
    country = read_signing_key(home.keys / "country.key")
    section = book(home).sections[home.country]
    grown = replace(section, version=section.version + 1, issued=at, expires=at + SECTION_LIFE)
    with transaction.atomic():
        note("country.section-renewed", by="operator", at=at, facts={"until": str(grown.expires), "version": grown.version})
        write_section(home, grown, country=country)
    return grown
