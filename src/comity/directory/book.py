"""The directory as this node trusts it: every country section verified by the country key that the operator pinned."""

import base64
import binascii
import functools
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from comity.directory.home import home
from comity.directory.sections import PAYLOAD_TYPE, Authority, Dated, Node, Person, Section, parse_section
from comity.directory.ways import is_outside, node_at
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import SealingPublicKey, VerifyingKey
from comity.seal.linekey import LineCertificate
from comity.seal.statement import verify_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, KeyId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.treaty.rulebook import country_words

SUFFIX: Final = ".section"
_BEGINNING: Final = Instant(0)


class NotInDirectory(Refused):
    """Nobody of that name is known here."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The directory does not know %(name)s.")
    next_step = gettext_noop("Ask for the newest directory file of that country and add it with “comity directory add”.")


class NoSealingKey(Refused):
    """The directory has no key with which one could seal for this node now."""

    wire_class = "key-expired"
    sentence = gettext_noop("The directory has no sealing key of %(node)s that is valid at %(at)s.")
    next_step = gettext_noop("Ask for the newest directory file of that country and add it with “comity directory add”.")


class UnknownCaller(Refused):
    """A certificate that the directory names for nobody."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The directory names no node with the TLS certificate of SHA-256 %(certificate)s.")
    next_step = gettext_noop("Ask for the newest directory file of that country and add it with “comity directory add”.")


class CallerKeyOver(Refused):
    """A certificate that the directory names, at another time."""

    wire_class = "key-expired"
    sentence = gettext_noop("The TLS key %(key)s of %(node)s is not good at %(at)s.")
    next_step = gettext_noop("Ask for the newest directory file of that country and add it with “comity directory add”.")


class UntrustedSection(Refused):
    """A section is signed by a key that nobody here pinned."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The directory file %(file)s is not signed by the key that is trusted for %(country)s.")
    next_step = gettext_noop("Compare the fingerprint by telephone before trusting another key.")


class BadTrust(Refused):
    """The file of pinned keys cannot be read."""

    sentence = gettext_noop("The file of trusted country keys %(file)s is wrong: %(where)s.")
    next_step = gettext_noop("Restore it from the backup; compare each fingerprint by telephone.")


class Shelf(Protocol):
    """A folder with signed sections and pinned country keys: a node's, or a relay's."""

    @property
    def path(self) -> Path:
        """The folder."""

    @property
    def sections(self) -> Path:
        """The folder of signed sections."""

    @property
    def trust(self) -> Path:
        """The file of pinned country keys."""


@dataclass(frozen=True)
class Book:
    """Verified sections of all known countries; answers who a key belongs to."""

    sections: dict[Country, Section]
    trusted: dict[Country, VerifyingKey]
    keyring: DatedKeyring = field(init=False)
    _nodes: dict[NodeId, Node] = field(default_factory=dict)
    _authorities: dict[AuthorityId, Authority] = field(default_factory=dict)
    _officers: dict[OfficerId, Person] = field(default_factory=dict)
    _lines: dict[bytes, tuple[Node, Dated[LineCertificate]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index by key and name; raises `Malformed` when two own the same key, or two countries claim the same name."""
        for section in self.sections.values():
            _add(self._authorities, section.authorities, section.country)
            _add(self._nodes, section.nodes, section.country)
            _add(self._officers, section.officers, section.country)
            # A certificate bears the name of its node, and no two nodes have one name.
            self._lines.update({dated.key.raw: (node, dated) for node in section.nodes for dated in node.tls})
        object.__setattr__(self, "keyring", DatedKeyring(key_rows(self.sections.values())))

    def key(self, key_id: KeyId, *, at: Instant) -> KeyEntry:
        """Return whose key this is, if it was good at `at`; raises `UnknownKey`, `KeyExpired` or `KeyRevoked`."""
        return self.keyring.key(key_id, at=at)

    def require_unrevoked(self, key_id: KeyId, *, at: Instant) -> None:
        """Return where nobody took the key back before or at `at`; raises `KeyRevoked`."""
        self.keyring.require_unrevoked(key_id, at=at)

    @functools.cached_property
    def lasting(self) -> DatedKeyring:
        """The keys by their dates alone, also those that were taken back: for asking whether bytes are still those that were taken."""
        return DatedKeyring(replace(row, revoked=None) for row in key_rows(self.sections.values()))

    def node(self, node: NodeId) -> Node:
        """Return the node, or what stands for the one that a partner has not; raises `NotInDirectory`."""
        if is_outside(node):
            return node_at(node)
        found = self._nodes.get(node)
        if found is None:
            raise NotInDirectory(name=node)
        return found

    def authority(self, authority: AuthorityId) -> Authority:
        """Return the authority; raises `NotInDirectory`."""
        found = self._authorities.get(authority)
        if found is None:
            raise NotInDirectory(name=authority)
        return found

    def authority_of(self, node: NodeId) -> Authority:
        """Return the authority that runs `node`, or the partner for which it stands; raises `NotInDirectory`."""
        if is_outside(node):
            from comity.directory.partners import authority_at  # noqa: PLC0415 -- a table: a book is read without one too

            found = authority_at(node)
            if found is None:
                raise NotInDirectory(name=node)
            return found
        return self.authority(self.node(node).authority)

    def officer(self, officer: OfficerId) -> Person | None:
        """Return what the directory says of an officer, if anything."""
        return self._officers.get(officer)

    def sealing_key(self, node: NodeId, *, at: Instant) -> SealingPublicKey:
        """Return the key to seal for `node` with: of those good at `at`, the one good longest; raises `NoSealingKey`."""
        good = [dated for dated in self.node(node).sealing if dated.good(at)]
        if not good:
            raise NoSealingKey(node=node, at=at)
        return max(good, key=lambda dated: dated.until.micros).key

    def signing_keys(self, node: NodeId, *, at: Instant) -> tuple[VerifyingKey, ...]:
        """Return the keys with which `node` may sign at `at`, the newest first; none that was taken back. Raises `NotInDirectory`."""
        good = [dated for dated in self.node(node).signing if dated.good(at)]
        since = {dated.key: self.keyring.revoked(dated.key.key_id) for dated in good}
        counted = [dated for dated in good if (taken := since[dated.key]) is None or at < taken]
        return tuple(dated.key for dated in sorted(counted, key=lambda dated: dated.since, reverse=True))

    def country_names(self, country: Country) -> Mapping[str, str]:
        """Return the names of a country: its own in its section, else those of the rulebook, for a partner without a node."""
        section = self.sections.get(country)
        return country_words(country) if section is None else section.names

    def version(self, country: Country) -> int:
        """Return the version of the section of `country`; 0 where there is none."""
        section = self.sections.get(country)
        return 0 if section is None else section.version

    @property
    def certificates(self) -> tuple[LineCertificate, ...]:
        """Every TLS certificate that any section names, whatever its time."""
        return tuple(dated.key for _, dated in self._lines.values())

    def caller(self, certificate: bytes, *, at: Instant) -> Node:
        """Return the node that shows `certificate` (DER) on the line at `at`; raises `UnknownCaller`, `CallerKeyOver`."""
        found = self._lines.get(certificate)
        if found is None:
            raise UnknownCaller(certificate=Digest.of(certificate))
        node, dated = found
        if not dated.good(at):
            raise CallerKeyOver(key=dated.key.pin, node=node.id, at=at)
        return node

    def peers(self, own: NodeId) -> tuple[Node, ...]:
        """Return all other nodes, by name."""
        return tuple(self._nodes[name] for name in sorted(self._nodes) if name != own)


def _add(names: dict[Any, Any], rows: Iterable[Authority | Node | Person], country: Country) -> None:
    for row in rows:
        if names.setdefault(row.id, row) is not row:
            raise Malformed("country section", f"{row.id} of {country} is named already")


def key_rows(sections: Iterable[Section]) -> Iterator[KeyRow]:
    """Yield every signing key of the nodes and officers in `sections`, with its dates, and from when on it is taken back."""
    for section in sections:
        revoked = {one.key: one.since for one in section.revoked}
        holders: list[Node | Person] = [*section.nodes, *section.officers]
        for holder in holders:
            for dated in holder.signing:
                yield KeyRow(KeyEntry.of(dated.key, owner=holder.id), dated.since, dated.until, revoked.get(dated.key.key_id))


def print_trust(trusted: dict[Country, VerifyingKey]) -> str:
    """Print the file of pinned country keys."""
    rows = {str(country): base64.b64encode(key.raw).decode("ascii") for country, key in sorted(trusted.items())}
    return json.dumps(rows, indent=1, sort_keys=True) + "\n"


def parse_trust(text: str, *, file: Path) -> dict[Country, VerifyingKey]:
    """Read what `print_trust` wrote; raises `BadTrust`."""
    try:
        rows = json.loads(text)
        trusted = {Country(name): VerifyingKey(base64.b64decode(raw, validate=True)) for name, raw in rows.items()}
    except (ValueError, TypeError, AttributeError, binascii.Error, Refused) as fault:
        raise BadTrust(file=file, where=fault) from fault
    if print_trust(trusted) != text:
        raise BadTrust(file=file, where="not as this program writes it")
    return trusted


def verify_section(data: bytes, *, trusted: dict[Country, VerifyingKey], file: str) -> Section:
    """Return the section in `data`, signed by the key pinned for its own country; raises `Refused`."""
    # Pinned keys have no dates of their own: a pin is taken away by the operator, not by time.
    pinned = DatedKeyring(KeyRow(KeyEntry.of(key, owner=country), _BEGINNING) for country, key in trusted.items())
    statement = verify_statement(data, payload_type=PAYLOAD_TYPE, keyring=pinned, at=_BEGINNING)
    section = parse_section(statement.payload)
    if section.country not in {entry.owner for entry in statement.signed_by}:
        raise UntrustedSection(file=file, country=section.country)
    return section


def read_book(node: Shelf) -> Book:
    """Read and verify every section in the node's folder; raises `Refused` naming the file at fault."""
    try:
        trusted = parse_trust(node.trust.read_text(encoding="ascii"), file=node.trust)
    except OSError as fault:
        raise BadTrust(file=node.trust, where=fault) from fault
    coming = _coming(node)
    sections: dict[Country, Section] = {}
    for file in sorted(node.sections.glob(f"*{SUFFIX}")):
        data = file.read_bytes()
        try:
            section = verify_section(data, trusted=trusted, file=file.name)
        except Refused:
            if not coming:
                raise
            section = verify_section(data, trusted=coming, file=file.name)
            trusted[section.country] = coming[section.country]
        sections[section.country] = section
    return Book(sections=sections, trusted=trusted)


def coming_trust(node: Shelf) -> Path:
    """Return where keys stand that take the place of pinned ones while sections are written: a process may read, or die, in between."""
    return node.trust.with_name(f"coming-{node.trust.name}")


def _coming(node: Shelf) -> dict[Country, VerifyingKey]:
    file = coming_trust(node)
    try:
        return parse_trust(file.read_text(encoding="ascii"), file=file)
    except FileNotFoundError:
        return {}


_Stamp: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A book, and what the files that it was made of looked like: the folder, the pins, each section."""

    names: tuple[str, ...]
    stamps: tuple[_Stamp, ...]
    book: Book


_KEPT: dict[Path, _Kept] = {}
_LOOKED: Final[ContextVar[tuple[Path, Book] | None]] = ContextVar("looked", default=None)


def book(node: Shelf | None = None) -> Book:
    """Return the directory, read again only when a file changed. Asked several times with every act, so it looks and builds nothing."""
    node = node or home()
    looked = _LOOKED.get()
    if looked is not None and looked[0] is node.path:
        return looked[1]
    kept = _KEPT.get(node.path)
    try:
        if kept is not None and tuple(map(_stamp, kept.names)) == kept.stamps:
            return kept.book
    except FileNotFoundError:
        pass  # a section was taken away; reading says what is left
    names = (str(node.sections), str(node.trust), *sorted(map(str, node.sections.glob(f"*{SUFFIX}"))))
    stamps = tuple(_stamp(name) for name in names if Path(name).exists())  # before they are read: what changes meanwhile is read again
    kept = _KEPT[node.path] = _Kept(names, stamps, read_book(node))
    return kept.book


@contextmanager
def one_look() -> Iterator[None]:
    """Let this thread go by the directory as it is now until the end: for what is one question, and asks for it with each step.

    So does whoever does a part of it for this thread, in its context (`desk.sending.writing`).
    """
    node = home()
    before = _LOOKED.set((node.path, book(node)))
    try:
        yield
    finally:
        _LOOKED.reset(before)


def _stamp(name: str) -> _Stamp:
    found = os.stat(name)  # noqa: PTH116 a Path would be built for each look
    return found.st_ino, found.st_mtime_ns, found.st_size
