"""OpenIOC 1.0 and 1.1 as STIX indicators: each alternative of its outermost OR is one.

Sources: the schemas ioc.xsd (1.0) and openioc.xsd (1.1), and STIX 2.1 section 9. The XML is read by expat with everything refused that an
attack needs: a document type, hence every entity; more than 64 elements inside each other; more than 200,000 elements; more than 16 MiB.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from xml.parsers import expat  # document types and entities are refused below, before expat expands any

from comity.terms.refusals import Malformed, TooLarge
from comity.wire.misp.losses import Loss, Losses
from comity.wire.misp.naming import UNKNOWN, derived_id, iso_moment, stix_id
from comity.wire.misp.patterns import quote

WHAT: Final = "OpenIOC"
MAX_BYTES: Final = 16 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000

_ENCODINGS: Final = frozenset({"utf-8", "us-ascii", "utf-16", "iso-8859-1"})
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

# Search terms beside object paths; numbers are compared as numbers.
PATHS: Final[Mapping[str, str]] = {
    "FileItem/Md5sum": "file:hashes.MD5",
    "FileItem/Sha1sum": "file:hashes.'SHA-1'",
    "FileItem/Sha256sum": "file:hashes.'SHA-256'",
    "FileItem/FileName": "file:name",
    "FileItem/FilePath": "file:parent_directory_ref.path",
    "FileItem/SizeInBytes": "file:size",
    "FileItem/PEInfo/Type": "file:extensions.'windows-pebinary-ext'.pe_type",
    "FileItem/PEInfo/ImpHash": "file:extensions.'windows-pebinary-ext'.imphash",
    "DnsEntryItem/Host": "domain-name:value",
    "DnsEntryItem/RecordName": "domain-name:value",
    "Network/DNS": "domain-name:value",
    "Network/URI": "url:value",
    "UrlHistoryItem/URL": "url:value",
    "Network/UserAgent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
    "PortItem/remoteIP": "network-traffic:dst_ref.value",
    "PortItem/remotePort": "network-traffic:dst_port",
    "PortItem/localIP": "network-traffic:src_ref.value",
    "PortItem/localPort": "network-traffic:src_port",
    "RouteEntryItem/Destination": "network-traffic:dst_ref.value",
    "RegistryItem/KeyPath": "windows-registry-key:key",
    "RegistryItem/Path": "windows-registry-key:key",
    "RegistryItem/ValueName": "windows-registry-key:values[*].name",
    "RegistryItem/Value": "windows-registry-key:values[*].data",
    "RegistryItem/Text": "windows-registry-key:values[*].data",
    "ProcessItem/name": "process:image_ref.name",
    "ProcessItem/arguments": "process:command_line",
    "ProcessItem/pid": "process:pid",
    "ProcessItem/HandleList/Handle/Name": "mutex:name",
    "ServiceItem/name": "process:extensions.'windows-service-ext'.service_name",
    "ServiceItem/descriptiveName": "process:extensions.'windows-service-ext'.display_name",
    "Email/From": "email-message:from_ref.value",
    "Email/To": "email-message:to_refs[*].value",
    "Email/Subject": "email-message:subject",
    "Email/Body": "email-message:body",
    "Email/Attachment/Name": "email-message:body_multipart[*].body_raw_ref.name",
    "UserItem/Username": "user-account:account_login",
}
_NUMBERS: Final = frozenset({"file:size", "network-traffic:dst_port", "network-traffic:src_port", "process:pid"})
_COMPARISONS: Final = {"is": "=", "isnot": "!=", "greater-than": ">", "less-than": "<"}


@dataclass(slots=True)
class _Element:
    """An element with what is in it; names are without their namespace."""

    name: str
    said: Mapping[str, str]
    text: str = ""
    inner: list["_Element"] = field(default_factory=list)

    def first(self, name: str) -> "_Element | None":
        """Return the first element of a name in it."""
        return next((one for one in self.inner if one.name == name), None)

    def words(self, name: str) -> str:
        """Return the text of the first element of a name in it."""
        found = self.first(name)
        return found.text.strip() if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIoc:
    """The indicators of a file as STIX objects, after their author; what was lost; and name and description of the whole."""

    objects: tuple[dict[str, Any], ...]
    losses: tuple[Loss, ...]
    name: str
    description: str


def read_openioc(data: bytes) -> OpenIoc:
    """Return the indicators of an OpenIOC file; raises `TooLarge`, or `Malformed` with the line where it is known."""
    root = _parse(data)
    if root.name not in {"ioc", "OpenIOC"}:
        raise Malformed(WHAT, f"the element ioc or OpenIOC expected, not {root.name[:40]!a}")
    about = root.first("metadata") or root
    criteria = root.first("criteria") or root.first("definition")
    top = criteria.first("Indicator") if criteria else None
    if top is None:
        raise Malformed(WHAT, "no Indicator in its criteria or definition")
    losses = Losses()
    name, description = about.words("short_description"), about.words("description")
    author = about.words("authored_by") or "?"
    made = {
        "type": "identity",
        "spec_version": "2.1",
        "id": derived_id("identity", "openioc", author),
        "created": UNKNOWN,
        "modified": UNKNOWN,
    }
    objects: list[dict[str, Any]] = [made | {"name": author, "identity_class": "unknown"}]
    created = iso_moment(about.words("authored_date")) or UNKNOWN
    modified = max(iso_moment(root.said.get("last-modified", "")) or created, created)
    whole = top.said.get("operator", "OR").upper() == "OR"
    for number, one in enumerate(_meaningful(top) if whole else [top]):
        path = f"Indicator/{number}" if whole else "Indicator"
        pattern = _pattern(one, path, losses)
        if pattern is None:
            continue
        own = one.said.get("id", "").lower()
        objects.append(
            {
                "type": "indicator",
                "spec_version": "2.1",
                "id": stix_id("indicator", own)
                if _UUID.fullmatch(own)
                else derived_id("indicator", "openioc", root.said.get("id", ""), pattern),
                "created_by_ref": objects[0]["id"],
                "created": created,
                "modified": modified,
                "name": name or "OpenIOC",
                **({"description": description} if description else {}),
                "pattern": pattern,
                "pattern_type": "stix",
                "pattern_version": "2.1",
                "valid_from": created,
            }
        )
    for each in _links(about, root):
        losses.note(f"links/{each[0]}", "no-place", each[1])
    return OpenIoc(
        objects=tuple({one["id"]: one for one in objects}.values()), losses=tuple(losses.found), name=name, description=description
    )


def _links(about: _Element, root: _Element) -> list[tuple[str, str]]:
    links = about.first("links") or root.first("links")
    return [(one.said.get("rel", "link"), one.text.strip() or one.said.get("href", "")) for one in links.inner] if links else []


def _meaningful(one: _Element) -> list[_Element]:
    return [each for each in one.inner if each.name in {"Indicator", "IndicatorItem"}]


# ---------------------------------------------------------------- patterns


def _pattern(one: _Element, path: str, losses: Losses) -> str | None:
    """Return the pattern of an item or a group; None where nothing of it can be said.

    Of an AND that can be said in part only, nothing is kept: it would match more than its author meant.
    """
    kinds: set[str] = set()
    compared = _compared(one, path, losses, kinds)
    if compared is None:
        return None
    if len(kinds) == 1:
        return f"[{compared}]"
    losses.note(path, "logic", ", ".join(sorted(kinds)))
    return _observed(one, path)


def _compared(one: _Element, path: str, losses: Losses, kinds: set[str]) -> str | None:
    """Return the comparison of an item or a group, as if it were about one object; `kinds` takes the types of object that it names."""
    if one.name == "IndicatorItem":
        found = _comparison(one)
        if isinstance(found, str):
            kinds.add(found.partition(":")[0].removeprefix("NOT ").strip())
            return found
        losses.note(path, found[0], found[1])
        return None
    joint = one.said.get("operator", "OR").upper()
    parts = [_compared(each, f"{path}/{number}", losses, kinds) for number, each in enumerate(_meaningful(one))]
    kept = [part for part in parts if part is not None]
    if not kept or (joint == "AND" and len(kept) != len(parts)):
        return None
    return kept[0] if len(kept) == 1 else f" {joint} ".join(f"({part})" if " AND " in part or " OR " in part else part for part in kept)


def _observed(one: _Element, path: str) -> str:
    """Return the same as observations of several objects: each item or group about one object in brackets of its own."""
    silent = Losses()
    kinds: set[str] = set()
    compared = _compared(one, path, silent, kinds)
    if len(kinds) == 1 or one.name == "IndicatorItem":
        return f"[{compared}]" if compared is not None else ""
    parts = [part for part in (_observed(each, path) for each in _meaningful(one)) if part]
    joint = one.said.get("operator", "OR").upper()
    return parts[0] if len(parts) == 1 else "(" + f" {joint} ".join(parts) + ")"


def _comparison(one: _Element) -> str | tuple[str, str]:
    """Return the comparison of an item; or the code of the loss and what was met."""
    context, content = one.first("Context"), one.first("Content")
    term = context.said.get("search", "") if context else ""
    value = content.text.strip() if content else ""
    where = PATHS.get(term)
    if where is None or not value:
        return "term-unknown", term
    condition, negated = one.said.get("condition", "is").lower(), one.said.get("negate", "false").lower() == "true"
    if condition == "containsnot":
        condition, negated = "contains", True
    if where in _NUMBERS:
        if not re.fullmatch("-?[0-9]{1,18}", value) or condition not in _COMPARISONS:
            return "condition-unknown", f"{term} {condition} {value}"
        literal = value
    else:
        literal = quote(value)
    no = "NOT " if negated else ""
    if condition in _COMPARISONS:
        return f"{where} {no}{_COMPARISONS[condition]} {literal}"
    if condition == "matches":
        return f"{where} {no}MATCHES {literal}"
    ends = {"contains": ("%", "%"), "starts-with": ("", "%"), "ends-with": ("%", "")}.get(condition)
    if ends is None:
        return "condition-unknown", f"{term} {condition}"
    if "%" in value or "_" in value:  # LIKE has no way to write these two as themselves
        found = ("" if ends[0] else "^") + re.escape(value) + ("" if ends[1] else "$")
        return f"{where} {no}MATCHES {quote(found)}"
    return f"{where} {no}LIKE {quote(ends[0] + value + ends[1])}"


# ---------------------------------------------------------------- XML


def _parse(data: bytes) -> _Element:
    """Return the outermost element."""
    if len(data) > MAX_BYTES:
        raise TooLarge(WHAT, size=len(data), cap=MAX_BYTES)
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.XmlDeclHandler = _require_encoding
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.ExternalEntityRefHandler = _no_doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 # expat's own: this is all there is
    except expat.ExpatError as fault:
        raise Malformed(WHAT, f"line {fault.lineno}: {expat.errors.messages[fault.code]}") from fault
    if reading.root is None:
        raise Malformed(WHAT, "no element")
    return reading.root


def _require_encoding(_: str, encoding: str | None, __: int) -> None:
    """Python lends expat all of its encodings, some of which hide brackets from whoever looks at the bytes."""
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise Malformed(WHAT, f"encoding {encoding[:20]!a}: UTF-8 expected")


def _no_doctype(*_: object) -> NoReturn:
    raise Malformed(WHAT, "a document type or an entity, which no such file needs")


class _Reading:
    """The elements on their way; the one that is open last is on top."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self.open: list[_Element] = []
        self.count = 0

    def begin(self, name: str, said: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Malformed(WHAT, f"more than {MAX_DEPTH} elements inside each other, or {MAX_ELEMENTS} in all")
        one = _Element(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in said.items()})
        if self.open:
            self.open[-1].inner.append(one)
        else:
            self.root = one
        self.open.append(one)

    def end(self, _: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        self.open[-1].text += text
