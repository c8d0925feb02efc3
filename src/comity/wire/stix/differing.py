"""What one version of an object says otherwise than another, property by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from comity.terms.json import JsonValue

# What every version has anew: that they differ is no news.
STAMPS: Final = frozenset(("modified",))
_AROUND: Final = 60  # characters of what stays the same, to either side of what changed
_MARK: Final = "…"


@dataclass(frozen=True, slots=True)
class Difference:
    """One property: new, gone, or otherwise. Of lists `came` and `went` are their members alone, and what stands in both is left out."""

    name: str
    kind: Literal["new", "gone", "changed"]
    before: JsonValue = None
    after: JsonValue = None
    came: tuple[JsonValue, ...] = ()
    went: tuple[JsonValue, ...] = ()


def differences(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> tuple[Difference, ...]:
    """Return what differs, by the names of properties; equal values in another order of a list's members are the same list."""
    return tuple(_differences(before, after))


def _differences(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> Iterator[Difference]:
    for name in sorted(before.keys() | after.keys()):
        if name in STAMPS:
            continue
        if name not in before:
            yield Difference(name, "new", after=after[name])
        elif name not in after:
            yield Difference(name, "gone", before=before[name])
        elif not _same(before[name], after[name]):
            yield _changed(name, before[name], after[name])


def _changed(name: str, old: JsonValue, new: JsonValue) -> Difference:
    if isinstance(old, list) and isinstance(new, list):
        came = tuple(one for one in new if not _among(one, old))
        went = tuple(one for one in old if not _among(one, new))
        if came or went:
            return Difference(name, "changed", old, new, came, went)
    return Difference(name, "changed", old, new)


def _same(one: JsonValue, other: JsonValue) -> bool:
    if isinstance(one, bool) != isinstance(other, bool):
        return False  # JSON's true is no 1
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(_among(each, other) for each in one) and all(_among(each, one) for each in other)
    return bool(one == other)


def _among(one: JsonValue, many: list[JsonValue]) -> bool:
    return any(_same(one, each) for each in many)


def narrowed(old: str, new: str) -> tuple[str, str]:
    """Return two texts from where they begin to differ to where they end to, with a little around it; `…` is for what is left out."""
    most = min(len(old), len(new))
    begins = next((at for at in range(most) if old[at] != new[at]), most)
    ends = next((at for at in range(most - begins) if old[-1 - at] != new[-1 - at]), most - begins)
    return _piece(old, begins, len(old) - ends), _piece(new, begins, len(new) - ends)


def _piece(text: str, begins: int, ends: int) -> str:
    first, last = max(0, begins - _AROUND), min(len(text), ends + _AROUND)
    if first:
        first = text.find(" ", first, begins) + 1 or first
    if last < len(text):
        last = text.rfind(" ", ends, last) if text.rfind(" ", ends, last) > 0 else last
    return f"{_MARK if first else ''}{text[first:last]}{_MARK if last < len(text) else ''}"
