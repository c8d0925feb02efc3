"""STIX patterns as values (section 9), and their one printed form.

A pattern is an observation, or several joined by AND, OR and FOLLOWEDBY, each with its qualifiers; an observation holds one comparison or
several joined by AND and OR. What `print_pattern` writes is read back as the same value: one space between words, operators in their short
form, brackets only where the order of the grammar would read something else, keys of a path in quotes only where they need them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

KEYWORDS: Final = frozenset(
    (
        *("AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS", "LAST", "IN"),
        *("START", "STOP", "SECONDS", "true", "false", "WITHIN", "REPEATS", "TIMES"),
    )
)
_PLAIN_KEY: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
ANY: Final = "*"


class Kind(StrEnum):
    """The kinds of constants (section 9.2)."""

    INTEGER = "integer"  # 12, -3
    FLOAT = "float"  # 0.5
    TEXT = "text"  # unescaped
    BINARY = "binary"  # base64, as written
    HEX = "hex"  # digits in lower case
    TIMESTAMP = "timestamp"  # as written, without quotes
    BOOLEAN = "boolean"  # true, false


@dataclass(frozen=True, slots=True)
class Constant:
    """What a property is compared with; `value` is its text as its kind has it."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Path:
    """An object path (section 9.7): the type of the object, then keys and places in lists; the first step is a key."""

    type: str
    steps: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A place in a list: a number, or None for any."""

    place: int | None


Step: TypeAlias = str | Index


class Operator(StrEnum):
    """How a property is compared (section 9.6.1), in the one form in which it is printed."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "IN"
    LIKE = "LIKE"
    MATCHES = "MATCHES"
    ISSUBSET = "ISSUBSET"
    ISSUPERSET = "ISSUPERSET"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; `constants` has more or less than one only after IN."""

    path: Path
    operator: Operator
    constants: tuple[Constant, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Exists:
    """The property is there, whatever it says."""

    path: Path


class Junction(StrEnum):
    """What joins comparisons, or observations."""

    AND = "AND"
    OR = "OR"
    FOLLOWEDBY = "FOLLOWEDBY"


@dataclass(frozen=True, slots=True)
class Compound:
    """Comparisons joined by AND or by OR; two or more."""

    junction: Junction
    parts: tuple["Tested", ...]


Tested: TypeAlias = Comparison | Exists | Compound


@dataclass(frozen=True, slots=True)
class Observation:
    """What one observation must hold: the square brackets."""

    test: Tested


@dataclass(frozen=True, slots=True)
class Within:
    """All of it within so many seconds."""

    seconds: Constant


@dataclass(frozen=True, slots=True)
class Repeats:
    """At least so many times."""

    times: int


@dataclass(frozen=True, slots=True)
class During:
    """All of it from `start`, and before `stop`: timestamps as written."""

    start: str
    stop: str


Qualifier: TypeAlias = Within | Repeats | During


@dataclass(frozen=True, slots=True)
class Qualified:
    """Observations with their qualifiers, in the order in which they stand."""

    observed: "Pattern"
    qualifiers: tuple[Qualifier, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Observations joined; two or more."""

    junction: Junction
    parts: tuple["Pattern", ...]


Pattern: TypeAlias = Observation | Qualified | Joined


def comparisons_in(pattern: Pattern) -> Iterator[Comparison | Exists]:
    """Yield every comparison of `pattern`, from left to right."""
    todo: list[Pattern | Tested] = [pattern]
    while todo:
        one = todo.pop()
        if isinstance(one, Comparison | Exists):
            yield one
        elif isinstance(one, Observation):
            todo.append(one.test)
        elif isinstance(one, Qualified):
            todo.append(one.observed)
        else:
            todo += reversed(one.parts)


def print_pattern(pattern: Pattern) -> str:
    """Return the one printed form of `pattern`, which `parse_pattern` reads back as the same value."""
    if isinstance(pattern, Observation):
        return f"[{_print_test(pattern.test)}]"
    if isinstance(pattern, Qualified):
        bare = isinstance(pattern.observed, Observation) and len({type(one) for one in pattern.qualifiers}) == len(pattern.qualifiers)
        inner = print_pattern(pattern.observed)
        return " ".join((inner if bare else f"({inner})", *map(_print_qualifier, pattern.qualifiers)))
    shown = [print_pattern(part) for part in pattern.parts]
    loose = (isinstance(part, Joined) and not _binds(part.junction, tighter_than=pattern.junction) for part in pattern.parts)
    return f" {pattern.junction} ".join(f"({part})" if bracket else part for part, bracket in zip(shown, loose, strict=True))


def print_path(path: Path) -> str:
    """Return an object path, as in `file:hashes.'SHA-256'`."""
    first, *rest = path.steps
    shown = [f"{path.type}:", _print_key(str(first))]
    shown += [_print_index(step) if isinstance(step, Index) else f".{_print_key(step)}" for step in rest]
    return "".join(shown)


def _binds(junction: Junction, *, tighter_than: Junction) -> bool:
    order = (Junction.FOLLOWEDBY, Junction.OR, Junction.AND)
    return order.index(junction) > order.index(tighter_than)


def _print_test(test: Tested) -> str:
    if isinstance(test, Exists):
        return f"EXISTS {print_path(test.path)}"
    if isinstance(test, Comparison):
        constants = ", ".join(map(_print_constant, test.constants))
        negation = ("NOT",) if test.negated else ()
        return " ".join((print_path(test.path), *negation, test.operator, f"({constants})" if test.operator is Operator.IN else constants))
    loose = (isinstance(part, Compound) and not _binds(part.junction, tighter_than=test.junction) for part in test.parts)
    shown = map(_print_test, test.parts)
    return f" {test.junction} ".join(f"({part})" if bracket else part for part, bracket in zip(shown, loose, strict=True))


def _print_qualifier(qualifier: Qualifier) -> str:
    if isinstance(qualifier, Within):
        return f"WITHIN {qualifier.seconds.value} SECONDS"
    if isinstance(qualifier, Repeats):
        return f"REPEATS {qualifier.times} TIMES"
    return f"START t'{qualifier.start}' STOP t'{qualifier.stop}'"


def _print_index(index: Index) -> str:
    return f"[{ANY if index.place is None else index.place}]"


def _print_key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key not in KEYWORDS else _quoted(key)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_PREFIXES: Final = {Kind.BINARY: "b", Kind.HEX: "h", Kind.TIMESTAMP: "t"}


def _print_constant(constant: Constant) -> str:
    if constant.kind is Kind.TEXT:
        return _quoted(constant.value)
    if prefix := _PREFIXES.get(constant.kind):
        return f"{prefix}'{constant.value}'"
    return constant.value
