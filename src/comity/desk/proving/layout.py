"""What stands where in a proof file, and the two small formats that only proofs have. docs/specs/proof.md, section 2.

manifest                                   who made it, of what, when; the digest of every other file; signed
directory/VN.key  directory/VN.section     a country's key, and what it says of its nodes and officers
acts/001-out-<env_id>/inner.json ...       an act word for word: header, signatures, salt, body
receipts/<env_id>.received.receipt         a receipt as its node signed it
log/7.leaf  log/7.proof  log/7.opening.json    a leaf, its way to the checkpoint, what it stands for
log/8.growth                               that the log, when it had 8 leaves, was the beginning of the one under the checkpoint
log/8.checkpoint  log/8.cosignatures  log/8.tsr  log/8.2.tsr    that log's checkpoint, who cosigned it, who stamped it
witnesses/SG.key  witnesses/SG.section     the country of a witness that has no other part in the request
custody/E1/item.json  custody/E1/0001.json     an item of evidence, and each step of its custody
withheld.json                              what is left out, why, and how far the case had gone; two officers
destroyed.json                             of which acts the content was destroyed, and where the maker says that their leaves stand

From version 2 on it is a bag: these stand under `data/` (`bag.py`). Version 1, which is read for ever and made no more, has them at the
top. A proof of which something was destroyed is version 5; one with custody, something left out or a report is version 4; another one
whose log somebody countersigned is version 3, any other version 2. Where something is left out or destroyed, an act has no `salt.bin`
and `body.json`, and a leaf no opening.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from comity.desk.proving.package import MAX_FILES
from comity.desk.proving.refusals import NotProven
from comity.desk.proving.witnessed import stamp_part, stamps_of
from comity.ledger.leaf import SALT_SIZE
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/proof.md, section 2"

PAYLOAD_TYPE: Final = "application/vnd.comity.proof.v1+json"
MANIFEST: Final = "manifest"
MAX_ACTS: Final = 999
MAX_MANIFEST: Final = 4 * 1024 * 1024
MAX_OPENING: Final = 64 * 1024
MAX_ITEMS: Final = 999
WITHHELD: Final = "withheld.json"
REMAINS: Final = "destroyed.json"

Direction: TypeAlias = Literal["in", "out"]
ReceiptKind: TypeAlias = Literal["received", "refused", "opened", "decided", "files"]

DESTROYED: Final = 5
CUSTODY: Final = 4
COUNTERSIGNED: Final = 3
BAGGED: Final = 2
UNBAGGED: Final = 1
_VERSION: Final = 1  # of what opens a leaf
_CONTENT: Final = frozenset({"salt.bin", "body.json"})
_ACT_PARTS: Final = ("inner.json", "signatures.bin", "salt.bin", "body.json")
_LEAF_PARTS: Final = ("leaf", "proof", "opening.json")
_COUNTRY_PARTS: Final = ("key", "section")
_DIRECTORY: Final = re.compile(r"(?P<folder>directory|witnesses)/(?P<country>[A-Z]{2})\.(?P<part>key|section)")
_ACT: Final = re.compile(r"(?P<folder>acts/(?P<number>[0-9]{3})-(?P<direction>in|out)-(?P<env_id>[0-9a-f]{32}))/(?P<part>[a-z.]+)")
_RECEIPT: Final = re.compile(r"receipts/(?P<env_id>[0-9a-f]{32})\.(?P<kind>received|refused|opened|decided|files)\.receipt")
_LEAF: Final = re.compile(r"log/(?P<index>0|[1-9][0-9]{0,18})\.(?P<part>leaf|proof|opening\.json)")
_GROWTH: Final = re.compile(r"log/(?P<size>[1-9][0-9]{0,18})\.growth")
_SIGNED: Final = re.compile(r"log/(?P<size>[1-9][0-9]{0,18})\.(?P<part>checkpoint|cosignatures|(?:[2-8]\.)?tsr)")
_CUSTODY: Final = re.compile(r"custody/E(?P<item>[1-9][0-9]{0,2})/(?P<part>item|(?!0000)[0-9]{4})\.json")
_MANIFEST_KEYS: Final = {"v", "reference", "node", "made_at", "files"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the maker signs: request, node, moment, and the SHA-256 of every other file by its path in the archive."""

    reference: Reference
    node: NodeId
    made_at: Instant
    files: Mapping[str, Digest]
    version: int = BAGGED


@dataclass(frozen=True, slots=True)
class CountryFiles:
    """A country's public key (raw) and its signed section."""

    key: bytes
    section: bytes


@dataclass(frozen=True, slots=True)
class ActFiles:
    """One act; `number` counts the acts of the request from 1 as its maker's node had them, `direction` is seen from there."""

    number: int
    direction: Direction
    env_id: EnvelopeId
    inner: bytes
    signatures: bytes
    salt: bytes | None
    body: bytes | None
    """None, as the salt, where the content is withheld or was destroyed."""

    @property
    def folder(self) -> str:
        """The folder of its four files."""
        return f"acts/{self.number:03}-{self.direction}-{self.env_id}"


@dataclass(frozen=True, slots=True)
class LeafFiles:
    """One leaf of the maker's log: its record, its proof, and what opens its commitment, None where that is withheld."""

    leaf: bytes
    proof: bytes
    opening: bytes | None


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """A checkpoint of the maker's log as it was published, and what others put to it: cosignature lines, time stamps, or both."""

    checkpoint: bytes
    cosignatures: bytes | None = None
    stamps: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFiles:
    """One item of evidence: what it is, and its steps by their number; those that are withheld are not there."""

    item: bytes
    steps: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a proof file but its manifest."""

    countries: Mapping[Country, CountryFiles]
    acts: tuple[ActFiles, ...]
    receipts: Mapping[tuple[EnvelopeId, ReceiptKind], bytes]
    leaves: Mapping[int, LeafFiles]
    growth: Mapping[int, bytes] = field(default_factory=dict)
    """From the log's size in a receipt that the maker gave, or in `signed`: how that log leads to the one under the checkpoint."""
    witnesses: Mapping[Country, CountryFiles] = field(default_factory=dict)
    signed: Mapping[int, SignedFiles] = field(default_factory=dict)
    """By the log's size: what others countersigned."""
    custody: Mapping[int, ItemFiles] = field(default_factory=dict)
    """The items of the case by their number."""
    withheld: bytes | None = None
    """What is left out (`choice.py`); None where nothing is."""
    destroyed: bytes | None = None
    """What was destroyed (`destroyed.py`); None where nothing was."""
    beside: frozenset[str] = frozenset()
    """Which of the papers stand beside the proof that only a bag of version 4 has."""

    @property
    def version(self) -> int:
        """The version of a bag with these contents."""
        if self.destroyed is not None:
            return DESTROYED
        if self.custody or self.withheld is not None or self.beside:
            return CUSTODY
        return COUNTERSIGNED if self.signed or self.witnesses else BAGGED

    def files(self) -> dict[str, bytes]:
        """Return the files by path."""
        found: dict[str, bytes] = {}
        for folder, countries in (("directory", self.countries), ("witnesses", self.witnesses)):
            for country, held in countries.items():
                found |= {f"{folder}/{country}.key": held.key, f"{folder}/{country}.section": held.section}
        for act in self.acts:
            parts = (act.inner, act.signatures, act.salt, act.body)
            found |= {f"{act.folder}/{part}": data for part, data in zip(_ACT_PARTS, parts, strict=True) if data is not None}
        found |= {receipt_path(env_id, kind): data for (env_id, kind), data in self.receipts.items()}
        for index, leaf in self.leaves.items():
            of_leaf = (leaf.leaf, leaf.proof, leaf.opening)
            found |= {f"log/{index}.{part}": data for part, data in zip(_LEAF_PARTS, of_leaf, strict=True) if data is not None}
        for size, signed in self.signed.items():
            of_size = {"checkpoint": signed.checkpoint, "cosignatures": signed.cosignatures}
            of_size |= {stamp_part(number): stamp for number, stamp in enumerate(signed.stamps, 1)}
            found |= {signed_path(size, part): data for part, data in of_size.items() if data is not None}
        for number, item in self.custody.items():
            found[item_path(number)] = item.item
            found |= {step_path(number, step): data for step, data in item.steps.items()}
        if self.withheld is not None:
            found[WITHHELD] = self.withheld
        if self.destroyed is not None:
            found[REMAINS] = self.destroyed
        return found | {growth_path(size): data for size, data in self.growth.items()}


def signed_path(size: int, part: str) -> str:
    """Return where a countersigned checkpoint stands, or what was put to it."""
    return f"log/{size}.{part}"


def item_path(item: int) -> str:
    """Return where it stands what an item is."""
    return f"custody/E{item}/item.json"


def step_path(item: int, step: int) -> str:
    """Return where a step of an item's custody stands."""
    return f"custody/E{item}/{step:04}.json"


def growth_path(size: int) -> str:
    """Return where it stands how the log went on from that size."""
    return f"log/{size}.growth"


def receipt_path(env_id: EnvelopeId, kind: str) -> str:
    """Return where a receipt stands."""
    return f"receipts/{env_id}.{kind}.receipt"


@dataclass(slots=True)
class _Sorted:
    """Files by the thing that they are parts of."""

    countries: dict[Country, dict[str, bytes]] = field(default_factory=dict)
    witnesses: dict[Country, dict[str, bytes]] = field(default_factory=dict)
    signed: dict[int, dict[str, bytes]] = field(default_factory=dict)
    acts: dict[str, dict[str, bytes]] = field(default_factory=dict)
    receipts: dict[tuple[EnvelopeId, ReceiptKind], bytes] = field(default_factory=dict)
    leaves: dict[int, dict[str, bytes]] = field(default_factory=dict)
    growth: dict[int, bytes] = field(default_factory=dict)
    custody: dict[int, dict[str, bytes]] = field(default_factory=dict)
    withheld: bytes | None = None
    destroyed: bytes | None = None

    def put(self, path: str, data: bytes) -> None:
        """Put one file to its thing; raises `NotProven` for a file that belongs nowhere."""
        if found := _DIRECTORY.fullmatch(path):
            into = self.countries if found["folder"] == "directory" else self.witnesses
            into.setdefault(Country(found["country"]), {})[found["part"]] = data
        elif (found := _ACT.fullmatch(path)) and found["part"] in _ACT_PARTS:
            self.acts.setdefault(found["folder"], {})[found["part"]] = data
        elif found := _RECEIPT.fullmatch(path):
            self.receipts[EnvelopeId(found["env_id"]), found["kind"]] = data  # type: ignore[index]  # the pattern names the kinds
        elif found := _LEAF.fullmatch(path):
            self.leaves.setdefault(int(found["index"]), {})[found["part"]] = data
        elif found := _GROWTH.fullmatch(path):
            self.growth[int(found["size"])] = data
        elif found := _SIGNED.fullmatch(path):
            self.signed.setdefault(int(found["size"]), {})[found["part"]] = data
        elif found := _CUSTODY.fullmatch(path):
            self.custody.setdefault(int(found["item"]), {})[found["part"]] = data
        elif path == WITHHELD:
            self.withheld = data
        elif path == REMAINS:
            self.destroyed = data
        else:
            raise NotProven(file=path, why="a proof has no such file")


def sort_files(files: Mapping[str, bytes], *, beside: frozenset[str] = frozenset()) -> Contents:
    """Return the contents that the files other than the manifest make up; every part is there, none is too many.

    Where the file says that something is withheld or was destroyed, the content of an act and the opening of a leaf may be missing.
    Raises `NotProven`.
    Nothing is verified yet.
    """
    into = _Sorted()
    for path, data in files.items():
        if path != MANIFEST:
            into.put(path, data)
    less = into.withheld is not None or into.destroyed is not None
    content, opening = (_CONTENT, {"opening.json"}) if less else (frozenset[str](), frozenset[str]())
    for name, found, parts, may_miss in (
        *((f"directory/{country}", found, _COUNTRY_PARTS, ()) for country, found in into.countries.items()),
        *((f"witnesses/{country}", found, _COUNTRY_PARTS, ()) for country, found in into.witnesses.items()),
        *((f"log/{size}", found, ("checkpoint",), ()) for size, found in into.signed.items()),
        *((folder, found, _ACT_PARTS, content) for folder, found in into.acts.items()),
        *((f"log/{index}", found, _LEAF_PARTS, opening) for index, found in into.leaves.items()),
        *((f"custody/E{item}", found, ("item",), ()) for item, found in into.custody.items()),
    ):
        for part in parts:
            if part not in found and not (part in may_miss and found.keys().isdisjoint(may_miss)):
                raise NotProven(file=name, why=f"its part {part} is missing")
    return Contents(
        countries={country: CountryFiles(found["key"], found["section"]) for country, found in into.countries.items()},
        acts=tuple(_act(folder, into.acts[folder]) for folder in sorted(into.acts)),
        receipts=into.receipts,
        leaves={index: LeafFiles(found["leaf"], found["proof"], found.get("opening.json")) for index, found in sorted(into.leaves.items())},
        growth=into.growth,
        witnesses={country: CountryFiles(found["key"], found["section"]) for country, found in into.witnesses.items()},
        signed={
            size: SignedFiles(found["checkpoint"], found.get("cosignatures"), stamps_of(size, found))
            for size, found in sorted(into.signed.items())
        },
        custody={
            number: ItemFiles(found["item"], {int(part): data for part, data in sorted(found.items()) if part != "item"})
            for number, found in sorted(into.custody.items())
        },
        withheld=into.withheld,
        destroyed=into.destroyed,
        beside=beside,
    )


def _act(folder: str, found: Mapping[str, bytes]) -> ActFiles:
    number, direction, env_id = folder.removeprefix("acts/").split("-")
    return ActFiles(
        number=int(number),
        direction="in" if direction == "in" else "out",
        env_id=EnvelopeId(env_id),
        inner=found["inner.json"],
        signatures=found["signatures.bin"],
        salt=found.get("salt.bin"),
        body=found.get("body.json"),
    )


# ---------------------------------------------------------------- manifest


def print_manifest(manifest: Manifest) -> bytes:
    """Return the canonical bytes that the maker's node signs."""
    return print_json(
        {
            "v": manifest.version,
            "reference": str(manifest.reference),
            "node": str(manifest.node),
            "made_at": str(manifest.made_at),
            "files": {path: str(digest) for path, digest in manifest.files.items()},
        },
        what=MANIFEST,
    )


def parse_manifest(data: bytes, *, version: int = BAGGED) -> Manifest:
    """Read what `print_manifest` writes for that version and nothing else; raises `TooLarge` over 4 MiB, otherwise `Malformed`."""
    found = parse_json(data, MAX_MANIFEST, what=MANIFEST)
    if not isinstance(found, dict) or found.keys() != _MANIFEST_KEYS or found["v"] != version or found["v"] is True:
        raise Malformed(MANIFEST, f"not exactly the members of version {version}")
    files = found["files"]
    texts = (found["reference"], found["node"], found["made_at"])
    if not isinstance(files, dict) or len(files) > MAX_FILES or not all(isinstance(one, str) for one in (*texts, *files.values())):
        raise Malformed(MANIFEST, "a member of another type")
    return Manifest(
        reference=Reference(found["reference"]),
        node=NodeId(found["node"]),
        made_at=Instant.parse(found["made_at"]),
        files={path: Digest.parse(digest) for path, digest in files.items()},
        version=version,
    )


# ---------------------------------------------------------------- what opens a leaf


@dataclass(frozen=True, slots=True)
class Opening:
    """What a leaf is committed to: who acted, on which request, with which facts; and the salt."""

    actor: str
    about: str
    facts: Mapping[str, JsonValue]
    salt: bytes

    @property
    def payload(self) -> bytes:
        """The bytes that the commitment covers."""
        return print_json({"actor": self.actor, "about": self.about, "facts": dict(self.facts)})


def print_opening(payload: bytes, *, salt: bytes) -> bytes:
    """Return the file that opens a leaf whose commitment covers `payload` (canonical JSON) and `salt`; raises `Malformed`."""
    return print_json({"v": _VERSION, "payload": parse_json(payload, MAX_OPENING, what="opening"), "salt": salt.hex()}, what="opening")


def parse_opening(data: bytes) -> Opening:
    """Read what `print_opening` writes and nothing else; raises `TooLarge` over 64 KiB, otherwise `Malformed`."""
    found = parse_json(data, MAX_OPENING, what="opening")
    if not isinstance(found, dict) or found.keys() != {"v", "payload", "salt"} or found["v"] != _VERSION or found["v"] is True:
        raise Malformed("opening", "not exactly the members of version 1")
    payload, salt = found["payload"], found["salt"]
    if not isinstance(payload, dict) or payload.keys() != {"actor", "about", "facts"} or not isinstance(salt, str):
        raise Malformed("opening", "payload or salt of another shape")
    actor, about, facts = payload["actor"], payload["about"], payload["facts"]
    if not isinstance(actor, str) or not isinstance(about, str) or not isinstance(facts, dict):
        raise Malformed("opening", "payload of another shape")
    return Opening(actor, about, facts, _salt(salt))


def _salt(text: str) -> bytes:
    """Read a salt of 32 bytes from the one form that it has in hexadecimal digits."""
    if len(text) != 2 * SALT_SIZE or set(text) - set("0123456789abcdef"):
        raise Malformed("opening", "salt")
    return bytes.fromhex(text)
