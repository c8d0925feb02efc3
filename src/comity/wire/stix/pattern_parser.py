"""Reads STIX patterns (section 9): a parser that goes down the grammar, a function for each rule, and says in words where it stopped.

The grammar is that of the OASIS pattern validator, which the standard's examples are checked with. Stricter than it, by the text of the
standard: a timestamp names a day that exists, STOP comes after START, REPEATS counts at least one, and places in lists count from none.
"""

import re
from typing import Final

from comity.wire.stix.patterns import (
    KEYWORDS,
    Comparison,
    Compound,
    Constant,
    During,
    Exists,
    Index,
    Joined,
    Junction,
    Kind,
    Observation,
    Operator,
    Path,
    Pattern,
    Qualified,
    Qualifier,
    Repeats,
    Step,
    Tested,
    Within,
)
from comity.wire.stix.refusals import BadStix, refusal
from comity.wire.stix.timestamps import is_timestamp, order_of

CAP: Final = 256 * 1024  # characters; an indicator with three thousand hashes still fits
DEPTH: Final = 32  # brackets inside each other
_SHOWN: Final = 40

# Names are the kinds of token; the order is that of the grammar where two could begin alike. What fits nowhere is BAD.
_TOKEN: Final = re.compile(
    r"""(?P<SKIP>(?:[\ \t\r\n\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|/\*.*?\*/|//[^\r\n]*)+)
    |(?P<TEXT>'(?:[^'\\]|\\['\\])*')
    |(?P<HEX>h'(?:[0-9a-fA-F]{2})*')
    |(?P<BINARY>b'(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)')
    |(?P<TIMESTAMP>t'[0-9TZ:.-]+')
    |(?P<WORD>[a-zA-Z_][a-zA-Z0-9_-]*)
    |(?P<FLOAT>[+-]?[0-9]*\.[0-9]+)
    |(?P<INTEGER>[+-]?(?:0|[1-9][0-9]*))
    |(?P<SIGN>==|=|!=|<>|<=|>=|<|>|[\[\]():.,*])
    |(?P<BAD>.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERALS: Final = {
    "INTEGER": Kind.INTEGER,
    "FLOAT": Kind.FLOAT,
    "TEXT": Kind.TEXT,
    "HEX": Kind.HEX,
    "BINARY": Kind.BINARY,
    "TIMESTAMP": Kind.TIMESTAMP,
}
_EQUALITY: Final = {"=": Operator.EQUAL, "==": Operator.EQUAL, "!=": Operator.UNEQUAL, "<>": Operator.UNEQUAL}
_ORDER: Final = {"<": Operator.LESS, "<=": Operator.AT_MOST, ">": Operator.MORE, ">=": Operator.AT_LEAST}
_ON_TEXT: Final = {word: Operator(word) for word in ("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET")}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_END: Final = ("END", "", 0)  # kind, text, place from 0
_MOST_DIGITS: Final = 9  # of a place in a list, or a count


def parse_pattern(text: str) -> Pattern:
    """Return the pattern that `text` says.

    Raises `BadPattern`, with line and character counted from 1, at the first place where the text cannot be read, or is longer than `CAP`
    characters, or has more than `DEPTH` brackets inside each other.
    """
    # (1) size                                           - ours
    if len(text) > CAP:
        raise refusal("", "pattern-too-long", size=len(text), cap=CAP)
    # (2) the grammar                                    - section 9.3 to 9.7
    reader = _Reader(text)
    pattern = reader.followed_by()
    # (3) nothing after it
    if reader.kind != "END":
        raise reader.refuse("pattern-end")
    return pattern


class _Reader:
    """The text as tokens, and where reading stands; each method reads one rule of the grammar and leaves the next token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.finditer(text)  # taken one by one: what follows a bad one is never looked at, so that reading stays linear
        self.depth = 0
        self.kind, self.word, self.place = _END
        self.advance()

    def advance(self) -> str:
        """Go on by one token; return the text of the one that was left."""
        left = self.word
        for found in self.tokens:
            if (kind := found.lastgroup) != "SKIP":
                self.kind, self.word, self.place = str(kind), found.group(), found.start()
                return left
        self.kind, self.word, self.place = "END", "", len(self.text)
        return left

    def refuse(self, code: str, *, place: int = -1, **facts: str) -> BadStix:
        """Return the refusal at the present token, or at `place`."""
        if place >= 0:
            return self.refusal_at(place, code, found="", **facts)
        if self.kind == "END":
            code = "pattern-early"
        elif self.kind == "BAD" and self.word == "'":
            code = "pattern-quote"
        return self.refusal_at(self.place, code, found=ascii(self.word[:_SHOWN])[1:-1], **facts)

    def refusal_at(self, place: int, code: str, **facts: str) -> BadStix:
        """Return the refusal with line and character, both from 1."""
        before = self.text[:place]
        return refusal("", code, line=before.count("\n") + 1, column=place - before.rfind("\n"), **facts)

    def take(self, word: str, code: str) -> None:
        """Read one sign or keyword, or refuse."""
        if self.word != word:
            raise self.refuse(code, word=word)
        self.advance()

    def opened(self) -> None:
        """Count one bracket more, whose sign is read already."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.refuse("pattern-too-deep", cap=str(DEPTH))

    # ------------------------------------------------------------ observations (section 9.5)

    def followed_by(self) -> Pattern:
        """Joined by FOLLOWEDBY, which binds least."""
        parts = [self.any_observed()]
        while self.word == "FOLLOWEDBY":
            self.advance()
            parts.append(self.any_observed())
        return parts[0] if len(parts) == 1 else Joined(Junction.FOLLOWEDBY, tuple(parts))

    def any_observed(self) -> Pattern:
        """Joined by OR."""
        parts = [self.all_observed()]
        while self.word == "OR":
            self.advance()
            parts.append(self.all_observed())
        return parts[0] if len(parts) == 1 else Joined(Junction.OR, tuple(parts))

    def all_observed(self) -> Pattern:
        """Joined by AND, which binds most."""
        parts = [self.observed()]
        while self.word == "AND":
            self.advance()
            parts.append(self.observed())
        return parts[0] if len(parts) == 1 else Joined(Junction.AND, tuple(parts))

    def observed(self) -> Pattern:
        """One observation in square brackets, or a group in round ones, with its qualifiers."""
        grouped = self.word == "("
        pattern: Pattern
        if grouped:
            self.advance()
            self.opened()
            pattern = self.followed_by()
            self.take(")", "pattern-round-end")
            self.depth -= 1
        elif self.word == "[":
            self.advance()
            pattern = Observation(self.any_tested())
            self.take("]", "pattern-square-end")
        else:
            raise self.refuse("pattern-observation")
        qualifiers: list[Qualifier] = []
        while self.word in {"WITHIN", "REPEATS", "START"}:
            place = self.place
            qualifier = self.qualifier()
            # Round brackets make a new expression, which may be qualified anew.
            if not grouped and any(type(one) is type(qualifier) for one in qualifiers):
                raise self.refuse("pattern-qualified-twice", place=place)
            qualifiers.append(qualifier)
        return Qualified(pattern, tuple(qualifiers)) if qualifiers else pattern

    def qualifier(self) -> Qualifier:
        """WITHIN, REPEATS or START and STOP (section 9.5.1)."""
        word = self.advance()
        if word == "WITHIN":
            if self.kind not in {"INTEGER", "FLOAT"} or self.word.startswith("-"):
                raise self.refuse("pattern-number")
            seconds = self.constant("pattern-number")
            self.take("SECONDS", "pattern-word")
            return Within(seconds)
        if word == "REPEATS":
            if self.kind != "INTEGER" or len(self.word) > _MOST_DIGITS or int(self.word) < 1:
                raise self.refuse("pattern-count")
            times = int(self.constant("pattern-count").value)
            self.take("TIMES", "pattern-word")
            return Repeats(times)
        start = self.moment()
        self.take("STOP", "pattern-word")
        place = self.place
        stop = self.moment()
        if order_of(stop) <= order_of(start):
            raise self.refuse("pattern-backwards", place=place)
        return During(start, stop)

    def moment(self) -> str:
        """Read a timestamp constant."""
        if self.kind != "TIMESTAMP":
            raise self.refuse("pattern-timestamp")
        return self.constant("pattern-timestamp").value

    # ------------------------------------------------------------ comparisons (section 9.6)

    def any_tested(self) -> Tested:
        """Joined by OR."""
        parts = [self.all_tested()]
        while self.word == "OR":
            self.advance()
            parts.append(self.all_tested())
        return parts[0] if len(parts) == 1 else Compound(Junction.OR, tuple(parts))

    def all_tested(self) -> Tested:
        """Joined by AND."""
        parts = [self.tested()]
        while self.word == "AND":
            self.advance()
            parts.append(self.tested())
        return parts[0] if len(parts) == 1 else Compound(Junction.AND, tuple(parts))

    def tested(self) -> Tested:
        """One comparison, EXISTS, or a group."""
        if self.word == "(":
            self.advance()
            self.opened()
            inner = self.any_tested()
            self.take(")", "pattern-round-end")
            self.depth -= 1
            return inner
        if self.word == "EXISTS":
            self.advance()
            return Exists(self.path())
        path = self.path()
        negated = self.word == "NOT"
        if negated:
            self.advance()
        word = self.word
        if operator := _EQUALITY.get(word):
            self.advance()
            return Comparison(path, operator, (self.constant("pattern-constant"),), negated)
        if operator := _ORDER.get(word):
            self.advance()
            if self.word in {"true", "false"}:
                raise self.refuse("pattern-ordered")
            return Comparison(path, operator, (self.constant("pattern-constant"),), negated)
        if operator := _ON_TEXT.get(word):
            self.advance()
            if self.kind != "TEXT":
                raise self.refuse("pattern-text")
            return Comparison(path, operator, (self.constant("pattern-text"),), negated)
        if word == "IN":
            self.advance()
            return Comparison(path, Operator.IN, self.constants(), negated)
        raise self.refuse("pattern-operator")

    def constants(self) -> tuple[Constant, ...]:
        """Read a list in round brackets, which may be empty."""
        self.take("(", "pattern-list")
        found: list[Constant] = []
        while self.word != ")":
            if found:
                self.take(",", "pattern-list-goes-on")
            found.append(self.constant("pattern-constant"))
        self.advance()
        return tuple(found)

    def constant(self, code: str) -> Constant:
        """Read one constant of any kind (section 9.2)."""
        kind, word = self.kind, self.word
        if kind == "TEXT":
            inner = word[1:-1]
            value = _ESCAPE.sub(r"\1", inner) if "\\" in inner else inner
        elif kind == "INTEGER":
            value = word.removeprefix("+")
        elif kind == "FLOAT":
            whole, _, fraction = word.lstrip("+-").partition(".")
            value = f"{'-' if word[0] == '-' else ''}{whole.lstrip('0') or '0'}.{fraction.rstrip('0') or '0'}"
        elif kind == "HEX":
            value = word[2:-1].lower()
        elif kind == "BINARY":
            value = word[2:-1]
        elif kind == "TIMESTAMP":
            value = word[2:-1]
            if not is_timestamp(value):
                raise self.refuse("pattern-timestamp")
        elif kind == "WORD" and word in {"true", "false"}:
            self.advance()
            return Constant(Kind.BOOLEAN, word)
        else:
            raise self.refuse(code)
        self.advance()
        return Constant(_LITERALS[kind], value)

    # ------------------------------------------------------------ object paths (section 9.7)

    def path(self) -> Path:
        """Read a type, a colon, a key, and what lies below it."""
        if self.kind != "WORD" or self.word in KEYWORDS:
            raise self.refuse("pattern-path")
        object_type = self.advance()
        self.take(":", "pattern-colon")
        steps: list[Step] = [self.key()]
        while True:
            if self.word == ".":
                self.advance()
                steps.append(self.key())
            elif self.word == "[":
                self.advance()
                if self.word == "*":
                    steps.append(Index(None))
                elif self.kind == "INTEGER" and len(self.word) <= _MOST_DIGITS and not self.word.startswith("-"):
                    steps.append(Index(int(self.word)))
                else:
                    raise self.refuse("pattern-index")
                self.advance()
                self.take("]", "pattern-square-end")
            else:
                return Path(object_type, tuple(steps))

    def key(self) -> str:
        """Read a property's name, or a key in quotes."""
        if self.kind == "TEXT":
            return self.constant("pattern-key").value
        if self.kind != "WORD" or "-" in self.word or self.word in KEYWORDS:
            raise self.refuse("pattern-key")
        return self.advance()
