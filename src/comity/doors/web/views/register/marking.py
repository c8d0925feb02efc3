"""A document's text cut where suggestions begin and end, so that each piece knows what rests on it. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from comity.doors.web.pages.register import Paragraph, Piece

# Which kind is drawn where several rest on the same words: what one must not overlook first.
_ORDER: Final = ("commitment", "event", "actor", "figure", "statement")
Places = Mapping[str, Sequence[tuple[int, int]]]


def paragraphs_of(
    text: str, paragraphs: Sequence[Mapping[str, Any]], *, places: Places, numbers: Mapping[str, int]
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `text` in pieces. `places` has the spans of each suggestion by its key, the chief one first."""
    return tuple(Paragraph(one["role"], tuple(_pieces(text, one["span"][0], one["span"][1], places, numbers))) for one in paragraphs)


def _pieces(text: str, first: int, after: int, places: Places, numbers: Mapping[str, int]) -> list[Piece]:
    here = {
        key: [(max(start, first), min(end, after)) for start, end in spans if start < after and end > first]
        for key, spans in places.items()
    }
    cuts = sorted({first, after, *(cut for spans in here.values() for span in spans for cut in span)})
    chief = {key: spans[0] for key, spans in places.items() if spans}
    made = []
    for start, end in pairwise(cuts):
        of = tuple(key for key, spans in here.items() if any(a <= start and end <= b for a, b in spans))
        begins = tuple(key for key in of if chief[key][0] == start)
        ends = tuple((key, numbers[key]) for key in of if chief[key][1] == end)
        made.append(Piece(text[start:end], of, _drawn(of), begins, ends))
    return made


def _drawn(of: Sequence[str]) -> str:
    kinds = {key.split("-", maxsplit=1)[0] for key in of}
    return next((kind for kind in _ORDER if kind in kinds), "")
