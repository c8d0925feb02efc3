"""What an act about passing on does in the tables of intel, once it is sent or taken: in its transaction."""

from comity.desk.meaning import RESHARING
from comity.desk.resharing.asking import asked_in
from comity.directory.book import book
from comity.directory.home import home
from comity.intel.policy import Permission
from comity.intel.store.permissions import GIVEN, HELD, end_permission, keep_permission
from comity.records.models import Message, Officer
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.resharing import parse_answered

WITHDRAWN = "withdrawn"  # beside the codes of `recall-reason`: the asker needs it no more


def settle_reshare_sent(message: Message, body: ActBody, *, by: Officer, at: Instant) -> None:
    """Do what our act does here: a yes is given and kept, a notice takes it back, a withdrawal gives up what was asked."""
    asker = book().authority_of(NodeId(message.request.peer)).id
    if body.kind == RESHARING and body.act == "answer":
        _keep(message, body, side=GIVEN, owner=home().authority, asker=asker, by=by, at=at)
    else:
        _end(message, body, by=by, at=at)


def settle_reshare_received(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Do what the other side's act does here; `admitting` was asked before. A yes that crossed our withdrawal permits nothing."""
    if body.kind == RESHARING and body.act == "answer":
        if not message.crossed:
            owner = book().authority_of(NodeId(sender)).id
            _keep(message, body, side=HELD, owner=owner, asker=home().authority, by=sender, at=at)
    else:
        _end(message, body, by=sender, at=at)


def _keep(message: Message, body: ActBody, *, side: str, owner: AuthorityId, asker: AuthorityId, by: Officer | str, at: Instant) -> None:
    permitted, asked = parse_answered(body.fields), asked_in(message.request)
    if permitted is None or asked is None:
        return
    given = Permission(
        owner=owner,
        to=asked.recipient,
        objects=asked.objects if permitted.objects is None else permitted.objects & asked.objects,
        tlp=permitted.tlp,
        pap=permitted.pap,
        until=permitted.until,
    )
    keep_permission(given, side=side, asker=asker, case=message.request.reference, by=by, at=at)


def _end(message: Message, body: ActBody, *, by: Officer | str, at: Instant) -> None:
    if body.act == "withdrawal":
        end_permission(message.request.reference, by=by, reason=WITHDRAWN, at=at)
    elif body.kind == RESHARING and body.act == "notice":
        end_permission(message.request.reference, by=by, reason=str(body.fields.get("reason", "")), at=at)
