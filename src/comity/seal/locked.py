"""A stream of any length sealed under a passphrase: backups that hold keys. Format: docs/specs/backup.md, section 2.

    COMITY1L | salt, 16 | chunks of AES-256-GCM, 1 MiB each, as bodies of envelopes have them

Argon2id with the parameters of an officer's key makes the key from passphrase and salt; the salt is fresh, so the key seals this
stream alone. Memory is that of two chunks on either side.
"""

import secrets
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.officerkey import stretch
from comity.seal.refusals import NotUnlocked
from comity.seal.stream import CHUNK, TAG, chunk_nonce
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/backup.md, section 2"

MAGIC: Final = b"COMITY1L"
_SALT: Final = 16


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer only at the end."""


class Locker:
    """Seals what is written; nothing opens before `close`, because only the last chunk says that it is the last."""

    def __init__(self, out: Sink, *, passphrase: str) -> None:
        """Write the beginning to `out`; raises `Malformed` for an empty passphrase."""
        salt = secrets.token_bytes(_SALT)
        self._sealer = AESGCM(stretch(passphrase, salt))
        self._out, self._aad, self._number = out, MAGIC + salt, 0
        self._waiting = bytearray()
        out.write(self._aad)

    def write(self, data: bytes) -> int:
        """Take `data`; return its length, as files do."""
        self._waiting += data
        while len(self._waiting) > CHUNK:  # one byte at least stays for the last chunk
            self._seal(CHUNK, last=False)
        return len(data)

    def close(self) -> None:
        """Write the last chunk; raises `Malformed` where nothing was ever written."""
        if not self._waiting:
            raise Malformed("locked stream", "nothing in it")
        self._seal(CHUNK, last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        chunk = bytes(self._waiting[:size])
        del self._waiting[:size]
        self._out.write(self._sealer.encrypt(chunk_nonce(self._number, last=last), chunk, self._aad))
        self._number += 1


class Unlocker:
    """Opens what a `Locker` sealed; every byte that `read` returns is authenticated, and an end that is not the end raises."""

    def __init__(self, data: Source, *, passphrase: str) -> None:
        """Read the beginning; raises `Malformed` where it is no locked stream."""
        head = data.read(len(MAGIC) + _SALT)
        if not is_locked(head) or len(head) != len(MAGIC) + _SALT:
            raise Malformed("locked stream", "does not begin as one")
        self._opener = AESGCM(stretch(passphrase, head[len(MAGIC) :]))
        self._data, self._aad, self._number = data, head, 0
        self._next = data.read(CHUNK + TAG)
        self._plain = b""

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end; raises `NotUnlocked` for a wrong passphrase or changed bytes."""
        parts, wanted = [], size
        while wanted and (self._plain or self._open()):
            parts.append(self._plain[:wanted])
            self._plain = self._plain[wanted:]
            wanted -= len(parts[-1])
        return b"".join(parts)

    def _open(self) -> bool:
        if not self._next:
            if not self._number:
                raise NotUnlocked
            return False
        chunk, self._next = self._next, self._data.read(CHUNK + TAG)
        try:
            self._plain = self._opener.decrypt(chunk_nonce(self._number, last=not self._next), chunk, self._aad)
        except InvalidTag as fault:
            raise NotUnlocked from fault
        self._number += 1
        return bool(self._plain)


def is_locked(data: bytes) -> bool:
    """Say whether `data` begins as a locked stream."""
    return data.startswith(MAGIC)
