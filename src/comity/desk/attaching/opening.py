"""Opens a file for an officer: only when every byte is the one that is listed, and with a leaf that says who read it."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from comity.desk.attaching.refusals import BrokenFile, NoSuchFile, NotHereYet
from comity.desk.drafting.actions import read_draft
from comity.desk.filelists import GoneFile, files_of, store
from comity.desk.journalling import note
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.evidence.queries import is_destroyed
from comity.evidence.refusals import Destroyed
from comity.records.models import ActFile, Officer, Request
from comity.terms.digests import Digest
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file whose digest was verified just now."""

    name: str
    path: Path


def open_act_file(request: Request, *, env_id: str, digest: Digest, by: Officer, at: Instant) -> OpenedFile:
    """Return a file of an act of `request`; the journal keeps who read it, and when.

    Raises `NoSuchRequest`, `NoSuchFile`, `NotHereYet`, `BrokenFile`, `GoneFile`; then nothing is read.
    """
    require_visible(request, by=actor(by, at=at))
    row = ActFile.objects.select_related("message").filter(message__request=request, message__env_id=env_id, digest=str(digest)).first()
    if row is None:
        raise NoSuchFile
    if row.state == "coming":
        raise NotHereYet(name=row.name)
    if row.state == "broken" and row.message.direction == "in":
        raise BrokenFile(name=row.name)
    return _open(row.name, digest, about=request.reference, envelope=env_id, by=by, at=at)


def open_draft_file(draft_id: uuid.UUID | str, *, digest: Digest, by: Officer, at: Instant) -> OpenedFile:
    """Return a file that goes with a draft; journalled as `open_act_file`. Raises `NoSuchDraft`, `NoSuchFile`, `GoneFile`."""
    draft = read_draft(draft_id, by=actor(by, at=at))
    file = next((one for one in files_of(draft) if one.sha256 == digest), None)
    if file is None:
        raise NoSuchFile
    return _open(file.name, digest, about=draft.reference, draft=str(draft.pk), by=by, at=at)


def _open(name: str, digest: Digest, *, about: str, by: Officer, at: Instant, **where: str) -> OpenedFile:
    kept = store()
    if not kept.holds(digest):
        raise Destroyed(name=name) if is_destroyed(str(digest)) else GoneFile(name=name)
    with transaction.atomic():
        note("file.read", by=by, about=about, at=at, facts={"digest": str(digest), "name": name, **where})
    return OpenedFile(name, kept.path(digest))
