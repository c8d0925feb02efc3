"""Numbers of a series: *lần thứ 18*, *lần thứ ba*, *the second*."""

import re
from typing import Final

_VIETNAMESE: Final = {word: number for number, word in enumerate(["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)}
_ENGLISH: Final = {
    word: number for number, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1)
}
_ORDINAL: Final = re.compile(
    r"(?:lần|vòng|khóa) thứ (\w+)|(?:the )?\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)


def ordinal_in(text: str) -> int | None:
    """Return the number that `text` gives to an event of a series, in digits or in a word up to ten."""
    found = _ORDINAL.search(text)
    if not found:
        return None
    word = (found[1] or found[2]).lower()
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else _VIETNAMESE.get(word) or _ENGLISH.get(word)
