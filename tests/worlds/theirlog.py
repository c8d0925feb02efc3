"""The log of the puppet as its listener would serve it, and as it would submit it to a witness."""

from worlds.places import signing

from comity.directory.book import book
from comity.ledger.checkpoint import PATH, Checkpoint, sign_checkpoint
from comity.ledger.frontier import Frontier
from comity.ledger.proofs import prove_consistency
from comity.ledger.tiles import parse_path, print_tile
from comity.ledger.tree import hashes_of
from comity.seal.note import note_signers
from comity.terms.digests import leaf_hash
from comity.wire.received import LogPosition


class TheirLog:
    """The log of the puppet as its listener would serve it; at most 255 leaves, so that one tile holds all."""

    def __init__(self, world):
        """Begin empty."""
        self.world, self.origin = world, book().node(world.puppet.node).log_origin
        self.leaves, self.served = [], []

    def grow(self, *names):
        """Append leaves."""
        self.leaves += [leaf_hash(name.encode()) for name in names]
        return self

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
        tile = parse_path(name)
        return print_tile(self.leaves[tile.index * 256 :][: tile.width])
