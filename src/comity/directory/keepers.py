"""Opens what keeps this node's keys at rest, as `[keys]` of its `node.toml` says; once a process.

Loaded by a node whose keys do not lie in the clear, and by no other. Secret and PIN come from a file of the node's account or from one of
systemd's credentials, outside of the node's folder: what is in the folder is in its backups.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from comity.directory.home import Home
from comity.directory.keyuse import CREDENTIAL, TokenUse
from comity.seal.besidekeeper import SIZE, BesideKeeper
from comity.seal.keeper import Keeper
from comity.seal.refusals import OtherKeeper, PinUnreadable, SecretMissing

if TYPE_CHECKING:
    from comity.seal.token import TokenKeeper

_TITLE: Final = "comity secret of keys 1"
_FOLDER: Final = "CREDENTIALS_DIRECTORY"
_LONGEST_PIN: Final = 255

_SECRETS: Final[dict[tuple[Path, str], BesideKeeper]] = {}
_TOKENS: Final[dict[tuple[Path, TokenUse], "TokenKeeper"]] = {}


def wrapping_keeper(home: Home) -> Keeper | None:
    """Return what wraps whatever is written now: the secret, else the token; None where keys lie in the clear. Raises `KeeperAway`."""
    if home.key_use.secret:
        return secret_keeper(home, home.key_use.secret)
    return token_keeper(home)


def keeper_of(home: Home, mark: str) -> Keeper:
    """Return the keeper that wrapped what has this mark; raises `OtherKeeper`, `KeeperAway`."""
    if mark.startswith("token "):
        token = token_keeper(home)
        if token is not None and token.mark == mark:
            return token
        raise OtherKeeper(mark=mark)
    for source in filter(None, (home.key_use.secret, home.key_use.before)):
        found = secret_keeper(home, source)
        if found.mark == mark:
            return found
    raise OtherKeeper(mark=mark)


def holding_keeper(home: Home) -> "TokenKeeper":
    """Return the token in which keys of this node are; raises `OtherKeeper` where node.toml names none."""
    found = token_keeper(home)
    if found is None:
        raise OtherKeeper(mark="token")
    return found


def secret_keeper(home: Home, source: str) -> BesideKeeper:
    """Return the keeper that a secret makes; raises `SecretMissing`."""
    place = (home.path, source)
    if place not in _SECRETS:
        _SECRETS[place] = BesideKeeper(_read_secret(home, source))
    return _SECRETS[place]


def token_keeper(home: Home) -> "TokenKeeper | None":
    """Return the token that node.toml names, not opened yet; None where it names none."""
    use = home.key_use.token
    if use is None:
        return None
    place = (home.path, use)
    if place not in _TOKENS:
        from comity.seal.token import TokenKeeper, TokenPlace  # noqa: PLC0415 a node without a token loads nothing of it

        _TOKENS[place] = TokenKeeper(TokenPlace(use.module, use.label, use.serial), owner=home.node.text, pin=_PinOf(home, use))
    return _TOKENS[place]


def print_secret(secret: bytes) -> str:
    """Return the file of a secret."""
    return f"{_TITLE}\n{secret.hex()}\n"


def _read_secret(home: Home, source: str) -> bytes:
    try:
        title, text = _private_text(home, source).splitlines()
        secret = bytes.fromhex(text)
        if title != _TITLE or len(secret) != SIZE:
            raise ValueError("not a secret that “comity key secret” drew")
    except (OSError, ValueError) as fault:
        raise SecretMissing(source=source, why=_why(fault)) from None  # what the file holds is in no traceback
    return secret


def _private_text(home: Home, source: str) -> str:
    """Return what a file or a credential says; raises `OSError`, `ValueError`."""
    file = Path(source)
    if source.startswith(CREDENTIAL):
        folder = os.environ.get(_FOLDER)
        if not folder:
            raise ValueError(f"{_FOLDER} is not set: systemd gives credentials to the service alone, and to what systemd-run starts")
        file = Path(folder) / source.removeprefix(CREDENTIAL)
    elif file.resolve().is_relative_to(home.path.resolve()):
        raise ValueError("it lies in the node's folder, and so in its backups")
    if file.stat().st_mode & 0o077:
        raise ValueError("other accounts may read it; set its mode to 600")
    return file.read_text(encoding="ascii")


def _why(fault: OSError | ValueError) -> str:
    """Return what may be said of a fault: never what was read."""
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    return "not as it should be" if isinstance(fault, UnicodeError) or "fromhex" in str(fault) or "unpack" in str(fault) else str(fault)


class _PinOf:
    """The PIN of a token, and a mark in the node's folder that it was refused: else each start tries it, until the token locks itself."""

    def __init__(self, home: Home, use: TokenUse) -> None:
        self._home, self._use = home, use

    @property
    def _mark(self) -> Path:
        return self._home.path / "run" / "pin-refused"

    def read(self) -> str:
        try:
            pin = _private_text(self._home, self._use.pin).rstrip("\r\n")
            if not 0 < len(pin) <= _LONGEST_PIN or not pin.isprintable():
                raise ValueError("not one line of text")
        except (OSError, ValueError) as fault:
            raise PinUnreadable(source=self._use.pin, why=_why(fault)) from None
        return pin

    def was_refused(self) -> bool:
        return self._mark.exists()

    def note(self, *, refused: bool) -> None:
        if refused:
            self._mark.parent.mkdir(mode=0o700, exist_ok=True)
            self._mark.touch(mode=0o600)
        else:
            self._mark.unlink(missing_ok=True)


def require_there(home: Home) -> None:
    """Return where whatever keeps this node's keys answers; raises `KeeperAway`."""
    if home.key_use.secret:
        secret_keeper(home, home.key_use.secret)
    token = token_keeper(home)
    if token is not None:
        token.require_there()
