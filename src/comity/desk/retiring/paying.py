"""Removes from the node's folder what was destroyed: after the commit that says so, and again after a crash in between."""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from comity.directory.home import home
from comity.records.models import ActFile, Draft, DraftVersion, Erasure, Forwarding, MissionReport, Passage
from comity.records.settling import empty_log
from comity.records.store import Store
from comity.terms.digests import Digest

_PIECE: Final = 2**20
_LOOKS: Final = 100
_PAUSE: Final = 0.05  # seconds


def pay_all() -> None:
    """Remove what any erasure still owes. Doing it twice is doing it once."""
    for key in list(Erasure.objects.filter(owed__isnull=False).order_by("id").values_list("pk", flat=True)):
        pay(key)


def pay(key: int) -> None:
    """Overwrite and remove the files that the erasure with this key owes, then the pages that SQLite wrote beside its file.

    A file that another case lists, or a draft, stays: it is that case's. Overwriting reaches the bytes of a plain file system on a disk
    that writes in place; what a copy-on-write file system, a solid-state disk or a backup keeps is not reached
    (docs/operators/retention.md).
    """
    owed = Erasure.objects.filter(pk=key).values_list("owed", flat=True).first()
    if owed is None:
        return
    store = Store(home().files)
    for digest in _unused(owed.get("files", ()), _listed):
        _overwrite(store.path(Digest.parse(digest)))
        store.remove(Digest.parse(digest))
    for digest in _unused(owed.get("papers", ()), _on_paper):
        _overwrite(home().papers / digest)
        (home().papers / digest).unlink(missing_ok=True)
    for name in owed.get("proofs", ()):
        _overwrite(home().proofs / name)
        (home().proofs / name).unlink(missing_ok=True)
    Erasure.objects.filter(pk=key).update(owed=None)
    _empty_log()


def _unused(digests: Iterable[str], used: Callable[[str], bool]) -> list[str]:
    return [digest for digest in digests if not used(digest)]


def _listed(digest: str) -> bool:
    """Say whether an act of a case that is kept, or an open draft, lists the file."""
    if ActFile.objects.filter(digest=digest, message__request__erased_at__isnull=True).exists():
        return True
    open_drafts = Draft.objects.filter(state__in=("open", "submitted"), content__files__isnull=False)
    versions = DraftVersion.objects.filter(draft__in=open_drafts).values_list("files", flat=True)
    lists = (*open_drafts.values_list("content__files", flat=True), *versions)
    return any(file["sha256"] == digest for files in lists for file in files or ())


def _on_paper(digest: str) -> bool:
    """Say whether a case that is kept, or the report of a mission, has the document."""
    kept = Passage.objects.filter(digest=digest, message__request__erased_at__isnull=True).exists()
    kept = kept or Forwarding.objects.filter(digest=digest, request__erased_at__isnull=True).exists()
    return kept or MissionReport.objects.filter(digest=digest).exists()


def _overwrite(place: Path) -> None:
    """Write zeros over the file, in place, and wait for the disk."""
    with suppress(FileNotFoundError), place.open("r+b") as file:
        left = place.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _PIECE)))
        file.flush()
        os.fsync(file.fileno())


def _empty_log() -> None:
    """Let SQLite move its log into the file and cut it off; the courier may be copying it just now, for a moment."""
    for _ in range(_LOOKS):
        if empty_log():
            return
        time.sleep(_PAUSE)
