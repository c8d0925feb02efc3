"""Files beside acts, on a page: a list wherever an act is shown, and a page of its own while it is drafted."""

from dataclasses import dataclass
from typing import ClassVar, Final

from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.parts import Crumbs, Form


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: `note` says what it is, `standing` how far it has come, `tone` its colour. Without `href` it cannot be opened now."""

    name: str
    size: str
    digest: str
    groups: str
    note: str
    href: str = ""
    standing: str = ""
    tone: str = ""
    take_off: Form | None = None


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of one act; `told` sums them up, `href` leads to where they are changed, `instead` says what to do where none can go."""

    lines: tuple[FileLine, ...] = ()
    told: str = ""
    href: str = ""
    instead: str = ""


NO_FILES: Final = FileList()


@dataclass(frozen=True, slots=True)
class DraftFilesPage:
    """Where files are put to a draft and taken off; `fault` stands at the file that was refused."""

    template: ClassVar[str] = "web/files.html"
    heading: str
    deck: str
    crumbs: Crumbs
    files: FileList
    form: Form
    limits: str
    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    back_href: str
    fault: str = ""
