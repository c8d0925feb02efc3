"""A node on which everything agrees: a request that came and was answered, one that left, their receipts, a published log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from worlds.places import found
from worlds.world import World

from comity.courier.publishing import publish_log
from comity.desk.holding.actions import open_request
from comity.directory.home import VARIABLE, home
from comity.directory.keyfiles import node_keys
from comity.doors.cli.demo import fields
from comity.records import journal
from comity.records.models import Outbox, Receipt
from comity.terms.digests import Digest


@contextmanager
def sound_node(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Make the node in `folder`; it is this process's node inside the block. Its cases are `incoming` and `outgoing`."""
    monkeypatch.setenv(VARIABLE, str(found(folder)))
    home.cache_clear()
    world = World(home())
    world.incoming = world.receive()
    open_request(world.incoming, by=world.drafter, at=world.at)
    world.answer(world.incoming, fields.preserved(at=world.at))
    keep_receipt(world, world.outbox(world.incoming))
    world.outgoing = world.send()
    keep_receipt(world, world.outbox(world.outgoing))
    publish_log(world.home)
    try:
        yield world
    finally:
        home.cache_clear()


def keep_receipt(world: World, row: Outbox) -> None:
    """Keep the peer's receipt `received` for an envelope of ours, as the carrier does."""
    sealed = world.puppet.received(row)
    digest = Digest.of(sealed)
    Receipt.objects.create(env_id=row.env_id, kind="received", direction="in", case=row.case, sealed=sealed, at=world.at)
    Outbox.objects.filter(pk=row.pk).update(state="receipted", order="applied", receipt_digest=digest.raw, outcome_at=world.at)
    facts = {"envelope": row.env_id, "state": "receipted", "receipt": str(digest), "peer": row.peer}
    entry = journal.Entry(name="receipt.received", actor=str(world.node), about=row.case, facts=facts)
    journal.append(entry, at=world.at, key=node_keys(world.home).signing.public.key_id)
