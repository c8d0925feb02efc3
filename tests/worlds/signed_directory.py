"""A directory repository of two countries as its authorities make it. Keys are made from names, so that it stands at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from worlds.places import AT, found, signing

from comity.directory.book import book, print_trust
from comity.directory.home import Home, read_home
from comity.directory.repository.cards import Card
from comity.directory.repository.making import admit_country, fingerprint_of, found_repository, publish_country, release, sign
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.instants import Instant

XR: Final = Country("XR")
TH: Final = Country("TH")
ROOT: Final = ("un-oda", "vn-mps", "xr-cert")
OF_XR: Final = ("xr-cert", "xr-poc")
OF_TH: Final = ("th-ag", "th-poc")


def card(authority: str) -> Card:
    """Return the card of an authority, whose key is made from its name."""
    return Card(AuthorityId(authority), signing(authority).public)


def cards(authorities: Sequence[str]) -> list[Card]:
    """Return the cards of several."""
    return [card(one) for one in authorities]


def files_of(home: Home, country: Country) -> dict[str, bytes]:
    """Return a country's two files, as its node would export them."""
    trust = print_trust({country: book(home).trusted[country]}).encode("ascii")
    return {"section": (home.sections / f"{country}.section").read_bytes(), "trust": trust}


def made(folder: Path, *, at: Instant = AT) -> tuple[Home, Path, str]:
    """Make a node that knows XR and TH by telephone, and a repository that names both; return also the fingerprint on paper.

    Two of three authorities sign the root; two of XR's two and one of TH's two sign for their countries; `un-oda` alone keeps it fresh.
    """
    node, repository = folder / "home", folder / "repository"
    node.mkdir()
    home = read_home(found(node))
    found_repository(repository, cards=cards(ROOT), need=2, keepers=[card("un-oda")], keys=[signing("un-oda")], at=at)
    sign(repository, keys=[signing("xr-cert")], at=at)
    admit_country(repository, XR, cards=cards(OF_XR), need=2, keys=[signing("un-oda"), signing("vn-mps")], at=at)
    admit_country(repository, TH, cards=cards(OF_TH), need=1, keys=[signing("un-oda"), signing("vn-mps")], at=at)
    publish_country(repository, **files_of(home, XR), keys=[signing("xr-cert")], at=at)
    sign(repository, keys=[signing("xr-poc")], at=at)
    publish_country(repository, **files_of(home, TH), keys=[signing("th-ag")], at=at)
    release(repository, keys=[signing("un-oda")], at=at)
    return home, repository, str(fingerprint_of(repository))
