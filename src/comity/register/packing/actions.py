"""Makes the pack of figures and writes into the journal who took it: a paper leaves the node's protection."""

from typing import Final

from django.db import transaction

from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.letters.pack import print_pack_docx, print_pack_pdf
from comity.letters.printed import TYPES, Printed, Shape
from comity.records.models import Officer
from comity.register.packing.collecting import LANGUAGES, pack_of
from comity.register.policy import operator, require_read
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.vocabulary import UnknownLanguage

_PRINTERS: Final = {"pdf": print_pack_pdf, "docx": print_pack_docx}


def print_pack(*, language: str, shape: Shape, at: Instant, by: Officer | None) -> Printed:
    """Return the pack of figures; the journal keeps its digest and who made it. `by` is None for the operator at the machine.

    Raises `NotAllowed`, `UnknownLanguage`, and what the printers of `letters` refuse; then nothing is written.
    """
    node = home()
    if language not in LANGUAGES:
        raise UnknownLanguage(language=ascii(language[:40]))
    who = operator(node.node) if by is None else actor(by, at=at)
    require_read(who)
    data = _PRINTERS[shape](pack_of(language=language, by=who, at=at), extra=added_fonts(node))
    facts = {"digest": str(Digest.of(data)), "size": len(data), "form": shape.upper(), "language": language}
    with transaction.atomic():
        note("pack.printed", by=by if by is not None else "operator", at=at, facts=facts)
    day = at.datetime().date().isoformat()
    return Printed(f"kpi.{day}.{language}.{shape}", TYPES[shape], data)
