"""One receipt of whichever kind: looks at the member `receipt` and hands over to the format that it names."""

from collections.abc import Callable
from typing import Final, TypeAlias

from comity.terms.json import JsonValue, parse_json
from comity.terms.refusals import Malformed
from comity.wire.decided import DecidedBody, take_decided
from comity.wire.files import FilesBody, take_files_receipt
from comity.wire.opened import OpenedBody, take_opened
from comity.wire.received import MAX_BYTES, ReceivedBody, take_received
from comity.wire.refused import RefusedBody, take_refused
from comity.wire.settled import SettledBody, take_settled

SPEC: Final = "docs/specs/delivery.md, section 1"

ReceiptBody: TypeAlias = ReceivedBody | RefusedBody | OpenedBody | DecidedBody | FilesBody | SettledBody

_TAKE: Final[dict[str, Callable[[JsonValue], ReceiptBody]]] = {
    "received": take_received,
    "refused": take_refused,
    "opened": take_opened,
    "decided": take_decided,
    "files": take_files_receipt,
    "settled": take_settled,
}


def parse_receipt(data: bytes) -> ReceiptBody:
    """Read a receipt of any of the six kinds; raises `TooLarge` over 4 KiB, otherwise `Malformed`."""
    value = parse_json(data, MAX_BYTES, what="receipt")
    kind = value.get("receipt") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _TAKE:
        raise Malformed("receipt", "of no known kind")
    return _TAKE[kind](value)
