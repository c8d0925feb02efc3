"""The puppet peer: another country's node that is nothing but keys. It says what a test wants said, honestly or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import make_seal_vectors as tool
from worlds.places import AT, CREATED, HERE, SECOND_THERE, THEIR_APPROVER, THEIR_DRAFTER, THERE, sealing, signing

from comity.desk.drafting.composing import rendered
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.doors.cli.demo import fields
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Opened, Recipient, close_envelope, draft_envelope, open_envelope, rewrap_envelope
from comity.seal.headers import InnerDraft
from comity.seal.keys import SealingKey, SealingPublicKey
from comity.seal.receipt import sign_receipts, verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.wire.act import ActBody, RulebookUsed, print_act
from comity.wire.decided import DecidedBody, print_decided
from comity.wire.epoch import EpochKey, print_epoch
from comity.wire.opened import OpenedBody, print_opened
from comity.wire.receipts import ReceiptBody, parse_receipt
from comity.wire.received import LogPosition, ReceivedBody, print_received
from comity.wire.refused import RefusedBody, print_refused

CASE = "XR-2026-000007"
LIFE = timedelta(days=14)
REQUEST_RECEIPTS = ("decided", "opened", "received")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope of the puppet's: its bytes, and what names it."""

    data: bytes
    env_id: EnvelopeId
    outer: Digest
    inner: Digest
    seq: int
    keys: bytes = b""


class Puppet:
    """A node of Ruritania; `second` is another node of the same country."""

    def __init__(self, node: NodeId = THERE, *, officers: tuple[str, str] = (THEIR_DRAFTER, THEIR_APPROVER)) -> None:
        """The first of `officers` drafts, the second approves."""
        self.node = node
        self.drafter, self.approver = officers
        self._streams: dict[str, tuple[int, Digest | None]] = {}

    @classmethod
    def second(cls) -> "Puppet":
        """Return the other node of the same country."""
        return cls(SECOND_THERE, officers=(f"r.rassendyll@{SECOND_THERE}", f"f.tarlenheim@{SECOND_THERE}"))

    # -- acts ------------------------------------------------------------------------------------------

    def act(
        self,
        act: str = "request",
        kind: str = "REQ-PRESERVE",
        values: Mapping[str, Any] | None = None,
        *,
        case: str = CASE,
        original: EnvelopeId | None = None,
        **changes: Any,
    ) -> ActBody:
        """Return an act as this node would sign it; a request in order where no `values` are given."""
        rules = rulebook()
        values = dict(fields.request("hospital", at=AT) if values is None else values)
        try:
            form = rules.form(kind, act)
            text = {language: rendered(form, values, language) for language in ("en", "vi")}
        except Exception:  # noqa: BLE001 what has no form here, or no rendering, is sent all the same
            text = {"en": ()}
        said = {
            "act": act,
            "kind": kind,
            "reference": Reference(case),
            "instrument": "UNCC",
            "article": "42",
            "urgency": "urgent",
            "fields": values,
            "vocabularies": (),
            "rulebook": RulebookUsed(version=rules.version, digest=rules.digest),
            "check": (),
            "text": text,
            "drafted_by": OfficerId(self.drafter),
            "submitted_at": CREATED,
            "original": original,
        }
        return ActBody(**(said | changes))

    def seal(self, body: ActBody | bytes, **header: Any) -> Sealed:
        """Seal `body` for us at the place in the stream that `header` names, changing nothing that this node remembers."""
        signers = header.pop("signers", None) or (self.approver, str(self.node))
        recipients = header.pop("recipients", (HERE,))
        daily = header.pop("daily", None)
        priority = header.pop("priority", "routine")
        payload = body if isinstance(body, bytes) else print_act(body)
        usual: dict[str, Any] = {
            "world": "real",
            "sender": self.node,
            "to": recipients,
            "case": Reference(CASE) if isinstance(body, bytes) else body.reference,
            "seq": 1,
            "previous": None,
            "kind": "REQ-PRESERVE" if isinstance(body, bytes) else body.kind,
            "created": CREATED,
            "directory": 3,
            "requires": REQUEST_RECEIPTS,
            "reply_to": None if isinstance(body, bytes) else body.original,
        }
        draft = draft_envelope(payload, header=InnerDraft(**(usual | header)))
        closed = close_envelope(
            draft,
            signatures=[signing(owner).sign(PAYLOAD_TYPE, draft.inner_bytes) for owner in signers],
            recipients=[Recipient(node, daily or sealing(node).public) for node in recipients],
            expires=draft.inner.created + LIFE,
            priority=priority,
        )
        return Sealed(closed.data, closed.env_id, closed.outer_digest, closed.inner_digest, draft.inner.seq, closed.keys)

    def rewrap(self, sealed: Sealed, key: SealingPublicKey) -> Sealed:
        """Wrap an envelope of this node's afresh, for another key of ours."""
        return replace(sealed, data=rewrap_envelope(sealed.data, keys=sealed.keys, recipient=Recipient(HERE, key)))

    def say(self, body: ActBody | bytes, **header: Any) -> Sealed:
        """Seal `body` as the next of its case, and remember that it was said."""
        case = CASE if isinstance(body, bytes) else str(body.reference)
        seq, head = self._streams.get(case, (1, None))
        sealed = self.seal(body, seq=seq, previous=head, **header)
        self._streams[case] = (seq + 1, sealed.inner)
        return sealed

    def attempt(self, body: ActBody) -> Sealed:
        """Seal `body` as the next of its case, and forget it: what is refused takes no place."""
        seq, head = self._streams.get(str(body.reference), (1, None))
        return self.seal(body, seq=seq, previous=head)

    def forge(self, payload: bytes | None = None, **edits: Any) -> bytes:
        """Return an envelope of case `CASE` that keeps to the format except for `edits` (`make_seal_vectors.Forger`)."""
        edit = edits.pop("edit_inner", tool.same)
        honest = {"world": "real", "requires": list(REQUEST_RECEIPTS)}
        forger = tool.Forger(
            payload=print_act(self.act()) if payload is None else payload,
            signers=edits.pop("signers", (self.approver, str(self.node))),
            edit_inner=lambda inner: edit(inner | honest),
            **edits,
        )
        return forger.envelope()

    def epoch(self, since: Instant, *, days: int = 7) -> tuple[SealingKey, EpochKey]:
        """Return a daily key of this node, made at `since`: the private half, and what it tells of it."""
        key = tool.sealing_key(f"{self.node} {since}")
        return key, EpochKey(key=key.public.raw, since=since, until=since + timedelta(days=days))

    def show_epoch(self, since: Instant, *, days: int = 7) -> bytes:
        """Return the statement of that key, signed."""
        return self.sign(print_epoch(self.epoch(since, days=days)[1]))

    def open(self, data: bytes, *, at: Instant = AT, with_key: SealingKey | None = None) -> Opened:
        """Open what was sealed for this node, as it would."""
        key = with_key or sealing(self.node)
        return open_envelope(data, node=self.node, sealing_keys={key.public.key_id: key}, keyring=book().keyring, at=at)

    # -- receipts --------------------------------------------------------------------------------------

    def sign(self, body: bytes) -> bytes:
        """Sign the body of a receipt."""
        return sign_receipts([body], key=signing(self.node))[0]

    def received(self, message: Any, *, order: str = "applied", at: Instant = AT, outer: Digest | None = None) -> bytes:
        """Return the receipt `received` for an envelope of ours (`Outbox` row)."""
        body = ReceivedBody(
            env_id=EnvelopeId(message.env_id),
            outer=outer or Digest(bytes(message.outer_digest)),
            inner=Digest(bytes(message.inner_digest)),
            case=Reference(message.case),
            seq=message.seq,
            order=order,
            log=LogPosition(origin=f"{self.node}/log", index=0, size=1, root=Digest.of(b"root")),
            at=at,
        )
        return self.sign(print_received(body))

    def refused(self, message: Any, wire_class: str, *, at: Instant = AT, fresh: EpochKey | None = None) -> bytes:
        """Return the receipt `refused` for an envelope of ours (`Outbox` row)."""
        outer = Digest(bytes(message.outer_digest))
        body = RefusedBody(env_id=EnvelopeId(message.env_id), outer=outer, wire_class=wire_class, at=at, fresh=fresh)
        return self.sign(print_refused(body))

    def opened(self, message: Any, *, at: Instant = AT, **changes: Any) -> bytes:
        """Return the receipt `opened` for an act of ours (`Message` row)."""
        said = {
            "env_id": EnvelopeId(message.env_id),
            "inner": Digest.of(bytes(message.inner)),
            "case": Reference(message.request.reference),
            "at": at,
        }
        return self.sign(print_opened(OpenedBody(**(said | changes))))

    def decided(self, message: Any, *, decision: str = "executed", at: Instant = AT, **changes: Any) -> bytes:
        """Return the receipt `decided` for an act of ours (`Message` row)."""
        said = {
            "env_id": EnvelopeId(message.env_id),
            "inner": Digest.of(bytes(message.inner)),
            "case": Reference(message.request.reference),
            "decision": decision,
            "answer": None,
            "at": at,
        }
        return self.sign(print_decided(DecidedBody(**(said | changes))))


def verified(receipt: bytes | None) -> ReceiptBody:
    """Return the body of a receipt that this node gave; its signature verifies as this node's."""
    found = verify_receipt(receipt, keyring=book().keyring)
    assert found.node == HERE
    return parse_receipt(found.body_bytes)
