"""A discontinuity: planned from what is known, signed by the node and two officers, published as a leaf of the log that goes on."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.courier.restoring.asking import NotQuarantined
from comity.courier.restoring.broken import MAGIC, leaf_payload
from comity.courier.restoring.catching import CaughtUp, Signed, catch_up, read_all, waited_for
from comity.courier.restoring.marks import is_quarantined
from comity.courier.restoring.standing import log_at_hand
from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.keyfiles import node_keys
from comity.directory.officers import actor
from comity.directory.policy import Role
from comity.ledger.leaf import LeafRecord, commit, print_leaf
from comity.records import journal
from comity.records.models import Officer
from comity.seal.frames import print_frames
from comity.seal.keys import SigningKey
from comity.seal.statement import sign_statement
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.discontinuity import LEAF, PAYLOAD_TYPE, Discontinuity, PeerKnows, Sized, print_discontinuity, receipts_digest

_TWO: Final = 2


class TwoOfficers(Refused):
    """One person alone says nothing of this weight."""

    wire_class = "policy"
    sentence = gettext_noop("A break of the log is signed by two officers of this node who may approve: %(why)s.")
    next_step = gettext_noop("Name another officer with --by. Who lost the key is enrolled anew first: docs/operators/recovery.md.")


@dataclass(frozen=True, slots=True)
class Signer:
    """An officer at the terminal, with the key that the passphrase just opened."""

    officer: Officer
    key: SigningKey


def plan(home: Home, *, why: str, at: Instant) -> Discontinuity:
    """Return what would be said of this node's log now; raises `NotQuarantined`, and `Malformed` for a reason that says nothing."""
    if not is_quarantined():
        raise NotQuarantined
    helds = read_all(home, at=at)
    hand = log_at_hand(home, helds)
    shared, furthest = hand.judged.shared, hand.judged.furthest
    beyond = {held.peer: {digest for digest, place in held.receipts.items() if place.size > shared and place.at < at} for held in helds}
    return Discontinuity(
        node=home.node,
        at=at,
        origin=book(home).node(home.node).log_origin,
        why=why,
        index=hand.size,
        shared=Sized(shared, hand.shared_root),
        known=Sized(furthest.size, furthest.root) if furthest is not None and hand.breaks else None,
        peers=tuple(PeerKnows(peer, len(found), receipts_digest(found)) for peer, found in sorted(beyond.items())),
        silent=waited_for(home),
    )


def lift(home: Home, *, said: Discontinuity, by: Sequence[Signer], at: Instant) -> CaughtUp:
    """Publish `said`, which both officers were shown, and catch up; raises `TwoOfficers`, `Overtaken`, `NotQuarantined`."""
    _require_two(by, at=at)
    keys = (node_keys(home).signing, *(signer.key for signer in by))
    statement = sign_statement(print_discontinuity(said), payload_type=PAYLOAD_TYPE, keys=keys)
    payload, salt = leaf_payload(said.node, statement), secrets.token_bytes(journal.SALT_BYTES)
    key = node_keys(home).signing.public.key_id
    record = print_leaf(LeafRecord(kind=LEAF, commitment=commit(payload, salt=salt), key=key, at=at))
    signed = Signed(MAGIC + print_frames(statement, salt, record), salt, record, payload, said.index, said.shared.size)
    return catch_up(home, at=at, said=signed)


def _require_two(by: Sequence[Signer], *, at: Instant) -> None:
    if len({signer.officer.officer_id for signer in by}) != _TWO or len(by) != _TWO:
        raise TwoOfficers(why="name two, each once")
    for signer in by:
        who = actor(signer.officer, at=at)
        if not who.active or not who.roles & {Role.APPROVER, Role.ADMINISTRATOR}:
            raise TwoOfficers(why=f"{who.officer} may not")
