"""What stands where in a case file, and its manifest. docs/specs/casefile.md, sections 2 and 3. Pure.

acts/001-out.pdf  acts/001-out.json         the letter of an act, and the act word for word as it was signed
papers/001-1-….pdf                          a document that came or went outside the wire
files/001-01.…                              a file that goes with an act
proof/<reference>.comity.zip                the proof file of what went on the wire
directory/VN.key  directory/VN.section      who the signing node is, as its country says
casefile.pdf  README.en.txt  README.vi.txt  SHA256SUMS
manifest.json  manifest.signed              every member with its SHA-256; the same, signed by the node
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from comity.desk.casefile.bundle import MAX_MEMBERS
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/casefile.md, section 3"

PAYLOAD_TYPE: Final = "application/vnd.comity.casefile.v1+json"
MANIFEST: Final = "manifest.json"
SIGNED: Final = "manifest.signed"
SUMS: Final = "SHA256SUMS"
BOOK: Final = "casefile.pdf"
READMES: Final = ("README.en.txt", "README.vi.txt")
MAX_MANIFEST: Final = 7 * 1024 * 1024

_VERSION: Final = 1
_TEXTS: Final = ("court", "purpose", "language", "number")


class Reader(StrEnum):
    """For whom a case file is."""

    COURT = "court"
    DEFENCE = "defence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member: `act` counts the acts of the case from 1 (0: of the whole case), `name` is what it was called before."""

    path: str
    digest: Digest
    size: int
    act: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One act that this copy does not show: its number and digest, the coded ground, why, and who decided."""

    act: int
    digest: Digest
    ground: str
    words: str
    officer: OfficerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the node signs. `court` and `number` say where it goes; `members` are all but the manifest itself, in their order."""

    reference: Reference
    node: NodeId
    reader: Reader
    court: str
    number: str
    purpose: str
    language: str
    made_at: Instant
    made_by: OfficerId
    members: tuple[Member, ...]
    withheld: tuple[Withheld, ...] = ()


def print_manifest(manifest: Manifest) -> bytes:
    """Return the canonical bytes; raises `Malformed`."""
    return print_json(
        {
            "v": _VERSION,
            "reference": str(manifest.reference),
            "node": str(manifest.node),
            "reader": manifest.reader.value,
            "court": manifest.court,
            "number": manifest.number,
            "purpose": manifest.purpose,
            "language": manifest.language,
            "made_at": str(manifest.made_at),
            "made_by": str(manifest.made_by),
            "members": [
                {"path": one.path, "sha256": str(one.digest), "size": one.size, "act": one.act, "name": one.name}
                for one in manifest.members
            ],
            "withheld": [
                {"act": one.act, "sha256": str(one.digest), "ground": one.ground, "words": one.words, "officer": str(one.officer)}
                for one in manifest.withheld
            ],
        },
        what=MANIFEST,
    )


def parse_manifest(data: bytes) -> Manifest:
    """Read what `print_manifest` writes and nothing else; raises `TooLarge`, otherwise `Malformed`."""
    found = parse_json(data, MAX_MANIFEST, what=MANIFEST)
    try:
        manifest = _manifest(found)
    except (TypeError, KeyError, ValueError, AttributeError) as fault:
        raise Malformed(MANIFEST, "not exactly the members of version 1") from fault
    # The one way to be sure that nothing was read past: print it again.
    if print_manifest(manifest) != data or len(manifest.members) > MAX_MEMBERS:
        raise Malformed(MANIFEST, "not exactly the members of version 1")
    return manifest


def _manifest(found: Any) -> Manifest:  # noqa: ANN401 -- what JSON gives
    for text in _TEXTS:
        _text(found[text])
    return Manifest(
        reference=Reference(_text(found["reference"])),
        node=NodeId(_text(found["node"])),
        reader=Reader(found["reader"]),
        court=found["court"],
        number=found["number"],
        purpose=found["purpose"],
        language=found["language"],
        made_at=Instant.parse(_text(found["made_at"])),
        made_by=OfficerId(_text(found["made_by"])),
        members=tuple(
            Member(
                path=_text(one["path"]),
                digest=Digest.parse(_text(one["sha256"])),
                size=_count(one["size"]),
                act=_count(one["act"]),
                name=_text(one["name"]),
            )
            for one in found["members"]
        ),
        withheld=tuple(
            Withheld(
                _count(one["act"]),
                Digest.parse(_text(one["sha256"])),
                _text(one["ground"]),
                _text(one["words"]),
                OfficerId(_text(one["officer"])),
            )
            for one in found["withheld"]
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value


def print_sums(members: tuple[Member, ...]) -> bytes:
    """Return the list that `sha256sum --check SHA256SUMS` reads: digest, two spaces, path, a line each."""
    return "".join(f"{one.digest}  {one.path}\n" for one in members).encode("ascii")
