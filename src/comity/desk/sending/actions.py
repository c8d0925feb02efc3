"""Approves a draft: signs, seals, moves the request, logs, and owes the envelope to the peer. One transaction."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.counselling.gate import require_counsel
from comity.desk.crashing import crash_point
from comity.desk.drafting.actions import drafters, read_draft
from comity.desk.drafting.composing import require_unstopped
from comity.desk.drafting.resolving import Resolved
from comity.desk.filelists import require_there
from comity.desk.journalling import mandate_facts
from comity.desk.marking import require_channel
from comity.desk.meaning import GIVING, RESHARING, SHARING, WARNING
from comity.desk.onward.gate import require_free
from comity.desk.outside.signing import Signed
from comity.desk.permissions import Verb, require
from comity.desk.safeguarding.gate import Leaving, require_safe
from comity.desk.sending.gathering import Gathering
from comity.desk.sending.leaving import OvertakenError, Place, let_leave, place_of, seal_act
from comity.desk.states import DraftState
from comity.directory.book import one_look
from comity.directory.officers import actor
from comity.directory.once import claim, result_of
from comity.directory.policy import Actor, Role
from comity.records.bell import ring_on_commit
from comity.records.models import Draft, Officer, Request
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed
from comity.seal.keys import SigningKey
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody, read_own_act

_TRIES: Final = 5
_VERB: Final = "draft.approve"
_GATHERING: Final = Gathering(PAYLOAD_TYPE)


class ChangedSinceShown(Refused):
    """The bytes are not those that the second officer saw."""

    wire_class = "conflict"
    sentence = gettext_noop("This draft changed after it was shown to you; it was not approved.")
    next_step = gettext_noop("Read the new version and compare its digest with the drafter before you approve it.")


class KeyOfAnother(Refused):
    """The unlocked key is not the officer's own."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The signing key that was unlocked does not belong to %(name)s.")
    next_step = gettext_noop("The operator can enrol a new key for you.")


class TooBusy(Refused):
    """Others kept writing into the same case."""

    wire_class = "unavailable"
    sentence = gettext_noop("Other acts of this case were approved at the same moment; this one was not sent.")
    next_step = gettext_noop("Approve it again; nothing was lost.")


def approve_draft(draft_id: uuid.UUID | str, *, digest_seen: Digest, by: Officer, key: SigningKey, at: Instant, token: str) -> Request:
    """Send what `digest_seen` names, as the second officer; `key` is the officer's own, just unlocked.

    Raises `SelfApproval`, `ChangedSinceShown`, `Stopped`, and what policy and directory refuse. A used `token` gives the same
    request again and sends nothing.
    """
    for _ in range(_TRIES):
        # (1) a repeated click is answered from what it did the first time
        who = actor(by, at=at)
        require(who, Verb.APPROVE)
        draft = read_draft(draft_id, by=who)
        kept = None if draft.state == DraftState.SUBMITTED else result_of(token, officer=by, verb=_VERB)
        if kept is not None:
            return Request.objects.get(reference=kept)
        with one_look(), _GATHERING.coming() as way:
            # (2) who may, is it what was shown, what do the rules say today: before any costly work
            written = drafters(draft)
            body = _require_approvable(draft, written=written, digest_seen=digest_seen, who=who, by=by, key=key)
            meant = Resolved(body.act, body.kind, dict(body.fields))
            # A flag of this desk may have been set after the draft was submitted.
            require_safe(Leaving(body.act, body.kind, body.fields, draft.reference, draft.peer, (*written, body.drafted_by)), draft=draft)
            # So may have come what another State gave; and whether it said yes is looked at again.
            require_free(draft, body=body)
            require_counsel(draft, body=body, at=at)
            _require_as_registered(body, peer=draft.peer, at=at)
            require_unstopped(draft, resolved=meant, role="approver", at=at)
            # (3) sign and seal outside the write lock, for the place that is next now
            place = place_of(draft)
            closed = seal_act(draft, body=body, place=place, key=key, at=at, way=way)
            mandate = mandate_facts(who, Role.APPROVER)
            crash_point("approve.sealed")
            try:
                # (4) everything that counts, together or not at all
                commit = partial(_commit, draft, body=body, place=place, closed=closed, by=by, mandate=mandate, at=at, token=token)
                return way.write(commit)
            except OvertakenError:
                continue
    raise TooBusy


def _require_approvable(
    draft: Draft, *, written: tuple[OfficerId, ...], digest_seen: Digest, who: Actor, by: Officer, key: SigningKey
) -> ActBody:
    """Return the act if this officer may approve exactly the bytes that were shown; raises `Refused`."""
    policy.require_approval(who, drafted_by=written)
    policy.require_draft_move(DraftState(draft.state), DraftState.SENT)
    data = bytes(draft.body or b"")
    if Digest.of(data) != digest_seen:
        raise ChangedSinceShown
    if str(key.public.key_id) != by.key_id:
        raise KeyOfAnother(name=by.name)
    body = read_own_act(data)
    require_channel(body.classification, peer=draft.peer)
    # Who submitted it drafted it, also when others saved every version.
    policy.require_approval(who, drafted_by=(body.drafted_by,))
    require_there(body.files)
    return body


def _require_as_registered(body: ActBody, *, peer: str, at: Instant) -> None:
    if body.kind == RESHARING:
        from comity.desk.resharing.guards import require_resharable  # noqa: PLC0415 a node that passes nothing on does without

        require_resharable(body, peer=peer, at=at)
    if body.kind == WARNING:
        from comity.desk.warned.guards import require_as_published  # noqa: PLC0415 a node that is not warned does without

        require_as_published(body)
    if body.kind == GIVING:
        from comity.desk.given.guards import require_as_proposed  # noqa: PLC0415 a node that gives nothing does without

        require_as_proposed(body)
    if body.kind == SHARING:
        from comity.desk.shared.guards import require_as_registered  # noqa: PLC0415 a node that shares no commitment does without

        require_as_registered(body, peer=peer)


def _commit(
    draft: Draft,
    *,
    body: ActBody,
    place: Place,
    closed: Closed | Signed,
    by: Officer,
    mandate: Mapping[str, JsonValue],
    at: Instant,
    token: str,
) -> Request:
    if not claim(token, draft.reference, officer=by, verb=_VERB, at=at):
        return Request.objects.get(reference=result_of(token, officer=by, verb=_VERB))
    request = let_leave(draft, body=body, place=place, closed=closed, by=by, mandate=mandate, at=at)
    ring_on_commit()
    transaction.on_commit(lambda: crash_point("approve.commit"))
    crash_point("approve.before-commit")
    return request
