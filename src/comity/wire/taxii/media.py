"""Media types of TAXII 2.1: what a client accepts, and what a body is said to be (TAXII 2.1, section 3.2; RFC 9110, section 12.5.1)."""

import functools
import re
from typing import Final

from comity.wire.taxii.refusals import NotAcceptable, NotTaxii

TAXII: Final = "application/taxii+json;version=2.1"
STIX: Final = "application/stix+json;version=2.1"
STIX_2_0: Final = "application/stix+json;version=2.0"

_NAME: Final = "application/taxii+json"
_VERSION: Final = "2.1"
# How closely a range names what this server speaks; the closest one counts.
_CLOSENESS: Final = {"*/*": 1, "application/*": 2, _NAME: 3}
_RANGE: Final = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+)((?:\s*;[^;]*)*)\s*\Z")
_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z", re.ASCII)
_LONGEST: Final = 1000


@functools.lru_cache(maxsize=64)
def require_accepted(accept: str) -> None:
    """Raise `NotAcceptable` unless `accept`, the header's value, has a range that TAXII 2.1 is in; an absent header (empty) takes anything.

    A range without a version is the newest version. Of several that fit the closest counts, and `q=0` forbids.
    """
    if not accept.strip():
        return
    closest, quality = 0, 0.0
    for text in accept[:_LONGEST].split(","):
        name, parameters = _split(text)
        closeness = _CLOSENESS.get(name, 0) + ("version" in parameters)
        if not _CLOSENESS.get(name) or parameters.get("version", _VERSION) != _VERSION:
            continue
        if closeness > closest:
            closest, quality = closeness, _quality(parameters)
    if not closest or not quality:
        raise NotAcceptable


@functools.lru_cache(maxsize=64)
def require_taxii(content_type: str) -> None:
    """Raise `NotTaxii` unless a body with this Content-Type is TAXII 2.1; without a version it is the newest."""
    name, parameters = _split(content_type)
    if name != _NAME or parameters.get("version", _VERSION) != _VERSION:
        raise NotTaxii


def stix_type(spec_version: str) -> str:
    """Return the media type of an object of STIX `spec_version`, for manifests."""
    return f"application/stix+json;version={spec_version}"


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an answer may be packed with gzip (RFC 9110, section 12.5.3)."""
    for text in accept_encoding[:_LONGEST].lower().split(","):
        name, *parameters = (part.strip() for part in text.split(";"))
        if name in ("gzip", "*"):
            told = next((one.partition("=")[2].strip() for one in parameters if one.startswith("q")), "1")
            return bool(_QUALITY.match(told)) and float(told) > 0
    return False


def _split(text: str) -> tuple[str, dict[str, str]]:
    """Return the name in small letters and its parameters, the first of a name; nothing for what is no media range."""
    found = _RANGE.match(text)
    if found is None:
        return "", {}
    parameters: dict[str, str] = {}
    for one in found[2].split(";")[1:]:
        name, _, value = one.partition("=")
        parameters.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found[1].lower(), parameters


def _quality(parameters: dict[str, str]) -> float:
    told = parameters.get("q", "1")
    return float(told) if _QUALITY.match(told) else 0.0
