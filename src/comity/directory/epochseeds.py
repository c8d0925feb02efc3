"""This node's own daily keys, as files: each holds a seed and the statement by which peers know its public half.

epochs/1a2b….key     readable by the node's account alone; in no backup; overwritten and taken away when its time is over

What a disk, a snapshot or a copy of it by other means keeps of an overwritten file is beyond this program.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comity.directory.home import EPOCHS, Home
from comity.directory.keyfiles import BadKeyFile, kept_text, node_keys, overwrite, read_hidden, sync_folder, write_private
from comity.seal.keys import SealingKey
from comity.seal.receipt import receipt_body, sign_receipts
from comity.terms.identifiers import KeyId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.epoch import EpochKey, parse_epoch, print_epoch

TITLE: Final = "comity epoch key 1"
_DAY: Final = 10  # characters of an instant


@dataclass(frozen=True, slots=True)
class OwnSeed:
    """One of this node's daily keys: the private half, what peers are told of it, and that as signed."""

    key: SealingKey = field(repr=False)
    epoch: EpochKey
    statement: bytes = field(repr=False)

    def good(self, at: Instant) -> bool:
        """Whether an envelope for this key is still opened."""
        return at < self.epoch.until


_Kept = tuple[tuple[int, int], tuple[OwnSeed, ...]]
_KEPT: Final[dict[Path, _Kept]] = {}


def own_seeds(home: Home) -> tuple[OwnSeed, ...]:
    """Return every daily key whose seed is on the disk, oldest first; read again only when the folder changed. Raises `BadKeyFile`."""
    try:
        found = os.stat(f"{home.path}/{EPOCHS}")  # noqa: PTH116 a Path would be built for each look
    except FileNotFoundError:
        return ()
    stamp = (found.st_ino, found.st_mtime_ns)
    kept = _KEPT.get(home.path)
    if kept is None or kept[0] != stamp:
        seeds = sorted((_read(home, file) for file in home.epochs_folder.glob("*.key")), key=lambda one: one.epoch.since)
        kept = _KEPT[home.path] = (stamp, tuple(seeds))
    return kept[1]


def opening_keys(home: Home, *, at: Instant | None) -> Mapping[KeyId, SealingKey]:
    """Return what this node opens with at `at`: its keys of the directory, and the daily ones whose time is not over.

    Without `at` every seed on the disk counts: for what this node itself asked for.
    """
    lasting = node_keys(home).sealing
    daily = {one.key.public.key_id: one.key for one in own_seeds(home) if at is None or one.good(at)}
    return {**lasting, **daily} if daily else lasting


def shown_epoch(home: Home, *, at: Instant) -> OwnSeed | None:
    """Return the daily key that peers are told now: the newest that has begun; None before the first."""
    begun = [one for one in own_seeds(home) if one.epoch.since <= at and one.good(at)]
    return begun[-1] if begun else None


def make_seed(home: Home, *, at: Instant) -> OwnSeed:
    """Draw the key of today, sign its public half, and keep both; what is on the disk is whole, or not there."""
    key = SealingKey.generate()
    epoch = EpochKey(key=key.public.raw, since=at, until=at + home.epochs.life)
    (statement,) = sign_receipts([print_epoch(epoch)], key=node_keys(home).signing)
    home.epochs_folder.mkdir(mode=0o700, exist_ok=True)
    target = _file(home, key.public.key_id)
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    write_private(fresh, _text(home, key, statement))
    fresh.replace(target)
    sync_folder(home.epochs_folder)
    _KEPT.pop(home.path, None)
    return OwnSeed(key, epoch, statement)


def _text(home: Home, key: SealingKey, statement: bytes) -> str:
    """Return the file: kept, where node.toml says by what. Raises `KeeperAway`."""
    if home.key_use.in_the_clear:
        return f"{TITLE}\n{key.seed().hex()}\n{statement.hex()}\n"
    from comity.directory.keeping import epoch_text  # noqa: PLC0415 see `_read_kept`

    return epoch_text(home, key, statement)


def has_key_of_day(home: Home, *, at: Instant) -> bool:
    """Say whether a key was made on the day (UTC) of `at`, and is there."""
    return any(str(one.epoch.since)[:_DAY] == str(at)[:_DAY] and one.epoch.since <= at for one in own_seeds(home))


def destroy_seed(home: Home, seed: OwnSeed) -> None:
    """Overwrite the file of a seed and take it away; returns when both are on the disk."""
    file = _file(home, seed.key.public.key_id)
    overwrite(file)
    file.unlink()
    sync_folder(home.epochs_folder)
    _KEPT.pop(home.path, None)


def _file(home: Home, key_id: KeyId) -> Path:
    return home.epochs_folder / f"{key_id.text[:32]}.key"


def _read(home: Home, file: Path) -> OwnSeed:
    text = kept_text(file)
    if text is not None:
        return _read_kept(home, file, text)
    seed, statement = read_hidden(file, TITLE, 2)
    try:
        key = SealingKey.from_seed(seed)
        epoch = parse_epoch(receipt_body(statement))
    except Refused as fault:
        raise BadKeyFile(file=file, where=fault) from fault
    if epoch.key != key.public.raw:
        raise BadKeyFile(file=file, where="its statement is of another key")
    return OwnSeed(key, epoch, statement)


def _read_kept(home: Home, file: Path, text: str) -> OwnSeed:
    """Read one whose seed is wrapped; what keeps it is asked when something is opened."""
    from comity.directory.keeping import epoch_key_of, statement_of  # noqa: PLC0415 a node whose keys lie in the clear loads nothing of it

    try:
        statement = statement_of(text)
        epoch = parse_epoch(receipt_body(statement))
        return OwnSeed(epoch_key_of(home, text, epoch.key), epoch, statement)
    except (ValueError, Refused) as fault:
        raise BadKeyFile(file=file, where=fault) from fault
