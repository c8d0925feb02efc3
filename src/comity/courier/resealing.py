"""Seals afresh what a peer refused because its key had passed."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from comity.courier.protocol.effects import Reseal
from comity.courier.protocol.lines import Happening
from comity.desk.receiving.receipts import undelivered
from comity.records.models import Outbox
from comity.terms.instants import Instant

_LOG = structlog.get_logger("comity.courier")


def reseal(effect: Reseal, *, at: Instant) -> Sequence[Happening]:
    """Show the act's request as undelivered: people approve it again under the peer's new key.

    Wrapping the same content keys afresh belongs to the daily epoch keys; with yearly keys an expired one means that the
    directory here is old, which is for the operator.
    """
    row = Outbox.objects.filter(peer=str(effect.peer), env_id=str(effect.env_id)).exclude(seq=0).values_list("case", flat=True).first()
    _LOG.warning("reseal", peer=str(effect.peer), env_id=str(effect.env_id), wire_class=effect.wire_class)
    if row is not None:
        with transaction.atomic():
            undelivered(row, envelope=str(effect.env_id), why=effect.wire_class, at=at)
    return ()
