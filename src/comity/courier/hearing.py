"""Hears one receipt that came on its own: of an act that was opened or decided, of files, of a set, or a key of the day."""

from collections.abc import Callable
from typing import Final, TypeAlias

import structlog
from django.db import transaction

from comity.courier.answers import peer_answer
from comity.courier.epochs import learn
from comity.courier.protocol.lines import PeerAnswer
from comity.desk.crashing import crash_point
from comity.desk.receiving.receipts import take_receipt
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.keyfiles import node_keys
from comity.seal.receipt import sign_receipts, verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.coming import COMING, parse_coming
from comity.wire.decided import DecidedBody
from comity.wire.epoch import EPOCH, parse_epoch
from comity.wire.files import FilesBody
from comity.wire.held import kind_of
from comity.wire.opened import OpenedBody
from comity.wire.receipts import parse_receipt
from comity.wire.refused import RefusedBody, print_refused
from comity.wire.settled import SettledBody

Answered: TypeAlias = Callable[[NodeId, PeerAnswer, bytes], None]
_LOG: Final = structlog.get_logger("comity.courier")


def hear_receipt(data: bytes, *, answered: Answered, at: Instant) -> bytes | None:
    """Take one receipt that came on its own: None for taken, or a signed refusal."""
    try:
        verified = verify_receipt(data, keyring=book().keyring, seen=at)
        if kind_of(verified.body_bytes) == EPOCH:
            learn(verified.node, parse_epoch(verified.body_bytes), signed_by=verified.entry.key.key_id, at=at)
            return None
        if kind_of(verified.body_bytes) == COMING:
            from comity.courier.beside import hear_coming  # noqa: PLC0415 a node to which lines lead does without

            hear_coming(verified, body=parse_coming(verified.body_bytes), at=at)
            return None
        body = parse_receipt(verified.body_bytes)
        if isinstance(body, FilesBody):
            from comity.courier.beside import hear_files  # noqa: PLC0415 as above

            hear_files(verified, body=body, data=data, at=at)
        elif isinstance(body, OpenedBody | DecidedBody):
            with transaction.atomic():
                take_receipt(verified, body=body, data=data, at=at)
                crash_point("receive.later-receipt")
            crash_point("receive.later-receipt-commit")
        elif isinstance(body, SettledBody):
            from comity.desk.unpacking.words import take_settled  # noqa: PLC0415 a node that gives nothing does without

            with transaction.atomic():
                take_settled(verified, body=body, data=data, at=at)
        else:
            if isinstance(body, RefusedBody) and body.fresh is not None:
                learn(verified.node, body.fresh, signed_by=verified.entry.key.key_id, at=at)
            answered(verified.node, peer_answer(body, data=data), data)
    except Refused as refusal:
        _LOG.warning("refused", item="receipt", wire_class=refusal.wire_class, why=str(refusal))
        refused = RefusedBody(env_id=None, outer=Digest.of(data), wire_class=refusal.wire_class, at=at)
        return sign_receipts([print_refused(refused)], key=node_keys(home()).signing)[0]
    return None
