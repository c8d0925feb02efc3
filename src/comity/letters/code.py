"""The verification code: what a person with the letter on paper reads out, types, and has compared with a proof.

    7KQ4-M2ZD-0F8T-9XJC-5

SPEC: docs/specs/letter.md, section 2. The code says which act; the proof file says that it is genuine.
"""

from typing import Final

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.terms.speech import gettext_noop

SPEC: Final = "docs/specs/letter.md, section 2"

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 signs without I, L, O, U, which are misread or misspell
BYTES: Final = 10  # 80 bits of the digest
SIGNS: Final = 16  # that carry them, five bits each; one more checks
GROUP: Final = 4
_CAP: Final = 64
_MODULUS: Final = 0b100101  # x⁵ + x² + 1: primitive, so 31 places in a row have weights of their own
_READ_AS: Final = str.maketrans("OIL", "011")


class BadCode(Malformed):
    """What was typed is no verification code, or one of its signs was misread."""

    sentence = gettext_noop("This is not a verification code: %(where)s.")
    next_step = gettext_noop("Read the code on the letter again, sign by sign; it has sixteen signs and a last one that checks them.")

    def __init__(self, where: str) -> None:
        """`where` says what is wrong with it."""
        super().__init__("verification code", where)


def verification_code(digest: Digest) -> str:
    """Return the code of the act with this digest, in groups of four and the check sign."""
    number = int.from_bytes(digest.raw[:BYTES], "big")
    values = [number >> 5 * (SIGNS - 1 - at) & 31 for at in range(SIGNS)]
    return _print([*values, _check(values)])


def parse_code(typed: str) -> str:
    """Return the code as it is printed; small letters, spaces, missing hyphens, O for 0 and I or L for 1 are understood.

    A person types this from paper, so it is read generously, and its check sign finds every single wrong sign and every
    two that changed places. Raises `BadCode`.
    """
    if len(typed) > _CAP:
        raise BadCode("too long")
    signs = "".join(typed.split()).replace("-", "").upper().translate(_READ_AS)
    if len(signs) != SIGNS + 1:
        raise BadCode(f"{len(signs)} signs instead of {SIGNS + 1}")
    if set(signs) - set(ALPHABET):
        raise BadCode("a sign that no code has")
    values = [ALPHABET.index(sign) for sign in signs]
    if _check(values[:-1]) != values[-1]:
        raise BadCode("its last sign does not fit the others")
    return _print(values)


def _check(values: list[int]) -> int:
    """Return the sign that makes the polynomial with these coefficients zero at x, over GF(32)."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _MODULUS if doubled & 32 else doubled


def _print(values: list[int]) -> str:
    signs = "".join(ALPHABET[value] for value in values)
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))
