"""Who must have signed an envelope: its sending node once, at least one officer of that node, and nobody else."""

from collections.abc import Sequence
from typing import Final

from comity.seal.abreast import few_abreast
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.headers import Inner
from comity.seal.keyring import KeyEntry, Keyring
from comity.seal.keys import Signature
from comity.seal.refusals import ForeignSigner, NodeSignatureMissing, OfficerSignatureMissing, SignedTwice
from comity.terms.refusals import TooLarge

MAX_SIGNATURES: Final = 8


def verify_signers(inner: Inner, *, inner_bytes: bytes, signatures: Sequence[Signature], keyring: Keyring) -> tuple[KeyEntry, ...]:
    """Return whose keys signed `inner_bytes`, in the order of `signatures`, or raise `Refused`.

    `inner` is what `parse_inner` read from `inner_bytes`. Keys must be valid when the header says it was made; that this
    moment is true is for the caller: a receipt or a witnessed log bounds it. The cheap questions come first.
    """
    if len(signatures) > MAX_SIGNATURES:
        raise TooLarge("list of signatures", size=len(signatures), cap=MAX_SIGNATURES)
    entries = tuple(keyring.key(signature.key_id, at=inner.created) for signature in signatures)
    seen = set()
    nodes = officers = 0
    for entry in entries:
        if entry.role == "country" or entry.node != inner.sender:
            raise ForeignSigner(owner=entry.owner, node=inner.sender)
        nodes += entry.role == "node"
        officers += entry.role == "officer"
    if nodes != 1:
        raise NodeSignatureMissing(node=inner.sender)
    if not officers:
        raise OfficerSignatureMissing(node=inner.sender)
    for entry in entries:
        if entry.owner in seen:
            raise SignedTwice(owner=entry.owner)
        seen.add(entry.owner)
    few_abreast(lambda pair: pair[0].key.verify(PAYLOAD_TYPE, inner_bytes, pair[1]), list(zip(entries, signatures, strict=True)))
    return entries
