"""The slow road, and the reference: one object read whole, each fault told with its path."""

from comity.wire.stix.faults import Fault
from comity.wire.stix.identifiers import TYPE, is_id, type_in
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.strict import read_strictly
from comity.wire.stix.timestamps import is_timestamp


def validate(raw: bytes) -> tuple[Fault, ...]:
    """Return every fault of one object; none when it is good STIX 2.1. Never raises: bytes that cannot be read are one fault."""
    try:
        value = read_strictly(bytes(raw))
    except BadStix as refused:
        return (refused.fault,)
    if not isinstance(value, dict):
        return (Fault("", "not-an-object"),)
    faults = [Fault("", "missing", {"name": name}) for name in ("type", "id") if name not in value]
    kind, identifier = value.get("type"), value.get("id")
    if not isinstance(kind, str) or not TYPE.fullmatch(kind):
        faults.append(Fault("type", "bad-type", {"value": ascii(kind)[:80]}))
    if not isinstance(identifier, str) or not is_id(identifier):
        faults.append(Fault("id", "bad-id", {"value": ascii(identifier)[:80]}))
    elif type_in(identifier) != kind:
        faults.append(Fault("id", "other-type", {"wanted": ascii(kind)[:80], "found": type_in(identifier)}))
    for name in ("created", "modified"):
        stamp = value.get(name)
        if name in value and not (isinstance(stamp, str) and is_timestamp(stamp)):
            faults.append(Fault(name, "bad-timestamp", {"value": ascii(stamp)[:80]}))
    return tuple(faults)


def hints(raw: bytes) -> tuple[Fault, ...]:
    """Return what the standard recommends and this object does not do; no fault."""
    del raw
    return ()
