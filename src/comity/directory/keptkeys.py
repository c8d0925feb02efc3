"""Key files whose seeds are wrapped, or whose key is in a token: the text, pure. Format: docs/specs/keyfile.md.

    comity signing key 2          comity sealing key 2          comity epoch key 2
    public BASE64                 public BASE64                 statement HEX
    ed25519 token HEX             x-wing wrapped HEX            x-wing wrapped HEX
    ml-dsa-65 wrapped HEX         by secret 0123456789abcdef    by …
    by secret 0123456789abcdef

What a keeper wrapped stands in hexadecimal, and so does by which identifier a token finds what is in it.
"""

import base64
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from comity.seal.keeper import Family, Held, Kept, Wrapped

Use: TypeAlias = Literal["signing", "sealing", "epoch"]

FAMILIES: Final[dict[Use, tuple[Family, ...]]] = {"signing": ("ed25519", "ml-dsa-65"), "sealing": ("x-wing",), "epoch": ("x-wing",)}
_TITLES: Final[dict[str, Use]] = {f"comity {use} key 2": use for use in FAMILIES}
_MARK: Final = re.compile(r"(secret [0-9a-f]{16}|token [0-9a-f]{32})")
_HALF: Final = re.compile(r"([a-z0-9-]+) (wrapped|token) ((?:[0-9a-f]{2})+)")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What such a file says. `public` is the public key; of a daily key the signed statement, which has it."""

    use: Use
    public: bytes
    kept: tuple[Kept, ...]
    mark: str

    @property
    def inside(self) -> tuple[Family, ...]:
        """Which halves are in a token."""
        return tuple(family for family, one in zip(FAMILIES[self.use], self.kept, strict=True) if isinstance(one, Held))


def print_kept(file: KeptFile) -> str:
    """Return the file."""
    name, public = ("statement", file.public.hex()) if file.use == "epoch" else ("public", base64.b64encode(file.public).decode("ascii"))
    halves = [_print_half(family, one) for family, one in zip(FAMILIES[file.use], file.kept, strict=True)]
    return "\n".join([f"comity {file.use} key 2", f"{name} {public}", *halves, f"by {file.mark}", ""])


def parse_kept(text: str) -> KeptFile:
    """Read what `print_kept` writes; raises `ValueError`."""
    title, public, *rest = text.splitlines()
    use = _TITLES.get(title)
    if use is None or len(rest) != len(FAMILIES[use]) + 1:
        raise ValueError("not a key file of this kind")
    mark = rest.pop().removeprefix("by ")
    name, _, coded = public.partition(" ")
    raw = bytes.fromhex(coded) if use == "epoch" else base64.b64decode(coded, validate=True)
    found = KeptFile(use, raw, tuple(map(_parse_half, rest)), mark)
    if not _MARK.fullmatch(mark) or print_kept(found) != text or name not in ("public", "statement"):
        raise ValueError("not as it was written")
    return found


def _print_half(family: Family, kept: Kept) -> str:
    return f"{family} token {kept.reference.hex()}" if isinstance(kept, Held) else f"{family} wrapped {kept.data.hex()}"


def _parse_half(line: str) -> Kept:
    found = _HALF.fullmatch(line)
    if found is None:
        raise ValueError("a half is missing")
    data = bytes.fromhex(found[3])
    return Held(data) if found[2] == "token" else Wrapped(data)
