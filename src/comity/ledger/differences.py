"""What differs between the files that a log should have and those that it has: the pure half of `fsck`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from comity.ledger.tiles import Bundle, Tile, parse_path
from comity.terms.digests import SIZE
from comity.terms.refusals import Malformed
from comity.terms.speech import gettext_noop

SPEC: Final = "C2SP tlog-tiles, Partial Tiles"

Read: TypeAlias = Callable[[str], bytes | None]

_Name: TypeAlias = Tile | Bundle
_Held: TypeAlias = dict[tuple[str, int], list[_Name]]

_LENGTH_BYTES: Final = 2


class Fault(StrEnum):
    """What is wrong with one file."""

    MISSING = "missing"
    DIFFERS = "differs"
    UNEXPECTED = "unexpected"


SENTENCES: Final = {
    Fault.MISSING: gettext_noop("The file %(path)s is missing (records %(first)s to %(last)s)."),
    Fault.DIFFERS: gettext_noop("The file %(path)s does not agree with the log (records %(first)s to %(last)s)."),
    Fault.UNEXPECTED: gettext_noop("The file %(path)s does not belong to this log."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as the rows say; `first` and `last` are the leaves concerned, None for a foreign file."""

    path: str
    fault: Fault
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        """Say it in English; doors translate `SENTENCES[fault]` with `facts` instead."""
        return SENTENCES[self.fault] % self.facts

    @property
    def facts(self) -> dict[str, str]:
        """What fills the placeholders of the sentence."""
        return {"path": self.path, "first": str(self.first), "last": str(self.last)}


def differences(expected: Iterable[tuple[str, bytes]], *, names: Iterable[str], read: Read) -> Iterator[Difference]:
    """Yield every difference between the `expected` files and those found; nothing is yielded for a sound log.

    `expected` comes from `growth`, `names` are the relative paths of all files found under `tile/`, and `read` gives
    the content of one, or None when it is not there. A narrower partial file left from an earlier size is sound when
    the expected one begins with it; a wider one shows a log that was longer than its rows are now.
    """
    held: _Held = {}
    for path in names:
        try:
            name = parse_path(path)
        except Malformed:
            yield Difference(path, Fault.UNEXPECTED)
        else:
            held.setdefault(_place(name), []).append(name)
    for path, content in expected:
        wanted = parse_path(path)
        found = read(path)
        if found is None:
            yield Difference(path, Fault.MISSING, wanted.leaves(0)[0], wanted.leaves(wanted.width - 1)[1])
        elif found != content:
            yield _differing(wanted, content=content, found=found)
        yield from _other_widths(held.pop(_place(wanted), []), wanted=wanted, content=content, read=read)
    yield from (Difference(name.path, Fault.UNEXPECTED) for left in held.values() for name in left)


def _other_widths(held: Iterable[_Name], *, wanted: _Name, content: bytes, read: Read) -> Iterator[Difference]:
    """Judge the files held of the same place at other widths than the one wanted."""
    for name in held:
        if name.width > wanted.width:
            yield Difference(name.path, Fault.UNEXPECTED)
        elif name.width < wanted.width:
            start = content[: _offset(wanted, name.width, content)]
            found = read(name.path)
            if found is not None and found != start:
                yield _differing(name, content=start, found=found)


def _place(name: _Name) -> tuple[str, int]:
    """Return what all widths of one file share."""
    return (str(name.row) if isinstance(name, Tile) else "entries"), name.index


def _offset(name: _Name, entries: int, content: bytes) -> int:
    """Return where the first `entries` entries of `content` end."""
    if isinstance(name, Tile):
        return entries * SIZE
    at = 0
    for _ in range(entries):
        at += _LENGTH_BYTES + int.from_bytes(content[at : at + _LENGTH_BYTES], "big")
    return at


def _differing(name: _Name, *, content: bytes, found: bytes) -> Difference:
    """Name the leaves of the first entry that differs; bytes too many are charged to the last one."""
    ends = ((at, _offset(name, at + 1, content)) for at in range(name.width))
    entry = next((at for at, end in ends if content[:end] != found[:end]), name.width - 1)
    return Difference(name.path, Fault.DIFFERS, *name.leaves(entry))
