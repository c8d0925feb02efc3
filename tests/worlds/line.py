"""A line to the puppet without a network: the carrier is real, and its connections end at a function."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from worlds.world import World

from comity.courier.answers import peer_answer
from comity.courier.carrying import Carrier
from comity.courier.posting import Answer
from comity.courier.protocol.lines import Posted, Receipts
from comity.directory.book import book
from comity.records.models import Outbox
from comity.seal.receipt import verify_receipt
from comity.terms.instants import Instant
from comity.wire.batch import Item, Reply, Want, parse_delivery, print_reply
from comity.wire.receipts import parse_receipt

Answering = Callable[[tuple[Item, ...]], tuple[int, bytes]]


def told(data: bytes) -> Receipts:
    """Return a receipt of the puppet as the line hears of it when it came another way."""
    return Receipts((peer_answer(parse_receipt(verify_receipt(data, keyring=book().keyring).body_bytes), data=data),))


class Line:
    """One carrier, its clock, and every POST that it made."""

    def __init__(self, world: World) -> None:
        """Nothing answers until `answer` is set."""
        self.world, self.at = world, world.at
        self.answer: Answering = self.take
        self.posts: list[tuple[Item, ...]] = []
        self.carrier = Carrier(world.puppet.node, now=lambda: self.at)
        self.carrier._pool = self
        self.carrier._random = self

    def random(self) -> float:
        """Draw no jitter: the waits are the longest."""
        return 1.0

    def post(self, path: str, *, body: bytes, headers: dict[str, str], most: int) -> Answer:
        """Stand for the network."""
        assert path == "/comity/1/in"
        assert headers["Comity-Node"] == str(self.world.node)
        self.posts.append(parse_delivery(body))
        status, data = self.answer(self.posts[-1])
        return Answer(status, data[: most + 1])

    def clear(self) -> None:
        """Drop no connections."""

    # -- what the peer may answer ----------------------------------------------------------------------

    def row(self, item: Item) -> Outbox:
        """Return the row of what was posted."""
        return next(row for row in Outbox.objects.all() if bytes(row.sealed) == item.data)

    def take(self, items: tuple[Item, ...], *, order: str = "applied", wants: tuple[Want, ...] = ()) -> tuple[int, bytes]:
        """Take everything: a receipt for each envelope, the mark for each receipt."""
        receipts = tuple(self.world.puppet.received(self.row(item), order=order) if item.kind == "envelope" else None for item in items)
        return 200, print_reply(Reply(receipts, wants))

    def refuse(self, wire_class: str) -> Answering:
        """Refuse everything with `wire_class`."""
        puppet = self.world.puppet
        return lambda items: (200, print_reply(Reply(tuple(puppet.refused(self.row(item), wire_class) for item in items))))

    def say(self, *receipts: bytes | None, wants: tuple[Want, ...] = ()) -> Answering:
        """Answer with these, whatever was posted."""
        return lambda _: (200, print_reply(Reply(receipts, wants)))

    # -- what the line does ----------------------------------------------------------------------------

    def run(self, happening: Any = None, *, later: timedelta = timedelta(0)) -> Instant | None:
        """Let the line hear of something, `later`; return when it wants to wake."""
        self.at = self.at + later
        self.carrier._follow(happening or Posted())
        return self.carrier._waking.at
