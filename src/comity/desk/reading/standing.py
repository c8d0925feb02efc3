"""What is proved of one act: our copy verified again from its bytes, and the digest by which the other side named it."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from comity.directory.book import book
from comity.records.models import JournalAct, Message, Receipt, Request
from comity.seal.disclosed import Disclosed, verify_disclosed
from comity.seal.frames import parse_frames
from comity.seal.keys import parse_signature
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, KeyId
from comity.terms.json import parse_json
from comity.terms.refusals import Refused
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody

_CAP: Final = 1024 * 1024
_MOST: Final = 8
_ARRIVAL: Final = {
    ("wire", "in"): "act.received",
    ("wire", "out"): "act.sent",
    ("outside", "in"): "act.recorded",
    ("carried", "out"): "act.carried",
    ("carried", "in"): "act.carried",
    ("outside", "out"): "act.issued",
    ("returned", "out"): "act.sent",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`ours` is the digest of the signed header that this node keeps.

    `theirs` is the digest that their verified receipt names (`receipt`), or that their verified signatures cover
    (`signature`); None while no receipt has come, or where the verification refuses. `leaf` is the act's place in our log.
    """

    ours: Digest
    theirs: Digest | None
    named_by: Literal["receipt", "signature"]
    verified: bool
    signed_by: tuple[tuple[str, KeyId], ...]
    leaf: int | None


def standing_of(request: Request, env_id: EnvelopeId, *, direction: str) -> Standing:
    """Return how the act `env_id` of `request` stands, verified now."""
    message = Message.objects.get(request=request, env_id=str(env_id), direction=direction)
    ours = Digest.of(bytes(message.inner))
    disclosed = _disclosed(message)
    signed = disclosed.inner_digest if disclosed else None
    return Standing(
        ours=ours,
        theirs=signed if direction == "in" else _receipted(message, peer=request.peer),
        named_by="signature" if direction == "in" else "receipt",
        verified=disclosed is not None,
        signed_by=tuple((str(entry.owner), entry.key.key_id) for entry in disclosed.signed_by) if disclosed else (),
        leaf=_leaf(request, message),
    )


def disclosed_of(message: Message) -> Disclosed:
    """Return header, signers and content of an act, verified as they lie in the database; raises what `verify_disclosed` refuses."""
    parts = parse_frames(bytes(message.signatures), what="signatures", cap=_CAP, least=2, most=_MOST)
    signatures = [parse_signature(part) for part in parts]
    return verify_disclosed(bytes(message.inner), signatures, salt=bytes(message.salt), payload=bytes(message.body), keyring=book().keyring)


def _disclosed(message: Message) -> Disclosed | None:
    """Return the same; None where header, signatures and content no longer belong together."""
    try:
        found = disclosed_of(message)
        if message.direction == "in":  # a key that was taken back later, from before this act came
            for entry in found.signed_by:
                book().keyring.require_unrevoked(entry.key.key_id, at=message.at)
    except Refused:
        return None
    return found


def _receipted(message: Message, *, peer: str) -> Digest | None:
    """Return the digest that the peer's receipt names, verified; None while there is none, or where it does not verify."""
    sealed = Receipt.objects.filter(env_id=message.env_id, kind="received", direction="in").values_list("sealed", flat=True).first()
    if sealed is None:
        return None
    try:
        verified = verify_receipt(bytes(sealed), keyring=book().keyring)
        body = parse_receipt(verified.body_bytes)
    except Refused:
        return None
    ours = isinstance(body, ReceivedBody) and (str(verified.node), str(body.env_id)) == (peer, message.env_id)
    return body.inner if ours else None


def _leaf(request: Request, message: Message) -> int | None:
    rows = JournalAct.objects.filter(about=request.reference, name=_ARRIVAL[message.road, message.direction], facts__isnull=False)
    for index, data in rows.values_list("index", "facts"):
        facts: dict[str, Any] = parse_json(bytes(data), _CAP)["facts"]
        if facts.get("envelope") == message.env_id:
            return int(index)
    return None
