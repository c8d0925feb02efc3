"""Identifiers of the world outside: what a request asks about, in one form each, so that two officers mean the same.

`parse` takes what people write and normalises it; the constructors take the normal form only; `str()` prints it.
Where text is longer than any identifier, `TextTooLong` is raised instead of `Malformed`. On the wire each is
`{"type": ..., "value": ...}`, and there only the normal form is read.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar, Final, Self, TypeAlias
from urllib.parse import quote

from comity.terms.domains import canonical_domain
from comity.terms.holdings import BankAccount, Iban, Imei, PaperDocument, Wallet
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.normal import CAP, one_line, require_normal
from comity.terms.refusals import Malformed
from comity.terms.text import require_clean


def _address(text: str, what: str) -> str:
    """Return the canonical form of an IPv4 or IPv6 address (RFC 5952); IPv4 mapped into IPv6 becomes IPv4."""
    try:
        found: IPv4Address | IPv6Address = ip_address(text)
    except ValueError as fault:
        raise Malformed(what, f"no IP address: {text[:80]!a}") from fault
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            raise Malformed(what, "an address with a zone has no meaning outside its host")
        found = found.ipv4_mapped or found
    return str(found)


@dataclass(frozen=True, slots=True, order=True)
class IpAddress:
    """An address alone, of a server that keeps it; for a subscriber's address ask for `IpPort`."""

    address: str

    type_: ClassVar[str] = "ip"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_normal(self.address, _address(self.address, self.type_), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an IPv4 or IPv6 address; raises `Malformed`."""
        return cls(_address(one_line(text, cls.type_).removeprefix("[").removesuffix("]"), cls.type_))

    def __str__(self) -> str:
        """Print the address."""
        return self.address


_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})")
_IP_PORT: Final = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<v4>[0-9.]+))[: ] ?(?P<port>[0-9]{1,5}) (?P<at>\S.*)")


@dataclass(frozen=True, slots=True, order=True)
class IpPort:
    """An address with port and moment: behind a shared address nothing less finds a subscriber."""

    address: str
    port: int
    at: Instant

    type_: ClassVar[str] = "ip-port"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_normal(self.address, _address(self.address, self.type_), self.type_)
        if not 0 < self.port < 65_536:
            raise Malformed(self.type_, f"port {self.port}")

    @classmethod
    def of(cls, address: str, *, port: int, at: Instant) -> Self:
        """Build it from an address as people write it."""
        return cls(_address(one_line(address, cls.type_).removeprefix("[").removesuffix("]"), cls.type_), port, at)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `203.0.113.7:51234 2026-11-20T01:02:03+07:00`, IPv6 in brackets; a moment without zone is refused."""
        found = _IP_PORT.fullmatch(one_line(text, cls.type_))
        if not found:
            raise Malformed(cls.type_, "address, port and moment expected, as in 203.0.113.7:51234 2026-11-20T01:02:03+07:00")
        return cls.of(found["v6"] or found["v4"], port=int(found["port"]), at=_moment(found["at"]))

    def __str__(self) -> str:
        """Print address, port and the moment in UTC."""
        return f"{f'[{self.address}]' if ':' in self.address else self.address}:{self.port} {self.at}"


def _moment(text: str) -> Instant:
    if not _MOMENT.fullmatch(text):
        raise Malformed(IpPort.type_, f"a moment with seconds and zone expected, not {text[:40]!a}")
    try:
        return Instant.of(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as fault:
        raise Malformed(IpPort.type_, f"no such moment: {text[:40]!a}") from fault


@dataclass(frozen=True, slots=True, order=True)
class Domain:
    """A domain name: lower case, `xn--` where it holds more than ASCII, no trailing dot."""

    text: str

    type_: ClassVar[str] = "domain"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_normal(self.text, canonical_domain(self.text), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name, also with letters outside ASCII; raises `Malformed`."""
        return cls(canonical_domain(one_line(text, cls.type_)))

    def __str__(self) -> str:
        """Print the name."""
        return self.text


_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")


def _email(text: str) -> str:
    local, _, domain = text.rpartition("@")
    if not _LOCAL.fullmatch(local) or any(unicodedata.category(letter)[0] in "CZ" for letter in local) or len(local.encode()) > 64:
        raise Malformed(Email.type_, f"no e-mail address: {text[:80]!a}")
    address = f"{local}@{canonical_domain(domain, what=Email.type_)}"
    if len(address.encode()) > 254:
        raise Malformed(Email.type_, "longer than 254 bytes")
    return address


@dataclass(frozen=True, slots=True, order=True)
class Email:
    """An e-mail address (RFC 5321 dot-string, RFC 6531 letters); the part before `@` keeps its case, the domain does not."""

    text: str

    type_: ClassVar[str] = "email"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_clean(self.text, cap=CAP, what=self.type_)
        require_normal(self.text, _email(self.text), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address without a display name; raises `Malformed`."""
        return cls(_email(one_line(text, cls.type_)))

    def __str__(self) -> str:
        """Print the address."""
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Phone:
    """A telephone number in ITU-T E.164 form: `+`, country code, at most 15 digits."""

    text: str

    type_: ClassVar[str] = "phone"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"\+[1-9][0-9]{6,14}")

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed(self.type_, "a number with + and its country code expected, 7 to 15 digits")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number with spaces, points, dashes, brackets; one without its country code, or with `(0)`, is refused."""
        written = one_line(text, cls.type_)
        if re.search(r"\(\s*0\s*\)", written):
            raise Malformed(cls.type_, "leave out the (0), which is not dialled from abroad")
        return cls(re.sub(r"[ \u00a0().\-\u2010-\u2013/]", "", written))

    def __str__(self) -> str:
        """Print the number."""
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account at a provider: the provider's domain name and the handle or number that it gives, case kept."""

    provider: Domain
    handle: str

    type_: ClassVar[str] = "account"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_clean(self.handle, cap=256, what=self.type_)
        if not self.handle or self.handle != self.handle.strip() or "\n" in self.handle:
            raise Malformed(self.type_, "a handle on one line, without space around it, expected")

    @classmethod
    def of(cls, provider: str, *, handle: str) -> Self:
        """Build it from both parts as people write them."""
        return cls(Domain.parse(provider), one_line(handle, cls.type_))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the provider's domain name, a space, the handle, as in `social.example nguyen.a`; raises `Malformed`."""
        provider, space, handle = one_line(text, cls.type_).partition(" ")
        if not space:
            raise Malformed(cls.type_, "the provider's domain name, a space and the handle expected")
        return cls.of(provider, handle=handle)

    def __str__(self) -> str:
        """Print both parts with one space between."""
        return f"{self.provider} {self.handle}"


_URL: Final = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<tail>.*)", re.IGNORECASE)
_AUTHORITY: Final = re.compile(r"(?P<host>[^:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{0,5}))?")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_IPV4_LIKE: Final = re.compile(r"[0-9.]+")
_KEPT: Final = "/?#[]@!$&'()*+,;=:%-._~"  # RFC 3986, section 2.2, and the percent sign of what is escaped already


def _host(text: str) -> str:
    if text.startswith("[") or _IPV4_LIKE.fullmatch(text):
        address = _address(text.strip("[]"), Url.type_)
        return f"[{address}]" if ":" in address else address
    return canonical_domain(text, what=Url.type_)


def _url(text: str) -> str:
    found = _URL.fullmatch(text)
    if not found or "\\" in text:
        raise Malformed(Url.type_, f"no http or https address: {text[:80]!a}")
    if "@" in found["authority"]:
        raise Malformed(Url.type_, "a name or password before the host")
    place = _AUTHORITY.fullmatch(found["authority"])
    if not place:
        raise Malformed(Url.type_, f"no host: {text[:80]!a}")
    scheme, tail = found["scheme"].lower(), found["tail"]
    port = int(place["port"] or _DEFAULT_PORTS[scheme])
    if not 0 < port < 65_536:
        raise Malformed(Url.type_, f"port {port}")
    if re.search(r"%(?![0-9A-Fa-f]{2})", tail):
        raise Malformed(Url.type_, "a percent sign without its two digits")
    tail = re.sub("%..", lambda escape: escape.group().upper(), quote(tail, safe=_KEPT))
    url = f"{scheme}://{_host(place['host'])}{'' if port == _DEFAULT_PORTS[scheme] else f':{port}'}{'' if tail[:1] == '/' else '/'}{tail}"
    if len(url) > CAP:
        raise Malformed(Url.type_, f"longer than {CAP} characters")
    return url


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """An http or https address (RFC 3986): host in lower case or `xn--`, no default port, escapes in upper case, only ASCII."""

    text: str

    type_: ClassVar[str] = "url"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_clean(self.text, cap=CAP, what=self.type_)
        require_normal(self.text, _url(self.text), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address as browsers show it; other schemes, and a name before the host, are refused."""
        return cls(_url(one_line(text, cls.type_)))

    def __str__(self) -> str:
        """Print the address."""
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class FileHash:
    """The hash of a file: algorithm and lower-case hexadecimal digits."""

    algorithm: str
    digits: str

    type_: ClassVar[str] = "file-hash"
    lengths: ClassVar[dict[str, int]] = {"md5": 32, "sha1": 40, "sha256": 64}

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if not re.fullmatch("[0-9a-f]+", self.digits) or self.lengths.get(self.algorithm) != len(self.digits):
            raise Malformed(self.type_, "32 (md5), 40 (sha1) or 64 (sha256) hexadecimal digits expected")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `sha256:…`, or digits alone, whose number tells the algorithm; raises `Malformed`."""
        name, colon, digits = one_line(text, cls.type_).lower().rpartition(":")
        digits = digits.strip()
        algorithm = name.strip().replace("-", "") if colon else {size: name for name, size in cls.lengths.items()}.get(len(digits), "")
        return cls(algorithm, digits)

    def __str__(self) -> str:
        """Print algorithm and digits."""
        return f"{self.algorithm}:{self.digits}"


Outside: TypeAlias = (
    IpAddress | IpPort | Domain | Email | Phone | Account | Url | FileHash | BankAccount | Iban | Wallet | Imei | PaperDocument
)

OUTSIDE_TYPES: Final[dict[str, type[Outside]]] = {
    kind.type_: kind
    for kind in (IpPort, IpAddress, Domain, Email, Phone, Account, Url, FileHash, BankAccount, Iban, Wallet, Imei, PaperDocument)
}


def parse_outside(type_: str, value: str) -> Outside:
    """Read `value` as people write it, as the identifier that `type_` names; raises `Malformed`."""
    kind = OUTSIDE_TYPES.get(type_)
    if kind is None:
        raise Malformed("identifier", f"no such type: {type_[:40]!a}")
    return kind.parse(value)


def outside_json(identifier: Outside) -> dict[str, str]:
    """Return the one JSON form."""
    return {"type": identifier.type_, "value": str(identifier)}


def parse_outside_json(value: JsonValue) -> Outside:
    """Read the one JSON form, in its normal form only: for what arrives from another node; raises `Malformed`."""
    if not isinstance(value, dict) or set(value) != {"type", "value"} or not all(isinstance(part, str) for part in value.values()):
        raise Malformed("identifier", "an object with type and value expected")
    found = parse_outside(value["type"], value["value"])
    require_normal(value["value"], str(found), "identifier")
    return found
