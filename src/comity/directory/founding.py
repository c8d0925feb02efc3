"""Makes a node: its folder, its keys, its country's signed section, its officers. Run once, by the operator."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from comity.directory.book import SUFFIX, Book, Shelf, parse_trust, print_trust, verify_section
from comity.directory.halfmade import alone, begin, end, go_on, stand
from comity.directory.home import Home
from comity.directory.keyfiles import (
    draw_line_key,
    sealing_key_file,
    write_node_sealing_key,
    write_node_signing_key,
    write_private,
    write_signing_key,
)
from comity.directory.sections import PAYLOAD_TYPE, Authority, Dated, Node, Section, print_section, require_kept
from comity.seal.keys import SealingKey, SealingPublicKey, SigningKey, VerifyingKey
from comity.seal.statement import sign_statement
from comity.terms.identifiers import Country, KeyId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

KEY_LIFE: Final = timedelta(days=365)
SECTION_LIFE: Final = timedelta(days=90)
_WEB_SECRET: Final = 50


@dataclass(frozen=True, slots=True)
class Founding:
    """What an operator decides at the beginning."""

    home: Home
    country_names: Mapping[str, str]
    authority_names: Mapping[str, str]
    roles: Sequence[str]
    languages: Sequence[str]
    scheme: str = "https"
    """`http` where peers come through a VPN and no key for TLS is made."""


def found_files(founding: Founding, *, at: Instant) -> SigningKey:
    """Make a node whose tables are made elsewhere; see `make_files`. Raises `HomeTaken`, `KeeperAway`."""
    with alone(founding.home):
        country = make_files(founding, at=at)
        end(founding.home)
    return country


def make_files(founding: Founding, *, at: Instant) -> SigningKey:
    """Make the folder and its keys; return the country's key, which the operator takes off the machine. The caller is `alone` in it.

    The country's key also stays in `keys/country.key` until it is moved; the node itself does not need it to run.
    The node's own keys are kept as `home.key_use` says from their first moment on: no file of them in the clear was ever there.
    Whoever dies here can do it again (halfmade.py): the mark that all files are there stays, until the caller takes it away by `end`.
    Raises `HomeTaken`, `KeeperAway`.
    """
    home = founding.home
    begin(home)
    for folder in (home.path, home.keys, home.sections, home.log, home.proofs, home.path / "run"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    country = SigningKey.generate()
    write_signing_key(home.keys / "country.key", country)
    signing = write_node_signing_key(home, home.keys / "node.key")
    sealing = SealingKey.generate()
    write_node_sealing_key(home, sealing_key_file(home, sealing.public.key_id), sealing)
    home.trust.write_text(print_trust({home.country: country.public}), encoding="ascii")
    _publish_first(founding, signing=signing, sealing=sealing.public, country=country, at=at)
    write_private(home.keys / "web.secret", f"{secrets.token_urlsafe(_WEB_SECRET)}\n")  # of this node's sessions and forms
    stand(home)
    return country


def go_on_founding(founding: Founding) -> KeyId:
    """Bring a founding that died with all files made to where `make_files` returns; return its country's key. Raises `HomeTaken`."""
    home = founding.home
    go_on(home)
    return parse_trust(home.trust.read_text(encoding="ascii"), file=home.trust)[home.country].key_id


def _publish_first(founding: Founding, *, signing: VerifyingKey, sealing: SealingPublicKey, country: SigningKey, at: Instant) -> None:
    """Sign this country's first section with its key and put it into the node's own directory."""
    home = founding.home
    until = at + KEY_LIFE
    tls = (Dated(draw_line_key(home), at, until),) if founding.scheme == "https" else ()
    section = Section(
        country=home.country,
        version=1,
        issued=at,
        expires=at + SECTION_LIFE,
        names=founding.country_names,
        authorities=(
            Authority(
                id=home.authority,
                names=founding.authority_names,
                roles=tuple(founding.roles),
                languages=tuple(founding.languages),
                zone=home.zone,
            ),
        ),
        nodes=(
            Node(
                id=home.node,
                authority=home.authority,
                endpoint=f"{founding.scheme}://{home.peers}",
                signing=(Dated(signing, at, until),),
                sealing=(Dated(sealing, at, until),),
                log_origin=f"{home.node}/log",
                tls=tls,
            ),
        ),
        officers=(),
    )
    write_section(home, section, country=country)


def write_section(home: Home, section: Section, *, country: SigningKey) -> None:
    """Sign `section` with its country's key and keep it; the newest replaces the one before."""
    data = sign_statement(print_section(section), payload_type=PAYLOAD_TYPE, keys=(country,))
    target = home.sections / f"{section.country}{SUFFIX}"
    fresh = target.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(target)


def trust_country(home: Shelf, country: Country, key: VerifyingKey) -> None:
    """Pin the key of another country; the operator compared its fingerprint by telephone."""
    trusted = parse_trust(home.trust.read_text(encoding="ascii"), file=home.trust)
    trusted[country] = key
    home.trust.write_text(print_trust(trusted), encoding="ascii")


def add_section(home: Shelf, data: bytes, *, book: Book, file: str) -> Section:
    """Take over another country's section if its pinned key signed it and it is not older than ours; raises `Refused`.

    It must fit to the others: a name or a key that another country has is refused, and nothing is changed.
    """
    section = verify_section(data, trusted=book.trusted, file=file)
    if section.version < book.version(section.country):
        raise OlderSection(country=section.country, version=section.version, have=book.version(section.country))
    require_kept(book.sections.get(section.country), section)
    Book(sections={**book.sections, section.country: section}, trusted=book.trusted)
    target = home.sections / f"{section.country}{SUFFIX}"
    fresh = target.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(target)
    return section


class OlderSection(Refused):
    """A section older than the one that is kept."""

    wire_class = "stale"
    sentence = gettext_noop("The directory file of %(country)s is version %(version)s; version %(have)s is already here.")
    next_step = gettext_noop("Nothing was changed. Ask for the newest file.")


def own_section_path(home: Home) -> Path:
    """Return where this country's section lies, to be handed to peers."""
    return home.sections / f"{home.country}{SUFFIX}"
