"""Compiles the vocabularies from YAML 1.2, for people, to one canonical JSON, for programs.

    python tools/compile_vocabularies.py          writes src/comity/terms/vocabularies/vocabularies.json
    python tools/compile_vocabularies.py --check  exits 1 if that file is not current

YAML is read strictly: version 1.2 (so that the code NO stays text), no duplicate keys, no unknown keys, each label in
both languages. A code that the last compiled file has cannot disappear or move to another meaning without a trace:
it stays, with `replaced_by`, and the version of its vocabulary grows with each change.
"""

import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from comity.terms.digests import Digest
from comity.terms.json import parse_json, print_json
from comity.terms.vocabulary import LABEL_LANGUAGES, Verified

HERE: Final = Path(__file__).resolve().parent.parent / "src/comity/terms/vocabularies"
COMPILED: Final = HERE / "vocabularies.json"
CAP: Final = 4 * 2**20

FILE_KEYS: Final = {"name", "version", "title", "article", "source", "verified", "definitions", "items"}
ITEM_KEYS: Final = {"code", "label", "definition", "article", "group", "source", "verified", "since", "replaced_by"}


class Fault(Exception):
    """Something in a YAML file that may not be there, or is not; the message names the file and the item."""


def read_yaml(path: Path) -> Mapping[str, Any]:
    """Read one YAML 1.2 document strictly."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.allow_duplicate_keys = False
    loaded = yaml.load(path)
    if not isinstance(loaded, dict):
        raise Fault(f"{path.name}: a mapping expected")
    return loaded


def compile_file(path: Path) -> dict[str, Any]:
    """Return the compiled form of one vocabulary."""
    source = read_yaml(path)
    _require_keys(source, FILE_KEYS, {"name", "version", "title", "source", "verified", "items"}, path.name)
    if source["name"] != path.stem:
        raise Fault(f"{path.name}: its name is {source['name']}")
    items = [_compile_item(item, source, f"{path.name}: {item.get('code')}") for item in source["items"]]
    codes = [item["code"] for item in items]
    for code in codes:
        if codes.count(code) > 1:
            raise Fault(f"{path.name}: {code} stands twice")
    for item in items:
        if item["replaced_by"] is not None and item["replaced_by"] not in codes:
            raise Fault(f"{path.name}: {item['code']} is replaced by an unknown code")
    return {
        "name": source["name"],
        "version": _version(source["version"], path.name),
        "title": _both(source["title"], path.name),
        "items": items,
    }


def _compile_item(item: Mapping[str, Any], source: Mapping[str, Any], where: str) -> dict[str, Any]:
    needed = {"code", "label"} | ({"definition"} if source.get("definitions", "each") == "each" else set())
    _require_keys(item, ITEM_KEYS, needed, where)
    if not isinstance(item["code"], str):
        raise Fault(f"{where}: the code is not text; put it in quotes")
    return {
        "code": item["code"],
        "labels": _both(item["label"], where),
        "definition": _both(item["definition"], where) if "definition" in item else {},
        "article": item.get("article", source.get("article")),
        "group": item.get("group"),
        "source": _text(item.get("source", source["source"]), where),
        "verified": Verified(item.get("verified", source["verified"])).value,
        "since": _version(item.get("since", 1), where),
        "replaced_by": item.get("replaced_by"),
    }


def _version(number: object, where: str) -> str:
    if type(number) is not int or number < 1:
        raise Fault(f"{where}: versions are whole numbers from 1")
    return str(number)


def _require_keys(found: Mapping[str, Any], known: set[str], needed: set[str], where: str) -> None:
    if wrong := sorted((set(found) - known) | (needed - set(found))):
        raise Fault(f"{where}: unknown or missing {', '.join(wrong)}")


def _both(texts: Mapping[str, Any], where: str) -> dict[str, str]:
    if set(texts) != set(LABEL_LANGUAGES):
        raise Fault(f"{where}: a text in each of {', '.join(LABEL_LANGUAGES)} expected")
    return {language: _text(texts[language], where) for language in LABEL_LANGUAGES}


def _text(text: object, where: str) -> str:
    if not isinstance(text, str) or not text or text != text.strip() or "\n" in text or not unicodedata.is_normalized("NFC", text):
        raise Fault(f"{where}: one line of text in NFC expected, not {text!r}")
    return text


def compile_all(folder: Path = HERE) -> bytes:
    """Return the bytes of the compiled file: each vocabulary with the digest of its source."""
    return print_json(
        {
            path.stem: {"compiled": compile_file(path), "source_digest": str(Digest.of(path.read_bytes()))}
            for path in sorted(folder.glob("*.yaml"))
        }
    )


def require_history(new: bytes, old: bytes) -> None:
    """Raise `Fault` where a code vanished, or content changed and the version did not grow."""
    after, before = parse_json(new, CAP), parse_json(old, CAP)
    for name, held in before.items():
        was, now = held["compiled"], after.get(name, {}).get("compiled")
        if now is None:
            raise Fault(f"{name}: the vocabulary is gone")
        if gone := {item["code"] for item in was["items"]} - {item["code"] for item in now["items"]}:
            raise Fault(f"{name}: gone: {', '.join(sorted(gone))}; retire codes with replaced_by")
        if was != now and int(now["version"]) <= int(was["version"]):
            raise Fault(f"{name}: changed, but its version is still {now['version']}")


def write() -> None:
    """Write the compiled file; before the first release, delete the old one to begin the history anew."""
    new = compile_all()
    if COMPILED.exists():
        require_history(new, COMPILED.read_bytes())
    COMPILED.write_bytes(new)
    print(f"{COMPILED.name}: {len(parse_json(new, CAP))} vocabularies, {len(new)} bytes")


def require_current() -> None:
    """Raise `Fault` if the compiled file is not what the YAML files give."""
    if not COMPILED.exists() or COMPILED.read_bytes() != compile_all():
        raise Fault(f"{COMPILED.name} is not current: run tools/compile_vocabularies.py")


def main(arguments: list[str]) -> int:
    """Write the compiled file, or check it."""
    try:
        require_current() if arguments == ["--check"] else write()
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
