"""Witnesses of a played request: countries that have no part in it, and what they put to the log of its maker."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from worlds.played import Played, Side

from comity.desk.proving.layout import Contents, CountryFiles, SignedFiles
from comity.directory.witnessing import witness_name
from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.cosigning import cosign
from comity.ledger.frontier import Frontier
from comity.ledger.note import parse_note
from comity.seal.cosignature import cosigners
from comity.seal.note import note_signers
from comity.terms.digests import leaf_hash
from comity.terms.instants import Instant


def checkpoint_at(side: Side, size: int, *, leaves: Iterable[bytes] | None = None) -> bytes:
    """Return the signed checkpoint that the side published when its log had that size."""
    frontier = Frontier().extend(list(leaves or (leaf_hash(record) for record, _, _ in side.log))[:size])
    signers = note_signers(side.node_key, name=side.origin)
    return sign_checkpoint(Checkpoint(side.origin, frontier.size, frontier.root), signers=signers)


def cosigned(note: bytes, witness: Side, *, at: Instant, key: object = None, name: str = "") -> bytes:
    """Return the lines by which a witness cosigns a checkpoint."""
    signers = cosigners(key or witness.node_key, name=name or witness_name(witness.node), at=at)
    return cosign(parse_note(note).text, signers=signers)


def witnessed(played: Played, *witnesses: Side, size: int | None = None, note: bytes = b"", stamps: tuple[bytes, ...] = ()) -> Contents:
    """Return the honest contents with the log of `size`, by default as it is, cosigned by the witnesses a minute after one another."""
    contents, maker = played.contents(), played.xr
    size = size or len(maker.log)
    note = note or checkpoint_at(maker, size)
    by_name = sorted(witnesses, key=lambda side: witness_name(side.node))
    lines = b"".join(cosigned(note, side, at=played.made_at + timedelta(minutes=witnesses.index(side))) for side in by_name)
    growth = dict(contents.growth) | ({size: maker.growth(size)} if size < len(maker.log) else {})
    return replace(
        contents,
        growth=growth,
        signed={size: SignedFiles(note, lines or None, stamps)},
        witnesses={side.country: country(side) for side in witnesses if side not in (played.xr, played.vn)},
    )


def country(side: Side) -> CountryFiles:
    """Return key and section of a country."""
    return CountryFiles(side.country_key.public.raw, side.section())
