"""Peers that are asked by a node which came up from a copy: each holds what it was given, and answers as a real one would."""

from dataclasses import dataclass, field
from typing import Any

from worlds.places import HERE, sealing, signing

from comity.courier.protocol.restoring import settle_claim
from comity.courier.restoring.asking import NotAnsweredError
from comity.records.models import Message, Outbox
from comity.seal.closed import close_file
from comity.seal.envelope import Recipient
from comity.seal.frames import print_frames
from comity.seal.keys import SealingPublicKey
from comity.seal.statement import sign_statement
from comity.terms.identifiers import NodeId
from comity.terms.lives import UNCLAIMED, Claim
from comity.wire.kept import ANSWER_TYPE, Answer, Item, parse_question, print_answer


@dataclass
class Kept:
    """What the peers of this node hold; a peer in `silent` does not answer."""

    world: Any
    items: dict[NodeId, list[Item]] = field(default_factory=dict)
    silent: set[NodeId] = field(default_factory=set)
    asked: list[NodeId] = field(default_factory=list)
    pages: int = 1000
    fresh: Any = None
    claims: dict[NodeId, Claim] = field(default_factory=dict)

    def took(self, row: Outbox, *, opening: bool = True, sealed_to: SealingPublicKey | None = None) -> None:
        """Let the puppet keep an act of this node's, as it would after its receipt."""
        puppet, message = self.world.puppet, Message.objects.get(env_id=row.env_id, direction="out")
        content = print_frames(bytes(message.body), bytes(message.salt), bytes(message.inner), bytes(message.signatures))
        opened = close_file(content, recipients=[Recipient(HERE, sealed_to or sealing(HERE).public)]) if opening else b""
        self._add(puppet.node, Item("came", (bytes(row.sealed), puppet.received(row), opened)))

    def gave(self, sealed: Any, receipt: bytes) -> None:
        """Let the puppet remember an act of its own with this node's receipt for it."""
        self._add(self.world.puppet.node, Item("went", (sealed.data, receipt)))

    def _add(self, peer: NodeId, item: Item) -> None:
        self.items.setdefault(peer, []).append(item)

    def ask(self, peer: NodeId, data: bytes) -> bytes:
        """Answer a question as `peer`, a few items at a time."""
        from comity.seal.frames import parse_frames
        from comity.seal.statement import MAGIC

        self.asked.append(peer)
        if peer in self.silent:
            raise NotAnsweredError("cut")
        question = parse_question(parse_frames(data[len(MAGIC) :], what="question", cap=2**20, least=3, most=3)[1])
        assert (question.node, question.to) == (HERE, peer)
        self.fresh = question.fresh
        all_, start = self.items.get(peer, []), question.came
        if question.since is None:
            all_ = [Item("place", (item.parts[1],)) for item in all_ if item.kind == "went"]
        shown = tuple(all_[start : start + self.pages])
        end = start + len(shown)
        known = settle_claim(self.claims.get(peer, UNCLAIMED), question.claim) if question.claim else None
        self.claims.update({peer: known} if known else {})
        answer = Answer(peer, HERE, self.world.at, b"", self.world.at, end < len(all_), end, 0, shown, known)
        return sign_statement(print_answer(answer), payload_type=ANSWER_TYPE, keys=(signing(str(peer)),))
