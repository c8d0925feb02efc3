"""Forms of texts that the standard demands, each a question about one text; names are those of the property tables."""

import re
from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv6Address
from typing import Final

Form = Callable[[str], object]  # what is true of a text in that form

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}(?:/(?:3[0-2]|[12]?[0-9]))?")
_PREFIX_6: Final = re.compile(r"12[0-8]|1[01][0-9]|[1-9]?[0-9]")
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff.-]{1,64}|\"[^\"\r\n]{0,62}\"")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_LANGUAGE: Final = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE,
)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_SHORT_HIVE: Final = re.compile(r"HK(?:LM|CC|CR|CU|U)(?:\\|\Z)", re.IGNORECASE)

PROPERTY_NAME: Final = re.compile(r"[a-z][a-z0-9_]{2,249}")
SELECTOR: Final = re.compile(r"(?:[a-z0-9_-]{3,250}|id)(?:\.(?:\[[0-9]{1,9}\]|[a-zA-Z0-9_-]{1,250}))*")
DICTIONARY_KEY: Final = re.compile(r"[a-zA-Z0-9_-]{1,250}")
_HEX_DIGITS: Final = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-512": 128, "SHA3-256": 64, "SHA3-512": 128}
HASHES: Final[Mapping[str, re.Pattern[str]]] = {
    **{name: re.compile(f"[a-fA-F0-9]{{{size}}}") for name, size in _HEX_DIGITS.items()},
    "SSDEEP": re.compile(r"[a-zA-Z0-9/+:.]{1,128}"),
    "TLSH": re.compile(r"(?:T1)?[a-zA-Z0-9]{70}"),
}


def is_ipv6(text: str) -> bool:
    """An address of RFC 4291, alone or with the length of a prefix."""
    address, slash, length = text.partition("/")
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return not slash or _PREFIX_6.fullmatch(length) is not None


def is_domain(text: str) -> bool:
    """A domain name (RFC 1034, RFC 5890): labels of 1 to 63, of any script, also with underscores, which names of hosts have not."""
    return 0 < len(text) <= 255 and all(map(_LABEL.fullmatch, text.removesuffix(".").split(".")))


def is_email(text: str) -> bool:
    """An addr-spec of RFC 5322 without comments, with the letters of RFC 6532; the domain may be an address in brackets."""
    local, sign, domain = text.rpartition("@")
    if not sign or not _LOCAL_PART.fullmatch(local) or local.startswith(".") or local.endswith(".") or (".." in local and local[0] != '"'):
        return False
    return is_domain(domain) or (domain.startswith("[") and domain.endswith("]"))


def is_base64(text: str) -> bool:
    """Binary (section 2.1): base64 of RFC 4648 with its padding, never empty."""
    return len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None


is_uri: Final[Form] = _URI.fullmatch
is_language: Final[Form] = _LANGUAGE.fullmatch
is_hex: Final[Form] = re.compile(r"(?:[a-fA-F0-9]{2})+").fullmatch

# Each with the words by which a fault names it: those of the standard that defines it, which are the same in every language.
FORMS: Final[Mapping[str, tuple[Form, str]]] = {
    "ipv4-addr": (_IPV4.fullmatch, "IPv4 (RFC 4632)"),
    "ipv6-addr": (is_ipv6, "IPv6 (RFC 4291)"),
    "mac-addr": (re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}").fullmatch, "MAC-48 (aa:bb:cc:dd:ee:ff)"),
    "domain-name": (is_domain, "domain name (RFC 1034, RFC 5890)"),
    "email-addr": (is_email, "addr-spec (RFC 5322)"),
    "media-type": (
        re.compile(r"(?:application|audio|font|image|message|model|multipart|text|video)/[a-zA-Z0-9.+_-]+(?:[; ].*)?").fullmatch,
        "media type (IANA)",
    ),
    "charset": (re.compile(r"[a-zA-Z0-9/.+_:()-]{2,250}").fullmatch, "character set (IANA)"),
    "cpe": (re.compile(r"cpe:2\.3:[aho*-](?::(?:\\.|[^\\:\s])+){10}").fullmatch, "CPE 2.3"),
    "registry-key": (lambda text: not _SHORT_HIVE.match(text), "HKEY_LOCAL_MACHINE\\..."),
    "relationship-type": (re.compile(r"[a-z0-9-]+").fullmatch, "a-z 0-9 -"),
    "property-name": (PROPERTY_NAME.fullmatch, "a-z 0-9 _ (3-250)"),
    "selector": (SELECTOR.fullmatch, "selector (7.2.3.1)"),
}
