"""Addresses of virtual assets, checked as far as their network lets them be checked, so that a slip of the pen is found at home.

Base58Check (Bitcoin, Litecoin, Tron), Bech32 and Bech32m (BIP 173, BIP 350) and the capitals of EIP-55 (Ethereum and the
networks of its form) find a wrong letter. Solana has no check but its length, and of Monero only the form is looked at.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from comity.terms.refusals import Malformed

WHAT: Final = "wallet"

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32M: Final = 0x2BC830A3  # BIP 350; the constant of BIP 173 is 1
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

_ALIASES: Final = {
    "btc": "bitcoin",
    "eth": "ethereum",
    "ltc": "litecoin",
    "trx": "tron",
    "sol": "solana",
    "xmr": "monero",
    "bnb": "bsc",
    "pol": "polygon",
}
_VERSIONS: Final = {"bitcoin": (0, 5), "litecoin": (48, 50), "tron": (65,)}  # first byte: to a key, to a script
_PREFIXES: Final = {"bitcoin": "bc", "litecoin": "ltc"}
_HEXADECIMAL: Final = frozenset({"ethereum", "bsc", "polygon"})
_MONERO: Final = re.compile(rf"[48][{_BASE58}]{{94}}(?:[{_BASE58}]{{11}})?")
NETWORKS: Final = ("bitcoin", "ethereum", "tron", "bsc", "polygon", "solana", "litecoin", "monero")


def network_named(text: str) -> str:
    """Return the network that `text` names, also by its ticker; raises `Malformed`."""
    name = _ALIASES.get(text.lower(), text.lower())
    if name not in NETWORKS:
        raise Malformed(WHAT, f"one of {', '.join(NETWORKS)} expected, not {text[:40]!a}; name another network in the facts")
    return name


def canonical_wallet(network: str, address: str) -> str:
    """Return the normal form of `address` on `network`, one of `NETWORKS`; raises `Malformed`."""
    if network in _HEXADECIMAL:
        return _hexadecimal(address)
    if network == "monero":
        if not _MONERO.fullmatch(address):
            raise Malformed(WHAT, "95 or 106 letters and digits from 4 or 8 expected")
        return address
    if network == "solana":
        if len(_base58(address)) != 32:
            raise Malformed(WHAT, "no Solana address: it stands for 32 bytes")
        return address
    prefix = _PREFIXES.get(network)
    if prefix and address.lower().startswith(f"{prefix}1"):
        return _segwit(address, prefix)
    return _base58check(address, _VERSIONS[network])


def _base58(text: str) -> bytes:
    number = 0
    for letter in text[:128]:
        if letter not in _BASE58:
            raise Malformed(WHAT, f"the letter {letter!a} is not used in such addresses")
        number = number * 58 + _BASE58.index(letter)
    leading = len(text) - len(text.lstrip("1"))
    return bytes(leading) + number.to_bytes((number.bit_length() + 7) // 8)


def _base58check(text: str, versions: Sequence[int]) -> str:
    data = _base58(text)
    if len(data) != 25 or data[0] not in versions:
        raise Malformed(WHAT, "no address of this network")
    if hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] != data[-4:]:
        raise Malformed(WHAT, "the check of the address does not fit: a letter is wrong, missing or changed about")
    return text


def _segwit(text: str, prefix: str) -> str:
    """BIP 173 and 350: version 0 with a program of 20 or 32 bytes, later versions with 2 to 40 bytes, in one case only."""
    if text not in {text.lower(), text.upper()} or len(text) > 90:
        raise Malformed(WHAT, "capital and small letters are mixed, or it is longer than 90")
    text = text.lower()
    values = [_BECH32.find(letter) for letter in text[len(prefix) + 1 :]]
    if -1 in values or len(values) < 7:
        raise Malformed(WHAT, "too short, or a letter that is not used in such addresses")
    version, program = values[0], values[1:-6]
    if _polymod([ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values) != (_BECH32M if version else 1):
        raise Malformed(WHAT, "the check of the address does not fit: a letter is wrong, missing or changed about")
    size, rest = divmod(len(program) * 5, 8)
    if version > 16 or not 2 <= size <= 40 or (version == 0 and size not in {20, 32}) or rest > 4 or program[-1] & ((1 << rest) - 1):
        raise Malformed(WHAT, "no address of this network")
    return text


def _polymod(values: Sequence[int]) -> int:
    checked = 1
    for value in values:
        top = checked >> 25
        checked = (checked & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            checked ^= generator if top >> bit & 1 else 0
    return checked


def _hexadecimal(text: str) -> str:
    """Return the small letters; where capitals stand between, they have to be those of EIP-55."""
    digits = text.removeprefix("0x")
    if text == digits or not re.fullmatch("[0-9A-Fa-f]{40}", digits):
        raise Malformed(WHAT, "0x and 40 hexadecimal digits expected")
    small = digits.lower()
    if digits not in {small, digits.upper()}:
        marks = sponge(small.encode(), 0x01).hex()
        if digits != "".join(c.upper() if int(mark, 16) > 7 else c for c, mark in zip(small, marks, strict=False)):
            raise Malformed(WHAT, "the capital letters do not fit: a letter is wrong, missing or changed about")
    return f"0x{small}"


_MASK: Final = 2**64 - 1
_RATE: Final = 136  # bytes, for a digest of 256 bits


def _constants() -> tuple[int, ...]:
    """Compute the 24 round constants from the register of FIPS 202, algorithm 5."""
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return tuple(constants)


_ROUNDS: Final = _constants()


def _turn(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK if by else lane


def _permute(lanes: list[int]) -> list[int]:
    """Keccak-f[1600] of FIPS 202, section 3; the lane (x, y) stands at 5y + x."""
    for constant in _ROUNDS:
        sums = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        lanes = [lane ^ sums[(at + 4) % 5] ^ _turn(sums[(at + 1) % 5], 1) for at, lane in enumerate(lanes)]
        moved = lanes[:]
        x, y = 1, 0
        for step in range(24):
            moved[5 * ((2 * x + 3 * y) % 5) + y] = _turn(lanes[5 * y + x], (step + 1) * (step + 2) // 2 % 64)
            x, y = y, (2 * x + 3 * y) % 5
        lanes = [moved[at] ^ (~moved[at - at % 5 + (at + 1) % 5] & _MASK & moved[at - at % 5 + (at + 2) % 5]) for at in range(25)]
        lanes[0] ^= constant
    return lanes


def sponge(data: bytes, suffix: int) -> bytes:
    """Return 32 bytes of Keccak with capacity 512: Keccak-256 of Ethereum with suffix 1, SHA3-256 of FIPS 202 with suffix 6."""
    padded = bytearray(data + bytes([suffix]) + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for at in range(_RATE // 8):
            lanes[at] ^= int.from_bytes(padded[start + 8 * at : start + 8 * at + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
