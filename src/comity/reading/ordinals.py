"""Numbers of a series: *lần thứ 18*, *lần thứ ba*, *the second*."""

import re
from typing import Final

_VIETNAMESE: Final = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ENGLISH: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL: Final = re.compile(
    rf"(?:lần|vòng|khóa|phiên|kỳ|đàm phán|họp) thứ (\w+)|(?:the )?\b({'|'.join(_ENGLISH)}|\d+(?:st|nd|rd|th))\b", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"(?:[A-Z][A-Z+]{2,11}|[Vv]òng|[Pp]hiên|[Kk]hóa) (\d{1,3})\b(?!\s?[/.-]\d)")  # ASOD 46, vòng 2
_WORDS: Final = {word: number for words in (_VIETNAMESE, _ENGLISH) for number, word in enumerate(words, 1)}


def ordinal_in(text: str) -> int | None:
    """Return the number that `text` gives to an event of a series, in digits or in a word up to ten."""
    found = _ORDINAL.search(text)
    if not found:
        numbered = _NUMBERED.match(text)
        return int(numbered[1]) if numbered else None
    word = (found[1] or found[2]).lower()
    digits = re.match(r"\d{1,6}", word)
    return int(digits.group()) if digits else _WORDS.get(word)
