"""Indicators in free text, as suggestions with their exact places: a person takes or leaves each. Nothing here goes anywhere by itself.

Reports write addresses so that nobody opens them by mistake: `hxxps://example[.]com`, `a(at)example(dot)com`. These are read as meant,
and the place is that of what was written. Values with a check in them (IBAN, wallets) are suggested only where the check holds.
"""

import ipaddress
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from comity.terms.holdings import Iban
from comity.terms.refusals import Refused, TooLarge
from comity.terms.wallets import canonical_wallet

MAX_TEXT: Final = 4 * 1024 * 1024  # characters
MAX_FOUND: Final = 20_000

_WHAT: Final = "text"
_DOT: Final = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\\\.)"
_AT: Final = r"(?:@|\[@\]|\(@\)|\[at\]|\(at\))"
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOST: Final = rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,20}}"
_BYTE: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = rf"{_BYTE}(?:{_DOT}{_BYTE}){{3}}"
_EDGE: Final = r"(?<![A-Za-z0-9_.@-])"
_END: Final = r"(?![A-Za-z0-9_-])"

# What is sought, in this order; a place that one has taken is not looked at again.
_SOUGHT: Final = (
    ("url", re.compile(rf"(?i){_EDGE}(?:h[tx]{{2}}ps?|s?ftp)\[?:\]?//[^\s<>\"'`|]{{3,2000}}")),
    ("email", re.compile(rf"(?i){_EDGE}[A-Za-z0-9!#$%&*+/=?^_~.-]{{1,64}}{_AT}{_HOST}{_END}")),
    ("cve", re.compile(rf"(?i){_EDGE}CVE-\d{{4}}-\d{{4,19}}{_END}")),
    ("ip|port", re.compile(rf"{_EDGE}{_IPV4}\[?:\]?[1-9][0-9]{{0,4}}{_END}")),
    ("ip", re.compile(rf"{_EDGE}{_IPV4}(?:/(?:3[0-2]|[12]?[0-9]))?(?!{_DOT}?[A-Za-z0-9_-])")),
    ("ip6", re.compile(r"(?<![0-9A-Fa-f:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![0-9A-Za-z:])")),
    (
        "wallet",
        re.compile(
            rf"{_EDGE}(?:bc1[a-z0-9]{{25,87}}|[13][1-9A-HJ-NP-Za-km-z]{{25,34}}|0x[0-9a-fA-F]{{40}}|[48][1-9A-HJ-NP-Za-km-z]{{94}})(?![A-Za-z0-9])"
        ),
    ),
    ("iban", re.compile(rf"{_EDGE}[A-Z]{{2}}[0-9]{{2}}(?: ?[A-Z0-9]{{2,4}}){{3,8}}{_END}")),
    ("hash", re.compile(rf"{_EDGE}(?:[0-9a-fA-F]{{128}}|[0-9a-fA-F]{{64}}|[0-9a-fA-F]{{40}}|[0-9a-fA-F]{{32}}){_END}")),
    ("host", re.compile(rf"{_EDGE}{_HOST}{_END}")),
)
_HASHES: Final = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_TAIL: Final = ".,;:!?'\")]}>*"

# Endings of files that no domain has, or that mean a file wherever a report writes them.
FILE_ENDINGS: Final = frozenset(
    (
        *("exe", "dll", "sys", "scr", "bat", "cmd", "ps1", "vbs", "js", "jse", "hta", "lnk", "msi", "jar", "apk", "elf", "bin", "dat"),
        *(
            "doc",
            "docx",
            "docm",
            "xls",
            "xlsx",
            "xlsm",
            "ppt",
            "pptx",
            "pdf",
            "rtf",
            "txt",
            "csv",
            "xml",
            "json",
            "html",
            "htm",
            "php",
            "asp",
            "aspx",
        ),
        *("rar", "7z", "gz", "tar", "iso", "img", "png", "jpg", "jpeg", "gif", "log", "tmp", "conf", "cfg", "ini", "yml", "yaml", "md5"),
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type of MISP and a value as meant; `start` and `end` in characters of the text, and what stands there."""

    type: str
    value: str
    start: int
    end: int
    written: str


def find_candidates(text: str, *, endings: Collection[str] = ()) -> tuple[Candidate, ...]:
    """Return what may be an indicator, in the order of the text; at most `MAX_FOUND`.

    `endings` are the top-level domains that exist, in small letters; without them any ending of two letters or more may be one. Raises
    `TooLarge` for more than `MAX_TEXT` characters.
    """
    if len(text) > MAX_TEXT:
        raise TooLarge(_WHAT, size=len(text), cap=MAX_TEXT)
    taken = bytearray(len(text) + 1)
    found: list[Candidate] = []
    for kind, pattern in _SOUGHT:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            for one in _read(kind, match.group(), match.start(), frozenset(endings)):
                taken[one.start : one.end] = b"\x01" * (one.end - one.start)
                found.append(one)
        if len(found) >= MAX_FOUND:
            break
    return tuple(sorted(found[:MAX_FOUND], key=lambda one: one.start))


def refang(text: str) -> str:
    """Return an address as it was meant."""
    text = re.sub(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\\\.", ".", text, flags=re.IGNORECASE)
    text = re.sub(r"\[@\]|\(@\)|\[at\]|\(at\)", "@", text, flags=re.IGNORECASE)
    text = text.replace("[:]", ":").replace("[://]", "://").replace("[/]", "/")
    return re.sub(r"^h[tx]{2}p", "http", text, flags=re.IGNORECASE)


def _read(kind: str, written: str, start: int, endings: frozenset[str]) -> Iterator[Candidate]:
    bare = _trimmed(written) if kind == "url" else written
    value = refang(bare)
    named = _named(kind, value, endings)
    if named is not None:
        yield Candidate(named[0], named[1], start, start + len(bare), bare)


def _trimmed(written: str) -> str:
    """Take the punctuation of the sentence off an address; a closing bracket that belongs to it stays."""
    while written and written[-1] in _TAIL and not (written[-1] in ")]}" and _balanced(written)):
        written = written[:-1]
    return written


def _balanced(written: str) -> bool:
    last = written[-1]
    return written.count({")": "(", "]": "[", "}": "{"}[last]) >= written.count(last)


def _named(kind: str, value: str, endings: frozenset[str]) -> tuple[str, str] | None:
    """Return type and value as MISP has them, or None for what only looks like one."""
    checked = {"ip|port": _with_port, "ip": _address, "ip6": _address, "wallet": _wallet, "iban": _iban}
    plain = {"cve": ("vulnerability", value.upper()), "url": ("url", value)}
    if kind in checked:
        return checked[kind](value)
    if kind in plain:
        return plain[kind]
    if kind == "hash":
        return _HASHES[len(value)], value.lower()
    last = value.rpartition(".")[2].lower()
    if kind == "email":
        return ("email", value) if _is_ending(last, endings) else None
    if last in FILE_ENDINGS and last not in endings:
        return "filename", value
    return ("domain" if value.count(".") == 1 else "hostname", value.lower()) if _is_ending(last, endings) else None


def _with_port(value: str) -> tuple[str, str] | None:
    address, _, port = value.rpartition(":")
    return ("ip-dst|port", f"{address}|{port}") if int(port) < 65_536 else None


def _is_ending(last: str, endings: frozenset[str]) -> bool:
    return last in endings if endings else re.fullmatch(r"[a-z]{2,24}|xn--[a-z0-9-]{2,59}", last) is not None


def _address(value: str) -> tuple[str, str] | None:
    try:
        found = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None
    if found.version == 6 and len(value.replace(":", "").partition("/")[0]) < 3:
        return None  # `::` and `1::` stand in texts that are about anything else
    return "ip-dst", value


def _wallet(value: str) -> tuple[str, str] | None:
    networks = {"0": ("ethereum", "text"), "4": ("monero", "xmr"), "8": ("monero", "xmr")}
    network, kind = networks.get(value[0], ("bitcoin", "btc"))
    try:
        return kind, canonical_wallet(network, value)
    except Refused:
        return None


def _iban(value: str) -> tuple[str, str] | None:
    try:
        return "iban", str(Iban.parse(value))
    except Refused:
        return None
