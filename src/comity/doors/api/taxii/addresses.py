"""Which address is which resource, and what each method does there (TAXII 2.1, sections 4 and 5)."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from comity.doors.api.taxii import reading, writing
from comity.doors.api.taxii.answering import Answer
from comity.doors.api.taxii.asking import Asked
from comity.doors.api.taxii.entering import Entered
from comity.wire.taxii.refusals import NoSuchMethod, NotThere

ROOT: Final = "intel"
Way: TypeAlias = Callable[..., Answer]

# By the steps below /taxii2/; a step of None is any.
_ADDRESSES: Final[tuple[tuple[tuple[str | None, ...], Mapping[str, Way]], ...]] = (
    ((ROOT, "collections", None, "objects"), {"GET": reading.envelope, "POST": writing.add}),
    ((ROOT, "collections", None, "objects", None), {"GET": reading.one_object, "DELETE": writing.remove}),
    ((ROOT, "collections", None, "manifest"), {"GET": reading.manifest}),
    ((ROOT, "collections", None, "objects", None, "versions"), {"GET": reading.versions}),
    ((ROOT, "collections", None), {"GET": reading.collection}),
    ((ROOT, "collections"), {"GET": reading.collections}),
    ((ROOT, "status", None), {"GET": reading.status}),
    ((ROOT,), {"GET": reading.api_root}),
    ((), {"GET": reading.discovery}),
)


def answer_at(asked: Asked, who: Entered) -> Answer:
    """Do what is asked. Raises `NotThere`, `NoSuchMethod`, and whatever is refused there."""
    for steps, ways in _ADDRESSES:
        if asked.steps is None or len(steps) != len(asked.steps):
            continue
        if all(wanted is None or wanted == step for wanted, step in zip(steps, asked.steps, strict=True)):
            way = ways.get("GET" if asked.method == "HEAD" else asked.method)
            if way is None:
                raise NoSuchMethod(method=ascii(asked.method[:20]).strip("'"), allowed=", ".join(_allowed(ways)))
            return way(asked, who, *(step for wanted, step in zip(steps, asked.steps, strict=True) if wanted is None))
    raise NotThere


def _allowed(ways: Mapping[str, Way]) -> list[str]:
    return sorted({*ways, *(["HEAD"] if "GET" in ways else [])})
