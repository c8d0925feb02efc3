"""What a backup says of itself, as its first member: whose it is, of when, by which release, with what in it."""

from dataclasses import dataclass
from typing import Final, Literal

from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/backup.md, section 3"
NAME: Final = "comity-backup.json"
MAX_SIZE: Final = 4096
_MEMBERS: Final = {"v", "node", "made", "release", "database", "keys", "leaves"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """`leaves` is how long the log was; `keys` whether the private keys are in it."""

    node: NodeId
    made: Instant
    release: str
    database: Literal["sqlite", "postgresql"]
    keys: bool
    leaves: int


def print_manifest(manifest: Manifest) -> bytes:
    """Return the bytes that `parse_manifest` reads."""
    return print_json(
        {
            "v": 1,
            "node": str(manifest.node),
            "made": str(manifest.made),
            "release": manifest.release,
            "database": manifest.database,
            "keys": manifest.keys,
            "leaves": manifest.leaves,
        }
    )


def parse_manifest(data: bytes) -> Manifest:
    """Read what `print_manifest` writes and nothing else; raises `Malformed`, `TooLarge`."""
    value = parse_json(data, MAX_SIZE, what="backup")
    if not isinstance(value, dict) or set(value) != _MEMBERS or value["v"] != 1:
        raise Malformed("backup", "its first member has other members")
    node, made, release, database, keys, leaves = (value[name] for name in ("node", "made", "release", "database", "keys", "leaves"))
    texts = isinstance(node, str) and isinstance(made, str) and isinstance(release, str)
    if not texts or database not in ("sqlite", "postgresql") or type(keys) is not bool or type(leaves) is not int or leaves < 0:
        raise Malformed("backup", "its first member says something that cannot be")
    found = Manifest(NodeId(str(node)), Instant.parse(str(made)), str(release), database, keys, leaves)  # type: ignore[arg-type]  # compared above
    if print_manifest(found) != data:
        raise Malformed("backup", "its first member is not as this program writes it")
    return found
