"""One step of custody as bytes: what the chain hashes, the vault keeps beside the item, and the log signs for. Pure.

Canonical JSON with all of its members always there; `SPEC` names the form.
"""

from dataclasses import dataclass
from typing import Final, Self

from comity.evidence.states import Kind
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/custody.md"
CAP: Final = 32_768
_WHAT: Final = "step of custody"
_VERSION: Final = 2
_SHA512_DIGITS: Final = 128
_HEX: Final = frozenset("0123456789abcdef")
_SALT_DIGITS: Final = 64
UNSALTED: Final = "0" * _SALT_DIGITS
"""Of a step that was not put behind a chain yet: `keeping.append` draws 32 random bytes."""


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256, and SHA-512 as 128 hexadecimal digits; empty where only the first was measured, by a tool of others."""

    sha256: Digest
    sha512: str = ""

    def __post_init__(self) -> None:
        """Refuse another length."""
        if self.sha512 and (len(self.sha512) != _SHA512_DIGITS or not _HEX.issuperset(self.sha512)):
            raise Malformed("digest", "a SHA-512 has 128 hexadecimal digits, in lower case")

    def agrees(self, other: "Digests") -> bool:
        """Say whether both are of the same bytes, by every digest that both have."""
        return self.sha256 == other.sha256 and (not self.sha512 or not other.sha512 or self.sha512 == other.sha512)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who did what to which item, when, where, with which tool, why; its digests before and after; the step before by its digest.

    `second` is the other of two persons, `to` a person or body outside, `sort` which sort of one or the rule of a destruction, `state`
    the State they belong to, `hold` the step whose hold ends, `present` who attended, `limits` the codes that stood over the step.
    `salt` is random: whoever has only the digest of a step cannot try words until they fit.
    """

    item: str
    number: int
    kind: Kind
    at: Instant
    by: str
    second: str = ""
    place: str = ""
    tool: str = ""
    version: str = ""
    reason: str = ""
    before: Digests | None = None
    after: Digests | None = None
    to: str = ""
    sort: str = ""
    state: str = ""
    purpose: str = ""
    present: str = ""
    hold: int = 0
    limits: tuple[str, ...] = ()
    previous: Digest | None = None
    salt: str = UNSALTED

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read what `print_step` wrote, and nothing else; raises `Malformed`, `TooLarge`."""
        told = parse_json(data, CAP, what=_WHAT)
        if not isinstance(told, dict) or told.get("v") != _VERSION:
            raise Malformed(_WHAT, "version 2 expected")
        try:
            kind, at = Kind(told["kind"]), Instant.parse(told["at"])
            texts = {name: _text(told[name]) for name in _TEXTS}
            step = cls(
                number=_number(told["number"]),
                kind=kind,
                at=at,
                hold=_number(told["hold"]),
                limits=tuple(map(_text, told["limits"])),
                before=_digests(told["before"]),
                after=_digests(told["after"]),
                previous=Digest.parse(told["previous"]) if told["previous"] else None,
                salt=_salt(told["salt"]),
                **texts,
            )
        except (KeyError, ValueError, TypeError, AttributeError) as fault:
            raise Malformed(_WHAT, "a member is missing or of another type") from fault
        if print_step(step) != data:
            raise Malformed(_WHAT, "not as it is printed")
        return step

    @property
    def digest(self) -> Digest:
        """The SHA-256 of its bytes, which the next step names."""
        return Digest.of(print_step(self))


_TEXTS: Final = ("item", "by", "second", "place", "tool", "version", "reason", "to", "sort", "state", "purpose", "present")


def print_step(step: Step) -> bytes:
    """Return the bytes of a step."""
    told: dict[str, JsonValue] = {name: getattr(step, name) for name in _TEXTS}
    return print_json(
        told
        | {
            "v": _VERSION,
            "salt": step.salt,
            "number": step.number,
            "kind": step.kind.value,
            "at": str(step.at),
            "hold": step.hold,
            "limits": list(step.limits),
            "before": _printed(step.before),
            "after": _printed(step.after),
            "previous": str(step.previous) if step.previous else "",
        },
        what=_WHAT,
    )


def _printed(digests: Digests | None) -> JsonValue:
    return None if digests is None else {"sha256": str(digests.sha256), "sha512": digests.sha512}


def _digests(told: JsonValue) -> Digests | None:
    return None if told is None else Digests(Digest.parse(_text(told["sha256"])), _text(told["sha512"]))


def _salt(value: JsonValue) -> str:
    digits = _text(value)
    if len(digits) != _SALT_DIGITS or not _HEX.issuperset(digits):
        raise ValueError
    return digits


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: JsonValue) -> int:
    if type(value) is not int or value < 0:
        raise TypeError
    return value
