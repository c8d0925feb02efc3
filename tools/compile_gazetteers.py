"""Compiles the gazetteers of the room `reading` from YAML 1.2, for people, to one canonical JSON, for programs.

    python tools/compile_gazetteers.py          writes src/comity/reading/gazetteers/gazetteers.json
    python tools/compile_gazetteers.py --check  exits 1 if that file is not current

YAML is read strictly: version 1.2, no duplicate keys, no unknown keys, forms in NFC, each form once in a language of a
file. The names that `terms` has for countries are added to `countries`, so that a name stands in one place only.
"""

import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from comity.terms.digests import Digest
from comity.terms.json import print_json
from comity.terms.vocabulary import Verified, vocabulary

HERE: Final = Path(__file__).resolve().parent.parent / "src/comity/reading/gazetteers"
COMPILED: Final = HERE / "gazetteers.json"

LANGUAGES: Final = ("vi", "en")
FILE_KEYS: Final = {"name", "version", "title", "source", "verified", "keys", "items"}


class Fault(Exception):
    """Something in a YAML file that may not be there, or is not; the message names the file and the item."""


def read_yaml(path: Path) -> Mapping[str, Any]:
    """Read one YAML 1.2 document strictly."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.allow_duplicate_keys = False
    try:
        loaded = yaml.load(path)
    except YAMLError as fault:
        raise Fault(f"{path.name}: {fault}") from fault
    if not isinstance(loaded, dict) or set(loaded) != FILE_KEYS:
        raise Fault(f"{path.name}: exactly {', '.join(sorted(FILE_KEYS))} expected")
    return loaded


def compile_file(path: Path) -> dict[str, Any]:
    """Return the compiled form of one gazetteer; raises `Fault`."""
    source = read_yaml(path)
    if source["name"] != path.stem:
        raise Fault(f"{path.name}: its name is {source['name']}")
    if type(source["version"]) is not int or source["version"] < 1:
        raise Fault(f"{path.name}: versions are whole numbers from 1")
    if set(source["title"]) != set(LANGUAGES):
        raise Fault(f"{path.name}: a title in each of {', '.join(LANGUAGES)} expected")
    items = [_compile_item(item, set(source["keys"]), f"{path.name}: {item.get('code')}") for item in source["items"]]
    if path.stem == "countries":
        items = _with_terms(items, path.name)
    if double := {one["code"] for one in items if [other["code"] for other in items].count(one["code"]) > 1}:
        raise Fault(f"{path.name}: twice: {', '.join(sorted(double))}")
    return {
        "name": source["name"],
        "version": str(source["version"]),
        "title": {language: _text(source["title"][language], path.name) for language in LANGUAGES},
        "source": _text(source["source"], path.name),
        "verified": Verified(source["verified"]).value,
        "items": items,
    }


def _compile_item(item: Mapping[str, Any], more: set[str], where: str) -> dict[str, Any]:
    if unknown := set(item) - {"code", *LANGUAGES} - more:
        raise Fault(f"{where}: unknown {', '.join(sorted(unknown))}")
    if not {"code", *LANGUAGES} <= set(item) or not isinstance(item["code"], str):
        raise Fault(f"{where}: a code and forms in each of {', '.join(LANGUAGES)} expected")
    rest = {key: item[key] for key in sorted(more) if key in item}
    return {
        "code": item["code"],
        **{language: sorted({_text(form, where) for form in item[language]}) for language in LANGUAGES},
        **{key: sorted(value) if isinstance(value, list) else value for key, value in rest.items()},
    }


def _with_terms(items: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    """Add what `terms` calls each country; a country that it does not know is a fault."""
    known = vocabulary("country")
    if strange := [one["code"] for one in items if one["code"] not in known]:
        raise Fault(f"{where}: no such country: {', '.join(strange)}")
    ours = {one["code"]: one for one in items}
    found = []
    for item in known.offered:
        one = ours.get(item.code, {"code": item.code, "vi": [], "en": [], "adjectives": []})
        found.append(one | {language: sorted({*one[language], _short(item.labels[language])}) for language in LANGUAGES})
    return found


def _short(label: str) -> str:
    """Return a label without what stands in brackets: nobody writes *Iran (Islamic Republic of)* in a report."""
    return label.split(" (", maxsplit=1)[0]


def _text(text: object, where: str) -> str:
    if not isinstance(text, str) or not text or text != text.strip() or "\n" in text or not unicodedata.is_normalized("NFC", text):
        raise Fault(f"{where}: one line of text in NFC expected, not {text!r}")
    return text


def compile_all(folder: Path = HERE) -> bytes:
    """Return the bytes of the compiled file: each gazetteer with the digest of its source."""
    return print_json(
        {
            path.stem: {"compiled": compile_file(path), "source_digest": str(Digest.of(path.read_bytes()))}
            for path in sorted(folder.glob("*.yaml"))
        }
    )


def main(arguments: list[str]) -> int:
    """Write the compiled file, or check it; return the exit status."""
    try:
        made = compile_all()
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    if arguments == ["--check"]:
        if COMPILED.is_file() and COMPILED.read_bytes() == made:
            return 0
        print(f"{COMPILED.name} is not current: run tools/compile_gazetteers.py", file=sys.stderr)
        return 1
    COMPILED.write_bytes(made)
    print(f"{COMPILED.name}: {len(made)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
