"""The log of the puppet as its listener would serve it, and as it would submit it to a witness."""

from worlds.places import THEIR_APPROVER, THEIR_DRAFTER, signing

from comity.courier.publishing import DISCONTINUITIES
from comity.courier.restoring.broken import MAGIC, leaf_payload
from comity.courier.watching import NotServedError
from comity.directory.book import book
from comity.ledger.checkpoint import PATH, Checkpoint, sign_checkpoint
from comity.ledger.frontier import Frontier
from comity.ledger.leaf import LeafRecord, commit, print_leaf
from comity.ledger.proofs import prove_consistency
from comity.ledger.tiles import parse_path, print_tile
from comity.ledger.tree import hashes_of
from comity.seal.frames import print_frames
from comity.seal.note import note_signers
from comity.seal.statement import sign_statement
from comity.terms.digests import leaf_hash
from comity.wire.discontinuity import LEAF, PAYLOAD_TYPE, Discontinuity, Sized, print_discontinuity
from comity.wire.received import LogPosition


class TheirLog:
    """The log of the puppet as its listener would serve it; at most 255 leaves, so that one tile holds all."""

    def __init__(self, world):
        """Begin empty."""
        self.world, self.origin = world, book().node(world.puppet.node).log_origin
        self.leaves, self.served, self.breaks = [], [], []

    def grow(self, *names):
        """Append leaves."""
        self.leaves += [leaf_hash(name.encode()) for name in names]
        return self

    def says(self, *, shared, peers=(), known=None, by=(THEIR_DRAFTER, THEIR_APPROVER), index=None, root=None):
        """Let the node and two of its officers say in a leaf that this log breaks after its first `shared` leaves; return the leaf."""
        said = Discontinuity(
            node=self.world.puppet.node,
            at=self.world.at,
            origin=self.origin,
            why="The disk was lost",
            index=len(self.leaves) if index is None else index,
            shared=Sized(shared, root or Frontier().extend(self.leaves[:shared]).root),
            known=known,
            peers=peers,
            silent=(),
        )
        keys = [signing(str(owner)) for owner in (self.world.puppet.node, *by)]
        statement = sign_statement(print_discontinuity(said), payload_type=PAYLOAD_TYPE, keys=keys)
        payload, salt = leaf_payload(said.node, statement), bytes(32)
        key = keys[0].public.key_id
        record = print_leaf(LeafRecord(kind=LEAF, commitment=commit(payload, salt=salt), key=key, at=said.at))
        self.leaves.append(leaf_hash(record))
        self.breaks.append(MAGIC + print_frames(statement, salt, record))
        return record

    def position(self):
        """Where the newest leaf stands."""
        size = len(self.leaves)
        return LogPosition(origin=self.origin, index=size - 1, size=size, root=Frontier().extend(self.leaves).root)

    def checkpoint(self):
        """What the puppet signs of it."""
        place = self.position()
        signers = note_signers(signing(self.world.puppet.node), name=self.origin)
        return sign_checkpoint(Checkpoint(self.origin, place.size, place.root), signers=signers)

    def path(self, old):
        """How the log went on from an old size; nothing from none, or from a longer one."""
        return prove_consistency(old, size=len(self.leaves), hash_at=hashes_of(self.leaves)).path if 0 < old <= len(self.leaves) else ()

    def fetch(self, name):
        """Serve a file."""
        self.served.append(name)
        if name == PATH:
            return self.checkpoint()
        if name == DISCONTINUITIES:
            if not self.breaks:
                raise NotServedError(name)
            return print_frames(*self.breaks)
        tile = parse_path(name)
        return print_tile(self.leaves[tile.index * 256 :][: tile.width])
