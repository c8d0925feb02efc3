"""What travels together: all that a set of objects names, markings and identities included, so that nothing arrives that points nowhere.

Whether each of them may travel is not asked here: the CALLER asks its policy about every object of a closure, and leaves out what may not
go.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from comity.wire.stix.references import references


@dataclass(frozen=True, slots=True)
class Closure:
    """Identifiers of a closure. `inside` has what is named before what names it, as far as circles allow; `missing` is named and not there.

    `named_by` says for each of both, but for what was asked for, which object named it first. `cut` holds what was named and not gone into,
    because the closure was full.
    """

    inside: tuple[str, ...]
    missing: tuple[str, ...]
    cut: tuple[str, ...]
    named_by: Mapping[str, str]


def closure(asked: Iterable[str], *, find: Callable[[str], bytes | msgspec.Raw | None], most: int) -> Closure:
    """Return what has to travel with the objects `asked` for; circles end where they began.

    `find` gives the bytes of an object by its identifier, or None, and is asked once for each. `most` caps the objects inside: a mark or an
    identity may name nobody knows how many others, and whoever sends a closure says what it left out. Raises `BadStix` for an object that
    cannot be read.
    """
    inside: dict[str, None] = {}
    missing: dict[str, None] = {}
    cut: dict[str, None] = {}
    named_by: dict[str, str] = {}
    seen: set[str] = set()
    # A stack of objects whose references are being gone through: an object is inside once all that it names is.
    open_: list[tuple[str, Iterator[str]]] = []

    def enter(identifier: str) -> None:
        if len(seen) - len(missing) >= most:
            cut[identifier] = None
            return
        seen.add(identifier)
        raw = find(identifier)
        if raw is None:
            missing[identifier] = None
        else:
            open_.append((identifier, iter(references(raw))))

    for first in asked:
        if first not in seen:
            enter(first)
        while open_:
            name, rest = open_[-1]
            further = next(rest, None)
            if further is None:
                inside[name] = None
                open_.pop()
            elif further not in seen:
                named_by.setdefault(further, name)
                enter(further)
    return Closure(tuple(inside), tuple(missing), tuple(cut), MappingProxyType(named_by))
