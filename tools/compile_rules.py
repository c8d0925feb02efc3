"""Compiles the rules that people write (strict YAML 1.2) into the one JSON that Comity loads.

    python tools/compile_rules.py            write src/comity/treaty/compiled/
    python tools/compile_rules.py --check    write nothing; exit 1 when what is there is not current

PyYAML reads the country NO as false; this uses ruamel.yaml, which is right and slow, and only here.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused
from comity.terms.vocabulary import vocabulary
from comity.treaty.check import QUESTIONS
from comity.treaty.clocks import escalation_of
from comity.treaty.pack import Pack, read_pack
from comity.treaty.rulebook import Rulebook, join_packs

TREATY: Final = Path(__file__).resolve().parent.parent / "src" / "comity" / "treaty"
VERSION: Final = "2026.11.2"
PACKS: Final = {"rulebook.json": ("uncc", "desk", "forms", "calendars"), "demo.json": ("demo",)}
SUBMITTED: Final = "draft.submitted"
REFUSED_SIGNS: Final = ("&", "*", "!", "<<")  # anchors, aliases, tags and merges: a lawyer must read what is there


def main(arguments: list[str]) -> int:
    """Compile, or check with `--check`; return the exit status."""
    folder = TREATY / "compiled"
    try:
        made = {name: compile_pack(TREATY / "rules", parts) for name, parts in PACKS.items()}
        lint({name: read_pack(data, demo=name == "demo.json") for name, data in made.items()})
    except (Refused, YAMLError) as fault:
        print(fault, file=sys.stderr)
        return 1
    stale = [name for name, data in made.items() if not (folder / name).is_file() or (folder / name).read_bytes() != data]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is not what the rules say; run tools/compile_rules.py", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for name, data in made.items():
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes{', changed' if name in stale else ''}")
    return 0


def compile_pack(rules: Path, parts: tuple[str, ...]) -> bytes:
    """Return the compiled bytes of the YAML files under the folders `parts`, in the order of their names."""
    content: dict[str, Any] = {"version": VERSION}
    sources = hashlib.sha256()
    for path in (path for part in parts for path in sorted((rules / part).glob("*.yaml"))):
        data = path.read_bytes()
        sources.update(len(data).to_bytes(8, "big") + data)
        for section, rows in _read_yaml(path, data).items():
            if section == "demo":
                content["demo"] = rows
            else:
                content.setdefault(section, []).extend(rows)
    printed = json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    compiled = {"content": msgspec.Raw(printed), "content_digest": str(Digest.of(printed)), "source_digest": sources.hexdigest()}
    return msgspec.json.encode(compiled) + b"\n"


def lint(packs: dict[str, tuple[Pack, Digest]]) -> None:
    """Refuse rules that name what does not exist, and questions whose cases the rule cannot say."""
    book = join_packs(packs.values())
    _lint_rules(book)
    _lint_clocks(book)
    for kind in book.kinds.values():
        if not {(kind.code, part) for part in kind.parts} <= set(book.forms):
            raise Malformed(kind.code, "a part has no form")
    for answer in book.answers:
        for kind_code in answer.kinds:
            decision = book.form(kind_code, "answer").by_key["decision"]
            if answer.offered is not (answer.code in decision.accepts):
                raise Malformed(f"answer {answer.code}", f"{kind_code} offers it on the page or in the form, not in both")
    for country in {row.country for row in book.status} | {row.country for row in book.languages}:
        vocabulary("country").item(country)


def _lint_clocks(book: Rulebook) -> None:
    for clock in book.clocks:
        where = f"clock {clock.id}"
        if any(bool(length.minutes) is bool(length.count) for length in clock.lengths) or bool(clock.lengths) is bool(clock.follows):
            raise Malformed(where, "a length is in minutes or a count of a unit, or follows a rule")
        if SUBMITTED in clock.starts and any(length.unit == "working-days" for length in clock.lengths):
            raise Malformed(where, "a draft belongs to no country yet: its clock cannot be in working days")
        if clock.pause is not None and clock.pause.most_minutes < 1:
            raise Malformed(where, "a pause has a longest time")
    for on in ("warning", "breach"):
        for urgency in vocabulary("urgency").codes:
            escalation_of(on, rulebook=book, day=date.max, urgency=urgency)
    if any(row.every_minutes < 1 or row.repeats < 0 for row in book.escalation):
        raise Malformed("escalation", "it is repeated after a minute or more")
    for country in book.calendars:
        vocabulary("country").item(country)


def _lint_rules(book: Rulebook) -> None:
    acts = {f"{kind}/{part}" for kind, part in book.forms}
    for rule in book.rules.values():
        where = f"rule {rule.id}"
        if rule.question and rule.question not in QUESTIONS:
            raise Malformed(where, f"no question {rule.question}")
        if bool(rule.question) is not bool(rule.acts) or bool(rule.question) is not bool(rule.cases):
            raise Malformed(where, "a question needs acts and cases, and they need it")
        if not set(rule.acts) <= acts:
            raise Malformed(where, f"no form for {sorted(set(rule.acts) - acts)}")
        if (rule.instrument, rule.article.partition("(")[0]) not in book.articles:
            raise Malformed(where, f"no article {rule.article}")
    asked = {act for rule in book.rules.values() for act in rule.acts}
    if acts - asked:
        raise Malformed("rules", f"nothing is asked of {sorted(acts - asked)}")


def _read_yaml(path: Path, data: bytes) -> dict[str, Any]:
    text = data.decode("utf-8")
    for number, token in _tokens(text):
        if token in REFUSED_SIGNS:
            raise Malformed(path.name, f"line {number}: {token} is not used in rules")
    found = YAML(typ="safe", pure=True).load(text)
    if not isinstance(found, dict):
        raise Malformed(path.name, "a mapping of sections expected")
    return found


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield the signs that begin a value, with their line."""
    for number, line in enumerate(text.splitlines(), start=1):
        value = line.lstrip(" -").partition(": ")[2].strip()
        for sign in REFUSED_SIGNS:
            if value.startswith(sign) or line.strip().startswith("<<"):
                yield number, sign


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
