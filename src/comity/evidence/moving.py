"""Carries the vault to its store: what was destroyed leaves it, what is new goes there and is read back, papers follow.

One process at a time, and each step is done again without harm: whoever dies here, the bytes are on the disk until the store has them.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from comity.evidence.afar import ELSEWHERE, StoredVault, read_list
from comity.evidence.refusals import StoreKeeps, StrangeAfar
from comity.evidence.vault import CUSTODY, SUMS, place_of
from comity.terms.digests import Digest
from comity.terms.refusals import Refused

BATCH: Final = 32  # files, after which the lists in the store are written again
_LIST_CAP: Final = 256 * 2**20
_SHA512: Final = re.compile(r"[0-9a-f]{128}")
_CHANGING: Final = ("item.txt", SUMS[0])


@dataclass(slots=True)
class Carried:
    """How many files and papers the store got, how many files it lost by an act of two persons, and what could not be done."""

    brought: int = 0
    removed: int = 0
    papers: int = 0
    left: list[Refused] = field(default_factory=list)


def carry(vault: StoredVault, *, wanted: Callable[[Digest], bool]) -> Carried:
    """Carry what is due; `wanted` says whether an item that is not destroyed has such bytes, and is asked again after they were brought.

    What no item has is not carried, and what one has is not removed. Raises `StoreAway`: what was not done is due the next time.
    Another process that carries meanwhile leaves nothing to do.
    """
    told = Carried()
    with _alone(vault) as alone:
        if alone:
            vault.store.begin()
            _begin(vault)
            _remove(vault, told, wanted=wanted)
            _bring(vault, told, wanted=wanted)
            _bring_papers(vault, told)
    return told


def _begin(vault: StoredVault) -> None:
    """Where the store's list is not the one here, take both together, but for what the store has not; where none is here, papers are due.

    It is so after a crash between the two, on a node that lost its folder or has an older one from a backup, and when somebody wrote
    there. A line too much opens nothing: every byte is measured, and the check names what no item has.
    """
    ours, theirs = ([data for _, data in vault.lists()], [whole(vault, name) for name in SUMS])
    known = (vault.folder / ELSEWHERE / SUMS[0]).exists()
    if known and ours == theirs:
        return
    shelved = {one.name for one in vault.store.names("objects/")}
    has = {digest: sha512 for digest, sha512 in {**_lines(theirs), **vault.afar()}.items() if place_of(digest) in shelved}
    custody = vault.folder / CUSTODY
    for item in sorted(custody.iterdir()) if custody.is_dir() and not known else ():
        vault.owe(item.name)
    vault.write_lists(has)


def _lines(lists: list[bytes]) -> dict[Digest, str]:
    """Return the lines of two lists that could be this node's."""
    found = {}
    try:
        short, long = (read_list(data) for data in lists)
    except UnicodeDecodeError:
        return {}
    for place, sha256 in short.items():
        with suppress(Refused):
            digest = Digest.parse(sha256)
            if place == place_of(digest) and _SHA512.fullmatch(long.get(place, "")):
                found[digest] = long[place]
    return found


def whole(vault: StoredVault, name: str) -> bytes:
    """Return a list or a paper as the store has it, nothing where it has none; raises `StrangeAfar` above every length that one has."""
    found, size = [], 0
    for piece in vault.store.get(name) or ():
        found.append(piece)
        size += len(piece)
        if size > _LIST_CAP:
            raise StrangeAfar(name=name)
    return b"".join(found)


def _remove(vault: StoredVault, told: Carried, *, wanted: Callable[[Digest], bool]) -> None:
    for digest in list(vault.doomed()):
        if wanted(digest):
            vault.spare(digest)
            continue
        try:
            vault.store.remove(place_of(digest))
        except StoreKeeps as refusal:
            told.left.append(refusal)
            continue
        vault.write_lists({one: sha512 for one, sha512 in vault.afar().items() if one != digest})
        vault.spare(digest)
        told.removed += 1


def _bring(vault: StoredVault, told: Carried, *, wanted: Callable[[Digest], bool]) -> None:
    due = [digest for digest in vault.here() if wanted(digest)]
    for first in range(0, len(due), BATCH):
        there = dict(_brought(vault, told, due[first : first + BATCH]))
        if not there:
            continue
        vault.write_lists({**vault.afar(), **there})
        for digest in there:
            vault.forget_here(digest)
            if not wanted(digest):  # destroyed meanwhile by two persons, when no list said yet that the store has it
                vault.doom(digest)
        told.brought += len(there)


def _brought(vault: StoredVault, told: Carried, due: list[Digest]) -> Iterator[tuple[Digest, str]]:
    """Put files into the store and read them back; yield those of which the store gave every byte."""
    for digest in due:
        here = vault.measure_here(digest)
        if here is None:
            continue  # removed meanwhile
        if here.sha256 != digest:
            continue  # others now: the next step of custody locks the item, and nobody else is shown them
        vault.store.put(place_of(digest), vault.path(digest), digest=digest)
        if vault.measure_afar(digest) == here:
            yield digest, here.sha512
        else:
            told.left.append(StrangeAfar(name=place_of(digest)))


def _bring_papers(vault: StoredVault, told: Carried) -> None:
    for item, token in list(vault.owed()):
        papers = dict(vault.papers(item))
        if not papers:
            vault.paid(item, token)
            continue
        papers[SUMS[0]] = vault.list_of_papers(item)
        # The steps first: a list never names what is not there.
        for name, data in sorted(papers.items(), key=lambda one: (one[0] in _CHANGING, one[0])):
            place = f"{CUSTODY}/{item}/{name}"
            if name not in _CHANGING and whole(vault, place) == data:
                continue
            vault.store.replace(place, data)
        vault.paid(item, token)
        told.papers += 1


@contextmanager
def _alone(vault: StoredVault) -> Iterator[bool]:
    """Let one process at a time carry; the others are told False."""
    vault.folder.mkdir(mode=0o700, exist_ok=True)
    fd = os.open(vault.folder / ".carrying", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(fd)
