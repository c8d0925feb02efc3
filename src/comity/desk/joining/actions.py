"""Proposes and approves that a node is a partner; nothing of it is changed afterwards."""

from typing import Final

from django.db import transaction

from comity.desk.joining.policy import CannotJoin, require_same
from comity.desk.joining.queries import node_of
from comity.desk.journalling import note
from comity.desk.partnering.actions import NoSuchEntry
from comity.desk.partnering.policy import require_second
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.directory.book import NotInDirectory, book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.ways import is_outside, stand_in
from comity.records.models import Joining, Officer
from comity.terms.identifiers import AuthorityId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

_PROPOSE: Final = "joining.propose"
_APPROVE: Final = "joining.approve"


@transaction.atomic
def propose_joining(authority: AuthorityId, *, node: NodeId, reason: str, by: Officer, at: Instant, token: str) -> Joining:
    """Say that `node` is the partner `authority`; it counts once another officer approves it. Raises `CannotJoin`."""
    require(actor(by, at=at), Verb.PROPOSE_PARTNER)
    require_reason(reason)
    _require_same(authority, node=node)

    def propose() -> str:
        made = Joining.objects.create(authority=str(authority), node=str(node), reason=reason.strip(), proposed_by=by, proposed_at=at)
        facts = {"partner": made.authority, "node": made.node, "reason": made.reason}
        note("partner.join-proposed", by=by, about="", at=at, facts=facts)
        return str(made.pk)

    return Joining.objects.get(pk=once(token, propose, officer=by, verb=_PROPOSE, at=at))


@transaction.atomic
def approve_joining(joining_id: int, *, by: Officer, at: Instant, token: str) -> Joining:
    """Let it count from now on, as the second officer, if the directory still says so. Raises `OwnEntry`, `CannotJoin`."""

    def approve() -> str:
        found = Joining.objects.select_for_update().select_related("proposed_by").filter(pk=joining_id).first()
        if found is None or found.approved_at is not None:
            raise NoSuchEntry
        require_second(actor(by, at=at), proposed_by=OfficerId(found.proposed_by.officer_id))
        _require_same(AuthorityId(found.authority), node=NodeId(found.node))
        found.approved_by, found.approved_at = by, at
        found.save(update_fields=["approved_by", "approved_at"])
        facts = {"partner": found.authority, "node": found.node, "reason": found.reason}
        note("partner.joined", by=by, about="", at=at, facts=facts)
        return str(found.pk)

    return Joining.objects.get(pk=once(token, approve, officer=by, verb=_APPROVE, at=at))


def _require_same(authority: AuthorityId, *, node: NodeId) -> None:
    known = book()
    partner = known.authority_of(stand_in(authority))
    if is_outside(node):
        raise CannotJoin(node=node, authority=authority, where=gettext_noop("the name stands for a partner without a node"))
    try:
        runs = known.authority_of(node)
    except NotInDirectory:
        raise CannotJoin(node=node, authority=authority, where=gettext_noop("the signed directory knows no such node")) from None
    require_same(partner, node=node, runs=runs, own=home().node, joined=node_of(authority))
