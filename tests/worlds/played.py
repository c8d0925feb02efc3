"""One request played in memory: two countries, their nodes and officers, four acts, every receipt, the exporter's log.

The maker here has the real keys and signs whatever it is given: what a dishonest exporter could do, tests do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from worlds.second import verify_by_both

from comity.desk.proving.growth import print_growth
from comity.desk.proving.layout import ActFiles, Contents, CountryFiles, LeafFiles, print_opening
from comity.desk.proving.leaves import RECEIPTED, RECEIVED, SENT
from comity.desk.proving.making import make_proof
from comity.desk.proving.verdict import Verdict
from comity.directory.sections import PAYLOAD_TYPE as SECTION_TYPE
from comity.directory.sections import Authority, Dated, Node, Person, Section, print_section
from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.frontier import Frontier
from comity.ledger.leaf import LeafRecord, commit, print_leaf
from comity.ledger.logproof import LogProof, print_log_proof
from comity.ledger.proofs import prove_consistency, prove_inclusion
from comity.ledger.tree import hashes_of
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Recipient, close_envelope, draft_envelope
from comity.seal.frames import print_frames
from comity.seal.headers import InnerDraft
from comity.seal.keys import SealingKey, SigningKey, print_signature
from comity.seal.note import note_signers
from comity.seal.receipt import sign_receipts
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import AuthorityId, Country, EnvelopeId, KeyId, NodeId, OfficerId, Reference
from comity.terms.instants import Instant
from comity.terms.json import print_json
from comity.wire.act import ActBody, RenderedField, RulebookUsed, print_act
from comity.wire.decided import DecidedBody, print_decided
from comity.wire.opened import OpenedBody, print_opened
from comity.wire.received import LogPosition, ReceivedBody, print_received

START = Instant.parse("2026-11-23T03:07:00.000000Z")
CASE = Reference("XR-2026-000001")


@dataclass
class Side:
    """A country with one authority, one node and two officers."""

    code: str
    drafter: OfficerId = field(init=False)
    approver: OfficerId = field(init=False)
    log: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw every key."""
        low = self.code.lower()
        self.country, self.node = Country(self.code), NodeId(f"poc.{low}.example")
        self.drafter, self.approver = OfficerId(f"first@{self.node}"), OfficerId(f"second@{self.node}")
        self.country_key, self.node_key, self.sealing = SigningKey.generate(), SigningKey.generate(), SealingKey.generate()
        self.officer_keys = {self.drafter: SigningKey.generate(), self.approver: SigningKey.generate()}
        self.authority = AuthorityId(f"{low}-poc")
        self.origin = f"{self.node}/log"

    def section(self, **changes: object) -> bytes:
        """Return the signed section of the country."""

        def dated(key):
            return (Dated(key, START + timedelta(days=-1), START + timedelta(days=300)),)

        names = {"en": self.code, "vi": self.code}
        section = Section(
            country=self.country,
            version=1,
            issued=START,
            expires=START + timedelta(days=90),
            names=names,
            authorities=(Authority(self.authority, names, ("POC",), ("en",), "UTC"),),
            nodes=(
                Node(
                    self.node,
                    self.authority,
                    "http://127.0.0.1:1",
                    dated(self.node_key.public),
                    dated(self.sealing.public),
                    self.origin,
                ),
            ),
            officers=tuple(Person(one, str(one), self.authority, dated(key.public)) for one, key in self.officer_keys.items()),
        )
        return sign_statement(print_section(replace(section, **changes)), payload_type=SECTION_TYPE, keys=(self.country_key,))

    def note(self, kind: str, *, actor: object, facts: Mapping[str, object], at: Instant, about: str = str(CASE)) -> int:
        """Append a leaf; return its index."""
        payload = print_json({"actor": str(actor), "about": about, "facts": facts})
        salt = Digest.of(payload).raw
        record = print_leaf(LeafRecord(kind, commit(payload, salt=salt), self.node_key.public.key_id, at))
        self.log.append((record, payload, salt))
        return len(self.log) - 1

    def frontier(self) -> Frontier:
        """Return the log's size and root as it is."""
        return Frontier().extend(leaf_hash(record) for record, _, _ in self.log)

    def growth(self, size: int) -> bytes:
        """Return how the log went on from that size."""
        hash_at = hashes_of([leaf_hash(one) for one, _, _ in self.log])
        return print_growth(prove_consistency(size, size=len(self.log), hash_at=hash_at).path)

    def checkpoint(self) -> bytes:
        """Return the signed checkpoint of the log as it is."""
        frontier = self.frontier()
        return sign_checkpoint(Checkpoint(self.origin, frontier.size, frontier.root), signers=note_signers(self.node_key, name=self.origin))

    def leaf(self, index: int, *, checkpoint: bytes) -> LeafFiles:
        """Return the three files of a leaf."""
        record, payload, salt = self.log[index]
        hash_at = hashes_of([leaf_hash(one) for one, _, _ in self.log])
        path = prove_inclusion(index, size=len(self.log), hash_at=hash_at).path
        return LeafFiles(record, print_log_proof(LogProof(index, path, checkpoint)), print_opening(payload, salt=salt))


@dataclass(frozen=True)
class Sent:
    """An act on its way, and the leaf that its sender's log has of it."""

    sender: Side
    receiver: Side
    closed: Closed
    body: ActBody
    seq: int
    leaf: int


class Played:
    """A request from Ruritania to Viet Nam, its answer, an extension, its answer; proofs are Ruritania's unless said otherwise."""

    def __init__(self, *, case: Reference = CASE, sides: tuple[Side, Side] | None = None) -> None:
        """Play it."""
        self.case = case
        self.xr, self.vn = sides or (Side("XR"), Side("VN"))
        self.at = START
        self.sent: list[Sent] = []
        self.receipts: dict[tuple[EnvelopeId, str], bytes] = {}
        self.leaves: dict[str, dict[tuple[str, EnvelopeId], int]] = {"XR": {}, "VN": {}}
        self.xr.note("officer.enrolled", actor="operator", facts={}, at=self.at, about="")
        first = self.send(self.xr, "request")
        answer = self.send(self.vn, "answer", replies_to=first)
        self.decide(first, answer)
        extension = self.send(self.xr, "request", kind="REQ-PRESERVE-EXT", replies_to=first)
        self.decide(extension, self.send(self.vn, "answer", kind="REQ-PRESERVE-EXT", replies_to=extension))
        self.made_at = self.later()

    def later(self) -> Instant:
        """Let a minute pass."""
        self.at += timedelta(minutes=1)
        return self.at

    def send(
        self,
        sender: Side,
        act: str,
        *,
        kind: str = "REQ-PRESERVE",
        replies_to: Sent | None = None,
        place: tuple[int, Digest | None] | None = None,
        life: int = 0,
    ) -> Sent:
        """Seal an act, deliver it, receipt it in that life of its receiver, open it; `place` is what it is numbered, and what it names."""
        at = self.later()
        receiver = self.vn if sender is self.xr else self.xr
        mine = [one for one in self.sent if one.sender is sender]
        original = replies_to.closed.env_id if replies_to else None
        seq, previous = place or (len(mine) + 1, mine[-1].closed.inner_digest if mine else None)
        body = ActBody(
            act=act,
            kind=kind,
            reference=self.case,
            instrument="UNCC",
            article="42",
            urgency="urgent",
            fields={},
            vocabularies=(),
            rulebook=RulebookUsed("1", Digest.of(b"rules")),
            check=(),
            text={"en": (RenderedField("1", "Authority", ("Contact Point",)),)},
            drafted_by=sender.drafter,
            submitted_at=at,
            original=original,
        )
        draft = draft_envelope(
            print_act(body),
            header=InnerDraft(
                world="real",
                sender=sender.node,
                to=(receiver.node,),
                case=self.case,
                seq=seq,
                previous=previous,
                kind=kind,
                created=at,
                directory=1,
                requires=("decided", "opened", "received") if act == "request" else ("opened", "received"),
                reply_to=original,
            ),
        )
        by_officer = sender.officer_keys[sender.approver].sign(PAYLOAD_TYPE, draft.inner_bytes)
        # Every second act was approved in the same moment as another one, and the node signed both at once.
        beside = [b"another act"] if len(self.sent) % 2 else []
        by_node = sender.node_key.sign_batch(PAYLOAD_TYPE, [draft.inner_bytes, *beside])[0]
        closed = close_envelope(
            draft,
            signatures=[by_node, by_officer],
            recipients=(Recipient(receiver.node, receiver.sealing.public),),
            expires=at + timedelta(days=30),
        )
        facts = {"envelope": str(closed.env_id), "inner": str(closed.inner_digest), "act": act, "kind": kind}
        leaf = sender.note(SENT, actor=sender.approver, facts=facts, at=at, about=str(self.case))
        self.leaves[sender.code][SENT, closed.env_id] = leaf
        sent = Sent(sender, receiver, closed, body, seq, leaf)
        self.sent.append(sent)
        self._deliver(sent, facts, life=life)
        return sent

    def _deliver(self, sent: Sent, facts: dict[str, object], *, life: int) -> None:
        at, receiver, closed = self.later(), sent.receiver, sent.closed
        given = facts | {"outer": str(closed.outer_digest), "seq": sent.seq}
        index = receiver.note(RECEIVED, actor=sent.sender.node, facts=given, at=at, about=str(self.case))
        self.leaves[receiver.code][RECEIVED, closed.env_id] = index
        log = LogPosition(origin=receiver.origin, index=index, size=index + 1, root=receiver.frontier().root)
        received = ReceivedBody(
            env_id=closed.env_id,
            outer=closed.outer_digest,
            inner=closed.inner_digest,
            case=self.case,
            seq=sent.seq,
            order="applied",
            log=log,
            at=at,
            life=life,
        )
        opened = OpenedBody(env_id=closed.env_id, inner=closed.inner_digest, case=self.case, at=at)
        self.give(sent, "received", print_received(received))
        self.give(sent, "opened", print_opened(opened))
        receipt = Digest.of(self.receipts[closed.env_id, "received"])
        told = {"envelope": str(closed.env_id), "receipt": str(receipt)}
        place = sent.sender.note(RECEIPTED, actor=sent.sender.node, facts=told, at=at, about=str(self.case))
        self.leaves[sent.sender.code][RECEIPTED, closed.env_id] = place

    def decide(self, on: Sent, answer: Sent) -> None:
        """Give the receipt of a decision."""
        body = DecidedBody(
            env_id=on.closed.env_id,
            inner=on.closed.inner_digest,
            case=self.case,
            decision="executed",
            answer=answer.closed.env_id,
            at=self.later(),
        )
        self.give(on, "decided", print_decided(body))

    def give(self, sent: Sent, kind: str, body: bytes, *, by: Side | None = None) -> bytes:
        """Sign a receipt and keep it."""
        (sealed,) = sign_receipts([body], key=(by or sent.receiver).node_key)
        self.receipts[sent.closed.env_id, kind] = sealed
        return sealed

    def act(self, number: int, *, by: Side) -> ActFiles:
        """Return the files of act `number` as `by` has them."""
        sent = self.sent[number - 1]
        closed = sent.closed
        return ActFiles(
            number=number,
            direction="out" if sent.sender is by else "in",
            env_id=closed.env_id,
            inner=closed.inner_bytes,
            signatures=print_frames(*map(print_signature, closed.signatures)),
            salt=closed.salt,
            body=closed.payload,
        )

    def contents(self, *, by: Side | None = None) -> Contents:
        """Return what an honest export holds."""
        by = by or self.xr
        checkpoint = by.checkpoint()
        return Contents(
            countries={side.country: CountryFiles(side.country_key.public.raw, side.section()) for side in (self.xr, self.vn)},
            acts=tuple(self.act(number, by=by) for number in range(1, len(self.sent) + 1)),
            receipts=dict(self.receipts),
            leaves={index: by.leaf(index, checkpoint=checkpoint) for index in self.leaves[by.code].values()},
            growth={size: by.growth(size) for size in self.promised(by=by) if size < len(by.log)},
        )

    def promised(self, *, by: Side) -> set[int]:
        """Return the sizes of its log that a side named in the receipts that it gave: each with the act as its last leaf."""
        return {self.leaves[by.code][RECEIVED, sent.closed.env_id] + 1 for sent in self.sent if sent.receiver is by}

    def make(
        self, contents: Contents | None = None, *, by: Side | None = None, key: SigningKey | None = None, at: Instant | None = None
    ) -> bytes:
        """Return a proof file, signed by the exporter unless `key` says otherwise."""
        by = by or self.xr
        return make_proof(
            contents or self.contents(by=by), reference=self.case, node=by.node, at=at or self.made_at, key=key or by.node_key
        )

    @property
    def trusted(self) -> dict[Country, KeyId]:
        """Both countries' fingerprints."""
        return {side.country: side.country_key.public.key_id for side in (self.xr, self.vn)}

    def verify(self, data: bytes, **other: Mapping[Country, KeyId]) -> Verdict:
        """Verify with both countries trusted, or as said: by both verifiers, which must agree."""
        return verify_by_both(data, trusted=other.get("trusted", self.trusted))
