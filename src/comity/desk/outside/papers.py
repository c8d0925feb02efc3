"""Keeps documents that came or went outside the wire: by digest, in the node's folder, of sensible types, never opened.

The first bytes must be those of the type that the name says; nothing else of a document is looked at, and no program of this
node opens it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comity.directory.home import home
from comity.terms.digests import Digest
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

MIB: Final = 1024 * 1024
_NAME_CAP: Final = 200
_OFFICE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# By the end of a name: its media type, and how such a file begins; a text begins with anything that is UTF-8.
TYPES: Final = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "docx": (_OFFICE, (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "eml": ("message/rfc822", ()),
    "txt": ("text/plain", ()),
}


class PaperTooLarge(Refused):
    """Over the node's setting."""

    wire_class = "too-large"
    sentence = gettext_noop("The document %(name)s is larger than %(most)s MiB; it was not kept.")
    next_step = gettext_noop("Scan it again with a lower resolution, or ask the operator about the setting papers_mib.")


class PaperNotTaken(Refused):
    """Of a type that this node does not keep, or not what its name says."""

    wire_class = "policy"
    sentence = gettext_noop("The document %(name)s was not kept: it is none of %(types)s, or its content is not what its name says.")
    next_step = gettext_noop("Save it as PDF and add that; nothing that you typed is lost.")


class PaperMissing(Refused):
    """The digest is known and the file is gone or changed."""

    sentence = gettext_noop("The document with the digest %(digest)s is not in the folder papers, or was changed there.")
    next_step = gettext_noop("Tell the operator: it is restored from the backup, and the digest says whether it is the same.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as kept: its name as it came, its media type, its size in bytes, its digest."""

    name: str
    media: str
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as an officer gives it."""

    name: str
    data: bytes = field(repr=False)


def keep_paper(upload: Upload) -> Paper:
    """Write a document into the folder `papers` and return what is known of it; the same bytes again are the same file.

    Raises `PaperTooLarge`, `PaperNotTaken`. The file is whole on the disk before its row is committed; one without a row harms nobody.
    """
    name = " ".join(upload.name.replace("/", " ").replace("\\", " ").split())[-_NAME_CAP:]
    cap = home().papers_mib
    if len(upload.data) > cap * MIB:
        raise PaperTooLarge(name=name, most=cap)
    media = _media(name, upload.data)
    digest = Digest.of(upload.data)
    target = home().papers / str(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = target.with_name(f"{digest}.{os.getpid()}.new")
        with fresh.open("wb") as out:
            out.write(upload.data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
    return Paper(name, media, len(upload.data), digest)


def paper_path(digest: Digest) -> Path:
    """Return where a document is, or would be; whether it still has its digest only its bytes say."""
    return home().papers / str(digest)


def read_paper(digest: Digest) -> bytes:
    """Return a document word for word; raises `PaperMissing` where it is gone or no longer has its digest."""
    try:
        data = (home().papers / str(digest)).read_bytes()
    except OSError as fault:
        raise PaperMissing(digest=digest) from fault
    if Digest.of(data) != digest:
        raise PaperMissing(digest=digest)
    return data


def _media(name: str, data: bytes) -> str:
    ending = name.rpartition(".")[2].lower()
    media, begins = TYPES.get(ending, ("", ()))
    fits = data.startswith(begins) if begins else _is_text(data)
    if not media or not data or not fits:
        raise PaperNotTaken(name=name, types=", ".join(TYPES))
    return media


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data
