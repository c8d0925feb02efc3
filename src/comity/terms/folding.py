"""Words as they are searched for: without case, without diacritics, in one width. `dak lak` finds *Đắk Lắk*, `ĐẮK LẮK`.

Both sides are folded by the same function, what is stored and what is typed, so that it matters only that equal words become
equal. What it loses (*ma*, *má* and *mả* are one word to it) a reader tells apart at a glance.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 40  # characters of a word; what is longer is searched for by its beginning

_MARKS: Final = re.compile("[\u0300-\u036f]")  # accents, tones, horn and breve; not the vowel signs of other scripts, which are letters
_OTHER: Final = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_WORD: Final = re.compile(r"[^\W_]+")
_PAIRS: Final = re.compile(r"\b(?![a-z])([^\W_]+) (?![a-z])(?=([^\W_]+))")  # most words begin small, and are no name


def fold(text: str) -> str:
    """Return `text` in one case and one width (NFKD), without marks over or under its letters; folding twice changes nothing."""
    if text.isascii():
        return text.lower()
    opened = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", opened).translate(_OTHER))


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` in order: runs of letters and digits, each cut after `LONGEST` characters."""
    return [word[:LONGEST] for word in _WORD.findall(fold(text))]


def joined_names(text: str) -> list[str]:
    """Return neighbours that are written with capitals as one folded word each: *Hà Nội* is looked for as `hanoi` too."""
    found = [
        first + second for first, second in _PAIRS.findall(unicodedata.normalize("NFC", text)) if first[0].isupper() and second[0].isupper()
    ]
    return words_of(" ".join(found)) if found else []
