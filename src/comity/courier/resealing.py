"""Wraps afresh what was sealed to a key that is over: the same act and signatures, another wrap. docs/specs/epoch-key.md, section 4."""

from collections.abc import Iterable, Sequence

import structlog
from django.db import transaction

from comity.courier.protocol.effects import Reseal
from comity.courier.protocol.lines import MAX_REWRAPS, Happening, Resealed
from comity.desk.crashing import crash_point
from comity.directory.epochs import sealing_key, sealing_key_id
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.records import journal
from comity.records.models import OUTBOX_KEYLESS, Outbox, OutboxBytes, RelayHold
from comity.records.outbox import Sealed, sealed_of
from comity.seal.envelope import Recipient, rewrap_envelope
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_LOG = structlog.get_logger("comity.courier")


def reseal(effect: Reseal, *, at: Instant) -> Sequence[Happening]:
    """Let an entry that was refused for its key be due again, if its peer's newest key is another than the one that was refused.

    Otherwise it waits: for the peer's key, which comes with its refusal, with its next contact, or is asked for; or for its expiry.
    """
    return _due_again(Outbox.objects.filter(peer=str(effect.peer), env_id=str(effect.env_id)), effect.peer, at=at)


def reseal_waiting(peer: NodeId, *, at: Instant) -> Sequence[Happening]:
    """Do the same for everything that waits for a key of `peer`."""
    waiting = Outbox.objects.filter(OUTBOX_KEYLESS, peer=peer.text, rewraps__lt=MAX_REWRAPS, expires_at__gt=at)
    return _due_again(waiting.order_by("id"), peer, at=at)


def _due_again(rows: Iterable[Outbox], peer: NodeId, *, at: Instant) -> list[Happening]:
    found: list[Happening] = []
    for row in rows:
        newest = _newest(peer, at=at)
        if row.keys is None or newest in ("", row.sealed_to):
            _LOG.info("keyless", peer=peer.text, env_id=row.env_id, key=row.sealed_to[:16])
            continue
        # The wrap itself is made when it leaves: until then a newer key may come.
        values = {"state": "due", "wire_class": "", "rewraps": row.rewraps + 1}
        if Outbox.objects.filter(OUTBOX_KEYLESS, pk=row.pk).update(**values):
            crash_point("send.resealed")
            found.append(Resealed(EnvelopeId(row.env_id), row.size))
    return found


def leaving(peer: NodeId, env_ids: Iterable[str], *, at: Instant) -> list[Sealed]:
    """Return entries as they leave now, by whichever way: what is not wrapped for the peer's newest key is wrapped afresh first."""
    rows = [sealed_of(peer.text, env_id=name) for name in env_ids]
    if all(row.item != "envelope" for row in rows):
        return rows
    newest = _newest(peer, at=at)
    return [_rewrapped(peer, row, at=at) if row.item == "envelope" and newest not in ("", row.sealed_to) else row for row in rows]


def _newest(peer: NodeId, *, at: Instant) -> str:
    try:
        return sealing_key_id(peer, at=at).text
    except Refused:  # nothing that could be sealed with: what there is leaves as it is
        return ""


def _rewrapped(peer: NodeId, row: Sealed, *, at: Instant) -> Sealed:
    """Wrap one envelope for the peer's newest key, and note it; one whose keys are not here leaves as it is."""
    kept = Outbox.objects.filter(peer=peer.text, env_id=row.env_id).values_list("keys", "case", "pk").get()
    if kept[0] is None:
        return row
    key = sealing_key(peer, at=at)
    data = rewrap_envelope(row.sealed, keys=bytes(kept[0]), recipient=Recipient(peer, key))
    with transaction.atomic():
        Outbox.objects.filter(pk=kept[2]).update(sealed_to=key.key_id.text)
        OutboxBytes.objects.filter(pk=kept[2]).update(sealed=data)
        RelayHold.objects.filter(peer=peer.text, env_id=row.env_id).delete()  # what lies there opens no more
        facts = {"envelope": row.env_id, "peer": peer.text, "key": key.key_id.text, "sealed": str(Digest.of(data))}
        entry = journal.Entry(name="wrap.renewed", actor=home().node.text, about=kept[1], facts={**facts})
        journal.append(entry, at=at, key=node_keys(home()).signing.public.key_id)
        crash_point("send.rewrapped-before-commit")
    crash_point("send.rewrapped-commit")
    return row._replace(sealed=data, sealed_to=key.key_id.text)
