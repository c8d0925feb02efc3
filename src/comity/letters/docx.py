"""Prints a letter as DOCX, to be edited: the same places and words as the PDF; the same letter gives the same bytes.

It is never the record: it says so on every page, and the signed act is what `comity verify` knows.
"""

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from comity.letters.faces import Extra, require_printable
from comity.letters.letter import Letter
from comity.letters.parts import lay_out
from comity.letters.refusals import NoPrinter
from comity.letters.wording import say

_TEMPLATE: Final = files("comity.letters") / "templates" / "letter.docx"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # what ZIP can say at all (APPNOTE 4.4.6)


def print_docx(letter: Letter, *, extra: tuple[Extra, ...] = ()) -> bytes:
    """Return the letter as DOCX. Raises `MissingGlyph`, `UnsafeText`, `BadFont`, and `NoPrinter` where docxtpl is not installed."""
    parts = lay_out(letter)
    require_printable(parts, extra=extra)
    try:
        import docxtpl  # noqa: PLC0415 -- 30 MB that a node without letters never pays
    except ImportError as fault:
        raise NoPrinter(what="docxtpl") from fault
    first = letter.languages[0]
    document = docxtpl.DocxTemplate(io.BytesIO(_template()))
    facts = {
        "parts": parts,
        "watermark": " / ".join(part.watermark for part in parts if part.watermark),
        "editable": " / ".join(say("editable", language) for language in letter.languages),
        "title": parts[0].title,
        "subject": letter.subject[first],
        "author": letter.sender.names[first],
    }
    # Without escaping, an `&` in a name breaks the file and `<w:t>` in one writes into it.
    document.render(facts, autoescape=True)
    core = document.docx.core_properties
    core.created = core.modified = datetime(letter.on.year, letter.on.month, letter.on.day, tzinfo=UTC)
    core.revision = 1
    out = io.BytesIO()
    document.save(out)
    return pack(out.getvalue())


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def pack(data: bytes) -> bytes:
    """Return the ZIP file again, its members in order and without the moment at which they were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        # The list of types comes first, as readers of OPC packages expect it.
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            member = zipfile.ZipInfo(name, date_time=_EARLIEST)
            member.external_attr, member.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
