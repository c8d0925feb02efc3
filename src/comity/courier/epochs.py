"""The daily keys of this node: made, shown to peers, destroyed; and those of peers: asked for and taken. docs/specs/epoch-key.md."""

from collections.abc import Callable
from typing import Final

import structlog
import urllib3
from django.db import transaction

from comity.courier.opening import PinnedPool
from comity.desk.crashing import crash_point
from comity.directory.book import book
from comity.directory.epochs import take_epoch
from comity.directory.epochseeds import destroy_seed, has_key_of_day, make_seed, own_seeds, shown_epoch
from comity.directory.home import Home
from comity.directory.keyfiles import destroy_put_away, destroy_sealing_key, node_keys
from comity.records import journal
from comity.records.bell import ring_on_commit
from comity.records.models import OwnEpoch, Quarantine
from comity.seal.receipt import verify_receipt
from comity.terms.identifiers import KeyId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.batch import MAX_RECEIPT
from comity.wire.epoch import EpochKey, parse_epoch

PATH: Final = "/comity/1/epoch"
_OK: Final = 200
_LOG: Final = structlog.get_logger("comity.courier")

Get = Callable[[], bytes | None]
"""Return what a peer shows as its daily key, None where it shows none or cannot be reached."""


def keep_epochs(home: Home, *, at: Instant) -> None:
    """Destroy the seeds whose time is over, make the key of today, and note both; so with lasting keys that another has replaced.

    What a crash leaves undone the next call does.
    """
    keep_seeds(home, at=at)
    note_seeds(home, at=at)
    keep_lasting(home, at=at)


def keep_seeds(home: Home, *, at: Instant) -> None:
    """Do it, and note nothing: at a start, before it is known whether the log may go on.

    In quarantine nothing is destroyed: what peers give back is sealed to what is here.
    """
    quarantined = Quarantine.objects.exists()
    for seed in own_seeds(home):
        if not quarantined and not seed.good(at):
            destroy_seed(home, seed)
            crash_point("epoch.destroyed")
    if not has_key_of_day(home, at=at):
        make_seed(home, at=at)
        crash_point("epoch.made")


def keep_lasting(home: Home, *, at: Instant) -> None:
    """Destroy lasting sealing keys for which nothing can come any more that has not expired.

    What a crash leaves undone the next call does. In quarantine nothing is destroyed, and nothing is noted.
    """
    destroy_put_away(home)
    if len(node_keys(home).sealing) == 1:
        return
    from comity.directory.sealingkeys import note_destroyed, over_keys  # noqa: PLC0415 most nodes have one key, and load nothing of it

    for key in over_keys(home, at=at):
        if Quarantine.objects.exists():
            return
        note_destroyed(key, by=home.node.text, at=at)
        crash_point("sealing.noted")
        destroy_sealing_key(home, key)


def note_seeds(home: Home, *, at: Instant) -> None:
    """Give each key a row, and each row whose seed is not on the disk any more a leaf that says so."""
    here = {one.key.public.key_id.text: one.epoch for one in own_seeds(home)}
    rows = {row.key_id: row for row in OwnEpoch.objects.filter(destroyed_at=None)}
    if here.keys() == rows.keys():
        return
    with transaction.atomic():
        for name in sorted(here.keys() - rows.keys()):
            OwnEpoch.objects.get_or_create(key_id=name, defaults={"since": here[name].since, "until": here[name].until})
        gone = [rows[name] for name in sorted(rows.keys() - here.keys())]
        OwnEpoch.objects.filter(pk__in=[row.pk for row in gone]).update(destroyed_at=at)
        facts = [{"key": row.key_id, "since": str(row.since), "until": str(row.until)} for row in gone]
        entries = [journal.Entry(name="epoch.destroyed", actor=home.node.text, about="", facts={**one}) for one in facts]
        if entries:
            journal.append(*entries, at=at, key=node_keys(home).signing.public.key_id)


def own_statement(home: Home, *, at: Instant) -> bytes | None:
    """Return what peers are told of this node's daily key now, as signed; None before there is one."""
    shown = shown_epoch(home, at=at)
    return None if shown is None else shown.statement


def learn(peer: NodeId, epoch: EpochKey, *, signed_by: KeyId, at: Instant) -> None:
    """Take a daily key that `peer` signed, and let its line know; one that cannot be is written down, and changes nothing."""
    try:
        newer = take_epoch(peer, epoch, signed_by=signed_by, at=at)
    except Refused as refusal:
        _LOG.warning("epoch", peer=peer.text, wire_class=refusal.wire_class, why=str(refusal))
        return
    if newer:
        with transaction.atomic():
            ring_on_commit()


def ask(peer: NodeId, *, home: Home, get: Get, at: Instant) -> bool:
    """Ask a peer for its daily key, and take what it shows; return whether it showed one. What it signed for another counts for nothing."""
    data = get()
    if data is None:
        return False
    try:
        verified = verify_receipt(data, keyring=book(home).keyring)
        epoch = parse_epoch(verified.body_bytes)
    except Refused as refusal:
        _LOG.warning("epoch", peer=peer.text, wire_class=refusal.wire_class, why=str(refusal))
        return False
    if verified.node != peer:
        _LOG.warning("epoch", peer=peer.text, why="signed by another node")
        return False
    learn(peer, epoch, signed_by=verified.entry.key.key_id, at=at)
    return True


def getting(pool: PinnedPool) -> Get:
    """Return how a peer is asked over its line."""

    def get() -> bytes | None:
        try:
            answer = pool.request("GET", PATH, preload_content=False)
            data: bytes = answer.read(MAX_RECEIPT + 1)
            (answer.close if len(data) > MAX_RECEIPT else answer.release_conn)()
        except (urllib3.exceptions.HTTPError, Refused):
            return None
        return data if answer.status == _OK and len(data) <= MAX_RECEIPT else None

    return get
