"""On what a level rests: rows of the register by their numbers, or papers in words. Read strictly, one a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from comity.picture.refusals import NoSuchSource, SourceOwed
from comity.records.models import Commitment, Document, Meeting, Statement
from comity.terms.text import FreeText

Sort = Literal["document", "meeting", "statement", "commitment", "written"]
_NUMBER: Final = re.compile(r"([RMSC])-(\d{1,9})")
_MOST: Final = 12
_CAP: Final = 300


@dataclass(frozen=True, slots=True)
class Source:
    """One source: a number of the register (a statement's is S- and its key), or words."""

    sort: Sort
    reference: str

    def as_json(self) -> dict[str, str]:
        """Return it as the row keeps it."""
        return {"sort": self.sort, "reference": self.reference}


def read_sources(text: str) -> tuple[Source, ...]:
    """Read sources, one a line. Raises `SourceOwed` for none or more than twelve, `NoSuchSource`, and what text refuses."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 0 < len(lines) <= _MOST:
        raise SourceOwed
    return tuple(dict.fromkeys(map(_source, lines)))


def sources_of(kept: list[dict[str, str]]) -> Iterator[Source]:
    """Yield the sources that a row keeps."""
    for one in kept:
        yield Source(one["sort"], one["reference"])  # type: ignore[arg-type] # written by `as_json`


def _source(line: str) -> Source:
    found = _NUMBER.fullmatch(line.upper())
    if found is None:
        return Source("written", str(FreeText.parse(line, cap=_CAP, what="source")))
    letter, digits = found.groups()
    number = f"{letter}-{int(digits)}" if letter == "S" else f"{letter}-{int(digits):06d}"
    sorts: dict[str, Sort] = {"R": "document", "M": "meeting", "S": "statement", "C": "commitment"}
    if not _is_there(letter, number):
        raise NoSuchSource(number=number)
    return Source(sorts[letter], number)


def _is_there(letter: str, number: str) -> bool:
    if letter == "R":
        return Document.objects.filter(number=number).exists()
    if letter == "S":
        return Statement.objects.filter(pk=int(number[2:]), taken_out_at__isnull=True).exists()
    if letter == "M":
        return Meeting.objects.filter(number=number, taken_out_at__isnull=True).exists()
    return Commitment.objects.filter(number=number, taken_out_at__isnull=True).exists()
