"""Lists of files in words: name, size, digest, what it is, how far it has come."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from comity.desk.attaching.refusals import NoFilesOutside
from comity.desk.filelists import files_of
from comity.desk.reading.files import FileHere
from comity.directory.ways import is_outside
from comity.doors.web.pages.files import FileLine, FileList
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.naming import language_name, short
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary
from comity.wire.listed import ListedFile

_KIB: Final = 1024
_STANDINGS: Final = {
    ("out", "due"): (gettext_lazy("not there yet"), "soft"),
    ("out", "whole"): (gettext_lazy("there; their node signed for it"), "pass"),
    ("out", "broken"): (gettext_lazy("refused: other bytes arrived than the act lists"), "stop"),
    ("in", "coming"): (gettext_lazy("on its way"), "soft"),
    ("in", "whole"): (gettext_lazy("here; its digest is the signed one"), "pass"),
    ("in", "broken"): (gettext_lazy("not opened: its bytes are not those that the signed act lists"), "stop"),
}


def size_words(size: int) -> str:
    """Say how large a file is, to a tenth of the unit; bytes where that is exact."""
    if size < _KIB:
        return ngettext("%(count)s byte", "%(count)s bytes", size) % {"count": size}
    if size < _KIB * _KIB:
        return f"{number_format(size / _KIB, 1)} KiB"
    return f"{number_format(size / _KIB / _KIB, 1)} MiB"


def kind_words(kind: str, language: str) -> str:
    """Return what a kind of file is called; its code where a newer node sent one that this one does not know."""
    try:
        return str(vocabulary("file-kind").label(kind, language))
    except Refused:
        return kind


def draft_list(draft: Any, at_work: Work, *, change: bool = False, forms: bool = False) -> FileList:  # noqa: ANN401 -- a row of a room below
    """Return what goes with a draft; with `change` the way to the page of it, with `forms` a button on each line."""
    files = files_of(draft)
    lines = tuple(
        FileLine(
            name=file.name,
            size=size_words(file.size),
            digest=str(file.sha256),
            groups=short(str(file.sha256)),
            note=_note(file.kind, file.language, at_work.language),
            href=reverse("draft-file", args=[draft.pk, str(file.sha256)]),
            take_off=Form(reverse("draft-file-off", args=[draft.pk, str(file.sha256)]), fresh_token()) if forms else None,
        )
        for file in files
    )
    told = ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s together", len(files))
    size = size_words(sum(file.size for file in files))
    return FileList(
        lines=lines,
        told=told % {"count": len(files), "size": size} if files else gettext("No file goes with it."),
        href=reverse("draft-files", args=[draft.pk]) if change and not is_outside(draft.peer) else "",
        instead=gettext(NoFilesOutside.next_step) if change and is_outside(draft.peer) else "",
    )


def changed_files(before: Sequence[ListedFile], now: Sequence[ListedFile]) -> tuple[str, str]:
    """Return the files that went and those that came, each with the digits of its digest: one with new bytes stands in both."""
    gone, come = ([one for one in some if one not in others] for some, others in ((before, now), (now, before)))
    return _named(gone), _named(come)


def _named(files: Iterable[ListedFile]) -> str:
    return "; ".join(f"{one.name} ({short(str(one.sha256))})" for one in files)


def act_list(files: Sequence[FileHere], *, reference: str, at_work: Work) -> FileList:
    """Return the files of an act that was sent or received, each with how far it has come."""
    return FileList(tuple(_line(file, reference=reference, at_work=at_work) for file in files), _told(files))


def _told(files: Sequence[FileHere]) -> str:
    if not files:
        return ""
    facts = {"whole": sum(file.state == "whole" for file in files), "all": len(files)}
    if files[0].direction == "in":
        return gettext("%(whole)s of %(all)s files here") % facts
    return gettext("%(whole)s of %(all)s files there") % facts


def _line(file: FileHere, *, reference: str, at_work: Work) -> FileLine:
    words, tone = _STANDINGS[file.direction, file.state]
    opens = file.direction == "out" or file.state == "whole"
    return FileLine(
        name=file.name,
        size=size_words(file.size),
        digest=str(file.digest),
        groups=short(str(file.digest)),
        note=_note(file.kind, file.language, at_work.language),
        href=reverse("act-file", args=[reference, file.env_id, str(file.digest)]) if opens else "",
        standing=f"{words}, {at_work.when(file.ended_at)}" if file.ended_at else str(words),
        tone=tone,
    )


def _note(kind: str, language: str, reader: str) -> str:
    return ", ".join(_said(kind, language, reader))


def _said(kind: str, language: str, reader: str) -> Iterable[str]:
    yield kind_words(kind, reader)
    if language:
        yield language_name(language, reader)
