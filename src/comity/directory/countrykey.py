"""Puts another key in the place of the one with which this country signs its section.

Nodes that follow the repository learn the new key from it, signed by as many of the country's authorities as must; until they take it over,
the section that the old key signed counts on for its 90 days. Peers that pinned the old key by telephone compare the new one so.
"""

from dataclasses import replace
from typing import Final

from django.db import transaction

from comity.directory.book import book, coming_trust, print_trust
from comity.directory.founding import trust_country, write_section
from comity.directory.home import Home
from comity.directory.keyfiles import keep_old, read_signing_key, write_signing_key
from comity.directory.noting import note
from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.instants import Instant

_FRESH: Final = "country-next.key"


def rotate_country_key(home: Home, *, at: Instant) -> tuple[VerifyingKey, int]:
    """Sign the section with a new country key from now on; return the key, and the section's version.

    The old key's file is kept beside the new one. Raises `Refused` where the old one is not at hand.
    """
    old = read_signing_key(home.keys / "country.key")
    fresh_file = home.keys / _FRESH
    if not fresh_file.exists():  # of an attempt that died
        write_signing_key(fresh_file, SigningKey.generate())
    fresh = read_signing_key(fresh_file)
    section = book(home).sections[home.country]
    grown = replace(section, version=section.version + 1, issued=at)
    facts = {"key": str(fresh.public.key_id), "before": str(old.public.key_id), "version": grown.version}
    with transaction.atomic():
        note("country.key-replaced", by="operator", at=at, facts=facts)
        coming_trust(home).write_text(print_trust({home.country: fresh.public}), encoding="ascii")
        write_section(home, grown, country=fresh)
        trust_country(home, home.country, fresh.public)
    coming_trust(home).unlink()
    keep_old(home.keys / "country.key", old.public)
    fresh_file.replace(home.keys / "country.key")
    return fresh.public, grown.version
