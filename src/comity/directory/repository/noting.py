"""Follows and takes over a repository at a node: in its log, with what it says from then on."""

from pathlib import Path

from django.db import transaction

from comity.directory.home import Home
from comity.directory.noting import note
from comity.directory.repository.packing import opened
from comity.directory.repository.taking import Taken, begin_following, keep, read_repository
from comity.terms.instants import Instant


def follow(home: Home, source: Path, *, fingerprint: str, at: Instant) -> Taken:
    """Trust the repository whose root has the fingerprint on paper, and take it over. Raises `Refused`; then nothing is followed."""
    with opened(source) as folder:
        begin_following(home, folder, fingerprint=fingerprint)
        taken = read_repository(home, folder, at=at)
        _keep(taken, home=home, name="directory.followed", at=at)
    return taken


def refresh(home: Home, source: Path, *, at: Instant) -> Taken:
    """Take a newer copy of the repository over. Raises `Refused`; then nothing is changed."""
    with opened(source) as folder:
        taken = read_repository(home, folder, at=at)
        _keep(taken, home=home, name="directory.refreshed", at=at)
    return taken


def _keep(taken: Taken, *, home: Home, name: str, at: Instant) -> None:
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
        note(name, by="operator", at=at, facts=facts)
        keep(taken, home=home)
