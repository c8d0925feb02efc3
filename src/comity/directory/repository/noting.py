"""Follows and takes over a repository at a node: in its log, with what it says from then on. One at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from comity.directory.freshness import read_seen
from comity.directory.home import Home
from comity.directory.noting import note
from comity.directory.repository.layout import Source
from comity.directory.repository.packing import opened
from comity.directory.repository.taking import Taken, begin_following, drop, keep, read_repository
from comity.terms.instants import Instant

LOCK = "repository.lock"


def follow(home: Home, source: Path | Source, *, fingerprint: str, at: Instant) -> Taken:
    """Trust the repository whose root has the fingerprint on paper, and take it over. Raises `Refused`; then nothing is followed."""
    with _alone(home), _given(source) as files:
        begin_following(home, files, fingerprint=fingerprint)
        taken = read_repository(home, files, at=at)
        _keep(taken, home=home, name="directory.followed", by="operator", at=at)
    return taken


def refresh(home: Home, source: Path | Source, *, at: Instant, by: str = "operator") -> Taken:
    """Take a newer copy of the repository over. Raises `Refused`; then nothing is changed.

    `by` the node itself: a copy that says nothing new leaves no leaf, for it is asked for some times a day.
    """
    with _alone(home), _given(source) as files:
        before = read_seen(home)
        taken = read_repository(home, files, at=at)
        if by != "operator" and before is not None and not is_newer(taken, home=home):
            drop(home)
        else:
            _keep(taken, home=home, name="directory.refreshed", by=by, at=at)
    return taken


def is_newer(taken: Taken, *, home: Home) -> bool:
    """Say whether `taken` is another copy than the one that this node goes by."""
    before, seen = read_seen(home), taken.seen
    return before is None or (seen.timestamp, seen.snapshot, seen.root) != (before.timestamp, before.snapshot, before.root)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Wait until no other process takes a repository over: an operator, and the courier's own."""
    with (home.path / LOCK).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _given(source: Path | Source) -> Iterator[Path | Source]:
    if isinstance(source, Path):
        with opened(source) as folder:
            yield folder
    else:
        yield source


def _keep(taken: Taken, *, home: Home, name: str, by: str, at: Instant) -> None:
    seen = taken.seen
    facts = {
        "fingerprint": str(seen.fingerprint),
        "issued": str(seen.issued),
        "version": seen.timestamp,
        "snapshot": str(seen.snapshot),
        "changes": seen.changes,
        "root": str(seen.changes_root),
        "sections": {str(country): section.version for country, (section, _) in taken.sections.items()},
    }
    with transaction.atomic():
        note(name, by=by, at=at, facts=facts)
        keep(taken, home=home)
