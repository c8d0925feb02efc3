"""The bag around a proof: BagIt (RFC 8493), which any archive can read, with what people need beside it. docs/specs/proof.md, section 8.

What the proof consists of stands under `data/`. Three files of a bag follow from the others, so a reader prints them again and compares;
README and verifier are for people, and no verdict rests on them.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from comity.desk.proving.layout import Manifest
from comity.desk.proving.refusals import NotProven
from comity.terms.digests import Digest

SPEC: Final = "docs/specs/proof.md, section 8"

PAYLOAD: Final = "data/"
VERIFIER: Final = "verify.py"
DERIVED: Final = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
"""Lists of digests: they name the signed manifest, so it cannot name them."""

REPORT: Final = "report.pdf"
CASE_UCO: Final = "custody.jsonld"
PAPERS: Final = frozenset({REPORT, CASE_UCO})
"""What a bag of version 4 may have beside it: for people, and for tools of forensics. No verdict rests on them."""

_DECLARATION: Final = "bagit.txt"
_INFO: Final = "bag-info.txt"
_READ_BY_PEOPLE: Final = frozenset({"README.en.txt", "README.vi.txt", VERIFIER})
_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_FOLDER: Final = Path(__file__).parent / "verifier"
PROGRAM: Final = _FOLDER / VERIFIER
"""The second verifier, as a file to run or to copy."""


@functools.cache
def read_by_people() -> dict[str, bytes]:
    """Return what stands beside every proof, as this version has it: how to check it, and what checks it alone."""
    return {name: (_FOLDER / name).read_bytes() for name in sorted(_READ_BY_PEOPLE)}


def print_tags(manifest: Manifest) -> dict[str, bytes]:
    """Return what a bag says of itself: that it is one, and of what."""
    told = {"Bagging-Date": str(manifest.made_at)[:10], "External-Identifier": manifest.reference, "Source-Organization": manifest.node}
    return {_DECLARATION: _BAGIT, _INFO: "".join(f"{name}: {value}\n" for name, value in told.items()).encode()}


def print_lists(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the two lists of digests that follow from all other files of the bag."""
    payload, tags = DERIVED
    inside = {path: data for path, data in files.items() if path.startswith(PAYLOAD)}
    lists = {payload: _digests(inside)}
    beside = {path: data for path, data in files.items() if path not in inside and path not in DERIVED}
    return lists | {tags: _digests(beside | lists)}


def open_bag(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], str, frozenset[str]]:
    """Return the files of the proof by their paths, what stands before these in the archive, and which papers stand beside the bag.

    A proof that is no bag has nothing before its paths, and is of version 1. Raises `NotProven` for a file that has no place in a bag,
    and for a list that is not true.
    """
    if _DECLARATION not in files:
        return dict(files), "", frozenset()
    inside = {path.removeprefix(PAYLOAD): data for path, data in files.items() if path.startswith(PAYLOAD)}
    for path in sorted(files):
        if not path.startswith(PAYLOAD) and path not in {_DECLARATION, _INFO, *DERIVED, *_READ_BY_PEOPLE, *PAPERS}:
            raise NotProven(file=path, why="a proof has no such file")
    for path, data in ({_DECLARATION: _BAGIT} | print_lists(files)).items():
        if files.get(path) != data:
            raise NotProven(file=path, why="the bag does not list what is in it")
    return inside, PAYLOAD, PAPERS & files.keys()


def require_info(files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Refuse a bag that says of itself something else than its signed manifest does."""
    if files.get(_INFO) != print_tags(manifest)[_INFO]:
        raise NotProven(file=_INFO, why="it says something else than the manifest")


def _digests(files: Mapping[str, bytes]) -> bytes:
    """RFC 8493, section 2.1.3; sorted by path."""
    return "".join(f"{Digest.of(files[path])}  {path}\n" for path in sorted(files)).encode("ascii")
