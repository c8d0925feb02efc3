"""Words of a text, and where they stand. A word is a run of letters and digits: syllables in Vietnamese, the parts of a hyphenated name."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
# The old and the new place of a tone mark are one spelling to a reader: hoà and hòa, thuý and thúy.
_TONES: Final = {"̀", "́", "̃", "̉", "̣"}
_GLIDES: Final = re.compile(r"(?<!q)(o[ae]|uy)$")
_SYLLABLE: Final = re.compile(
    r"(?:b|c(?![eêiy])|ch|d|đ|g(?![eê])|gh(?=[eêi])|gi|h|k(?=[eêiy])|kh|l|m|n|ng(?![eêi])|ngh(?=[eêi])|nh|p|ph|q(?=u)|r|s|t|th|tr|v|x)?"
    r"(?:oai|oay|uay|uây|uyê|uya|uôi|ươi|ươu|iêu|yêu|oeo|uyu|iê|yê|uô|ươ|uâ|uê|uy|oa|oă|oe|oo|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ưa|ui|ưi|ưu|uơ|"
    r"a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|ng|nh|c|m|n|p|t)?"
)


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """Return the form in which words are compared: small letters, the tone mark in its new place."""
    small = word.casefold()
    if small.isascii():
        return small
    opened = unicodedata.normalize("NFD", small)
    tone = next((mark for mark in opened if mark in _TONES), "")
    if not tone:
        return unicodedata.normalize("NFC", small)
    bare = unicodedata.normalize("NFC", opened.replace(tone, ""))
    if _GLIDES.search(bare):
        return unicodedata.normalize("NFC", f"{bare[:-1]}{tone}{bare[-1]}")
    return unicodedata.normalize("NFC", small)


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Say whether a word could be one syllable of Vietnamese; a foreign name mostly is not."""
    opened = unicodedata.normalize("NFD", word.casefold())
    bare = unicodedata.normalize("NFC", "".join(mark for mark in opened if mark not in _TONES))
    return _SYLLABLE.fullmatch(bare) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: as written, as compared, where each begins and ends."""

    text: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Cut `text` into words."""
        found = list(_WORD.finditer(text))
        words = tuple(one.group() for one in found)
        return cls(text, words, tuple(map(key, words)), tuple(one.start() for one in found), tuple(one.end() for one in found))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.words)

    def gap(self, at: int) -> str:
        """Return what stands between word `at` and the one before it; before the first, a full stop."""
        return self.text[self.ends[at - 1] : self.starts[at]] if at else "."

    def capital(self, at: int) -> bool:
        """Say whether word `at` begins with a capital letter."""
        return self.words[at][0].isupper()


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written with spaces between them."""
    return frozenset(text.split())
