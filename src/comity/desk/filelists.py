"""The list of files of a draft, as its versions keep it and as the act will have it; and the store that has the bytes."""

from collections.abc import Mapping, Sequence
from typing import Any

from comity.directory.home import home
from comity.records.models import ActFile, Draft, Message
from comity.records.rows import insert
from comity.records.store import Store
from comity.terms.digests import Digest
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.listed import ListedFile


class GoneFile(Refused):
    """A file of our own is missing on this disk, or changed."""

    wire_class = "unavailable"
    sentence = gettext_noop("The file “%(name)s” is missing on this node, or was changed after it was attached.")
    next_step = gettext_noop("Attach it again, or have the operator run “comity fsck” and bring it back from the last copy.")


def store() -> Store:
    """Return the store of this node."""
    return Store(home().files)


def files_of(draft: Draft) -> tuple[ListedFile, ...]:
    """Return what goes with a draft as it stands."""
    return listed_files(draft.files)


def listed_files(rows: Sequence[Mapping[str, Any]] | None) -> tuple[ListedFile, ...]:
    """Return the files that a draft, or a version of one, keeps as `rows`."""
    return tuple(_listed(one) for one in rows or ())


def rows_of(files: Sequence[ListedFile]) -> list[dict[str, Any]] | None:
    """Return `files` as a draft keeps them."""
    return [
        {
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": str(file.sha256),
            "kind": file.kind,
            "language": file.language,
        }
        for file in files
    ] or None


def _listed(row: Mapping[str, Any]) -> ListedFile:
    return ListedFile(**{**row, "sha256": Digest.parse(row["sha256"])})


def require_there(files: Sequence[ListedFile]) -> None:
    """Raise `GoneFile` where one of `files` is not in the store; every byte is looked at when it is sent, and when it is opened."""
    for file in files:
        if not store().has(file.sha256, size=file.size):
            raise GoneFile(name=file.name)


def list_files(message: Message, files: Sequence[ListedFile], *, peer: str) -> None:
    """Write down what an act lists, as it is stored: due where it is ours, coming where it is theirs."""
    for place, file in enumerate(files, 1):
        insert(
            ActFile(
                message=message,
                peer=peer,
                place=place,
                digest=str(file.sha256),
                name=file.name,
                media_type=file.media_type,
                kind=file.kind,
                language=file.language,
                size=file.size,
                state="due" if message.direction == "out" else "coming",
            )
        )
