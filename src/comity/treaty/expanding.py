"""Writes out the shorthand of rules: sets of kinds, blocks of forms, numbers of items. What comes out is what is loaded.

    kinds: ["@mla", -REQ-SERVE]           every kind of the set mla but one
    acts: ["@mla/request"]                the same, each with its part
    acts: ["@mla/request", "-@x/request"] every kind of one set but those of another
    items: [{block: facts, without: [x]}] an item that is written once, here without one of its fields
    bases: [{kinds: [REQ-FREEZE], ...}]   a text that says itself which kinds it carries; those of another pack stay as they are

A set is taken only as far as the row's text reaches: a rule of the Convention speaks of kinds that stand on the Convention, or on a
text that leans on it; a rule of a universal text, and a ground of home law, speak of all.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final

from comity.terms.refusals import Malformed

Row = dict[str, Any]

_LISTED: Final = ("grounds", "answers", "clocks")
_BY_KEY: Final = {"intrusive": "intrusive", "off": "off", "high-risk": "high_risk"}
_BY_PART: Final = {"executed": "result"}
_OWN_OF_BLOCKS: Final = frozenset({"block", "without", "mandatory"})


def expand(content: Mapping[str, Any]) -> Row:
    """Return the sections with no shorthand left; raises `Malformed` for a set, block or kind that nobody wrote."""
    done = {name: copy.deepcopy(rows) for name, rows in content.items() if name != "blocks"}
    _carry(done)
    for kind in done.get("kinds", []):
        kind["sets"] = list(dict.fromkeys((*kind.get("sets", ()), *_plain_sets(kind))))
    declared = {str(row["code"]) for row in done.get("sets", [])}
    for kind in done.get("kinds", []):
        if unknown := set(map(str, kind["sets"])) - declared:
            raise Malformed(str(kind.get("code")), f"no set {', '.join(sorted(unknown))}")
    sets = _Sets(done)
    for section in _LISTED:
        for row in done.get(section, []):
            row["kinds"] = sets.kinds(row.get("kinds", []), within=_text_of(row), where=str(row.get("id", row.get("code"))))
    for row in done.get("rules", []):
        if "acts" in row:
            row["acts"] = sets.acts(row["acts"], within=_text_of(row), where=str(row.get("id")))
    blocks = {str(block["block"]): block for block in content.get("blocks", [])}
    if "forms" in done:
        done["forms"] = list(_forms(done["forms"], blocks, sets))
    return done


def _text_of(row: Mapping[str, Any]) -> str:
    """Return the text that bounds a set; empty where the row is of home law or of the desk and speaks of all."""
    return "" if row.get("law") == "home" or row.get("nature") == "desk-target" else str(row.get("instrument", ""))


def _carry(done: Row) -> None:
    """Write the texts that carry a kind into the kind, after those that it names itself; keep what is of a kind of another pack."""
    kinds: dict[str, Row] = {str(row["code"]): row for row in done.get("kinds", [])}
    kept: list[Row] = []
    for row in done.pop("bases", []):
        base = {name: value for name, value in row.items() if name != "kinds"}
        for code in map(str, row["kinds"]):
            if code in kinds:
                kinds[code]["bases"] = [*kinds[code].get("bases", ()), copy.deepcopy(base)]
        if elsewhere := [code for code in map(str, row["kinds"]) if code not in kinds]:
            kept.append({**base, "kinds": elsewhere})
    if kept:
        done["bases"] = kept


def _plain_sets(kind: Row) -> Iterable[str]:
    """Yield the sets that a kind belongs to by what it is, so that nobody forgets them."""
    if kind.get("nature") == "record":
        yield "record"
    elif kind.get("opens"):
        yield "opening"
    else:
        yield "inside"
    yield from (name for name, key in _BY_KEY.items() if kind.get(key))
    yield from (name for name, part in _BY_PART.items() if part in kind.get("parts", ()))


class _Sets:
    """The kinds of a pack, looked up by set, part and text."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._declared = {str(row["code"]) for row in content.get("sets", [])}
        self._kinds: dict[str, Row] = {str(row["code"]): row for row in content.get("kinds", [])}
        leaning = {str(row["code"]): tuple(row.get("leans_on", ())) for row in content.get("instruments", [])}
        self._universal = {str(row["code"]) for row in content.get("instruments", []) if row.get("universal")}
        self._reach = {code: _reach(code, leaning) for code in leaning}

    def kinds(self, names: Iterable[str], *, within: str, where: str) -> list[str]:
        """Return the kinds that `names` stand for, in the pack's order; a kind that is named itself may be unknown here."""
        found: list[str] = []
        taken: set[str] = set()
        apart: set[str] = set()
        for name in map(str, names):
            if name.startswith("@"):
                found += self._members(name[1:], within=within, where=where)
            elif name.startswith("-@"):
                apart |= set(self._members(name[2:], within="", where=where))
            elif name.startswith("-"):
                taken.add(name[1:])
            else:
                found.append(name)
        if unknown := taken - set(found):
            raise Malformed(where, f"takes away what is not there: {', '.join(sorted(unknown))}")
        return [name for name in dict.fromkeys(found) if name not in taken | apart]

    def acts(self, names: Iterable[str], *, within: str, where: str) -> list[str]:
        """Return the acts, `KIND/part`, that `names` stand for; of a set only the kinds that have the part."""
        found: list[str] = []
        taken: set[str] = set()
        apart: set[str] = set()
        for name in map(str, names):
            kind, _, part = name.partition("/")
            if name.startswith("@"):
                members = self._members(kind[1:], within=within, where=where)
                found += [f"{member}/{part}" for member in members if part in self._kinds[member].get("parts", ())]
            elif name.startswith("-@"):
                apart |= {f"{member}/{part}" for member in self._members(kind[2:], within="", where=where)}
            elif name.startswith("-"):
                taken.add(name[1:])
            else:
                found.append(name)
        if unknown := taken - set(found):
            raise Malformed(where, f"takes away what is not there: {', '.join(sorted(unknown))}")
        return [name for name in dict.fromkeys(found) if name not in taken | apart]

    def _members(self, name: str, *, within: str, where: str) -> list[str]:
        if name not in self._declared:
            raise Malformed(where, f"no set {name}")
        return [code for code, row in self._kinds.items() if name in row.get("sets", ()) and self._speaks(within, row)]

    def _speaks(self, text: str, kind: Row) -> bool:
        if not text or text in self._universal:
            return True
        return any(text in self._reach.get(str(base["instrument"]), ()) for base in kind.get("bases", ()))


def _reach(code: str, leaning: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += leaning.get(one, ())
    return frozenset(found)


def _forms(rows: Iterable[Row], blocks: Mapping[str, Row], sets: _Sets) -> Iterable[Row]:
    """Yield one form for each kind and part; a form that names its kinds goes before that of a set."""
    written = list(rows)
    own = {(kind, str(row["part"])) for row in written for kind in _named(row)}
    for row in written:
        where = f"form {row.get('kind', row.get('kinds'))}/{row.get('part')}"
        named = _named(row)
        items = [_item(item, number, blocks, where) for number, item in enumerate(row.get("items", ()), start=1)]
        for kind in named or sets.kinds(row["kinds"], within="", where=where):
            if named or (kind, str(row["part"])) not in own:
                rest = {name: value for name, value in row.items() if name not in {"kind", "kinds", "items"}}
                yield {**rest, "kind": kind, "items": copy.deepcopy(items)}


def _named(row: Row) -> list[str]:
    """Return the kinds that a form names itself; none where it is written for a set."""
    named = [str(row["kind"])] if "kind" in row else [str(name) for name in row["kinds"]]
    return [] if any(name.startswith(("@", "-")) for name in named) else named


def _item(item: Row, number: int, blocks: Mapping[str, Row], where: str) -> Row:
    if item.get("number", number) != number:
        raise Malformed(where, f"item {item.get('key')} is number {number}, not {item['number']}")
    if "block" not in item:
        return {**item, "number": number}
    block = blocks.get(str(item["block"]))
    if block is None:
        raise Malformed(where, f"no block {item['block']}")
    made = {**{name: value for name, value in copy.deepcopy(block).items() if name != "block"}, "number": number}
    made |= {name: value for name, value in item.items() if name not in _OWN_OF_BLOCKS}
    keys = [str(field["key"]) for field in made["fields"]]
    named = [*map(str, item.get("without", ())), *map(str, item.get("mandatory", {}))]
    if unknown := set(named) - set(keys):
        raise Malformed(where, f"block {item['block']} has no field {', '.join(sorted(unknown))}")
    made["fields"] = [
        {**field, "mandatory": item.get("mandatory", {}).get(str(field["key"]), field.get("mandatory", "no"))}
        for field in made["fields"]
        if str(field["key"]) not in item.get("without", ())
    ]
    return made
