"""An act as it travels, as the file that `comity treaty check` reads: what it says, between which two States."""

import msgspec

from comity.terms.json import print_json
from comity.terms.refusals import TooLarge
from comity.treaty.trying import CAP, WHAT, UnreadableAct
from comity.wire.act import parse_act


def plain_act(data: bytes, *, from_: str, to: str) -> bytes:
    """Return `data` as the file of a check; what is none of the wire's acts stays as it is, for the reader of the check to judge.

    The bytes of an act name no recipient: raises `UnreadableAct` where `to` is empty. `from_` is the State that gave the number of
    the request where the act opens one, unless it is named.
    """
    if len(data) > CAP:
        raise TooLarge(WHAT, size=len(data), cap=CAP)
    try:
        read = msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return data
    if not isinstance(read, dict) or not {"act", "rulebook", "text"} <= set(read):
        return data
    body = parse_act(data.rstrip(b"\n"))
    sender = from_ or (body.reference.country.text if body.act == "request" else "")
    if not sender or not to:
        raise UnreadableAct("this is an act as it travels, which names no States; say between which with --from and --to")
    plain = {"kind": body.kind, "part": body.act, "from": sender, "to": to, "instrument": body.instrument, "fields": dict(body.fields)}
    return print_json({**plain, "on": body.submitted_at.datetime().date().isoformat()})
