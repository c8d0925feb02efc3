"""One object of each type of the standard with every property of its table, made from the tables; and all that can be wrong with each.

The oracle judges what is made: a property that our tables name or type wrongly would be refused by it, or let pass when it is spoiled.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from comity.wire.stix.compiling import Block, _blocks, _vocabularies
from comity.wire.stix.identifiers import computed_id
from comity.wire.stix.tables import objects, observables

Object = dict[str, Any]

UUID_4: Final = "0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"
OTHER: Final = "5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
UUID_5: Final = "0c7b5b88-8ff7-5a4d-aa9d-feb398cd0061"
DOMAIN: Final = dict(_blocks(objects.DOMAIN))
OBSERVABLES: Final = dict(_blocks(observables.OBSERVABLES))
COMMON: Final = _blocks(objects.COMMON)
PARTS: Final = {**_blocks(objects.PARTS), **_blocks(observables.PARTS)}
EXTENSIONS: Final = dict(_blocks(observables.EXTENSIONS))

_PLAIN: Final[dict[str, Any]] = {
    "string": "text",
    "boolean": False,
    "timestamp": "2026-11-29T04:05:06.789Z",
    "hex": "0aff",
    "binary": "dGV4dA==",
    "dictionary": {"key": "value"},
    "object": {"statement": "text"},
    "language": "vi",
    "version": "2.1",
    "uri": "https://example.org/a?b=c",
    "hashes": {"SHA-256": "0f" * 32},
    "number": 1.5,
    "integer": 1,
}
_FORMS: Final = {
    "ipv4-addr": "192.0.2.1",
    "ipv6-addr": "2001:db8::1",
    "mac-addr": "02:00:5e:10:00:ff",
    "domain-name": "example.org",
    "email-addr": "nguyen@example.org",
    "media-type": "text/plain",
    "charset": "UTF-8",
    "cpe": "cpe:2.3:a:example:product:1.0:*:*:*:*:*:*:*",
    "registry-key": "HKEY_LOCAL_MACHINE\\System",
    "relationship-type": "related-to",
    "property-name": "some_name",
    "selector": "type",
}
# Values that a rule over several properties, or the oracle, wants more of than their kind says.
_SPECIAL: Final[dict[tuple[str, str], Any]] = {
    ("indicator", "pattern_type"): "stix",
    ("indicator", "pattern_version"): "2.1",
    ("indicator", "pattern"): "[ipv4-addr:value = '192.0.2.1']",
    ("indicator", "valid_until"): "2026-11-30T04:05:06.789Z",
    ("relationship", "stop_time"): "2026-11-30T04:05:06.789Z",
    ("marking-definition", "definition_type"): "statement",
    ("language-content", "contents"): {"vi": {"name": "Cựu"}},
    ("extension-definition", "extension_types"): ["toplevel-property-extension"],
    ("external-reference", "source_name"): "source",
    ("windows-pebinary-ext", "time_date_stamp"): "2026-11-29T04:05:06Z",
    ("socket-ext", "options"): {"SO_TIMEOUT": 1},
    ("http-request-ext", "request_header"): {"Accept": ["text/html"]},
    ("windows-process-ext", "startup_info"): {"lpDesktop": "text", "cb": 1},
    ("pdf-ext", "document_info_dict"): {"Title": "text"},
    ("raster-image-ext", "exif_tags"): {"Make": "text"},
}
# Of each pair that may not stand together, the one that is left out.
_LEFT_OUT: Final = {
    "artifact": ("url",),
    "observed-data": ("objects",),
    "granular-marking": ("lang",),
    "mime-part": ("body_raw_ref",),
    "email-message": ("body_multipart",),
}


def sample(kind: str) -> Object:
    """Return one object of that type with all its properties."""
    block = DOMAIN.get(kind) or OBSERVABLES[kind]
    made = {**_fill(COMMON[block.family], kind), **_fill(block, kind)}
    made |= {"type": kind, "id": f"{kind}--{UUID_4}"}
    extensions = {one.name: _fill(one, one.name) for one in EXTENSIONS.values() if one.family == kind}
    made["extensions"] = extensions or {f"extension-definition--{UUID_4}": {"extension_type": "property-extension", "some_name": 1}}
    if kind == "process":
        return made
    return made | ({"id": computed_id(made) or made["id"]} if kind in OBSERVABLES else {})


def _fill(block: Block, kind: str) -> Object:
    names = [(name.removesuffix("!"), words) for name, *words in block.properties]
    return {name: _value(words, kind, name) for name, words in names if name not in (*_LEFT_OUT.get(block.name, ()), "extensions")}


def _value(words: list[str], kind: str, name: str) -> Any:
    if (kind, name) in _SPECIAL:
        return deepcopy(_SPECIAL[kind, name])
    first, *rest = words
    if first == "list":
        return [_value(rest, kind, name)]
    if first == "part":
        return _fill(PARTS[rest[0]], rest[0])
    if first in {"open", "enum"}:
        return min(_vocabularies()[rest[0]])
    if first == "match":
        return _FORMS[rest[0]]
    if first == "ref":
        named = {"@sco": "file", "!": "malware"}.get(rest[0], rest[0]) if rest else "malware"
        return f"{named}--{UUID_5 if named in OBSERVABLES and named != 'process' else OTHER}"
    return deepcopy(_PLAIN[first])


def spoiled(kind: str) -> Iterator[tuple[str, str, Object]]:
    """Yield place, fault and object for everything that the table of a type forbids, one fault at a time."""
    block = DOMAIN.get(kind) or OBSERVABLES[kind]
    for part in (COMMON[block.family], block):
        yield from _spoil_block(part, sample(kind), ())
    for extension in EXTENSIONS.values():
        if extension.family == kind:
            yield from _spoil_block(extension, sample(kind), ("extensions", extension.name))


def _spoil_block(block: Block, whole: Object, path: tuple[Any, ...]) -> Iterator[tuple[str, str, Object]]:
    for marked, *words in block.properties:
        name = marked.removesuffix("!")
        place = ".".join(map(str, (*path, name)))
        if marked.endswith("!"):
            yield place, "missing", _changed(whole, path, name)
        if name not in _at(whole, path) or name == "extensions":
            continue
        for fault, wrong in _wrong(words):
            yield place, fault, _changed(whole, path, name, wrong)
        inner = words[1:] if words[0] == "list" else words
        if inner[0] == "part":
            below = (*path, name, 0) if words[0] == "list" else (*path, name)
            yield from _spoil_block(PARTS[inner[1]], whole, below)


def _wrong(words: list[str]) -> Iterator[tuple[str, Any]]:
    first, *rest = words
    yield "null", None
    if first == "list":
        yield from (("not a list", "text"), ("empty", []))
        yield from ((f"{fault} in a list", [wrong]) for fault, wrong in _wrong(rest) if fault != "null")
    elif first in {"integer", "number", "boolean"}:
        yield "text", "text"
        yield from zip(("too little", "too much"), (int(bound) + step for bound, step in zip(rest, (-1, 1), strict=False)), strict=False)
    elif first in {"hashes", "dictionary", "object", "part"}:
        yield from (("text", "text"), ("empty", {}))
    else:
        yield "number", 1
        yield from _BAD.get(first, {}).items()
        if first == "ref" and rest:
            yield "other type", f"{rest[1] if rest[0] == '!' else 'bundle'}--{UUID_4}"
        if first == "match" and rest[0] in _BAD_FORMS:
            yield "form", _BAD_FORMS[rest[0]]


_BAD: Final[dict[str, dict[str, str]]] = {
    "timestamp": {
        "no such day": "2026-02-30T00:00:00.000Z",
        "zone": "2026-11-29T04:05:06.789+07:00",
        "small z": "2026-11-29t04:05:06.789z",
        "month": "2026-13-01T00:00:00.000Z",
    },
    "hex": {"odd": "abc", "letters": "xyzw"},
    "binary": {"letters": "*" * 4, "padding": "abc"},
    "enum": {"word": "no-such-word"},
    "ref": {"no identifier": "text", "no uuid": "malware--1", "capital type": f"Malware--{UUID_4}"},
    "version": {"older": "2.0", "newer": "3.0"},
    "language": {"form": "tieng_viet!"},
    "uri": {"form": "no address at all"},
}
_BAD_FORMS: Final = {
    "ipv4-addr": "192.0.2.256",
    "ipv6-addr": "2001:db8:::1",
    "mac-addr": "02-00-5E-10-00-FF",
    "domain-name": "two words.example",
    "email-addr": "nobody",
    "media-type": "plain",
    "charset": "no such\nset",
    "cpe": "cpe:/a:example:product",
    "registry-key": "HKLM\\System",
    "relationship-type": "Related To",
    "selector": "Type!",
}


def _at(whole: Object, path: tuple[Any, ...]) -> Any:
    for step in path:
        whole = whole[step]
    return whole


def _changed(whole: Object, path: tuple[Any, ...], name: str, *wrong: Any) -> Object:
    copy = deepcopy(whole)
    if wrong:
        _at(copy, path)[name] = wrong[0]
    else:
        _at(copy, path).pop(name, None)
    return copy
