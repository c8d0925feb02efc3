"""Cyber-observable objects from the terms of a pattern, and terms from such objects: one road for what is hunted and for what was seen.

STIX 2.1, section 6. A path is the plan of an object: `email-message:from_ref.value = 'a@b.example'` is a message whose sender is an address
object. Identifiers are the deterministic ones of section 2.9, so that the same thing seen twice is one object.
"""

import ipaddress
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

from comity.wire.misp.patterns import Literal, Term, join_path, segments
from comity.wire.misp.writing import print_foreign

Plain: TypeAlias = dict[str, Any]
Steps: TypeAlias = list[tuple[str, bool]]

STIX_NAMESPACE: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # section 2.9

# What tells one object of a type from another (the "ID Contributing Properties" of section 6).
_CONTRIBUTING: Final[Mapping[str, tuple[str, ...]]] = {
    "artifact": ("hashes", "payload_bin"),
    "autonomous-system": ("number",),
    "directory": ("path",),
    "domain-name": ("value",),
    "email-addr": ("value",),
    "email-message": ("from_ref", "subject", "body"),
    "file": ("hashes", "name", "extensions", "parent_directory_ref"),
    "ipv4-addr": ("value",),
    "ipv6-addr": ("value",),
    "mac-addr": ("value",),
    "mutex": ("name",),
    "network-traffic": ("start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"),
    "process": (),
    "software": ("name", "cpe", "swid", "vendor", "version"),
    "url": ("value",),
    "user-account": ("account_type", "user_id", "account_login"),
    "windows-registry-key": ("key", "values"),
    "x509-certificate": ("hashes", "serial_number"),
}
_HASH_ORDER: Final = ("MD5", "SHA-1", "SHA-256", "SHA-512")  # section 2.9: the first of these that is there, and it alone
OBSERVABLE_TYPES: Final = frozenset(_CONTRIBUTING)

_POINTED: Final = {
    "from_ref": "email-addr",
    "sender_ref": "email-addr",
    "to_refs": "email-addr",
    "cc_refs": "email-addr",
    "bcc_refs": "email-addr",
    "content_ref": "artifact",
    "body_raw_ref": "file",
    "parent_directory_ref": "directory",
    "image_ref": "file",
    "creator_user_ref": "user-account",
}


@lru_cache(maxsize=4096)
def family(address: str) -> str:
    """Return the type of the object that an address, a network or a name is."""
    try:
        return "ipv4-addr" if ipaddress.ip_network(address, strict=False).version == 4 else "ipv6-addr"
    except ValueError:
        return "domain-name"


def build(terms: Iterable[Term], *, about: str) -> list[Plain]:
    """Return the objects that `terms` describe, the described one first; all terms are of one type.

    `about` tells apart two objects whose type has nothing that identifies them. Of several values on one property the first is taken.
    """
    terms = list(terms)
    kind = terms[0].path.partition(":")[0]
    found: list[Plain] = []
    _assemble(kind, [(segments(term.path), term.values) for term in terms], found, about)
    return found[::-1]


def _assemble(kind: str, wanted: list[tuple[Steps, tuple[Literal, ...]]], found: list[Plain], about: str) -> Plain:
    """Put one object together after those that it points to, which come before it in `found`."""
    made: Plain = {"type": kind, "spec_version": "2.1"}
    below: dict[str, list[tuple[Steps, tuple[Literal, ...]]]] = {}
    for steps, values in wanted:
        below.setdefault(steps[0][0], []).append((steps, values))
    for name, group in below.items():
        made[name] = _filled(name, group, found, about)
    _complete(made)
    made["id"] = observable_id(made, about=about)
    if all(each["id"] != made["id"] for each in found):
        found.append(made)
    return made


def _filled(name: str, group: list[tuple[Steps, tuple[Literal, ...]]], found: list[Plain], about: str) -> Any:  # noqa: ANN401 # a property holds what JSON holds
    steps, values = group[0]
    star = steps[0][1]
    inner = [(each[1:], said) for each, said in group]
    if name.endswith("_refs"):
        return [_pointed(name, [(inner[0][0], (value,))], found, about)["id"] for value in values]
    if name.endswith("_ref"):
        return _pointed(name, inner, found, about)["id"]
    if len(steps) == 1:
        return list(values) if star else values[0]
    nested: Plain = {}
    again: dict[str, list[tuple[Steps, tuple[Literal, ...]]]] = {}
    for below, said in inner:
        again.setdefault(below[0][0], []).append((below, said))
    if star:  # a list of objects: each value of its only property an object, several properties one
        if len(again) == 1 and name != "values":
            key = next(iter(again))
            return [{key: _filled(key, [(inner[0][0], (value,))], found, about)} for value in values]
        return [{key: _filled(key, each, found, about) for key, each in again.items()}]
    for key, each in again.items():
        nested[key] = _filled(key, each, found, about)
    return nested


def _pointed(name: str, inner: list[tuple[Steps, tuple[Literal, ...]]], found: list[Plain], about: str) -> Plain:
    said = next((str(values[0]) for steps, values in inner if steps[0][0] == "type"), "")
    value = next((str(values[0]) for steps, values in inner if steps[0][0] == "value"), "")
    kind = said or _POINTED.get(name) or ("mac-addr" if value.count(":") == 5 and len(value) == 17 else family(value))
    return _assemble(kind, [(steps, values) for steps, values in inner if steps[0][0] != "type"], found, about)


def _complete(made: Plain) -> None:
    """Add what STIX demands and the terms do not say, as far as it follows from them."""
    kind = made["type"]
    if kind == "network-traffic" and "protocols" not in made:
        made["protocols"] = [_layer(made)]
    if kind == "email-message":
        made["is_multipart"] = "body_multipart" in made
    if kind == "artifact" and "payload_bin" in made:
        made.setdefault("mime_type", "application/octet-stream")


def _layer(made: Plain) -> str:
    ends = str(made.get("dst_ref", "")) + str(made.get("src_ref", ""))
    return "ipv4" if "ipv4-addr" in ends else "ipv6" if "ipv6-addr" in ends else "tcp"


def observable_id(made: Mapping[str, Any], *, about: str) -> str:
    """Return the deterministic identifier (section 2.9): by what tells the object from others, else by all of it and `about`."""
    names = _CONTRIBUTING.get(made["type"], ())
    told = {name: made[name] for name in names if name in made}
    if "hashes" in told:
        first = next((each for each in _HASH_ORDER if each in told["hashes"]), None) or min(told["hashes"])
        told["hashes"] = {first: told["hashes"][first]}
    if not told:
        told = {"about": about, **{name: value for name, value in made.items() if name not in {"id", "spec_version"}}}
    return f"{made['type']}--{uuid.uuid5(STIX_NAMESPACE, print_foreign(told).decode())}"


# ---------------------------------------------------------------- and back


_DEEPEST: Final = 6

# What every object has, and what STIX demands of some and no term says.
_UNTOLD: Final = frozenset(
    {"type", "id", "spec_version", "is_multipart", "object_marking_refs", "granular_markings", "defanged", "protocols"}
)


def terms_of(made: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> tuple[Term, ...]:
    """Return the terms that `build` would make `made` of; what it points to is looked up in `others` by identifier."""
    reading = _Reading(made["type"], others)
    reading.object(made, [])
    return tuple(Term(path, tuple(values)) for path, values in reading.found.items())


@dataclass(slots=True)
class _Reading:
    """The terms of one observable on their way, by path."""

    kind: str
    others: Mapping[str, Mapping[str, Any]]
    found: dict[str, list[Literal]] = field(default_factory=dict)

    def object(self, made: Mapping[str, Any], steps: Steps) -> None:
        """Read the properties of an object that stands at `steps`."""
        for name, value in made.items():
            if name not in _UNTOLD:
                self.property(value, [*steps, (name, False)])

    def property(self, value: Any, steps: Steps) -> None:  # noqa: ANN401 # a property holds what JSON holds
        """Read one property, whatever it holds."""
        name = steps[-1][0]
        if isinstance(value, str) and name.endswith("_ref"):
            self.pointed(value, steps)
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                self.property(inner, [*steps, (key, False)])
        elif isinstance(value, list):
            self.listed(value, [*steps[:-1], (name, True)])
        elif isinstance(value, str | int) and not isinstance(value, bool):
            self.found.setdefault(join_path(self.kind, steps), []).append(value)

    def listed(self, values: list[Any], steps: Steps) -> None:
        """Read each element of a list."""
        for one in values:
            if steps[-1][0].endswith("_refs"):
                if isinstance(one, str):
                    self.pointed(one, steps)
            elif isinstance(one, Mapping):
                for key, inner in one.items():
                    self.property(inner, [*steps, (key, False)])
            elif isinstance(one, str | int):
                self.found.setdefault(join_path(self.kind, steps), []).append(one)

    def pointed(self, identifier: str, steps: Steps) -> None:
        """Read the object that a reference points to, where it is there; a circle ends at the depth that no object of STIX has."""
        target = self.others.get(identifier)
        if target is None or len(steps) > _DEEPEST:
            return
        if steps[-1][0] in {"dst_ref", "src_ref"}:
            self.found.setdefault(join_path(self.kind, [*steps, ("type", False)]), []).append(target["type"])
        self.object(target, steps)
