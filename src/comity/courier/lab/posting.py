"""One POST on its way between two simulated nodes, and its reply on the way back."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from comity.courier.lab.epochs import shown
from comity.courier.lab.faults import SECOND
from comity.courier.lab.flooding import Floods
from comity.courier.lab.liar import Liar
from comity.courier.lab.node import Node
from comity.courier.protocol.granting import Grant
from comity.courier.protocol.lines import Failed, Failure, Wanted
from comity.terms.identifiers import EnvelopeId, NodeId

TIMEOUT: Final = 30 * SECOND


class Stage(Protocol):
    """What a POST needs of its world."""

    time: int
    floods: Floods
    liar: Liar | None

    def at(self, node: Node, deed: Callable[[], object]) -> bool:
        """Let a node do something."""

    def later(self, node: Node, delay: int, deed: Callable[[], object]) -> None:
        """Let a node do something after a while."""

    def wire(self, a: NodeId, b: NodeId, event: Callable[[], object]) -> None:
        """Let something travel."""

    def note(self, receiver: Node, sender: Node, receipts: Sequence[bytes]) -> None:
        """Remember receipts."""

    def is_of_lost_disk(self, node: Node, sent: int) -> bool:
        """Whether what was sent then is of a disk that is lost since."""


class Post:
    """What one node sends to another; `number` is that of its lease, None for what is sent once more."""

    def __init__(
        self,
        world: Stage,
        sender: Node,
        receiver: Node,
        number: int | None,
        env_ids: Sequence[EnvelopeId],
        *,
        along: Sequence[EnvelopeId],
    ) -> None:
        """Take what is sent as it leaves."""
        self._world, self._sender, self._receiver, self._number, self._along = world, sender, receiver, number, along
        self._generation, self._sent = sender.generation, world.time
        self._envelopes = [sender.to_send(receiver.name, env_id) for env_id in env_ids]
        self._key = shown(sender.disk, at=sender.clock())
        self._replied = self._given_up = False

    def leave(self) -> None:
        """Set out; a POST under a lease fails when nothing has come back in time."""
        self._world.wire(self._sender.name, self._receiver.name, self._arrive)
        if self._number is not None:
            self._world.floods.went(self._sender, self._receiver.name, self._envelopes, self._along)
            self._world.later(self._sender, TIMEOUT, self._give_up)

    def _arrive(self) -> None:
        sender, receiver = self._sender, self._receiver
        if not self._world.is_of_lost_disk(sender, self._sent):
            self._world.at(receiver, lambda: receiver.learn(sender.name, self._key))
            self._world.at(
                receiver,
                lambda: receiver.take_post(self._envelopes, deliverer=sender.name, reply=self._answer, along=self._along),
            )

    def _answer(self, receipts: list[bytes], wants: list[Wanted]) -> None:
        world, receiver = self._world, self._receiver
        if world.liar is not None and receiver is world.liar.node:
            receipts = world.liar.answer(self._envelopes, receipts)
        world.note(receiver, self._sender, receipts)
        granted = receiver.room.granted(self._sender.name, peers=receiver.peers)
        world.wire(receiver.name, self._sender.name, lambda: self._back(receipts, wants, granted))

    def _back(self, receipts: list[bytes], wants: list[Wanted], granted: Grant) -> None:
        sender, receiver, number = self._sender, self._receiver, self._number
        if sender.generation != self._generation or self._world.is_of_lost_disk(receiver, self._sent):
            return  # the connection died with the process
        self._replied = True
        if number is None:
            self._world.at(sender, lambda: sender.take_receipts(receiver.name, receipts))
            return
        if not self._given_up:
            self._world.floods.heard(sender, receiver.name, granted)
        self._world.at(sender, lambda: sender.take_reply(receiver.name, number, receipts, wants, granted=granted))

    def _give_up(self) -> None:
        if not self._replied and self._number is not None:
            self._given_up = True
            self._sender.happen(self._receiver.name, Failed(self._number, Failure.TIMEOUT))
