"""Writes the drafts of acts about shared commitments, filled in from the register; a second officer approves them like any other."""

from collections.abc import Mapping

from django.db import transaction

from comity.desk.drafting.actions import open_draft
from comity.desk.meaning import SHARING
from comity.desk.permissions import Verb, require
from comity.desk.states import DraftState
from comity.desk.visibility import require_visible, visible_drafts
from comity.directory.book import book
from comity.directory.officers import actor
from comity.records.models import Draft, Message, Officer, Request
from comity.register.refusals import NoSuchRow
from comity.register.sharing.refusals import NotShared
from comity.register.sharing.showing import live, require_sharable, said_now, shared_in
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.commitment import KNOWN, NEW, SAME, UNKNOWN, Recognised, print_recognised, print_shared, print_standing

_LIVE = (DraftState.OPEN.value, DraftState.SUBMITTED.value)


@transaction.atomic
def share_commitment(number: str, *, peer: NodeId, by: Officer, at: Instant, token: str) -> Draft:
    """Begin the act that shows a commitment of the register to a node, as it stands now.

    Raises `NotBetweenUs`, `SharedAlready`, `NoSuchRow`, and what drafting refuses.
    """
    require(actor(by, at=at), Verb.DRAFT)
    shown = require_sharable(live(number), peer=str(peer), country=book().authority_of(peer).id.country)
    begun = visible_drafts(actor(by, at=at)).filter(kind=SHARING, act="request", peer=str(peer), state__in=_LIVE)
    for draft in begun.select_related("content"):
        if draft.fields.get("number") == number:
            return draft
    return open_draft(act="request", kind=SHARING, peer=peer, by=by, at=at, fields=print_shared(shown), token=token)


@transaction.atomic
def answer_share(case: str, *, same: str = "", grounds: tuple[str, ...] = (), by: Officer, at: Instant, token: str) -> Draft:
    """Begin the answer to a commitment that another node showed: it is `same` of this register, new in it, or not known on `grounds`.

    Raises `NoSuchRow`, `NotShared`, `NoSuchRequest`, and what drafting refuses.
    """
    require(actor(by, at=at), Verb.DECIDE)
    request = _request(case, by=by, at=at)
    if grounds:
        said = Recognised(decision=UNKNOWN, grounds=grounds)
    else:
        said = Recognised(decision=KNOWN, known_as=SAME if same else NEW, number=live(same).number if same else "")
    asked = Message.objects.filter(request=request, direction="in", act="request").order_by("id").last()
    if asked is None:
        raise NotShared(reference=case)
    return _begun(request, "answer", print_recognised(said), replies_to=EnvelopeId(asked.env_id), by=by, at=at, token=token)


@transaction.atomic
def tell_standing(case: str, *, by: Officer, at: Instant, token: str) -> Draft:
    """Begin the act that tells the other side how a shared commitment stands here now.

    Raises `NotShared`, `NotToBeSaid`, `NoSuchRequest`, and what drafting refuses.
    """
    require(actor(by, at=at), Verb.DRAFT)
    request = _request(case, by=by, at=at)
    part = "report" if request.direction == "out" else "notice"
    return _begun(request, part, print_standing(said_now(shared_in(case))), replies_to=None, by=by, at=at, token=token)


def _request(case: str, *, by: Officer, at: Instant) -> Request:
    request = Request.objects.filter(reference=case, kind=SHARING).first()
    if request is None:
        raise NoSuchRow(number=case[:20])
    require_visible(request, by=actor(by, at=at))
    return request


def _begun(
    request: Request, part: str, fields: Mapping[str, JsonValue], *, replies_to: EnvelopeId | None, by: Officer, at: Instant, token: str
) -> Draft:
    """Return the draft of that part that waits already, or a new one."""
    waits = visible_drafts(actor(by, at=at)).filter(reference=request.reference, act=part, kind=SHARING, state__in=_LIVE).first()
    if waits is not None:
        return waits
    return open_draft(
        act=part,
        kind=SHARING,
        peer=NodeId(request.peer),
        by=by,
        at=at,
        request=request,
        replies_to=replies_to,
        fields=fields,
        token=token,
    )
