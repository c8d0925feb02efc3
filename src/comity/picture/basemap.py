"""The operator's base map: one SVG file in the node's folder, read strictly into shapes. Nothing of it reaches a page but paths.

Maps are drawn by States, and each draws its own borders: none is shipped here. A shape whose `id` is a country's ISO 3166-1 code is shaded
by its number; every other one is land. What is no drawing (a script, a picture, an address, a style, text) is left out; a document type,
an entity or anything that cannot be read refuses the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

from comity.picture.refusals import BadBaseMap
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

CAP: Final = 2 * 2**20
MOST: Final = 4000  # shapes
_SVG: Final = "{http://www.w3.org/2000/svg}"
_PATH: Final = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-., \t\r\n]+")
_NUMBERS: Final = re.compile(r"[0-9eE+\-., \t\r\n]+")
_TRANSFORM: Final = re.compile(r"(?:(?:translate|scale|rotate|matrix|skewX|skewY)\([0-9eE+\-., ]+\)[ ,]*)+")
_DEEP: Final = 12
_SHAPES: Final = frozenset({"path", "polygon", "polyline", "rect", "circle", "ellipse"})
NO_FILE: Final = gettext_noop("it is larger than 2 MiB")
NO_SVG: Final = gettext_noop("it is no SVG drawing")
NO_BOX: Final = gettext_noop("it has no viewBox of four numbers")
NO_SHAPE: Final = gettext_noop("it has no shape, or more than 4,000")
BAD_PATH: Final = gettext_noop("a path or a transform in it is not well formed")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: its path, its transform (may be empty), and of which State it is, empty for none."""

    path: str
    transform: str
    country: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: the four numbers of its box, and its shapes in order."""

    box: str
    shapes: tuple[Shape, ...]


def read_base_map(data: bytes) -> Drawing:
    """Read the operator's file; raises `BadBaseMap`."""
    if len(data) > CAP:
        raise BadBaseMap(where=NO_FILE)
    if b"<!" in data.replace(b"<!--", b""):  # a document type, and with it entities that grow
        raise BadBaseMap(where=NO_SVG)
    parser = XMLParser(encoding="utf-8")  # noqa: S314 -- without a document type there is no entity to expand, and the file is of the node's own folder
    try:
        parser.feed(data)
        root = parser.close()
    except (ParseError, ValueError, LookupError) as fault:
        raise BadBaseMap(where=NO_SVG) from fault
    if root.tag != f"{_SVG}svg":
        raise BadBaseMap(where=NO_SVG)
    box = root.get("viewBox", "").strip()
    if not _NUMBERS.fullmatch(box) or len(re.split(r"[\s,]+", box)) != 4:
        raise BadBaseMap(where=NO_BOX)
    shapes = tuple(_shapes(root, transform="", country="", depth=0))
    if not 0 < len(shapes) <= MOST:
        raise BadBaseMap(where=NO_SHAPE)
    return Drawing(box, shapes)


def _shapes(parent: Element, *, transform: str, country: str, depth: int) -> Iterator[Shape]:
    if depth > _DEEP:
        raise BadBaseMap(where=NO_SVG)
    for one in parent:
        name = one.tag.removeprefix(_SVG) if isinstance(one.tag, str) else ""
        moved = " ".join(filter(None, (transform, _transform(one.get("transform", "")))))
        whose = _country(one.get("id", "")) or country
        if name in {"g", "svg", "a"}:
            yield from _shapes(one, transform=moved, country=whose, depth=depth + 1)
        elif name in _SHAPES:
            yield Shape(_path(one, name), moved, whose)


def _country(mark: str) -> str:
    code = mark.strip().upper()
    return code if len(code) == 2 and code in vocabulary("country").by_code else ""


def _transform(text: str) -> str:
    text = text.strip()
    if text and not _TRANSFORM.fullmatch(text):
        raise BadBaseMap(where=BAD_PATH)
    return text


def _path(one: Element, name: str) -> str:
    """Return any shape as a path."""
    if name == "path":
        return _checked(one.get("d", ""), _PATH)
    if name in {"polygon", "polyline"}:
        return f"M{_checked(one.get('points', ''), _NUMBERS)}{'Z' if name == 'polygon' else ''}"
    if name == "rect":
        x, y, width, height = (_number(one, key) for key in ("x", "y", "width", "height"))
        return f"M{x} {y}h{width}v{height}h-{width}Z"
    across, down = (_number(one, key) for key in (("r", "r") if name == "circle" else ("rx", "ry")))
    x, y = _number(one, "cx"), _number(one, "cy")
    return f"M{x - across} {y}a{across} {down} 0 1 0 {2 * across} 0a{across} {down} 0 1 0 -{2 * across} 0Z"


def _checked(text: str, shape: re.Pattern[str]) -> str:
    text = " ".join(text.split())
    if not shape.fullmatch(text):
        raise BadBaseMap(where=BAD_PATH)
    return text


def _number(one: Element, key: str) -> Decimal:
    try:
        found = Decimal(one.get(key, "0"))
    except InvalidOperation as fault:
        raise BadBaseMap(where=BAD_PATH) from fault
    if not found.is_finite() or (found < 0 and key not in {"x", "y", "cx", "cy"}):
        raise BadBaseMap(where=BAD_PATH)
    return found
