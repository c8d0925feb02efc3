"""The keeper that is a token of PKCS#11: Ed25519 is drawn and used inside it, and a key of AES-256 inside it wraps all other seeds.

Loaded where node.toml names a token, and nowhere else: python-pkcs11 is a requirement set of its own (requirements/token.txt). One session
a process, one call at a time. A session that is lost is opened anew, once a call; a PIN that was refused is not tried again by itself.
"""

import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from comity.seal.keeper import Family
from comity.seal.refusals import (
    KeyNotInToken,
    KeyTwiceInToken,
    ModuleUnusable,
    PinHeld,
    PinLastTry,
    PinLocked,
    TokenAmbiguous,
    TokenGone,
    TokenMissing,
    TokenUnfit,
    UnknownFamily,
    WrapBroken,
    WrongPin,
)
from comity.terms.digests import Digest

if TYPE_CHECKING:
    import pkcs11

_ED25519: Final = bytes.fromhex("06032b6570")
"""DER of the OID 1.3.101.112, as PKCS#11 3.1 wants it in CKA_EC_PARAMS."""
_POINT: Final = 32
_OCTETS: Final = b"\x04\x20"  # a point as DER, which most tokens give, and some do not
_NONCE: Final = 12
_TAG_BITS: Final = 128
_REFERENCE: Final = 16
_LABEL: Final = b"comity/1 keys at rest "

Told = TypeVar("Told")


class Pin(Protocol):
    """Where the PIN comes from, and what is remembered of one that was refused."""

    def read(self) -> str:
        """Return it; raises `PinUnreadable`."""

    def was_refused(self) -> bool:
        """Say whether it was refused, and nobody has said since that it is right."""

    def note(self, *, refused: bool) -> None:
        """Remember how the last attempt ended, for every process and start of this node."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Which token: behind which module, with which label, and with which serial number where that says too little."""

    module: str
    label: str
    serial: str = ""


class TokenKeeper:
    """One token. Raises `KeeperAway` and its kin from every verb."""

    signs_with: frozenset[Family] = frozenset({"ed25519"})

    def __init__(self, place: TokenPlace, *, owner: str, pin: Pin) -> None:
        """`owner` is the node whose keys these are; several may share one token. Nothing is opened yet."""
        self._place, self._owner, self._pin = place, owner, pin
        self._wrapping = Digest.of(_LABEL, owner.encode("ascii")).raw[:_REFERENCE]
        self._lock = threading.RLock()
        self._session: Any = None
        self._opened_by = 0
        self._found: dict[bytes, Any] = {}

    @property
    def mark(self) -> str:
        """The identifier (CKA_ID) of the wrapping key."""
        return f"token {self._wrapping.hex()}"

    # -- the verbs --------------------------------------------------------------------------------

    def wrap(self, secret: bytes, *, about: bytes) -> bytes:
        """Return nonce and ciphertext; raises `KeyNotInToken` before `prepare`."""
        nonce = secrets.token_bytes(_NONCE)

        def close_it() -> bytes:
            sealed: bytes = self._key(self._wrapping, secret=True).encrypt(secret, **self._gcm(nonce, about))
            return nonce + sealed

        return self._do(close_it)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """Return what `wrap` wrapped; raises `WrapBroken`."""
        nonce, sealed = wrapped[:_NONCE], wrapped[_NONCE:]

        def open_it() -> bytes:
            opened: bytes = self._key(self._wrapping, secret=True).decrypt(sealed, **self._gcm(nonce, about))
            return opened

        try:
            return self._do(open_it)
        except TokenGone as gone:
            self.require_there()  # it answers: then it was this one that it did not open. Tokens have several words for that
            raise WrapBroken from gone

    def draw(self, family: Family) -> tuple[bytes, bytes]:
        """Draw a key that never leaves the token; return its identifier there, and its public half."""
        self._require_family(family)
        return self._do(self._draw, writing=True)

    def sign(self, reference: bytes, message: bytes, *, family: Family) -> bytes:
        """Sign inside; raises `KeyNotInToken`."""
        self._require_family(family)
        from pkcs11 import Mechanism  # noqa: PLC0415 a set of its own: see above

        def sign_it() -> bytes:
            signature: bytes = self._key(reference).sign(message, mechanism=Mechanism.EDDSA)
            return signature

        return self._do(sign_it)

    def require_there(self) -> None:
        """Return where the token answers to this session, or to a new one, and still holds what was used of it."""

        def look() -> None:
            self._session.token.slot.get_token()
            for key in self._found.values():
                self._attribute(key, "ID")  # asks the token, not our memory

        self._do(look)

    def prepare(self) -> bool:
        """Draw the wrapping key where the token has none yet; return whether it did."""

        def look() -> bool:
            try:
                self._key(self._wrapping, secret=True)
            except KeyNotInToken:
                return False
            return True

        if self._do(look):
            return False
        self._do(self._draw_wrapping, writing=True)
        return True

    def try_pin(self) -> None:
        """Forget that the PIN was refused, and try it once more, the last attempt too."""
        with self._lock:
            self._pin.note(refused=False)
            self._drop()
            self._do(lambda: None, last_try=True)

    # -- inside a session --------------------------------------------------------------------------

    def _draw(self) -> tuple[bytes, bytes]:
        from pkcs11 import Attribute, KeyType, Mechanism  # noqa: PLC0415 a set of its own: see above

        reference = secrets.token_bytes(_REFERENCE)
        parameters = self._session.create_domain_parameters(KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: _ED25519}, local=True)
        hidden = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False, Attribute.PRIVATE: True}
        public, private = parameters.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
            store=True,
            id=reference,
            label=f"comity {self._owner} signing",
            private_template=hidden,
        )
        self._require_hidden(private)
        point: bytes = public[Attribute.EC_POINT]
        raw = point.removeprefix(_OCTETS) if len(point) == len(_OCTETS) + _POINT else point
        if len(raw) != _POINT:
            raise TokenUnfit(token=self._place.label, why=f"a public key of {len(point)} bytes")
        return reference, raw

    def _draw_wrapping(self) -> None:
        from pkcs11 import Attribute, KeyType  # noqa: PLC0415 a set of its own: see above

        drawn = self._session.generate_key(
            KeyType.AES,
            256,
            store=True,
            id=self._wrapping,
            label=f"comity {self._owner} keys at rest",
            template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False, Attribute.PRIVATE: True},
        )
        self._require_hidden(drawn)

    def _require_hidden(self, key: Any) -> None:  # noqa: ANN401 the library's own object
        """Raise `TokenUnfit` where the token says of a key just drawn that it could leave it; the key is destroyed."""
        if not self._attribute(key, "SENSITIVE") or self._attribute(key, "EXTRACTABLE"):
            key.destroy()
            raise TokenUnfit(token=self._place.label, why="it would let the key out")

    def _attribute(self, key: Any, name: str) -> Any:  # noqa: ANN401 as above
        from pkcs11 import Attribute  # noqa: PLC0415 a set of its own: see above

        return key[Attribute[name]]

    def _gcm(self, nonce: bytes, about: bytes) -> dict[str, Any]:
        from pkcs11 import GCMParams, Mechanism  # noqa: PLC0415 a set of its own: see above

        return {"mechanism": Mechanism.AES_GCM, "mechanism_param": GCMParams(nonce, about, _TAG_BITS)}

    def _key(self, reference: bytes, *, secret: bool = False) -> Any:  # noqa: ANN401 as above
        """Return the key with this identifier; raises `KeyNotInToken`, `KeyTwiceInToken`."""
        if reference not in self._found:
            from pkcs11 import MultipleObjectsReturned, NoSuchKey, ObjectClass  # noqa: PLC0415 a set of its own: see above

            sought = ObjectClass.SECRET_KEY if secret else ObjectClass.PRIVATE_KEY
            try:
                self._found[reference] = self._session.get_key(object_class=sought, id=reference)
            except NoSuchKey:
                raise KeyNotInToken(token=self._place.label, key=reference.hex()) from None
            except MultipleObjectsReturned:
                raise KeyTwiceInToken(token=self._place.label, key=reference.hex()) from None
        return self._found[reference]

    def _require_family(self, family: Family) -> None:
        if family not in self.signs_with:
            raise UnknownFamily(family=family)

    # -- the session -------------------------------------------------------------------------------

    def _do(self, deed: Callable[[], Told], *, writing: bool = False, last_try: bool = False) -> Told:
        """Do `deed` in a session; where that is lost, in a new one, once. Raises `TokenGone`, and what `_open` does."""
        with self._lock:
            pkcs = self._library()
            lost = self._opened_by != os.getpid()  # never opened, or inherited by a fork, where no session counts
            if lost or self._session is None or writing:
                self._drop()
                self._open(writing=writing, last_try=last_try)
            try:
                return deed()
            except (pkcs.PKCS11Error, KeyNotInToken):  # of a token that was pulled out some modules say that it is empty
                self._drop()
            self._open(writing=writing, last_try=False)
            try:
                return deed()
            except pkcs.PKCS11Error as fault:
                self._drop()
                raise TokenGone(token=self._place.label, why=_words(fault)) from fault

    def _drop(self) -> None:
        self._session = None
        self._found.clear()

    def _library(self) -> Any:  # noqa: ANN401 a module
        try:
            import pkcs11  # noqa: PLC0415 a set of its own: see above
        except ImportError as fault:
            raise ModuleUnusable(module=self._place.module, why="python-pkcs11 is not installed") from fault
        return pkcs11

    def _open(self, *, writing: bool, last_try: bool) -> None:
        """Find the token and come in. Raises every kin of `KeeperAway` that its docstring names, before any PIN is spent where it can."""
        pkcs = self._library()
        label = self._place.label
        if self._pin.was_refused():
            raise PinHeld(token=label)
        try:
            token = self._find(pkcs)
            if token.flags & pkcs.TokenFlag.USER_PIN_LOCKED:
                raise PinLocked(token=label)
            if token.flags & pkcs.TokenFlag.USER_PIN_FINAL_TRY and not last_try:
                raise PinLastTry(token=label)
            self._session = self._come_in(pkcs, token, writing=writing)
        except pkcs.PKCS11Error as fault:
            raise TokenGone(token=label, why=_words(fault)) from fault
        self._opened_by = os.getpid()

    def _come_in(self, pkcs: Any, token: "pkcs11.Token", *, writing: bool) -> Any:  # noqa: ANN401 as above
        pin = self._pin.read()
        try:
            session = token.open(rw=writing, user_pin=pin)
        except (pkcs.PinIncorrect, pkcs.PinInvalid, pkcs.PinLenRange, pkcs.PinExpired):
            self._pin.note(refused=True)
            raise WrongPin(token=self._place.label) from None  # what the library was given is in no traceback
        except pkcs.PinLocked:
            self._pin.note(refused=True)
            raise PinLocked(token=self._place.label) from None
        return session

    def _find(self, pkcs: Any) -> "pkcs11.Token":  # noqa: ANN401 as above
        """Return the one token that is meant, as the module sees its slots now; raises `TokenMissing`, `TokenAmbiguous`, `TokenUnfit`."""
        place = self._place
        try:
            library = pkcs.lib(place.module)
            library.reinitialize()  # some modules look at their slots then alone, and what a fork inherited counts for nothing
        except pkcs.PKCS11Error as fault:
            if type(fault) is not pkcs.PKCS11Error:  # the module's own word; the plain one is the loader's
                raise TokenGone(token=place.label, why=_words(fault)) from fault
            raise ModuleUnusable(module=place.module, why=str(fault) or "it cannot be loaded") from fault
        found = [token for slot in library.get_slots(token_present=True) if (token := _token_of(slot, pkcs)) and self._is_meant(token)]
        if not found:
            raise TokenMissing(token=place.label, module=place.module)
        if len(found) > 1:
            raise TokenAmbiguous(token=place.label, serials=", ".join(sorted(_serial(token) for token in found)))
        (token,) = found
        offered = token.slot.get_mechanisms()
        needed = {pkcs.Mechanism.EDDSA, pkcs.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, pkcs.Mechanism.AES_GCM}
        if missing := sorted(one.name for one in needed - set(offered)):
            raise TokenUnfit(token=place.label, why=f"it lacks {', '.join(missing)}")
        return token

    def _is_meant(self, token: "pkcs11.Token") -> bool:
        return token.label == self._place.label and self._place.serial in ("", _serial(token))


def _token_of(slot: "pkcs11.Slot", pkcs: Any) -> "pkcs11.Token | None":  # noqa: ANN401 a module
    """Return the token in a slot; None where it is unreadable, or just being taken out: it is not ours to complain of."""
    try:
        return slot.get_token()
    except pkcs.PKCS11Error:
        return None


def _serial(token: "pkcs11.Token") -> str:
    serial = token.serial
    return serial.decode("utf-8", "replace").strip() if isinstance(serial, bytes) else str(serial).strip()


def _words(fault: BaseException) -> str:
    """Return what the library says of a fault: the name of its error, never an argument of ours."""
    return type(fault).__name__
