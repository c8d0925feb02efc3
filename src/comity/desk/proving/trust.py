"""Whose keys are in a proof: each country's section under its own key, and whether the reader vouches for that key. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from comity.desk.proving.layout import CountryFiles
from comity.desk.proving.refusals import ForeignCountryKey, NotProven, at_file
from comity.directory.book import key_rows, verify_section
from comity.directory.sections import Authority, Node, Section
from comity.seal.keyring import DatedKeyring, KeyEntry, KeyRow
from comity.seal.keys import VerifyingKey
from comity.terms.identifiers import Country, KeyId, NodeId
from comity.terms.instants import Instant

SPEC: Final = "docs/specs/proof.md, section 3"

_ALWAYS: Final = Instant(0)


@dataclass(frozen=True, slots=True)
class Vouching:
    """A country's key in the proof; `vouched` when the reader gave the same fingerprint."""

    country: Country
    fingerprint: KeyId
    vouched: bool


@dataclass(frozen=True, slots=True)
class Signers:
    """The nodes and officers that the sections in a proof name, with their keys."""

    vouching: tuple[Vouching, ...]
    nodes: Mapping[NodeId, tuple[Section, Node]]
    keyring: DatedKeyring
    undated: DatedKeyring
    """The keys of nodes alone, good at any time: for what says itself when it was signed."""
    lasting: DatedKeyring
    """The keys by their dates alone, also those that were taken back: for leaves, for which the checkpoint over them stands."""
    witnesses: tuple[Vouching, ...] = ()
    """The countries of witnesses that have no other part in the request."""

    def node(self, node: NodeId, *, file: str) -> Node:
        """Return the node; raises `NotProven` naming `file` where no section knows it."""
        if node not in self.nodes:
            raise NotProven(file=file, why=f"no section in this proof names the node {node}")
        return self.nodes[node][1]

    def country(self, node: NodeId) -> Country:
        """Return the country whose section names `node`."""
        return self.nodes[node][0].country

    def authority(self, node: NodeId) -> Authority:
        """Return the authority that runs `node`."""
        section, found = self.nodes[node]
        return next(authority for authority in section.authorities if authority.id == found.authority)


def read_countries(
    countries: Mapping[Country, CountryFiles],
    *,
    witnesses: Mapping[Country, CountryFiles],
    trusted: Mapping[Country, KeyId],
    later: Sequence[Section] = (),
) -> Signers:
    """Return who may sign; each section is signed by the key beside it, and that key is the `trusted` one if there is one.

    A country that `trusted` does not name is not vouched for; one that it names with another key is `ForeignCountryKey`.
    `later` are sections that the reader has, perhaps newer: what they take back is taken back.
    Raises `NotProven` where a section does not hold, where two countries name the same node, or where a country stands twice.
    """
    vouching: list[Vouching] = []
    sections: list[Section] = []
    places = [(folder, *one) for folder, held in (("directory", countries), ("witnesses", witnesses)) for one in sorted(held.items())]
    for folder, country, files in places:
        path = f"{folder}/{country}"
        if folder == "witnesses" and country in countries:
            raise NotProven(file=f"{path}.key", why="its country stands in the directory already")
        with at_file(f"{path}.key"):
            key = VerifyingKey(files.key)
        if trusted.get(country, key.key_id) != key.key_id:
            raise ForeignCountryKey(country=country, found=key.key_id, trusted=trusted[country])
        with at_file(f"{path}.section"):
            sections.append(verify_section(files.section, trusted={country: key}, file=f"{country}.section"))
        vouching.append(Vouching(country, key.key_id, country in trusted))
    with at_file("directory"):
        revoked = taken_back((*sections, *later))
        rows = [replace(row, revoked=revoked.get(row.entry.key.key_id)) for row in key_rows(sections)]
        keyring, lasting = DatedKeyring(rows), DatedKeyring(replace(row, revoked=None) for row in rows)
        undated = DatedKeyring(KeyRow(KeyEntry.of(one.key, owner=node.id), _ALWAYS) for _, node in _nodes(sections) for one in node.signing)
    nodes: dict[NodeId, tuple[Section, Node]] = {}
    for section, node in _nodes(sections):
        # A country could otherwise put its own key under another country's node.
        if node.id in nodes:
            folder = "directory" if section.country in countries else "witnesses"
            raise NotProven(file=f"{folder}/{section.country}.section", why=f"the node {node.id} is named twice")
        nodes[node.id] = (section, node)
    count = len(countries)
    return Signers(tuple(vouching[:count]), nodes, keyring, undated, lasting, tuple(vouching[count:]))


def taken_back(sections: Sequence[Section]) -> Mapping[KeyId, Instant]:
    """Return from when on each key is taken back, by the earliest that any of the sections says. Each country speaks of its own keys."""
    found: dict[KeyId, Instant] = {}
    for section in sections:
        for one in section.revoked:
            found[one.key] = min(found.get(one.key, one.since), one.since)
    return found


def _nodes(sections: list[Section]) -> list[tuple[Section, Node]]:
    return [(section, node) for section in sections for node in section.nodes]
