"""Begins a request to pass objects on, filled in as far as a page knows it; an officer goes on with the draft, a second one approves."""

from collections.abc import Iterable, Mapping
from typing import Any

from comity.desk.drafting.actions import open_draft
from comity.desk.meaning import RESHARING
from comity.desk.resharing.refusals import NobodyToAsk
from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Draft, Officer
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.wire.resharing import print_objects


def node_of(owner: AuthorityId) -> NodeId:
    """Return the node of who is to be asked; raises `NobodyToAsk` for an authority that has none."""
    found = next((node.id for node in book().peers(home().node) if node.authority == owner), None)
    if found is None:
        raise NobodyToAsk(authority=owner)
    return found


def begin_asking(
    objects: Iterable[str], *, of: AuthorityId, recipient: str, known: Mapping[str, Any], by: Officer, at: Instant, token: str
) -> Draft:
    """Open the draft by which `of` is asked whether these objects may go to `recipient`; `known` are fields of our own authority.

    Raises `NobodyToAsk`, `Malformed`, and what `open_draft` raises.
    """
    fields = {**known, "objects": print_objects(objects), **({"recipient": str(AuthorityId(recipient))} if recipient else {})}
    return open_draft(act="request", kind=RESHARING, peer=node_of(of), fields=fields, by=by, at=at, token=token)
