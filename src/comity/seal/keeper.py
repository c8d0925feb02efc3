"""The one door to where a node's secrets are kept at rest: a secret beside the node, or a token that speaks PKCS#11.

A keeper wraps seeds, and gives them back; with some families it signs by itself, and then the private half is in it and nowhere else.
Whatever can be done without it is: a kept key knows its public half, and asks its keeper at the first signature alone. Format of what
is kept: docs/specs/keyfile.md. What a keeper of today can and cannot do: docs/adr/0050.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from comity.seal.keys import CONTEXT, ContextHalf, Half, SealingKey, SealingPublicKey, SigningKey, VerifyingKey
from comity.seal.refusals import HeldElsewhere, OtherKeyKept, SignedWrong

Family: TypeAlias = Literal["ed25519", "ml-dsa-65", "x-wing"]
SIGNS: Final[tuple[Family, Family]] = ("ed25519", "ml-dsa-65")


class Keeper(Protocol):
    """Where secrets of a node are kept. Each verb raises a `KeeperAway` where the keeper cannot be asked now."""

    @property
    def mark(self) -> str:
        """By what its wraps are told from those of another keeper: `secret …` or `token …`."""

    @property
    def signs_with(self) -> frozenset[Family]:
        """With which families it signs by itself, so that their private half never leaves it."""

    def wrap(self, secret: bytes, *, about: bytes) -> bytes:
        """Return `secret` so that only this keeper gives it back, for the same `about`."""

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """Return what `wrap` wrapped; raises `WrapBroken`."""

    def draw(self, family: Family) -> tuple[bytes, bytes]:
        """Draw a key inside; return by which reference it is found, and its public key. Raises `UnknownFamily`."""

    def sign(self, reference: bytes, message: bytes, *, family: Family) -> bytes:
        """Sign inside, ML-DSA-65 under `keys.CONTEXT`; the caller verifies. Raises `UnknownFamily`, `KeyNotInToken`."""

    def require_there(self) -> None:
        """Return where it answers now."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A seed, as a keeper wrapped it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A key inside a keeper, by its reference."""

    reference: bytes


Kept: TypeAlias = Wrapped | Held


def about(family: Family, public: bytes) -> bytes:
    """Return what binds a wrapped seed to its family and public key: one that is put into another's place does not open."""
    return b"comity/1 kept " + family.encode("ascii") + b" " + public


def keep_signing_key(key: SigningKey, *, keeper: Keeper) -> tuple[Kept, Kept]:
    """Wrap both halves of a key that is loaded here; Ed25519 first."""
    first, second = key.seeds()
    public = key.public
    return (
        Wrapped(keeper.wrap(first, about=about("ed25519", public.ed25519_raw))),
        Wrapped(keeper.wrap(second, about=about("ml-dsa-65", public.mldsa65_raw))),
    )


def draw_signing_key(*, inside: Keeper, wraps: Keeper) -> tuple[VerifyingKey, tuple[Kept, Kept]]:
    """Draw a key: each half inside `inside` where that signs with it, else here, wrapped by `wraps`. Return its public key, and both."""
    publics: list[bytes] = []
    kept: list[Kept] = []
    for family in SIGNS:
        if family in inside.signs_with:
            reference, public = inside.draw(family)
            kept.append(Held(reference))
        else:
            drawn = Ed25519PrivateKey.generate() if family == "ed25519" else MLDSA65PrivateKey.generate()
            public = drawn.public_key().public_bytes_raw()
            kept.append(Wrapped(wraps.wrap(drawn.private_bytes_raw(), about=about(family, public))))
        publics.append(public)
    return VerifyingKey(b"".join(publics)), (kept[0], kept[1])


Find: TypeAlias = Callable[[], Keeper]
"""Return the keeper that a key names; raises `Refused`. Asked when it is needed."""


def kept_signing_key(public: VerifyingKey, kept: tuple[Kept, Kept], *, holds: Find, wraps: Find) -> SigningKey:
    """Return a key whose halves are asked for at the first signature; `holds` signs inside, `wraps` gives seeds back. Asks nobody now."""
    first, second = kept
    ed25519: Half = (
        _Held(first.reference, "ed25519", public.ed25519_raw, holds)
        if isinstance(first, Held)
        else _Loading(first.data, "ed25519", public.ed25519_raw, wraps)
    )
    mldsa65: ContextHalf = (
        _Held(second.reference, "ml-dsa-65", public.mldsa65_raw, holds)
        if isinstance(second, Held)
        else _Loading(second.data, "ml-dsa-65", public.mldsa65_raw, wraps)
    )
    return SigningKey(ed25519, mldsa65, public=public)


class KeptSealingKey(SealingKey):
    """A sealing key whose seed is asked for when something is opened with it."""

    __slots__ = ("_ask", "_inner", "_wrapped")

    def __init__(self, public: SealingPublicKey, wrapped: Wrapped, *, wraps: Find) -> None:
        """Ask nobody yet."""
        self.public = public  # type: ignore[misc]  # final once it is set: the base would reckon it from a seed that is not here
        self._wrapped, self._ask = wrapped, wraps
        self._inner: SealingKey | None = None

    def seed(self) -> bytes:
        """Return the secret seed; raises `KeeperAway`, `WrapBroken`."""
        return self._key_of().seed()

    def open(self, sealed: bytes, *, info: bytes) -> bytes:
        """As `SealingKey.open`; raises `KeeperAway`, `WrapBroken` too."""
        return self._key_of().open(sealed, info=info)

    def _key_of(self) -> SealingKey:
        if self._inner is None:
            seed = self._ask().unwrap(self._wrapped.data, about=about("x-wing", self.public.raw))
            inner = SealingKey.from_seed(seed)
            _require(inner.public.raw, named=self.public.raw)
            self._inner = inner
        return self._inner


def keep_sealing_key(key: SealingKey, *, keeper: Keeper) -> Wrapped:
    """Wrap the seed of a key that is loaded here."""
    return Wrapped(keeper.wrap(key.seed(), about=about("x-wing", key.public.raw)))


class _Loading:
    """A half whose seed is wrapped: asked for once, then in memory as any other."""

    __slots__ = ("_ask", "_family", "_loaded", "_public", "_wrapped")

    def __init__(self, wrapped: bytes, family: Family, public: bytes, wraps: Find) -> None:
        self._wrapped, self._family, self._public, self._ask = wrapped, family, public, wraps
        self._loaded: Ed25519PrivateKey | MLDSA65PrivateKey | None = None

    def sign(self, message: bytes, context: bytes = b"") -> bytes:
        key = self._key()
        return key.sign(message) if isinstance(key, Ed25519PrivateKey) else key.sign(message, context)

    def private_bytes_raw(self) -> bytes:
        return self._key().private_bytes_raw()

    def _key(self) -> Ed25519PrivateKey | MLDSA65PrivateKey:
        if self._loaded is None:
            seed = self._ask().unwrap(self._wrapped, about=about(self._family, self._public))
            key = Ed25519PrivateKey.from_private_bytes(seed) if self._family == "ed25519" else MLDSA65PrivateKey.from_seed_bytes(seed)
            _require(key.public_key().public_bytes_raw(), named=self._public)
            self._loaded = key
        return self._loaded


class _Held:
    """A half inside a keeper."""

    __slots__ = ("_ask", "_family", "_reference", "_verifier")

    def __init__(self, reference: bytes, family: Family, public: bytes, holds: Find) -> None:
        self._reference, self._family, self._ask = reference, family, holds
        self._verifier = Ed25519PublicKey.from_public_bytes(public) if family == "ed25519" else MLDSA65PublicKey.from_public_bytes(public)

    def sign(self, message: bytes, context: bytes = CONTEXT) -> bytes:
        """Sign inside, and verify: what a faulty token signs, or another key, does not leave this node."""
        signature = self._ask().sign(self._reference, message, family=self._family)
        try:
            if isinstance(self._verifier, Ed25519PublicKey):
                self._verifier.verify(signature, message)
            else:
                self._verifier.verify(signature, message, context)
        except InvalidSignature:
            raise SignedWrong from None
        return signature

    def private_bytes_raw(self) -> bytes:
        raise HeldElsewhere


def _require(public: bytes, *, named: bytes) -> None:
    """Raise `OtherKeyKept` where what was given back is not the key that is named."""
    if public != named:
        raise OtherKeyKept
