"""The fonts of letters: which characters they have, and that nothing is printed that they have not.

Tinos (metrics of Times New Roman, which Decree 30/2020 asks for), Cousine for what a machine wrote, Noto Sans for briefs and packs, all
whole and unchanged, licence beside them. An operator may add fonts for further scripts; none of the machine's own is ever used.
"""

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from comity.letters.parts import Part, texts
from comity.letters.refusals import BadFont, MissingGlyph, NoPrinter
from comity.terms.text import require_clean

FOLDER: Final = files("comity.letters") / "fonts"
PACKAGED: Final = (
    *("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Cousine-Regular.ttf"),
    *("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
)
SUFFIXES: Final = (".ttf", ".otf")
# Text is set in these three, so that a character must be in each; what Noto Sans lacks is set in them too.
_SHAPED: Final = PACKAGED[:3]
# Shapers hide these where a font lacks them (HarfBuzz, hb_buffer: default ignorables), so nothing is lost to a reader.
_INVISIBLE: Final = frozenset(map(ord, "\n\u00ad\u200b\u200c\u200d\u2060\ufe00\ufe01\ufe0e\ufe0f"))
_NAMED: Final = 10  # characters that a refusal lists
_CAP: Final = 200_000


@dataclass(frozen=True, slots=True)
class Extra:
    """A font that the operator added: the name of its file, and its bytes."""

    name: str
    data: bytes


def require_printable(parts: Iterable[Part], *, extra: tuple[Extra, ...] = ()) -> None:
    """Refuse to go on unless every character of every part can be seen: `MissingGlyph`, `UnsafeText`, `BadFont`."""
    require_shown((pair for part in parts for pair in texts(part)), extra=extra)


def require_shown(said: Iterable[tuple[str, str]], *, extra: tuple[Extra, ...] = ()) -> None:
    """The same for texts, each with the place in which a reader finds it."""
    known = characters(extra)
    for text, where in said:
        require_clean(unicodedata.normalize("NFC", text), cap=_CAP, what="letter")
        absent = dict.fromkeys(one for one in text if ord(one) not in known)
        if absent:
            shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in list(absent)[:_NAMED])
            raise MissingGlyph(characters=shown + (" …" if len(absent) > _NAMED else ""), where=where)


def characters(extra: tuple[Extra, ...] = ()) -> frozenset[int]:
    """Return the code points that letters can show; raises `BadFont`."""
    return _packaged().union(_INVISIBLE, *(_added(one) for one in extra))


@cache
def _packaged() -> frozenset[int]:
    return frozenset.intersection(*(_cmap((FOLDER / name).read_bytes()) for name in _SHAPED))


@cache
def _added(font: Extra) -> frozenset[int]:
    try:
        return _cmap(font.data)
    except NoPrinter:
        raise
    except Exception as fault:  # a font is a program of many tables, and its reader fails in as many ways
        raise BadFont(name=font.name[:80]) from fault


def _cmap(data: bytes) -> frozenset[int]:
    """Return the code points for which the font has a drawn or blank glyph of its own."""
    try:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 -- of the set that a node may do without
    except ImportError as fault:
        raise NoPrinter(what="fontTools") from fault
    with TTFont(io.BytesIO(data), lazy=True) as font:
        return frozenset(point for point, glyph in (font.getBestCmap() or {}).items() if glyph != ".notdef")
