"""A node over a relay, in one thread, and what its puppet peer finds and leaves there."""

from datetime import timedelta

from worlds.places import HERE, THERE, sealing
from worlds.relay import name_in_sections

from comity.courier.protocol.lines import Receipts
from comity.courier.relaying import Relayer
from comity.seal.closed import close_file, open_file
from comity.seal.envelope import Recipient
from comity.terms.digests import Digest
from comity.wire.batch import parse_delivery, print_delivery
from comity.wire.relay import MAX_CLOSED, Left


class Over:
    """This node at a relay, in one thread, with the carrier that hears of receipts."""

    def __init__(self, world, relay, line):
        """The relay is named by both countries, and no line leads to anybody."""
        self.world, self.relay, self.line = world, relay, line
        name_in_sections(world, relay.entry)
        self.told = []
        known = {"home": world.home, "gate": None, "refusals": None}
        self.relayer = Relayer(relay.entry, now=lambda: relay.at, answered=self._answered, **known)
        self.relayer._line._pool = relay

    def _answered(self, peer, answer, sealed):
        self.told.append((peer, answer))
        self.line.at = self.relay.at
        self.line.carrier._receipts[Digest.of(sealed)] = sealed
        self.line.run(Receipts((answer,)))

    def go(self, **later):
        """Go over the relay once, later."""
        self.relay.at = self.relay.at + timedelta(**later)
        self.relayer.go()

    def fetched(self, node=THERE):
        """Take what lies at the relay for the puppet, as its node would: envelopes, and receipts out of what is sealed for it."""
        page = self.relay.since(node)
        keys = {sealing(node).public.key_id: sealing(node)}
        found = []
        for item in page.items:
            if item.kind == "envelope":
                found.append(item.data)
            elif item.kind == "closed":
                found += [thing.data for thing in parse_delivery(open_file(item.data, node=node, sealing_keys=keys, most=MAX_CLOSED))]
        if page.items:
            self.relay.taken(node, *[item.number for item in page.items])
        return found

    def leave_receipts(self, *receipts, by=THERE):
        """Leave receipts for this node, as a peer does."""
        content = print_delivery([("receipt", one) for one in receipts])
        self.relay.leave(by, HERE, Left("closed", close_file(content, recipients=[Recipient(HERE, sealing(HERE).public)])))
