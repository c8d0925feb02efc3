"""A folder of rules on a lawyer's desk: what is wrong in it, by file and row; and an overlay compiled from it.

This needs the reader of YAML, which a node never loads while it works.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused
from comity.treaty.compiling import DEMO_PARTS, PARTS, VERSION_FILE, compile_pack, read_yaml, strange_folders
from comity.treaty.linting import lint
from comity.treaty.loading import decode_pack, unsound
from comity.treaty.overlays import overlay_faults
from comity.treaty.pack import Pack
from comity.treaty.rulebook import shipped_packs

SHIPPED: Final = Path(__file__).parent / "rules"
_HERE: Final = (".",)  # an overlay has its files in one folder
_NAMES: Final = ("id", "block", "code", "kind", "country", "instrument", "rule")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")  # several, joined by +, must fit into an act


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: in which file (empty where that cannot be told), on which row, and what."""

    file: str
    row: str
    what: Refused


@dataclass(frozen=True, slots=True)
class Built:
    """A compiled overlay."""

    data: bytes
    version: str
    digest: Digest


def lint_folder(folder: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong in a copy of the rules or in an overlay; empty when nothing is."""
    try:
        whole = is_whole(folder)
        faults = tuple(_whole(folder) if whole else _overlay(folder))
    except Refused as fault:
        faults = (fault,)
        whole = False
    files = tuple(sorted(folder.rglob("*.yaml")))
    names_in = cache(_names_in)  # reading all the rules takes seconds: once, however many faults there are
    return tuple(_placed(fault, files, folder, names_in) for fault in faults)


def build_overlay(folder: Path) -> Built:
    """Return the overlay in a folder, compiled; raises the first thing that is wrong in it."""
    for fault in _overlay(folder):
        raise fault
    data = compile_pack(folder, _HERE)
    pack, digest = decode_pack(data)
    return Built(data, pack.version, digest)


def is_whole(folder: Path) -> bool:
    """Say whether a folder is a copy of all the rules, one folder an instrument, and no overlay."""
    return any((folder / part).is_dir() for part in PARTS)


def _whole(folder: Path) -> Iterator[Refused]:
    yield from (Malformed("rules", f"nothing reads the folder {name}") for name in strange_folders(folder))
    packs: list[tuple[Pack, Digest]] = []
    for parts in (PARTS, DEMO_PARTS):
        if any((folder / part).is_dir() for part in parts):
            pack, digest = decode_pack(compile_pack(folder, parts))
            yield from unsound(pack, demo=parts is DEMO_PARTS)
            packs.append((pack, digest))
    yield from lint(packs)


def _overlay(folder: Path) -> Iterator[Refused]:
    version = folder / VERSION_FILE
    if not version.is_file():
        yield Malformed(VERSION_FILE, "an overlay has this file, with a word such as VN-2026-1")
        return
    if not _VERSION.fullmatch(word := version.read_text(encoding="utf-8", errors="replace").strip()):
        yield Malformed(VERSION_FILE, f"{word[:36]!a} is no word of at most 24 letters, digits, dots, dashes")
        return
    if not any(folder.glob("*.yaml")):
        yield Malformed("overlay", "no file that ends in .yaml stands in this folder")
        return
    pack, digest = decode_pack(compile_pack(folder, _HERE))
    yield from overlay_faults(pack, digest, packs=shipped_packs())


def _placed(fault: Refused, files: Iterable[Path], folder: Path, names_in: Callable[[Path], tuple[str, ...]]) -> Fault:
    """Return the fault with the file and the row that it speaks of: those whose name it has."""
    said = " ".join(fault.facts.values())
    best: tuple[int, str, str] = (0, "", "")
    for path in files:
        shown = str(path.relative_to(folder))
        if path.name in said:
            return Fault(shown, "", fault)
        for name in names_in(path):
            if len(name) > best[0] and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", said):
                best = (len(name), shown, name)
    return Fault(best[1], best[2], fault)


def _names_in(path: Path) -> tuple[str, ...]:
    """Return what a fault may call a part of a file by; nothing where the file cannot be read."""
    try:
        sections = read_yaml(path, path.read_bytes())
    except Refused:
        return ()
    return (*(f"section {section}" for section in sections), *_rows(sections))


def _rows(sections: Any) -> Iterator[str]:  # noqa: ANN401 -- whatever YAML may hold
    """Yield the name of each row, and of what stands in it."""
    for rows in sections.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                yield from (str(row[name]) for name in _NAMES if isinstance(row.get(name), str))
