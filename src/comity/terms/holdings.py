"""What people hold: bank accounts, wallets, devices, documents. Where a number carries a check of itself, the check is made.

Each is read and printed as those of `comity.terms.outside`, which names them all.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from comity.terms.identifiers import Country
from comity.terms.normal import one_line, require_normal
from comity.terms.refusals import Malformed
from comity.terms.wallets import canonical_wallet, network_named

_BETWEEN: Final = re.compile(r"[ \u00a0.\-\u2010-\u2013/]")  # what people write between groups of digits


def _joined(text: str, what: str) -> str:
    """Leave out what stands between groups, and make capitals; letters outside ASCII could become others and are refused."""
    if not (joined := _BETWEEN.sub("", text)).isascii():
        raise Malformed(what, f"only plain letters and digits expected: {text[:40]!a}")
    return joined.upper()


def _bic(text: str) -> str:
    bic = _joined(text, BankAccount.type_)
    return bic.removesuffix("XXX") if len(bic) == 11 else bic


@dataclass(frozen=True, slots=True, order=True)
class BankAccount:
    """An account at a bank: its BIC (ISO 9362; without `XXX`, which means the head office) and its number there."""

    bic: str
    number: str

    type_: ClassVar[str] = "bank-account"
    bics: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
    numbers: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z0-9]{4,34}")

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if not self.bics.fullmatch(self.bic) or not self.numbers.fullmatch(self.number):
            raise Malformed(self.type_, "the BIC of the bank, a space and 4 to 34 letters or digits expected, as in COMIXRAA 0123456789")
        require_normal(self.bic, _bic(self.bic), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read BIC and number, also with spaces, points, dashes or strokes in the number; raises `Malformed`."""
        bic, _, number = one_line(text, cls.type_).partition(" ")
        return cls(_bic(bic), _joined(number, cls.type_))

    def __str__(self) -> str:
        """Print both parts with one space between."""
        return f"{self.bic} {self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Iban:
    """An international bank account number (ISO 13616), upper case, no spaces, whose check digits are right (ISO 7064, MOD 97-10)."""

    text: str

    type_: ClassVar[str] = "iban"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]{2}(?:0[2-9]|[1-8][0-9]|9[0-8])[A-Z0-9]{11,30}")

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed(self.type_, "two letters, two check digits and 11 to 30 letters or digits expected")
        if int("".join(str(int(letter, 36)) for letter in self.text[4:] + self.text[:4])) % 97 != 1:
            raise Malformed(self.type_, "the check digits do not fit: a letter or digit is wrong, missing or changed about")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number in groups or without, in any case; raises `Malformed`."""
        return cls(_joined(one_line(text, cls.type_), cls.type_).removeprefix("IBAN"))

    def __str__(self) -> str:
        """Print the number."""
        return self.text


_WALLET: Final = re.compile(r"(?P<network>[A-Za-z]+)(?: ?: ?| )(?P<address>[0-9A-Za-z]+)")


@dataclass(frozen=True, slots=True, order=True)
class Wallet:
    """An address of virtual assets: the network and the address on it, checked as far as that network lets it be."""

    network: str
    address: str

    type_: ClassVar[str] = "wallet"

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        require_normal(self.network, network_named(self.network), self.type_)
        require_normal(self.address, canonical_wallet(self.network, self.address), self.type_)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the network, a space or colon, the address, as in `bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa`; raises `Malformed`."""
        found = _WALLET.fullmatch(one_line(text, cls.type_))
        if not found:
            raise Malformed(cls.type_, "the network, a space and the address expected, as in bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
        network = network_named(found["network"])
        return cls(network, canonical_wallet(network, found["address"]))

    def __str__(self) -> str:
        """Print both parts with one space between."""
        return f"{self.network} {self.address}"


@dataclass(frozen=True, slots=True, order=True)
class Imei:
    """The number of a mobile device (3GPP TS 23.003, section 6.2.1): fifteen digits, the last of which checks the others (Luhn)."""

    text: str

    type_: ClassVar[str] = "imei"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{15}")

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed(self.type_, "fifteen digits expected, the check digit included; *#06# shows them")
        doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(self.text))
        if sum(number // 10 + number % 10 for number in doubled) % 10:
            raise Malformed(self.type_, "the check digit does not fit: a digit is wrong or changed about")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read fifteen digits, also in groups; raises `Malformed`."""
        return cls(_joined(one_line(text, cls.type_), cls.type_))

    def __str__(self) -> str:
        """Print the digits."""
        return self.text


_DOCUMENT: Final = re.compile(r"(?P<country>[A-Za-z]{2}) (?P<kind>[A-Za-z-]+) (?P<number>\S.*)")


@dataclass(frozen=True, slots=True, order=True)
class PaperDocument:
    """An identity or travel document: the country that issued it, its kind, and its number in upper case without spaces or signs."""

    country: Country
    kind: str
    number: str

    type_: ClassVar[str] = "document"
    kinds: ClassVar[tuple[str, ...]] = ("passport", "id-card", "licence", "permit")
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z0-9]{4,24}")

    def __post_init__(self) -> None:
        """Refuse all but the normal form."""
        if self.kind not in self.kinds:
            raise Malformed(self.type_, f"one of {', '.join(self.kinds)} expected, not {self.kind[:40]!a}")
        if not self.pattern.fullmatch(self.number):
            raise Malformed(self.type_, "a number of 4 to 24 letters and digits expected")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read country, kind and number with a space between, as in `XR passport C1234567`; raises `Malformed`."""
        found = _DOCUMENT.fullmatch(one_line(text, cls.type_))
        if not found:
            raise Malformed(cls.type_, "country, kind and number expected, as in XR passport C1234567")
        number = re.sub(r"[()]", "", _joined(found["number"], cls.type_))
        return cls(Country(found["country"].upper()), found["kind"].lower(), number)

    def __str__(self) -> str:
        """Print the three parts with one space between."""
        return f"{self.country} {self.kind} {self.number}"
