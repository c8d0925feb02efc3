"""What an authority would use instead: GnuPG signs and encrypts, SMTP carries, and a signed receipt is mailed back.

Keys are Ed25519 and Cv25519 without passphrase, the mail is PGP/MIME (RFC 3156), the spool is synced before the server answers,
and the sender has a message behind it when it has verified the receipt: what Comity promises for each act, as far as mail can.
"""

import contextlib
import email
import email.policy
import hashlib
import json
import os
import re
import secrets
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.encoders import encode_7or8bit
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from pathlib import Path
from typing import Final

from benchmarks.world import ROOT, free_port

GPG: Final = shutil.which("gpg") or "/usr/bin/gpg"
GPGCONF: Final = shutil.which("gpgconf") or "/usr/bin/gpgconf"
ALICE: Final = "alice@xr.example"
BOB: Final = "bob@vn.example"

_QUIET: Final = ("--batch", "--yes", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--trust-model", "always")
_PLAIN: Final = ("-z", "0")  # no compression, as in Comity's envelopes: it would only cost time on what is measured


@dataclass(frozen=True, slots=True)
class Peer:
    """Both correspondents, each with a keyring, and the server between them."""

    folder: Path
    port: int

    def exchange(self, payload: bytes) -> float:
        """Send `payload`, have it read and receipted, verify the receipt; return the milliseconds of all that."""
        name = secrets.token_hex(8)
        begun = time.perf_counter()
        self._mail(self._sealed("alice", payload, to=BOB), name=name, sender=ALICE, to=BOB)
        read = self._read("bob", name)
        receipt = json.dumps({"id": name, "sha256": hashlib.sha256(read).hexdigest(), "at": time.time()}).encode()
        self._mail(self._sealed("bob", receipt, to=ALICE), name=f"{name}.receipt", sender=BOB, to=ALICE)
        said = json.loads(self._read("alice", f"{name}.receipt"))
        assert said["sha256"] == hashlib.sha256(payload).hexdigest()
        return (time.perf_counter() - begun) * 1000

    def sequential(self, count: int, *, size: int) -> list[float]:
        """Exchange so many messages, one after the other; return the milliseconds of each."""
        payload = secrets.token_bytes(size)
        return [self.exchange(payload) for _ in range(count)]

    def parallel(self, count: int, *, size: int, at_once: int = 2) -> float:
        """Exchange so many messages, `at_once` at any moment; return the seconds of all."""
        payload, begun = secrets.token_bytes(size), time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda _: self.exchange(payload), range(count)))
        return time.perf_counter() - begun

    def seal_file(self, who: str, plain: Path, *, into: Path, to: str) -> None:
        """Sign and encrypt a file into another, which is synced."""
        self._gpg(who, "--sign", "--encrypt", *_PLAIN, "-r", to, "--output", str(into), str(plain))
        _sync(into)

    def open_file(self, who: str, sealed: Path, *, into: Path) -> None:
        """Decrypt and verify a file into another, which is synced."""
        found = self._gpg(who, "--status-fd", "2", "--output", str(into), "--decrypt", str(sealed))
        assert b"VALIDSIG" in found.stderr, found.stderr
        _sync(into)

    def _gpg(self, who: str, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return _gpg(self.folder / who, *words, data=data)

    def _sealed(self, who: str, data: bytes, *, to: str) -> bytes:
        return self._gpg(who, "--armor", "--sign", "--encrypt", *_PLAIN, "-r", to, data=data).stdout

    def _mail(self, sealed: bytes, *, name: str, sender: str, to: str) -> None:
        mail = MIMEMultipart("encrypted", protocol="application/pgp-encrypted")
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, "...", f"<{name}>"
        mail.attach(MIMEApplication("Version: 1\n", "pgp-encrypted", encode_7or8bit))
        mail.attach(MIMEApplication(sealed, "octet-stream", encode_7or8bit, name="encrypted.asc"))
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as server:
            server.sendmail(sender, [to], mail.as_bytes(policy=email.policy.SMTP))

    def _read(self, who: str, name: str) -> bytes:
        file = self.folder / "spool" / f"{name}.eml"
        *_, part = email.message_from_bytes(file.read_bytes()).walk()  # PGP/MIME: the sealed part is the last
        found = self._gpg(who, "--status-fd", "2", "--decrypt", data=str(part.get_payload()).encode("ascii"))
        assert b"GOODSIG" in found.stderr, found.stderr
        assert b"VALIDSIG" in found.stderr, found.stderr
        file.unlink()
        return found.stdout


@contextlib.contextmanager
def correspondents() -> Iterator[Peer]:
    """Make keys and server; at the end stop the server and the agents that GnuPG started."""
    folder = Path(tempfile.mkdtemp(prefix="cg"))  # short: a socket's path has 107 bytes at most
    homes = {"alice": ALICE, "bob": BOB}
    server: subprocess.Popen[bytes] | None = None
    try:
        for who, address in homes.items():
            (folder / who).mkdir(mode=0o700)
            _make_keys(folder / who, address)
        _hand_over(folder / "alice", folder / "bob")
        _hand_over(folder / "bob", folder / "alice")
        (folder / "spool").mkdir()
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.spool", str(folder / "spool"), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        yield Peer(folder, port)
    finally:
        if server is not None and server.stdin is not None:
            server.stdin.close()
            server.wait(15)
        for who in homes:
            subprocess.run([GPGCONF, "--homedir", str(folder / who), "--kill", "all"], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def writer(addresses: Sequence[str]) -> Iterator[Callable[[bytes, Sequence[str]], bytes]]:
    """Lend what signs and encrypts as Alice, to as many of `addresses` as are named: GnuPG with a key of hers and of each of them."""
    home = Path(tempfile.mkdtemp(prefix="cg"))
    try:
        for address in (ALICE, *addresses):
            _make_keys(home, address)

        def written(data: bytes, to: Sequence[str]) -> bytes:
            names = [word for address in to for word in ("-r", address)]
            return _gpg(home, "--local-user", ALICE, "--sign", "--encrypt", *_PLAIN, *names, data=data).stdout

        yield written
    finally:
        subprocess.run([GPGCONF, "--homedir", str(home), "--kill", "all"], capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


def version() -> str:
    """Return GnuPG's name and version."""
    return subprocess.run([GPG, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def _gpg(home: Path, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run([GPG, "--homedir", str(home), *_QUIET, *words], input=data, capture_output=True, check=False, env=env)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-500:])
    return done


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _make_keys(home: Path, address: str) -> None:
    _gpg(home, "--passphrase", "", "--quick-generate-key", address, "ed25519", "sign,cert", "0")
    listed = _gpg(home, "--with-colons", "--list-keys", address).stdout
    found = re.search(rb"fpr:+([0-9A-F]{40})", listed)
    assert found is not None
    _gpg(home, "--passphrase", "", "--quick-add-key", found.group(1).decode(), "cv25519", "encr", "0")


def _hand_over(giver: Path, taker: Path) -> None:
    _gpg(taker, "--import", data=_gpg(giver, "--armor", "--export").stdout)
