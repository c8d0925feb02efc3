"""Attaches files to a draft and takes them off again: each a new version. The bytes of what was taken off stay."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction

from comity.desk import policy
from comity.desk.attaching.refusals import AttachedAlready, EmptyFile, NoFilesOutside, NoSuchFile
from comity.desk.drafting.actions import find_draft, own_draft
from comity.desk.filelists import files_of, rows_of, store
from comity.desk.journalling import note
from comity.desk.onward.gate import require_files_free
from comity.desk.states import DraftState
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.ways import is_outside
from comity.records.models import Draft, DraftVersion, Officer
from comity.terms.digests import Digest
from comity.terms.filenames import safe_name
from comity.terms.instants import Instant
from comity.wire.listed import MAX_SIZE, ListedFile, is_media_type, require_distinct

UNKNOWN_TYPE = "application/octet-stream"


def attach_file(
    draft_id: uuid.UUID | str,
    *,
    pieces: Iterable[bytes],
    name: str,
    media_type: str,
    kind: str,
    language: str = "",
    by: Officer,
    at: Instant,
    token: str,
) -> Draft:
    """Keep the bytes that `pieces` make up, and let them go with the draft under a safe form of `name`; a new version.

    The bytes are on the disk before the draft speaks of them: a crash in between leaves a file that nobody lists. Raises `TooLarge`
    over 100 MiB, `EmptyFile`, `AttachedAlready`, `TooManyFiles`, `DraftNotOpen`, `NoFilesOutside` for a partner without a node,
    and `OnwardRefused` for what another State gave.
    """
    with transaction.atomic():  # given back before the bytes come: a hundred megabytes hold up nobody else
        found = own_draft(draft_id, by=by, at=at)
    _require_open(found)
    if is_outside(found.peer):
        raise NoFilesOutside(peer=found.peer)
    plain = safe_name(name)
    kept = store().keep(pieces, cap=MAX_SIZE)
    if kept.size == 0:
        raise EmptyFile(name=plain)
    told = media_type.partition(";")[0].strip().lower()
    file = ListedFile(
        name=plain,
        media_type=told if is_media_type(told) else UNKNOWN_TYPE,
        size=kept.size,
        sha256=kept.digest,
        kind=kind,
        language=language,
    )
    with transaction.atomic():

        def attach() -> str:
            draft = own_draft(draft_id, by=by, at=at)
            before = files_of(draft)
            if any(file.sha256 == other.sha256 or file.name.casefold() == other.name.casefold() for other in before):
                raise AttachedAlready(name=file.name)
            require_files_free(draft, (file,))
            _save(draft, (*before, file), by=by, at=at)
            _noted("file.attached", draft, file, by=by, at=at)
            return str(draft.pk)

        return find_draft(once(token, attach, officer=by, verb="file.attach", at=at), by=actor(by, at=at))


@transaction.atomic
def take_file_off(draft_id: uuid.UUID | str, *, digest: Digest, by: Officer, at: Instant, token: str) -> Draft:
    """Let the file of that digest no longer go with the draft; a new version. Raises `NoSuchFile`, `DraftNotOpen`."""

    def take_off() -> str:
        draft = own_draft(draft_id, by=by, at=at)
        before = files_of(draft)
        file = next((one for one in before if one.sha256 == digest), None)
        if file is None:
            raise NoSuchFile
        _save(draft, [one for one in before if one is not file], by=by, at=at)
        _noted("file.taken-off", draft, file, by=by, at=at)
        return str(draft.pk)

    return find_draft(once(token, take_off, officer=by, verb="file.take-off", at=at), by=actor(by, at=at))


def _save(draft: Draft, files: Sequence[ListedFile], *, by: Officer, at: Instant) -> None:
    _require_open(draft)
    require_distinct(files)
    home().file_caps.require([file.size for file in files])
    draft.version += 1
    draft.files, draft.saved_at, draft.saved_by = rows_of(files), at, by
    draft.save(update_fields=["version", "files", "saved_at", "saved_by"])
    DraftVersion.objects.create(draft=draft, version=draft.version, fields=draft.fields, files=draft.files, saved_at=at, saved_by=by)


def _require_open(draft: Draft) -> None:
    if draft.state != DraftState.OPEN:
        raise policy.DraftNotOpen(state=draft.state)


def _noted(name: str, draft: Draft, file: ListedFile, *, by: Officer, at: Instant) -> None:
    facts = {"draft": str(draft.pk), "version": draft.version, "digest": str(file.sha256), "size": file.size, "name": file.name}
    note(name, by=by, about=draft.reference, at=at, facts=facts)
