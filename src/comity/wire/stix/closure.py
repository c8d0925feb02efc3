"""What travels together: all that objects name, markings and identities included, so that nothing arrives that points nowhere. Pure.

Whether each of them may travel is not decided here: the CALLER's `find` asks its policy, and gives nothing of what may not go.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_Name = TypeVar("_Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Closure(Generic[_Name]):
    """Names of a closure.

    `before` has for each object that was asked for what goes with it: each name once, with the first that needs it, and what is named
    before what names it, as far as circles allow. `missing` is named and does not come; `cut` would come, and is too far away or too much.
    """

    before: tuple[tuple[_Name, ...], ...]
    missing: tuple[_Name, ...]
    cut: tuple[_Name, ...]


def closure(
    asked: Sequence[Sequence[_Name]], *, find: Callable[[Sequence[_Name]], Mapping[_Name, Sequence[_Name] | None]], deep: int
) -> Closure[_Name]:
    """Return what has to travel with objects of which each names `asked`; circles end where they began.

    `find` is asked once for each name, for all of one step together, so that a store answers a step with one question: it gives what comes
    with the names that it names in turn, None where it would come and there is no room, nothing of what does not come. No more than `deep`
    steps are gone. What stands at the end of the last one and names what nobody asked about any more is cut as well: whether that may be
    named is not known.
    """
    inside: dict[_Name, Sequence[_Name]] = {}
    looked: set[_Name] = set()
    missing: list[_Name] = []
    cut: list[_Name] = []
    todo = _each(one for names in asked for one in names)
    for _ in range(deep):
        if not todo:
            break
        looked.update(todo)
        found = find(todo)
        newly: dict[_Name, Sequence[_Name]] = {}
        for name in todo:
            names = found.get(name, ())
            if name not in found:
                missing.append(name)
            elif names is None:
                cut.append(name)
            else:
                newly[name] = names
        inside |= newly
        todo = _each(one for names in newly.values() for one in names if one not in looked)
    for name in [name for name, names in inside.items() if not looked.issuperset(names)]:
        del inside[name]
        cut.append(name)
    gone: set[_Name] = set()
    return Closure(tuple(tuple(_ordered(names, inside, gone)) for names in asked), tuple(missing), tuple(cut))


def _each(names: Iterable[_Name]) -> list[_Name]:
    return list(dict.fromkeys(names))


def _ordered(names: Sequence[_Name], inside: Mapping[_Name, Sequence[_Name]], gone: set[_Name]) -> Iterator[_Name]:
    """Yield what of `inside` is reached from `names` and not `gone` yet, what is named first; without recursion: chains are long."""
    open_: list[tuple[_Name | None, Iterator[_Name]]] = [(None, iter(names))]
    while open_:
        name, rest = open_[-1]
        further = next(rest, None)
        if further is None:
            open_.pop()
            if name is not None:
                yield name
        elif further in inside and further not in gone:
            gone.add(further)
            open_.append((further, iter(inside[further])))
