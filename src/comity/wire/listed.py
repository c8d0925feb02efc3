"""A file that goes with an act, as the act lists it: name, media type, size, SHA-256; the bytes travel beside the act."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET, UnsetType

from comity.terms.digests import Digest
from comity.terms.filenames import require_safe_name
from comity.terms.json import JsonValue
from comity.terms.languages import Language
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.shapes import Shape, require_count, take_word

SPEC: Final = "docs/specs/file.md, section 1"

MAX_SIZE: Final = 100 * 1024 * 1024
MAX_FILES: Final = 64

_WHAT: Final = "file"
_MEDIA: Final = re.compile(r"(?=.{3,127}\Z)[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_KIND: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """One file of an act. `size` in bytes; `kind` is a code of the vocabulary `file-kind`; `language` is empty where none is said.

    The media type is what its sender says. Nothing is ever opened, shown or run by it.
    """

    name: str
    media_type: str
    size: int
    sha256: Digest
    kind: str
    language: str = ""

    def __post_init__(self) -> None:
        """Refuse a name that is not plain, words out of form, and a size of nothing or over 100 MiB."""
        require_safe_name(self.name)
        take_word(self.media_type, pattern=_MEDIA, what="media type")
        take_word(self.kind, pattern=_KIND, what="kind of file")
        require_count(self.size, least=1, what=_WHAT)
        if self.size > MAX_SIZE:
            raise TooLarge(_WHAT, size=self.size, cap=MAX_SIZE)
        if self.language:
            Language(self.language)


class FileShape(Shape):
    """The members of one file in the JSON of an act."""

    name: str
    media_type: str
    size: int
    sha256: str
    kind: str
    language: str | UnsetType = UNSET


def is_media_type(text: str) -> bool:
    """Say whether `text` is a media type in the one form that an act takes: lower case, without parameters."""
    return _MEDIA.fullmatch(text) is not None


def require_distinct(files: Sequence[ListedFile]) -> None:
    """Raise `Malformed` for more files than an act may list, the same bytes twice, or two names that a disk may take for one."""
    if len(files) > MAX_FILES:
        raise Malformed(_WHAT, f"{len(files)} of them, at most {MAX_FILES}")
    if len({file.sha256 for file in files}) != len(files):
        raise Malformed(_WHAT, "the same bytes twice")
    if len({file.name.casefold() for file in files}) != len(files):
        raise Malformed(_WHAT, "the same name twice")


def take_files(shapes: list[FileShape] | UnsetType) -> tuple[ListedFile, ...]:
    """Return the files in the member `files` of an act; raises `Malformed` or `TooLarge`. An empty list is no form of none."""
    if shapes is UNSET:
        return ()
    if not shapes:
        raise Malformed(_WHAT, "a list of none")
    return tuple(
        ListedFile(
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=Digest.parse(one.sha256),
            kind=one.kind,
            language=_language(one.language),
        )
        for one in shapes
    )


def _language(value: str | UnsetType) -> str:
    if value is UNSET:
        return ""
    if not value:
        raise Malformed(_WHAT, "an empty language")
    return value


def print_listed(file: ListedFile) -> dict[str, JsonValue]:
    """Return the JSON value of one file, as it stands in an act."""
    value: dict[str, JsonValue] = {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": str(file.sha256),
        "kind": file.kind,
    }
    if file.language:
        value["language"] = file.language
    return value
