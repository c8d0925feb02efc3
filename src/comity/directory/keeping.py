"""From the text of a kept key to a key that asks its keeper when it is used, and back. Faults of a text are `ValueError`."""

import re
import secrets
from dataclasses import replace
from typing import Final

from comity.directory.home import Home
from comity.directory.keepers import holding_keeper, keeper_of, token_keeper, wrapping_keeper
from comity.directory.keptkeys import FAMILIES, KeptFile, parse_kept, print_kept
from comity.seal.keeper import (
    Held,
    Keeper,
    Kept,
    KeptSealingKey,
    Wrapped,
    about,
    draw_signing_key,
    keep_sealing_key,
    keep_signing_key,
    kept_signing_key,
)
from comity.seal.keys import SealingKey, SealingPublicKey, SigningKey, VerifyingKey
from comity.seal.linekey import lock_line_key
from comity.seal.receipt import receipt_body
from comity.seal.refusals import WrapBroken
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.epoch import parse_epoch

_LINE: Final = "comity line key 2"
_HEAD: Final = re.compile(rf"{_LINE}\npassword wrapped ((?:[0-9a-f]{{2}})+)\nby ((?:secret|token) [0-9a-f]+)\n-----BEGIN ")
_ABOUT_LINE: Final = b"comity/1 kept line"
_PASSWORD: Final = 32


def draw_signing_text(home: Home, *, fresh: SigningKey | None = None) -> tuple[VerifyingKey, str]:
    """Return a signing key's public half and its file: wrapped, where it is `fresh`; else drawn, in the token if there is one.

    Raises `KeeperAway`. The token's wrapping key is drawn with the first key that it wraps.
    """
    wraps, use = prepare(home), home.key_use.token
    holds = token_keeper(home) if use is not None and use.draw else None
    if fresh is not None:
        public, kept = fresh.public, keep_signing_key(fresh, keeper=wraps)
    else:
        public, kept = draw_signing_key(inside=holds or wraps, wraps=wraps)
    return public, print_kept(KeptFile("signing", public.raw, kept, wraps.mark))


def sealing_text(home: Home, key: SealingKey) -> str:
    """Return the file of a sealing key whose seed is here; raises `KeeperAway`."""
    wraps = _wraps(home)
    return print_kept(KeptFile("sealing", key.public.raw, (keep_sealing_key(key, keeper=wraps),), wraps.mark))


def epoch_text(home: Home, key: SealingKey, statement: bytes) -> str:
    """Return the file of a daily key whose seed is here; raises `KeeperAway`."""
    wraps = _wraps(home)
    return print_kept(KeptFile("epoch", statement, (keep_sealing_key(key, keeper=wraps),), wraps.mark))


def signing_key_of(home: Home, text: str) -> SigningKey:
    """Return the key; asks nobody yet. Raises `ValueError`, `Malformed`."""
    file = parse_kept(text)
    if file.use != "signing":
        raise ValueError("not a signing key")
    first, second = file.kept
    return kept_signing_key(
        VerifyingKey(file.public), (first, second), holds=lambda: holding_keeper(home), wraps=lambda: keeper_of(home, file.mark)
    )


def sealing_key_of(home: Home, text: str) -> SealingKey:
    """Return the key; asks nobody yet. Raises `ValueError`, `Malformed`."""
    file = parse_kept(text)
    if file.use != "sealing":
        raise ValueError("not a sealing key")
    return _sealing(home, file, SealingPublicKey(file.public))


def statement_of(text: str) -> bytes:
    """Return what the file of a daily key tells peers; raises `ValueError`."""
    file = parse_kept(text)
    if file.use != "epoch":
        raise ValueError("not a daily key")
    return file.public


def epoch_key_of(home: Home, text: str, public: bytes) -> SealingKey:
    """Return a daily key, of whose statement `public` is the key; asks nobody yet. Raises `ValueError`, `Malformed`."""
    return _sealing(home, parse_kept(text), SealingPublicKey(public))


def _sealing(home: Home, file: KeptFile, public: SealingPublicKey) -> SealingKey:
    (kept,) = file.kept
    if isinstance(kept, Held):
        raise ValueError("no token opens with such keys")  # noqa: TRY004 of the file's text
    return KeptSealingKey(public, kept, wraps=lambda: keeper_of(home, file.mark))


def line_text(home: Home, text: str) -> str:
    """Return the PEM of a key of the line with the key encrypted, under a password that is wrapped before it; raises `KeeperAway`."""
    wraps = _wraps(home)
    password = secrets.token_hex(_PASSWORD)
    wrapped = wraps.wrap(password.encode("ascii"), about=_ABOUT_LINE)
    return f"{_LINE}\npassword wrapped {wrapped.hex()}\nby {wraps.mark}\n{lock_line_key(text, password=password)}"


def password_of_line(home: Home, text: str) -> str:
    """Return the password of what `line_text` printed; raises `KeeperAway`, `WrapBroken`."""
    mark, wrapped = parse_line(text)
    return keeper_of(home, mark).unwrap(wrapped, about=_ABOUT_LINE).decode("ascii")


def rewrapped_line(home: Home, text: str, *, to: Keeper) -> str:
    """Return it with its password as `to` wraps it."""
    password = password_of_line(home, text)
    pem = text.split("\n", 3)[3]
    return f"{_LINE}\npassword wrapped {to.wrap(password.encode('ascii'), about=_ABOUT_LINE).hex()}\nby {to.mark}\n{pem}"


def parse_line(text: str) -> tuple[str, bytes]:
    """Return by what the password of a key of the line is kept, and as what; raises `WrapBroken`."""
    found = _HEAD.match(text)
    if found is None:
        raise WrapBroken
    return found[2], bytes.fromhex(found[1])


def prepare(home: Home) -> Keeper:
    """Return what wraps whatever is written now; where that is the token, draw its wrapping key if it has none. For commands alone.

    A running node does not draw one: in another token of the same name it would go on, and what the right one wrapped would not open.
    """
    token = token_keeper(home)
    if token is not None and not home.key_use.secret:
        token.prepare()
    return _wraps(home)


def rewrapped(home: Home, file: KeptFile, *, to: Keeper) -> KeptFile:
    """Return a kept key as `to` wraps it; what is inside a token stays there. Raises `KeeperAway`."""
    before = keeper_of(home, file.mark)
    kept: list[Kept] = []
    for family, public, one in zip(FAMILIES[file.use], publics_of(file), file.kept, strict=True):
        bound = about(family, public)
        kept.append(one if isinstance(one, Held) else Wrapped(to.wrap(before.unwrap(one.data, about=bound), about=bound)))
    return replace(file, kept=tuple(kept), mark=to.mark)


def publics_of(file: KeptFile) -> tuple[bytes, ...]:
    """Return the public key of each half; raises `Refused` where there is none."""
    if file.use == "signing":
        key = VerifyingKey(file.public)
        return key.ed25519_raw, key.mldsa65_raw
    return (parse_epoch(receipt_body(file.public)).key if file.use == "epoch" else file.public,)


def _wraps(home: Home) -> Keeper:
    wraps = wrapping_keeper(home)
    if wraps is None:
        raise NothingKeeps
    return wraps


class NothingKeeps(Refused):
    """node.toml names nothing that keys could be kept by."""

    sentence = gettext_noop("The keys of this node lie in the clear, and node.toml names nothing that keeps them.")
    next_step = gettext_noop("Name a secret or a token in [keys] of node.toml: docs/operators/keys.md.")
