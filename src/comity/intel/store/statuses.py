"""What became of each request to add objects, for the client that made it; kept two days, which is twice what TAXII's tests want."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from comity.intel.store.bringing import bring_along
from comity.intel.store.clients import Client
from comity.intel.store.granting import Holding
from comity.intel.store.ingesting import Kept, add_objects, look_at_all
from comity.intel.store.looking import Refusal
from comity.intel.store.sight import Reader, Sight
from comity.records.models import IntelStatus
from comity.records.rows import insert
from comity.records.statements import run
from comity.terms.instants import Instant
from comity.wire.taxii.resources import Detail, Status, print_resource

KEPT_FOR: Final = timedelta(hours=48)
_OLD: Final = "DELETE FROM records_intelstatus WHERE at < %s"


def receive(
    raws: tuple[bytes, ...], *, into: Holding, client: Client, reader: Reader, open_to: Collection[int], sight: Sight, at: Instant
) -> bytes:
    """Put objects that a client sent into a collection, and return the status of that, which is kept in the same transaction.

    What they name and the client may bring along comes along: `open_to` are the collections that it may read, `sight` what it sees. The
    status tells of that nothing. Raises `MayNotWrite`.
    """
    into.require_writing()
    looked = look_at_all(raws, checks=into.row.checks)
    with transaction.atomic():
        giver = into.giver(client.owner, word=client.word)
        outcome = add_objects(looked, to=into.target, giver=giver, source=client.source, reader=into.eyes(reader), at=at)
        bring_along(looked, outcome, to=into.target, source=client.source, reader=reader, open_to=open_to, sight=sight, at=at)
        status = _status(outcome, at=at)
        body = print_resource(status)
        run(_OLD, [(at + -KEPT_FOR).micros])
        insert(IntelStatus(uuid=status.id, client_id=client.pk, body=body, at=at))
    return body


def find_status(uuid: str, *, client: Client) -> bytes | None:
    """Return the status of that identifier, if this client made the request."""
    found = IntelStatus.objects.filter(uuid=uuid[:36], client_id=client.pk).values_list("body", flat=True).first()
    return None if found is None else bytes(found)


def _status(outcome: list[Kept | Refusal], *, at: Instant) -> Status:
    kept = tuple(Detail(one.stix_id, one.version) for one in outcome if isinstance(one, Kept))
    refused = tuple(
        Detail(one.stix_id, one.version or str(at), f"objects[{place}]: {one.why}")
        for place, one in enumerate(outcome)
        if isinstance(one, Refusal)
    )
    return Status(
        id=str(UUID(bytes=secrets.token_bytes(16), version=4)),
        request_timestamp=str(at),
        total_count=len(outcome),
        success_count=len(kept),
        failure_count=len(refused),
        successes=kept,
        failures=refused,
    )
