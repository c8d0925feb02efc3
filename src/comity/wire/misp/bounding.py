"""How long a pattern can take: an upper bound of the steps of a backtracking search, found before anything is searched.

Patterns of warning lists are a stranger's, and `re` can be made to walk for ages. What is read here is the part of its syntax that such
lists use; anything else (look-arounds, references back, named groups, flags inside) is refused, because nobody here can say what it costs.

A search walks a tree of choices. Its leaves are at most the product of the choices that each repetition and each alternative leaves, and
each is reached by at most as many steps as the pattern has parts; and it begins again at every letter, unless it is tied to the first.
"""

import re
from dataclasses import dataclass
from typing import Final

from comity.terms.refusals import Malformed

_WHAT: Final = "pattern"
_ENDLESS: Final = -1
_CEILING: Final = 10**12  # beyond it nobody counts on
_DEEPEST: Final = 20
_BRACES: Final = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|\[:[a-z]+:\]|[^\]\\])*\]")
_ESCAPES: Final = frozenset("dDwWsSbBAZztnrfv")  # beside signs, which stand for themselves


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: how many single things it has; the choices that it leaves on a value of a length, as a tree.

    `least` and `most` are how often `inner` is repeated (`_ENDLESS`: as often as the value allows); `either` are alternatives; without any
    of both it is a sequence of `inner`.
    """

    size: int = 1
    inner: "tuple[_Part, ...]" = ()
    either: bool = False
    least: int = 1
    most: int = 1
    anchor: bool = False

    def ways(self, length: int) -> int:
        """Return how many choices it leaves at most on `length` letters; no more than `_CEILING`."""
        if self.either:
            found = sum(one.ways(length) for one in self.inner)
        else:
            found = 1
            for one in self.inner:
                found = min(found * one.ways(length), _CEILING)
        if (self.least, self.most) == (1, 1):
            return min(found, _CEILING)
        most = length + 1 if self.most == _ENDLESS else self.most
        choices = max(most - self.least + 1, 1)
        paths: int = found ** min(most, 40)
        return min(min(paths, _CEILING) * choices, _CEILING)

    @property
    def tied(self) -> bool:
        """Whether it can begin at the first letter alone."""
        if self.either:
            return all(one.tied for one in self.inner)
        return self.anchor or bool(self.inner and self.least > 0 and self.inner[0].tied)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a search by one pattern costs."""

    whole: _Part

    def steps(self, length: int) -> int:
        """Return the most steps of a search in `length` letters, up to a million millions."""
        starts = 1 if self.whole.tied else length + 1
        return min(starts * self.whole.ways(length) * self.whole.size, _CEILING)


def bound_of(pattern: str) -> Bound:
    """Return the bound of a pattern; raises `Malformed` for what is no pattern, and for what nobody here can bound."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as fault:
        raise Malformed(_WHAT, f"no pattern: {ascii(str(fault))[1:-1][:80]}") from fault
    reading = _Reading(pattern)
    whole = reading.either(0)
    if reading.at != len(pattern):
        raise Malformed(_WHAT, f"place {reading.at + 1}: cannot be read")
    return Bound(whole)


class _Reading:
    """A pattern from left to right; `re` has seen that it is one."""

    def __init__(self, pattern: str) -> None:
        self.pattern: Final = pattern
        self.at = 0

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def either(self, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise Malformed(_WHAT, f"more than {_DEEPEST} groups inside each other")
        found = [self._sequence(depth)]
        while self._next() == "|":
            self.at += 1
            found.append(self._sequence(depth))
        if len(found) == 1:
            return found[0]
        return _Part(size=1 + sum(one.size for one in found), inner=tuple(found), either=True)

    def _sequence(self, depth: int) -> _Part:
        found: list[_Part] = []
        while self._next() not in ("", "|", ")"):
            found.append(self._repeated(self._one(depth)))
        return _Part(size=1 + sum(one.size for one in found), inner=tuple(found))

    def _one(self, depth: int) -> _Part:
        letter = self._next()
        if letter == "(":
            return self._group(depth)
        if letter == "[":
            found = _CLASS.match(self.pattern, self.at)
            if found is None:
                raise Malformed(_WHAT, f"place {self.at + 1}: a class that cannot be read")
            self.at = found.end()
            return _Part()
        if letter == "\\":
            return self._escape()
        self.at += 1
        return _Part(anchor=letter == "^")

    def _escape(self) -> _Part:
        named = self.pattern[self.at + 1 : self.at + 2]
        if named.isalnum() and named not in _ESCAPES:
            raise Malformed(_WHAT, f"place {self.at + 1}: \\{ascii(named)[1:-1]} is not taken")
        self.at += 2
        return _Part(anchor=named == "A")

    def _group(self, depth: int) -> _Part:
        begins = self.at
        self.at += 1
        if self._next() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise Malformed(_WHAT, f"place {begins + 1}: of groups that begin with a question mark (?:…) alone is taken")
            self.at += 2
        found = self.either(depth + 1)
        self.at += 1
        return found

    def _repeated(self, one: _Part) -> _Part:
        """Return the part with how often it stands there; what is greedy and what is not walk through the same choices."""
        while True:
            least, most = self._times()
            if least is None:
                return one
            one = _Part(size=one.size * max(most, 1), inner=(one,), least=least, most=most)

    def _times(self) -> tuple[int | None, int]:
        letter = self._next()
        found = _BRACES.match(self.pattern, self.at) if letter == "{" else None
        if letter not in ("*", "+", "?") and found is None:
            return None, 1
        if found is not None:
            self.at = found.end()
            least = int(found[1])
            most = least if found[2] is None else int(found[3]) if found[3] else _ENDLESS
        else:
            self.at += 1
            least, most = {"*": (0, _ENDLESS), "+": (1, _ENDLESS), "?": (0, 1)}[letter]
        if self._next() in ("?", "+"):
            self.at += 1
        return least, most
