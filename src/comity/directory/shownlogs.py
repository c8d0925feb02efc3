"""By which keys a node's log may be signed, by the directory: while one key takes the place of another there are two."""

from collections.abc import Sequence

from comity.directory.sections import Node
from comity.ledger.checkpoint import Checkpoint, verify_checkpoint
from comity.seal.keys import VerifyingKey
from comity.seal.note import note_verifiers
from comity.terms.refusals import Malformed, Refused


def verify_shown(note: bytes, *, of: Node, keys: Sequence[VerifyingKey]) -> Checkpoint:
    """Return the checkpoint of the log of `of` that one of `keys` signed, with both halves; raises why the first of them did not."""
    refused: Refused = Malformed("checkpoint", "its node has no key that is good now")
    for place, key in enumerate(keys):
        try:
            return verify_checkpoint(note, origin=of.log_origin, verifiers=note_verifiers(key, name=of.log_origin))
        except Refused as refusal:
            if not place:
                refused = refusal
    raise refused


def keys_of(node: Node) -> tuple[VerifyingKey, ...]:
    """Return every key that the node was ever named with, the newest first: by one of them it signed its own files."""
    return tuple(dated.key for dated in sorted(node.signing, key=lambda dated: dated.since, reverse=True))
