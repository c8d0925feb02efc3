"""The log of a repository's changes: each version of each list is a leaf, and the snapshot signs for the tree.

docs/specs/repository.md, section 5. The whole log travels with the repository (a change is a line of some 150 bytes, and a world of 200
countries makes a few thousand a year), so a node needs no proofs: it computes the root, and the root of what it saw before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tuf.api.metadata import Snapshot

from comity.directory.freshness import CHANGES
from comity.directory.repository.layout import LARGEST, LOGGED, MissingFileError, Source
from comity.directory.repository.refusals import BadRepository, HistoryRewritten
from comity.ledger.tree import hashes_of, root_at
from comity.terms.digests import Digest, leaf_hash
from comity.terms.instants import Instant
from comity.terms.json import parse_json, print_json

_WHAT: Final = "log of changes"


@dataclass(frozen=True, slots=True)
class Change:
    """One version of one list, when it got its last signature, and the SHA-256 of its file."""

    at: Instant
    role: str
    version: int
    sha256: Digest


def print_change(change: Change) -> bytes:
    """Print a leaf."""
    return print_json({"at": str(change.at), "role": change.role, "sha256": str(change.sha256), "version": change.version})


def read_changes(source: Source) -> tuple[bytes, ...]:
    """Return the leaves of a repository, in order; raises `BadRepository`, and what the source refuses."""
    try:
        data = source.read(CHANGES)
    except MissingFileError:
        return ()
    if len(data) > LARGEST:
        raise BadRepository(where="the log of changes")
    lines = data.split(b"\n")
    if lines.pop() or any(not line for line in lines):
        raise BadRepository(where="the log of changes")
    return tuple(lines)


def parse_change(line: bytes) -> Change:
    """Read what `print_change` wrote; raises `Refused`."""
    value = parse_json(line, 4096, what=_WHAT)
    try:
        found = Change(Instant.parse(value["at"]), str(value["role"]), int(value["version"]), Digest.parse(value["sha256"]))
    except (TypeError, KeyError, ValueError) as fault:
        raise BadRepository(where="the log of changes") from fault
    if print_change(found) != line:
        raise BadRepository(where="the log of changes")
    return found


def append_change(folder: Path, change: Change) -> None:
    """Add a leaf to the log of the repository in `folder`."""
    with (folder / CHANGES).open("ab") as out:
        out.write(print_change(change) + b"\n")


def root_of(leaves: Sequence[bytes], size: int | None = None) -> Digest:
    """Return the root of the first `size` leaves, or of all."""
    count = len(leaves) if size is None else size
    return root_at(count, hash_at=hashes_of([leaf_hash(line) for line in leaves[:count]]) if count else lambda _level, _index: b"")


def logged(leaves: Sequence[bytes]) -> dict[str, object]:
    """Return what the snapshot signs of the log."""
    return {"root": str(root_of(leaves)), "size": len(leaves)}


def require_logged(
    leaves: Sequence[bytes], *, snapshot: Snapshot, current: Sequence[tuple[str, int, Digest]], size: int, root: Digest | None
) -> None:
    """Return where the log is the one that the snapshot signs, continues that of `size` leaves with `root`, and holds every current list.

    Raises `HistoryRewritten`, `BadRepository`. `current` are roles, versions and digests.
    """
    if snapshot.unrecognized_fields.get(LOGGED) != logged(leaves):
        raise HistoryRewritten(where="it is not the one that the snapshot signs for")
    if len(leaves) < size or (root is not None and root_of(leaves, size) != root):
        raise HistoryRewritten(where=f"its first {size} entries are others")
    found = {(one.role, one.version, one.sha256) for one in map(parse_change, leaves)}
    for role, version, digest in current:
        if (role, version, digest) not in found:
            raise HistoryRewritten(where=f"{role} {version} does not stand in it")
