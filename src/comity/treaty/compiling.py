"""Compiles the rules that people write (strict YAML 1.2) into the one JSON that a node loads, and says what is wrong in them.

Shorthand is for those who write, and gone in what is compiled: `blocks` are items that many forms ask for, `@set` stands for every
kind that belongs to a set, and numbers of items are counted. PyYAML reads the country NO as false; ruamel.yaml is right and slow,
and only read here.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.treaty.expanding import expand

PARTS: Final = (
    "uncc",
    "budapest",
    "protocol2",
    "untoc",
    "uncac",
    "eu",
    "unsc",
    "egmont",
    "bilateral",
    "home",
    "safeguards",
    "kinds",
    "desk",
    "forms",
    "calendars",
)  # fmt: skip -- the order of pages: what a list shows first stands in the first folder
DEMO_PARTS: Final = ("demo",)
VERSION_FILE: Final = "VERSION"
REFUSED_SIGNS: Final = ("&", "*", "!", "<<")  # anchors, aliases, tags and merges: a lawyer must read what is there
FILE_CAP: Final = 4 * 1024 * 1024
_SHOWN: Final = 50  # characters of a key in a fault


def compile_pack(rules: Path, parts: tuple[str, ...]) -> bytes:
    """Return the compiled bytes of the YAML files under the folders `parts`, in their order, and by name inside each.

    Raises `Malformed` with file and line for what is not strict YAML, and for shorthand that stands for nothing.
    """
    content: dict[str, Any] = {"version": (rules / VERSION_FILE).read_text(encoding="utf-8").strip()}
    sources = hashlib.sha256()
    for path in (path for part in parts for path in sorted((rules / part).glob("*.yaml"))):
        data = path.read_bytes()
        sources.update(len(data).to_bytes(8, "big") + data)
        for section, rows in read_yaml(path, data).items():
            _require_filled(rows, path.name)
            if section == "demo":
                content["demo"] = rows
            elif isinstance(rows, list):
                content.setdefault(section, []).extend(rows)
            else:
                raise Malformed(path.name, f"{section}: a list of rows expected")
    printed = json.dumps(_plain(expand(content)), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    compiled = {"content": msgspec.Raw(printed), "content_digest": str(Digest.of(printed)), "source_digest": sources.hexdigest()}
    return msgspec.json.encode(compiled) + b"\n"


def strange_folders(rules: Path) -> tuple[str, ...]:
    """Return the folders under `rules` that nothing would read."""
    known = {*PARTS, *DEMO_PARTS}
    return tuple(sorted(path.name for path in rules.iterdir() if path.is_dir() and path.name not in known))


def read_yaml(path: Path, data: bytes) -> Mapping[str, Any]:
    """Return the sections of one file; raises `Malformed` naming file and line."""
    if len(data) > FILE_CAP:
        raise Malformed(path.name, f"{len(data)} bytes, at most {FILE_CAP} are read")
    try:
        text = data.decode("utf-8")
        for number, token in _tokens(text):
            if token in REFUSED_SIGNS:
                raise Malformed(path.name, f"line {number}: {token} is not used in rules")
        found = _loaded(text)
    except UnicodeDecodeError as fault:
        raise Malformed(path.name, f"byte {fault.start} is not UTF-8") from fault
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 0
        raise Malformed(path.name, f"line {line}: {fault.problem}") from fault
    except YAMLError as fault:
        raise Malformed(path.name, str(fault)) from fault
    if not isinstance(found, dict):
        raise Malformed(path.name, "a mapping of sections expected")
    return found


@lru_cache(maxsize=256)
def _loaded(text: str) -> Any:  # noqa: ANN401 -- as `_plain`
    """Return what stands in a text. All the rules take seconds, and are asked for by the compiler and by what places its faults.

    Whoever asks again is given the same again: the CALLER changes nothing in it.
    """
    return YAML(typ="safe", pure=True).load(text)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the signs that begin a value, with their line."""
    for number, line in enumerate(text.splitlines(), start=1):
        value = line.lstrip(" -").partition(": ")[2].strip()
        for sign in REFUSED_SIGNS:
            if value.startswith(sign) or line.strip().startswith("<<"):
                yield number, sign


def _require_filled(value: object, where: str) -> None:
    """Refuse a key with nothing after it: most often a text with a comma that stands in braces without quotes."""
    if isinstance(value, dict):
        name = next((str(value[key]) for key in ("id", "code", "block", "kind", "key") if value.get(key)), "")
        here = f"{where}, {name}" if name else where
        for key, inner in value.items():
            if inner is None:
                raise Malformed(here, f"nothing stands after “{str(key)[:_SHOWN]}”: quote a text that has a comma in it")
            if isinstance(inner, float):
                raise Malformed(here, f"a number with a fraction: {inner}")
            _require_filled(inner, here)
    elif isinstance(value, list):
        for inner in value:
            _require_filled(inner, where)


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever YAML may hold
    """Return dates as text; refuse floats, which no rule has."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise Malformed("rules", f"a number with a fraction: {value}")
    return value
