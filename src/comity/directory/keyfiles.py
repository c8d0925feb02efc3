"""The node's own private keys, as files that only its account may read: in the clear, or kept as `[keys]` of node.toml says.

A kept key (`keptkeys`, `keepers`) is loaded without asking what keeps it; that is asked at the first signature, or the first opening.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from comity.directory.home import Home
from comity.seal.keys import SealingKey, SigningKey, VerifyingKey
from comity.seal.linekey import LineCertificate, make_line_key
from comity.terms.identifiers import KeyId, NodeId
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

_SIGNING: Final = "comity signing key 1"
KEPT_TITLES: Final = ("comity signing key 2\n", "comity sealing key 2\n", "comity epoch key 2\n")
KEPT_LINE_TITLE: Final = "comity line key 2\n"
_LONGEST_SECRET: Final = 1024
_SEALING: Final = "comity sealing key 1"
GONE: Final = ".gone"


class BadKeyFile(Refused):
    """A key file is missing, readable by others, or not what this program wrote."""

    sentence = gettext_noop("The key file %(file)s cannot be used: %(where)s.")
    next_step = gettext_noop("Restore it from the backup of this node; without it the node cannot sign or open anything.")


@dataclass(frozen=True, slots=True)
class NodeKeys:
    """What this node signs and opens with."""

    signing: SigningKey
    sealing: dict[KeyId, SealingKey]


def write_private(file: Path, text: str) -> None:
    """Write a file that only this account may read; never over one that is there."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def write_signing_key(file: Path, key: SigningKey) -> None:
    """Keep the two seeds of a signing key."""
    classical, lattice = key.seeds()
    write_private(file, f"{_SIGNING}\n{classical.hex()}\n{lattice.hex()}\n")


def write_sealing_key(file: Path, key: SealingKey) -> None:
    """Keep the seed of a sealing key."""
    write_private(file, f"{_SEALING}\n{key.seed().hex()}\n")


def write_node_sealing_key(home: Home, target: Path, key: SealingKey) -> None:
    """Keep a sealing key of this node as node.toml says; the file is whole, or not there. Raises `KeeperAway`."""
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    if home.key_use.in_the_clear:
        write_sealing_key(fresh, key)
    else:
        from comity.directory.keeping import sealing_text  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

        write_private(fresh, sealing_text(home, key))
    fresh.replace(target)
    _look_again(home)


def sealing_key_file(home: Home, key: KeyId) -> Path:
    """Return where a sealing key of this node lies."""
    return home.keys / f"sealing-{str(key)[:16]}.key"


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk; or the bytes of a file that was written."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def draw_line_key(home: Home) -> LineCertificate:
    """Make a key for the line to peers, and keep it with its certificate."""
    text, certificate = make_line_key(home.node)
    if not home.key_use.in_the_clear:
        from comity.directory.keeping import line_text  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

        text = line_text(home, text)
    write_private(line_key_file(home, certificate), text)
    return certificate


def line_key_file(home: Home, certificate: LineCertificate) -> Path:
    """Return where the key of a certificate of this node lies, in PEM, as OpenSSL reads it."""
    return home.keys / f"tls-{str(certificate.pin)[:16]}.pem"


def draw_relay_line_key(file: Path, relay: NodeId) -> LineCertificate:
    """Make the key by which a relay is known on the line to it, and keep it with its certificate in `file`."""
    text, certificate = make_line_key(relay)
    write_private(file, text)
    return certificate


def keep_old(file: Path, key: VerifyingKey) -> None:
    """Keep a second name of a key file that another one is to replace: nothing is lost by mistake, and there is one at each moment."""
    kept = file.with_name(f"{file.stem}-{str(key.key_id)[:16]}.old.key")
    if not kept.exists():
        kept.hardlink_to(file)


def read_hidden(file: Path, title: str, count: int) -> list[bytes]:
    """Return the `count` secrets, in hexadecimal, of a file that begins with the line `title`; raises `BadKeyFile`."""
    try:
        if file.stat().st_mode & 0o077:
            raise BadKeyFile(file=file, where="other accounts may read it; set its mode to 600")
        first, *rest = file.read_text(encoding="ascii").splitlines()
        seeds = [bytes.fromhex(line) for line in rest]
    except (OSError, ValueError) as fault:
        raise BadKeyFile(file=file, where=fault) from fault
    if first != title or len(seeds) != count:
        raise BadKeyFile(file=file, where="not a key file of this kind")
    return seeds


def read_signing_key(file: Path) -> SigningKey:
    """Read what `write_signing_key` wrote; raises `BadKeyFile`."""
    classical, lattice = read_hidden(file, _SIGNING, 2)
    return SigningKey.from_seeds(classical, lattice)


def read_sealing_key(file: Path) -> SealingKey:
    """Read what `write_sealing_key` wrote; raises `BadKeyFile`."""
    (seed,) = read_hidden(file, _SEALING, 1)
    return SealingKey.from_seed(seed)


def read_secret(file: Path) -> str:
    """Return a secret that the operator wrote as one line of printable ASCII; raises `BadKeyFile`."""
    try:
        if file.stat().st_mode & 0o077:
            raise BadKeyFile(file=file, where="other accounts may read it; set its mode to 600")
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as fault:
        raise BadKeyFile(file=file, where=fault) from fault
    if not secret or not secret.isprintable() or len(secret) > _LONGEST_SECRET:
        raise BadKeyFile(file=file, where="not one line of text")
    return secret


def write_node_signing_key(home: Home, file: Path, *, fresh: SigningKey | None = None) -> VerifyingKey:
    """Keep a signing key of this node as node.toml says, and return its public half: `fresh`, or one drawn where it is to stay.

    Raises `KeeperAway` before anything is written.
    """
    if home.key_use.in_the_clear:
        key = fresh or SigningKey.generate()
        write_signing_key(file, key)
        return key.public
    from comity.directory.keeping import draw_signing_text  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

    public, text = draw_signing_text(home, fresh=fresh)
    write_private(file, text)
    return public


def read_node_signing_key(home: Home, file: Path) -> SigningKey:
    """Read a signing key of this node, however it is kept; asks nobody yet. Raises `BadKeyFile`."""
    text = kept_text(file)
    if text is None:
        return read_signing_key(file)
    from comity.directory.keeping import signing_key_of  # noqa: PLC0415 as above

    try:
        return signing_key_of(home, text)
    except (ValueError, Malformed) as fault:
        raise BadKeyFile(file=file, where=fault) from fault


def read_node_sealing_key(home: Home, file: Path) -> SealingKey:
    """Read a sealing key of this node, however it is kept; asks nobody yet. Raises `BadKeyFile`."""
    text = kept_text(file)
    if text is None:
        return read_sealing_key(file)
    from comity.directory.keeping import sealing_key_of  # noqa: PLC0415 as above

    try:
        return sealing_key_of(home, text)
    except (ValueError, Malformed) as fault:
        raise BadKeyFile(file=file, where=fault) from fault


def kept_text(file: Path) -> str | None:
    """Return what a file says of a key that does not lie in it in the clear; None for any other, which its own reader judges."""
    try:
        text = file.read_text(encoding="ascii")
        mode = file.stat().st_mode
    except (OSError, ValueError):
        return None
    if not text.startswith(KEPT_TITLES):
        return None
    if mode & 0o077:
        raise BadKeyFile(file=file, where="other accounts may read it; set its mode to 600")
    return text


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The keys, in which file each sealing key lies, their folder, and what it looked like when they were read."""

    folder: str
    stamp: tuple[int, int]
    keys: NodeKeys
    files: Mapping[Path, KeyId]


_KEPT: dict[Path, _Loaded] = {}


def node_keys(home: Home) -> NodeKeys:
    """Return this node's keys. The signing key is loaded once a process: loading costs as much as verifying. Another one waits for a start.

    Sealing keys are looked for again when the folder changed: what is sealed to one that a command has just named is opened at once.
    """
    return _loaded(home).keys


def signing_key(home: Home) -> SigningKey:
    """Return the signing key alone, for which nothing is looked at once it is loaded. Several are asked for with every act."""
    kept = _KEPT.get(home.path)
    return (_loaded(home) if kept is None else kept).keys.signing


def _loaded(home: Home) -> _Loaded:
    kept = _KEPT.get(home.path)
    try:
        folder = str(home.keys) if kept is None else kept.folder
        found = os.stat(folder)  # noqa: PTH116 a Path would be built for each look
    except FileNotFoundError as fault:
        raise BadKeyFile(file=home.keys, where=fault) from fault
    stamp = (found.st_ino, found.st_mtime_ns)
    if kept is not None and kept.stamp == stamp:
        return kept
    known = {} if kept is None else {file: kept.keys.sealing[key_id] for file, key_id in kept.files.items()}
    sealing = {file: known.get(file) or read_node_sealing_key(home, file) for file in sorted(home.keys.glob("sealing-*.key"))}
    if not sealing:
        raise BadKeyFile(file=home.keys, where="there is no sealing key in it")
    signing = read_node_signing_key(home, home.keys / "node.key") if kept is None else kept.keys.signing
    keys = NodeKeys(signing, {key.public.key_id: key for key in sealing.values()})
    loaded = _KEPT[home.path] = _Loaded(folder, stamp, keys, {file: key.public.key_id for file, key in sealing.items()})
    return loaded


def _look_again(home: Home) -> None:
    """Have this process look for sealing keys again: two changes may fall into one tick of the disk's clock."""
    sync_folder(home.keys)
    if home.path in _KEPT:
        _KEPT[home.path] = replace(_KEPT[home.path], stamp=(0, 0))


def name_sealing_file(home: Home, file: Path, key: KeyId) -> None:
    """Give a sealing key's file the name that is its own."""
    file.replace(sealing_key_file(home, key))
    _look_again(home)


def destroy_sealing_key(home: Home, key: KeyId) -> None:
    """Overwrite the file of a sealing key and take it away; returns when both are on the disk. One that is gone already is no fault."""
    for file in [file for file, held in _loaded(home).files.items() if held == key]:
        file.rename(file.with_suffix(GONE))  # whoever looks for keys meanwhile reads it whole, or not at all
    _look_again(home)
    destroy_put_away(home)


def destroy_put_away(home: Home) -> None:
    """Overwrite and take away what `destroy_sealing_key` had put away when it was cut off."""
    for file in home.keys.glob(f"sealing-*{GONE}"):
        overwrite(file)
        file.unlink()
        sync_folder(home.keys)


def overwrite(file: Path) -> None:
    """Write zeros over a file; returns when they are on the disk."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
