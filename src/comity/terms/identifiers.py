"""Who and what: countries, authorities, nodes, officers, requests, envelopes and keys, as values that cannot be wrong."""

import functools
import re
import secrets
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from comity.terms.refusals import Malformed

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"  # of a host name: RFC 1123, section 2.1
_HOST: Final = rf"(?=.{{3,253}}\Z){_LABEL}(?:\.{_LABEL})+"


@dataclass(frozen=True, slots=True, order=True)
class _Name:
    """A short printable name with one pattern; `str()` gives it back."""

    text: str

    pattern: ClassVar[re.Pattern[str]]
    what: ClassVar[str]

    def __post_init__(self) -> None:
        """Refuse what the pattern does not match."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed(self.what, ascii(self.text[:80]))

    def __str__(self) -> str:
        """Return the name."""
        return self.text


class Country(_Name):
    """ISO 3166-1 alpha-2 code of a State, upper case; XA to XZ are user-assigned (XR is Ruritania)."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}")
    what = "country code"


_country: Final = functools.lru_cache(maxsize=26**2)(Country)  # asked of both sides of every act


class AuthorityId(_Name):
    """An authority: country, then a short name, e.g. `vn-poc`."""

    __slots__ = ()
    pattern = re.compile(r"[a-z]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
    what = "authority"

    @property
    def country(self) -> Country:
        """The country whose authority this is."""
        return _country(self.text[:2].upper())


class NodeId(_Name):
    """DNS-style name of a node, lower case, at most 253 characters, e.g. `poc.vn.example`."""

    __slots__ = ()
    pattern = re.compile(_HOST)
    what = "node"


class OfficerId(_Name):
    """An officer: a sign-in name at a node, e.g. `ha.n@poc.vn.example`."""

    __slots__ = ()
    pattern = re.compile(rf"(?=[^@]{{1,64}}@)[a-z0-9]+(?:[.-][a-z0-9]+)*@{_HOST}")
    what = "officer"

    @property
    def node(self) -> NodeId:
        """The node at which the officer signs in."""
        return NodeId(self.text.split("@", 1)[1])


class Reference(_Name):
    """The number of a request for ever: country, year, six digits, e.g. `VN-2026-000123`."""

    __slots__ = ()
    pattern = re.compile(r"[A-Z]{2}-[12][0-9]{3}-(?!000000)[0-9]{6}")
    what = "reference"

    @classmethod
    def of(cls, country: Country, *, year: int, number: int) -> Self:
        """Build the reference; `number` runs from 1 to 999999 within its year."""
        if not 0 < number <= 999_999:
            raise Malformed(cls.what, f"number {number}")
        return cls(f"{country}-{year:04d}-{number:06d}")

    @property
    def country(self) -> Country:
        """The country that gave the number."""
        return Country(self.text[:2])


class EnvelopeId(_Name):
    """128 random bits, 32 lower-case hexadecimal digits; says nothing about its content."""

    __slots__ = ()
    pattern = re.compile(r"[0-9a-f]{32}")
    what = "envelope identifier"

    @classmethod
    def fresh(cls) -> Self:
        """Draw a new one from the system's random source."""
        return cls(secrets.token_hex(16))


class KeyId(_Name):
    """SHA-256 over the public halves of a key, 64 lower-case hexadecimal digits (see `seal.keys`)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9a-f]{64}")
    what = "key identifier"
