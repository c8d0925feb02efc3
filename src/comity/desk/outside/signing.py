"""An act that is signed and not sealed: its letter goes by another road, and this node can prove later what it signed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comity.seal.envelope import Draft
from comity.seal.keys import Signature
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId


@dataclass(frozen=True, slots=True)
class Signed:
    """What is kept of such an act: the same as of one on the wire, but no envelope."""

    env_id: EnvelopeId
    payload: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    inner_bytes: bytes
    signatures: tuple[Signature, ...]

    @property
    def inner_digest(self) -> Digest:
        """The digest of the header, which is signed."""
        return Digest.of(self.inner_bytes)


def signed(drawn: Draft, signatures: Sequence[Signature]) -> Signed:
    """Keep header, content and signatures of `drawn`; its sealed body and its keys go nowhere."""
    return Signed(drawn.inner.env_id, drawn.payload, drawn.salt, drawn.inner_bytes, tuple(signatures))
