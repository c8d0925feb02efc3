"""Collects what the rules ask about: the act itself, the two States, and what went before in the same request."""

from collections.abc import Mapping
from itertools import takewhile

from comity.desk.meaning import is_of_the_requested
from comity.desk.permitting.queries import allowed_with, switched_on
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.records.models import Message, Request
from comity.records.rows import find, find_all
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.treaty.findings import Facts, Original
from comity.wire.act import parse_act

_OPEN_ROLES = ("POC", "CA")


def facts_of(
    *,
    act: str,
    kind: str,
    fields: Mapping[str, JsonValue],
    sender: NodeId,
    receiver: NodeId,
    reference: str,
    at: Instant,
    instrument: str = "",
    before: EnvelopeId | None = None,
) -> Facts:
    """Return the facts of one act between `sender` and `receiver`; `reference` is empty while a request has no number.

    `instrument` is the text that it stands on: what is inside a case stands on that of the case.

    With `before`, what came after that act is left out: an act of the past is asked about as it stood then.
    """
    known = book()
    giving, taking = known.authority_of(sender), known.authority_of(receiver)
    from_country, to_country = giving.id.country, taking.id.country
    request = find(Request, reference=reference) if reference else None
    wanted = rulebook().kinds.get(request.kind if request else kind)
    answering = is_of_the_requested(act, kind)
    other = from_country if sender != home().node else to_country
    return Facts(
        kind=kind,
        part=act,
        from_country=from_country,
        to_country=to_country,
        from_role=_role(giving, *(wanted.receiver if answering else wanted.sender)) if wanted else _role(giving),
        to_role=_role(taking, *(wanted.sender if answering else wanted.receiver)) if wanted else _role(taking),
        instrument=request.instrument if request is not None and request.instrument in rulebook().instruments else instrument,
        fields=fields,
        original=None if request is None else original_of(request, before=before),
        switched_on=wanted is not None and wanted.off and switched_on(wanted.code, on=at.datetime().date()),
        peer_allowed=wanted is not None and wanted.high_risk and allowed_with(wanted.code, other, on=at.datetime().date()),
        consulted=request is not None and _consulted(request, before=before),
        at=at,
    )


def _role(authority: Authority, *wanted: str) -> str | None:
    """Return the role in which an authority acts: one that the kind wants before contact point, central authority or any other."""
    for role in (*wanted, *_OPEN_ROLES, *authority.roles):
        if role in authority.roles:
            return role
    return None


def _consulted(request: Request, *, before: EnvelopeId | None) -> bool:
    if before is None:
        return request.consulted
    return any(message.act == "views" for message in _messages(request, before=before))


def _messages(request: Request, *, before: EnvelopeId | None) -> list[Message]:
    messages = find_all(Message, request_id=request.pk)
    if before is None:
        return messages
    return list(takewhile(lambda message: message.env_id != str(before), messages))


def original_of(request: Request, *, before: EnvelopeId | None = None) -> Original:
    """Return what later acts of the request build on: its fields, and the preservation that was granted last."""
    messages = _messages(request, before=before)
    first = next((message for message in messages if message.act == "request"), None)
    start, end = granted_period(messages)
    return Original(
        reference=Reference(request.reference),
        kind=request.kind,
        fields=parse_act(bytes(first.body)).fields if first and first.body else None,
        start=start,
        end=end,
    )


def granted_period(messages: list[Message]) -> tuple[Instant | None, Instant | None]:
    """Return start and end of the preservation as last granted in `messages`, oldest first."""
    start: Instant | None = None
    end: Instant | None = None
    for message in messages:
        if message.act == "answer":
            fields = parse_act(bytes(message.body)).fields
            start = _instant(fields.get("start")) or start
            end = _instant(fields.get("end")) or end
    return start, end


def _instant(value: JsonValue) -> Instant | None:
    """Return the moment that a field holds; what another node wrote wrongly counts as nothing."""
    try:
        return Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return None
