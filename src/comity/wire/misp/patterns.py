"""The patterns that a MISP value becomes: one observation, equalities joined by AND. Other patterns are kept whole as `stix2-pattern`.

STIX 2.1, section 9. The full language belongs to `comity.wire.stix`; what is read here is what is printed here, and what the producers of
simple indicators write: `[file:hashes.MD5 = '…' AND file:name = 'a.exe']`, with any spacing, names of hashes quoted or not, `IN`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

Literal: TypeAlias = str | int

_NAME: Final = r"(?:[a-zA-Z0-9_-]+|'(?:[^'\\]|\\['\\])+')"
_PATH: Final = rf"[a-z0-9-]+:{_NAME}(?:\[\*\])?(?:\.{_NAME}(?:\[\*\])?)*"
_TEXT: Final = r"'(?:[^'\\]|\\['\\])*'"
_LITERAL: Final = rf"(?:{_TEXT}|-?[0-9]{{1,18}})"
_TERM: Final = re.compile(rf"\s*({_PATH})\s*(?:=\s*({_LITERAL})|IN\s*\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL}){{0,999}})\s*\))\s*")
_ONE: Final = re.compile(_LITERAL)
_PLAIN: Final = re.compile(r"[a-zA-Z0-9_]+")
_SEGMENT: Final = re.compile(rf"({_NAME})(\[\*\])?")
MAX_PATTERN: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An object path, as `file:hashes.'SHA-256'`, and what stands there: any of `values`."""

    path: str
    values: tuple[Literal, ...]

    @property
    def value(self) -> Literal:
        """The first of the values."""
        return self.values[0]


def print_pattern(terms: Iterable[Term]) -> str:
    """Return the pattern of one observation that all `terms` hold of."""
    return "[" + " AND ".join(_print_term(term) for term in terms) + "]"


def read_pattern(text: str) -> tuple[Term, ...] | None:
    """Return the terms of one observation whose equalities are joined by AND, or None for any other pattern."""
    text = text.strip()
    if len(text) > MAX_PATTERN or not text.startswith("[") or not text.endswith("]"):
        return None
    found, place, end = [], 1, len(text) - 1
    while True:
        term = _TERM.match(text, place, end)
        if not term:
            return None
        literals = [term[2]] if term[2] else _ONE.findall(term[3])
        found.append(Term(canonical_path(term[1]), tuple(_read_literal(one) for one in literals)))
        place = term.end()
        if place == end:
            return tuple(found)
        if text[place : place + 3] != "AND":
            return None
        place += 3


def segments(path: str) -> list[tuple[str, bool]]:
    """Return the steps of the path after its type, each with whether any element of a list is meant (`[*]`)."""
    found = _SEGMENT.findall(path.partition(":")[2])
    return [(_unquote(name), bool(star)) for name, star in found]


def join_path(kind: str, steps: Iterable[tuple[str, bool]]) -> str:
    """Return the path of `steps` below an object of type `kind`, with quotes where the grammar wants them."""
    return f"{kind}:" + ".".join(_quoted(name) + ("[*]" if star else "") for name, star in steps)


@lru_cache(maxsize=4096)
def canonical_path(path: str) -> str:
    """Return the path with quotes where the grammar wants them and nowhere else, and hashes by their names in STIX."""
    kind = path.partition(":")[0]
    steps = segments(path)
    if len(steps) > 1 and steps[-2][0] == "hashes":
        steps[-1] = (HASH_SPELLINGS.get(steps[-1][0].upper().replace("-", "").replace("_", ""), steps[-1][0]), False)
    return join_path(kind, steps)


# hash-algorithm-ov (STIX 2.1, section 10.9), found by their spelling without dashes: MISP-STIX and others write SHA256.
HASH_SPELLINGS: Final = {
    "MD5": "MD5",
    "SHA1": "SHA-1",
    "SHA256": "SHA-256",
    "SHA512": "SHA-512",
    "SHA3256": "SHA3-256",
    "SHA3512": "SHA3-512",
    "SSDEEP": "SSDEEP",
    "TLSH": "TLSH",
}


def quote(text: str) -> str:
    """Return `text` as a string of the pattern language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _print_term(term: Term) -> str:
    literals = [str(one) if isinstance(one, int) else quote(one) for one in term.values]
    return f"{term.path} = {literals[0]}" if len(literals) == 1 else f"{term.path} IN ({', '.join(literals)})"


def _read_literal(text: str) -> Literal:
    return _unquote(text) if text.startswith("'") else int(text)


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quote(name)


def _unquote(text: str) -> str:
    return re.sub(r"\\(['\\])", r"\1", text[1:-1]) if text.startswith("'") else text
