"""A draft that is whole when it is opened: what another deed already knows is written down and submitted in one step."""

from collections.abc import Mapping

from comity.desk.drafting.actions import submit_draft
from comity.desk.journalling import note
from comity.records.models import Draft, DraftVersion, Officer, Request
from comity.terms.instants import Instant
from comity.terms.json import JsonValue


def submitted_at_once(
    request: Request,
    act: str,
    *,
    kind: str,
    fields: Mapping[str, JsonValue],
    replies_to: str,
    by: Officer,
    at: Instant,
    token: str,
    peer: str = "",
) -> str:
    """Open and submit a draft of a case, to `peer` or to the partner of the case; return its number. In the caller's transaction.

    The caller asked for the permission. Raises what `submit_draft` does.
    """
    draft = Draft.objects.create(
        act=act,
        kind=kind,
        peer=peer or request.peer,
        reference=request.reference,
        replies_to=replies_to,
        instrument=request.instrument,
        fields=dict(fields),
        drafter=by,
        saved_by=by,
        opened_at=at,
        saved_at=at,
        tlp=request.tlp,
        classification=request.classification,
        level=request.level,
    )
    DraftVersion.objects.create(draft=draft, version=1, fields=draft.fields, saved_at=at, saved_by=by)
    facts: dict[str, JsonValue] = {"draft": str(draft.pk), "kind": kind, "act": act}
    note("draft.opened", by=by, about=draft.reference, at=at, facts=facts)
    submit_draft(draft.pk, version=1, by=by, at=at, token=f"{token[:55]}.submit")
    return str(draft.pk)
