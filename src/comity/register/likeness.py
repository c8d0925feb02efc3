"""What two ways to write the same thing have in common. Pure: a person says whether it is the same."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from comity.terms.folding import words_of

ALIKE: Final = 0.5  # of all words of both, this many are in both
_LONGEST: Final = 200


def name_key(name: str) -> str:
    """Return the same for *Shoigu Sergey Kuzhugetovich* and *Sergei Kuzhugetovich Shoigu*: words in one order, y as i, no letter twice."""
    return " ".join(sorted(_thin(word) for word in words_of(name)))[:_LONGEST]


def words_key(*texts: str) -> str:
    """Return a short digest of the folded words of `texts`, in order: equal for the same sentence, however it was typed."""
    return hashlib.sha256("\x1f".join(" ".join(words_of(text)) for text in texts).encode()).hexdigest()[:32]


def likeness(one: str, other: str) -> float:
    """Return which share of the words of both is in both, 0 to 1; 0 where either is empty."""
    first, second = _folded(one), _folded(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def is_same_place(one: str, other: str) -> bool:
    """Say whether two places may be one: written alike, one within the other, or not known on one side."""
    first, second = words_of(one), words_of(other)
    return not first or not second or _within(first, second) or _within(second, first)


def tidy(texts: Iterable[str]) -> str:
    """Return the folded words of `texts`, each once, as they are kept for the search."""
    return " ".join(dict.fromkeys(word for text in texts for word in words_of(text)))


@lru_cache(maxsize=1024)
def _folded(text: str) -> frozenset[str]:
    """Return the words of a text; a table that comes in asks of the same rows again and again."""
    return frozenset(words_of(text))


def _thin(word: str) -> str:
    plain = word.replace("y", "i")
    return "".join(letter for at, letter in enumerate(plain) if not at or letter != plain[at - 1])


def _within(part: list[str], whole: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
